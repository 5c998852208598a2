"""Coverage: every row of the syllabus is covered, and every place that is named exists."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from shutil import copytree

import click
import pytest
from click.testing import CliRunner

from rapport.cli import cli
from rapport.practice.queries.coverage import coverage, routes
from rapport.practice.rules.features import FEATURES, PlaceKind
from rapport.practice.rules.syllabus import OURS, read_content
from rapport.site.api import api

DOCS = Path(__file__).resolve().parents[2] / "docs"
PLACES = sorted({place for one in read_content().covered for place in one.places()})


@cache
def operations() -> set[str]:
    """Return every operation of the API, as `GET /api/cases`."""
    return {
        f"{method.upper()} {path}"
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }


def is_command(words: str) -> bool:
    found: click.Command | None = cli
    for word in words.split()[1:]:
        found = found.get_command(click.Context(found), word) if isinstance(found, click.Group) else None
    return found is not None and words.startswith("rapport")


EXISTS: dict[PlaceKind, Callable[[str], bool]] = {
    PlaceKind.PAGE: lambda name: name in routes(),
    PlaceKind.COMMAND: is_command,
    PlaceKind.API: lambda name: name in operations(),
    PlaceKind.DOC: lambda name: (DOCS / name).is_file(),
}


@pytest.mark.parametrize(("kind", "name"), PLACES, ids=str)
def test_every_place_that_is_named_exists(kind: PlaceKind, name: str) -> None:
    assert EXISTS[kind](name)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (PlaceKind.PAGE, "desk:nothing"),
        (PlaceKind.COMMAND, "rapport guess"),
        (PlaceKind.COMMAND, "rapport value guess"),
        (PlaceKind.API, "GET /nothing"),
        (PlaceKind.DOC, "explanation/nothing.md"),
    ],
)
def test_a_place_that_does_not_exist_is_noticed(kind: PlaceKind, name: str) -> None:
    assert not EXISTS[kind](name)


def test_no_row_of_the_syllabus_is_open() -> None:
    rows = coverage().rows()

    assert len(rows) == len(read_content().rows) == 258
    assert [one.row.id for one in rows if one.is_open] == []


def test_a_row_says_where_it_is_learned_and_what_rapport_does_for_it() -> None:
    [row] = [one for one in coverage().rows() if one.row.id == "H13"]

    assert row.does == "Five checks ask what is still open in a goal."
    assert ("/practice/goals/new", "/practice/goals/new") in [(one.words, one.address) for one in row.places]
    assert "Your limits, and how you grow" in [title for title, _ in row.learned]


def test_a_row_says_which_role_plays_practise_it() -> None:
    learned = {one.row.id: dict(one.learned) for one in coverage().rows()}

    assert any("kettle" in title for title in learned["P17"]["Role-play"])
    assert "Role-play" not in learned["N02"]


def test_a_page_of_one_thing_is_written_out_and_leads_nowhere() -> None:
    [row] = [one for one in coverage().rows() if one.row.id == "C31"]

    assert next((one.words, one.address) for one in row.places) == ("/customers/<number>/needs", "")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('[a]\nZ99 = { does = "x", at = ["page home"] }', "Row 'Z99' is not in the syllabus"),
        ('[a]\nC01 = { does = "x", at = ["house home"] }', "'house home' is no place"),
        ('[a]\nC01 = { does = "x", at = ["page"] }', "'page' is no place"),
        ('[a]\nC01 = { does = "x", at = [] }', "'at' has 0. Expected 1 or more"),
        ('[a]\nC01 = { at = ["page home"] }', "'does' is missing"),
        ("[a\n", "This is no TOML"),
    ],
)
def test_a_fault_in_the_file_is_told_by_the_checker(line: str, says: str, tmp_path: Path) -> None:
    folder = Path(copytree(OURS, tmp_path / "content"))
    (folder / FEATURES).write_text(line, encoding="utf-8")

    told = CliRunner().invoke(cli, ["content", "check", str(folder)])

    assert told.exit_code == 1
    assert says in told.output


def test_the_checker_counts_what_rapport_does() -> None:
    told = CliRunner().invoke(cli, ["content", "check"]).output

    assert (
        f"258 of 258 rows of the syllabus, {len(read_content().covered)} of them by what Rapport does" in told
    )
