"""The documents: links lead somewhere, commands exist, decisions are numbered without gaps."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from docs import examples
from rapport.cli import cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"!?\[[^]]*]\(([^)\s]+)\)")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:\$ )?(?:\S*/)?rapport (.+)$", re.MULTILINE)
INLINE_COMMAND = re.compile(r"`rapport ([^`]+)`")
DESK_TESTS = ROOT / "docs/reference/desk-tests.md"
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
DESK_ROW = re.compile(r"^\| (\d+) \| .+ \| (.+) \|$", re.MULTILINE)
OPEN_PARTS = {19, 25, 29, 45, 48, 49, 51, 59, 73}  # what needs surveys, exports or erasures
DECISION = re.compile(r"(\d{4})-[a-z0-9-]+\.md")


def links(text: str) -> Iterator[str]:
    """Yield where a page leads inside the project; addresses of the web apart."""
    yield from (target for target in LINK.findall(FENCED.sub("", text)) if "://" not in target)


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(page: Path) -> list[str]:
    """Return the links of a page that lead nowhere."""
    found = []
    for target in links(page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        is_there = place.exists() and place.is_relative_to(ROOT)
        if not is_there or (anchor and anchor not in anchors(place.read_text(encoding="utf-8"))):
            found.append(target)
    return found


def commands(text: str) -> Iterator[list[str]]:
    """Yield the words after `rapport` of every command that a page shows."""
    shown = [line for kind, body in FENCED.findall(text) if kind for line in COMMAND.findall(body)]
    for line in [*shown, *INLINE_COMMAND.findall(text)]:
        words = shlex.split(line.partition(" | ")[0], comments=True)
        if not words[0].startswith("-"):
            yield words


def refused(words: list[str]) -> str:
    """Return why the command line cannot be read; nothing where it can. A lone word only names a command."""
    command, rest = cli.get_command(click.Context(cli), words[0]), words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        command, rest = command.get_command(click.Context(command), rest[0]), rest[1:]
    if command is None:
        return f"rapport {' '.join(words)}: there is no such command"
    if not rest:
        return ""
    try:
        command.make_context(words[0], rest)
    except click.ClickException as fault:
        return f"rapport {' '.join(words)}: {fault}"
    except click.exceptions.Exit:
        return ""
    return ""


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(document: Path) -> None:
    assert broken(document) == []


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_that_is_shown_can_be_given(document: Path) -> None:
    text = document.read_text(encoding="utf-8")

    assert [fault for fault in map(refused, commands(text)) if fault] == []


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One two\n[here](#one-two) [gone](gone.md) [nowhere](#three) [web](https://example.org)\n"
    )

    assert [target for target in broken(page) if target != "#one-two"] == ["gone.md", "#three"]


@pytest.mark.parametrize(
    "line", ["rapport value orders.csv --colour red", "rapport guess", "rapport value x --dates soon"]
)
def test_a_command_that_does_not_exist_is_noticed(line: str) -> None:
    assert list(map(refused, commands(f"```console\n$ {line}\n```\n"))) != [""]


def test_commands_are_found_in_fences_and_in_sentences() -> None:
    text = "Run `rapport demo` or\n```sh\n~/bin/rapport serve --port 1  # here\nrapport value a | wc\n```\n"

    assert list(commands(text)) == [["serve", "--port", "1"], ["value", "a"], ["demo"]]


def test_decisions_are_numbered_without_gaps_and_titled_alike() -> None:
    paths = sorted((ROOT / "docs/decisions").glob("*.md"))
    numbers = [int(found[1]) for path in paths if (found := DECISION.fullmatch(path.name))]

    assert numbers == list(range(1, len(paths) + 1))
    assert len(paths) >= 14
    for number, path in zip(numbers, paths, strict=True):
        assert re.match(
            rf"# {number}\. .+\n\nDate: \d{{4}}-\d\d-\d\d\. Status: ", path.read_text(encoding="utf-8")
        )


def test_a_decision_fits_on_one_screen() -> None:
    lengths = {
        path.name: len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "docs/decisions").glob("*.md")
    }

    assert {name: lines for name, lines in lengths.items() if lines > 50} == {}


def test_pictures_in_the_documents_are_small() -> None:
    pictures = list((ROOT / "docs/images").glob("*"))

    assert pictures
    assert {picture.name for picture in pictures if picture.stat().st_size > 200_000} == set()


def test_an_example_shows_what_it_prints_now(tmp_path: Path) -> None:
    blocks = [("csv", "x;y"), ("console", "$ cat a.csv\nold"), ("python", "print(2)"), ("text", "3")]
    text = "As `a.csv`:\n" + "".join(f"```{kind}\n{body}\n```\n" for kind, body in blocks)

    now = examples.replayed(text, tmp_path)

    assert now == text.replace("old", "x;y").replace("```text\n3", "```text\n2")


def test_a_refusal_is_shown_without_the_progress_before_it(tmp_path: Path) -> None:
    text = "```console\n$ echo '10:00:00  Reading' >&2; echo No. >&2; exit 2\n```\n"

    assert examples.replayed(text, tmp_path) == text.replace("2\n```", "2\nNo.\n```")


def test_every_document_with_examples_is_on_the_list() -> None:
    shown = {
        page.relative_to(ROOT).as_posix()
        for page in PAGES
        if "```console\n$ rapport" in page.read_text(encoding="utf-8")
    }

    assert shown == set(examples.PAGES)


def named_in(path: str) -> set[str]:
    """Return the names of the tests in a file; none where there is no such file."""
    if not (ROOT / path).is_file():
        return set()
    body = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    return {part.name for part in body if isinstance(part, ast.FunctionDef) and part.name.startswith("test_")}


def unknown_tests(text: str) -> list[str]:
    """Return the tests that a page names and that nobody wrote."""
    return [f"{path}::{name}" for path, name in NAMED_TEST.findall(text) if name not in named_in(path)]


def test_every_test_that_the_desk_is_said_to_pass_exists() -> None:
    assert unknown_tests(DESK_TESTS.read_text(encoding="utf-8")) == []


def test_each_of_the_73_is_proved_by_a_test_or_named_as_open_with_its_room() -> None:
    rows = {int(number): proof for number, proof in DESK_ROW.findall(DESK_TESTS.read_text(encoding="utf-8"))}

    assert list(rows) == list(range(1, 74))
    assert {number for number, proof in rows.items() if "Open." in proof} == OPEN_PARTS
    assert {number for number, proof in rows.items() if not NAMED_TEST.search(proof)} == {45, 48, 49}
    for number in OPEN_PARTS:
        assert "**feedback**" in rows[number] or "**privacy**" in rows[number]


def test_a_test_that_nobody_wrote_is_noticed() -> None:
    here = "tests/unit/test_docs.py"
    text = f"`{here}::test_a_test_that_nobody_wrote_is_noticed` `{here}::test_none` `tests/gone.py::test_a`"

    assert unknown_tests(text) == [f"{here}::test_none", "tests/gone.py::test_a"]
