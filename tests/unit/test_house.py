"""The house itself: what holds for every file, whoever wrote it."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command

from docs import generate
from docs.rights_pages import rights_pages
from rapport import __version__

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 400
TOUCHES_FILES = {
    *("open", "read_text", "read_bytes", "read_csv", "read_json", "read_parquet", "read_table"),
    *("write_text", "write_bytes", "write_csv", "write_table", "to_csv", "to_parquet"),
    *("mkdir", "rename", "rmdir", "symlink_to", "touch", "unlink"),
}
FILE_MODULES = {"glob", "io", "os", "shutil", "tempfile"}


def python_files(*folders: str) -> list[Path]:
    """Return the Python files below the folders, by path."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if path.parent.name != "migrations")


def inside(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


CODE = python_files("rapport", "tests", "docs")


def test_the_house_is_found() -> None:
    assert {"rapport/lib/errors.py", "tests/unit/test_house.py", "docs/generate.py"} <= set(map(inside, CODE))


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {inside(path): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_every_module_says_in_one_line_what_it_holds() -> None:
    first_lines = {inside(path): ast.get_docstring(tree(path)) or "" for path in CODE}

    assert [name for name, text in first_lines.items() if not text.split("\n")[0].endswith((".", "`."))] == []


def test_every_class_says_what_it_is_unless_its_refusal_text_does() -> None:
    silent = [
        f"{inside(path)}: {node.name}"
        for path in python_files("rapport")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and node.name != "Meta"
        if not ast.get_docstring(node) and not {"code", "text"} <= assigned(node)
    ]

    assert silent == []


def test_objects_are_asked_for_in_models_queries_and_actions_alone() -> None:
    strays = [
        inside(path)
        for path in python_files("rapport")
        if not {"models", "queries", "actions"} & {path.stem, *path.relative_to(ROOT).parts}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]

    assert strays == []


def test_in_the_value_engine_only_the_log_and_the_report_touch_files() -> None:
    value = ROOT / "rapport/engine/value"
    strays = [
        f"{inside(path)}:{line}: {name}"
        for path in python_files("rapport/engine/value")
        if path.relative_to(value).parts[0] not in {"log", "log.py", "report", "report.py", "sample"}
        for line, name in file_touches(tree(path))
    ]

    assert strays == []


@pytest.mark.parametrize(
    "source",
    ["open('x')", "path.write_text('x')", "con.read_parquet(p)", "import os", "from shutil import move"],
)
def test_a_touched_file_is_noticed(source: str) -> None:
    assert list(file_touches(ast.parse(source)))


def test_every_setting_is_on_its_page_and_nothing_else_is() -> None:
    read = set(re.findall(r"\"(RAPPORT_[A-Z_]+)\"", text_of("rapport/site/environment.py")))
    page = set(re.findall(r"^\| `(RAPPORT_[A-Z_]+)`", text_of("docs/reference/settings.md"), re.MULTILINE))

    assert read == page


def test_no_setting_is_read_anywhere_but_in_one_place() -> None:
    reads = re.compile(r"environ(\.get\(|\[)[\"']RAPPORT_|getenv\([\"']RAPPORT_")
    hands_on = {
        "rapport/site/serving.py",  # gives RAPPORT_REPORT to its worker
        "rapport/site/demo/place.py",  # sets where the demo lives, before anything is read
    }
    readers = {
        inside(path) for path in python_files("rapport") if reads.search(path.read_text(encoding="utf-8"))
    }

    assert readers <= hands_on


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = Counter(kind.code for kind in generate.refusals())

    assert codes.most_common(1)[0][1] == 1
    assert "refused" not in codes


def test_every_refusal_speaks_plainly_and_says_what_to_do() -> None:
    shy = re.compile(r"\b(invalid|oops|please|something went wrong|sorry)\b", re.IGNORECASE)
    texts = {kind.code: kind.text for kind in generate.refusals()}

    assert [code for code, text in texts.items() if shy.search(text)] == []


@cache
def fresh_pages() -> dict[str, str]:
    return generate.pages()


@pytest.mark.parametrize(
    "name",
    [
        *("refusals.md", "cli.md", "who-sees-what.md", "api.md", "syllabus.md", "coverage.md"),
        *rights_pages(),
    ],
)
def test_a_generated_page_is_fresh(name: str) -> None:
    assert text_of(f"docs/reference/{name}") == fresh_pages()[name], "run: make docs"


def test_the_change_log_tells_of_this_version() -> None:
    assert re.search(rf"^## \[?{re.escape(__version__)}\b", text_of("CHANGELOG.md"), re.MULTILINE)


def test_the_version_is_the_same_everywhere() -> None:
    assert tomllib.loads(text_of("pyproject.toml"))["project"]["version"] == __version__


def test_the_lock_knows_one_index_and_one_place_for_files() -> None:
    lock = tomllib.loads(text_of("uv.lock"))["package"]
    indexes = {package["source"].get("registry") for package in lock} - {None}
    files = [file for package in lock for file in (package.get("sdist"), *package.get("wheels", [])) if file]

    assert len(indexes) == 1
    assert len({urlsplit(file["url"]).netloc for file in files}) == 1
    assert all(file["url"].startswith("https://") for file in files)
    assert all(set(package["source"]) <= {"registry", "editable"} for package in lock)


def test_the_fallback_lock_holds_the_versions_of_the_lock() -> None:
    lock = tomllib.loads(text_of("uv.lock"))["package"]
    versions = {(package["name"], package["version"]) for package in lock}
    fallback = re.findall(
        r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", text_of("requirements.lock"), re.MULTILINE
    )

    assert len(fallback) > 40
    assert set(fallback) <= versions


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_templates_hold_no_script_and_no_style_of_their_own() -> None:
    pages = sorted(path for path in (ROOT / "rapport").rglob("*.html") if "templates" in path.parts)
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|https?://", re.IGNORECASE)

    assert pages
    assert [inside(page) for page in pages if inline.search(page.read_text(encoding="utf-8"))] == []


def test_colours_are_written_down_in_the_tokens_alone() -> None:
    sheets = sorted((ROOT / "rapport/site/static/css").rglob("*.css"))
    colour = re.compile(r"#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch|light-dark)\(", re.IGNORECASE)

    assert [inside(sheet) for sheet in sheets if colour.search(sheet.read_text())] == [
        "rapport/site/static/css/tokens.css"
    ]


def test_every_style_sheet_is_linked_and_lies_in_a_layer() -> None:
    folder = ROOT / "rapport/site/static"
    sheets = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.css")}
    linked = set(re.findall(r"{% static '(css/[^']+)' %}", text_of("rapport/site/templates/base.html")))

    assert set(sheets) == linked
    assert [
        name for name, text in sheets.items() if not re.search(r"^@layer \w+ {", text, re.MULTILINE)
    ] == []


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def assigned(node: ast.ClassDef) -> set[str]:
    """Return the names a class assigns in its body."""
    targets = [target for child in node.body if isinstance(child, ast.Assign) for target in child.targets]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def file_touches(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and name of what opens, reads, writes or imports the means to do so."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and called(node) in TOUCHES_FILES:
            yield node.lineno, called(node)
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name in FILE_MODULES)
        if isinstance(node, ast.ImportFrom) and node.module in FILE_MODULES:
            yield node.lineno, node.module


def called(node: ast.Call) -> str:
    """Return the last name of what is called."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
