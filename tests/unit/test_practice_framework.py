"""The syllabus as a CASE package: what is written is read back alike, and what does not fit is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from rapport.cli import cli
from rapport.practice.rules import syllabus
from rapport.practice.rules.export.case import CHILD, RELATED, case_json, framework_of
from rapport.practice.rules.export.case_reading import FrameworkNotReadable, read_case

CONTENT = syllabus.read_content()


def test_what_is_written_is_read_back_alike() -> None:
    framework = framework_of(CONTENT)

    assert read_case(case_json(framework)) == framework
    assert case_json(read_case(case_json(framework))) == case_json(framework)


def test_every_row_of_the_syllabus_is_an_item_below_its_group() -> None:
    framework = framework_of(CONTENT)
    codes = {one.identifier: one.code for one in framework.items}
    below = {
        codes[one.origin]: codes.get(one.destination) for one in framework.associations if one.kind == CHILD
    }

    assert {row.id: row.group for row in CONTENT.rows}.items() <= below.items()
    related = {
        (codes[one.origin], codes[one.destination]) for one in framework.associations if one.kind == RELATED
    }
    assert related == {(place.row, place.topic) for place in CONTENT.places()}


def test_a_marking_point_says_what_shows_it() -> None:
    items = {one.code: one for one in framework_of(CONTENT).items}

    assert items["P01"].notes == "count; 3 at least; shown by written, case"


def test_another_title_is_another_framework() -> None:
    ours, other = framework_of(CONTENT), framework_of(CONTENT, "Of another centre")

    assert not {one.identifier for one in ours.items} & {one.identifier for one in other.items}


Spoil = Callable[[dict[str, Any]], None]
SPOILT: list[tuple[str, Spoil]] = [
    ("CFDocument of the", lambda told: told.pop("CFDocument")),
    ("CFItems of the CASE package is None", lambda told: told.pop("CFItems")),
    ("CFDocument, title", lambda told: told["CFDocument"].update(title=" ")),
    ("CFItems 1, fullStatement", lambda told: told["CFItems"][0].pop("fullStatement")),
    ("CFItems 1, identifier", lambda told: told["CFItems"][0].update(identifier="P01")),
    ("CFItems 1, uri", lambda told: told["CFItems"][0].update(uri="here")),
    ("CFItems 2, lastChangeDateTime", lambda told: told["CFItems"][1].update(lastChangeDateTime="today")),
    ("a time zone", lambda told: told["CFItems"][1].update(lastChangeDateTime="2026-11-28T00:00:00")),
    ("An identifier", lambda told: told["CFItems"].append(told["CFItems"][0])),
    (
        "CFAssociations 1, associationType",
        lambda told: told["CFAssociations"][0].update(associationType="near"),
    ),
    ("CFAssociations 1, sequenceNumber", lambda told: told["CFAssociations"][0].update(sequenceNumber=True)),
    ("CFAssociations 1, originNodeURI", lambda told: told["CFAssociations"][0].update(originNodeURI=7)),
    ("an item of the package", lambda told: told["CFItems"].pop(0)),
]


@pytest.mark.parametrize(("says", "spoil"), SPOILT, ids=[says for says, _ in SPOILT])
def test_what_does_not_fit_is_refused_with_its_place(says: str, spoil: Spoil) -> None:
    told = json.loads(case_json(framework_of(CONTENT)))
    spoil(told)

    with pytest.raises(FrameworkNotReadable, match=says):
        read_case(json.dumps(told))


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "[" * 100_000])
def test_what_is_no_package_is_refused(text: str) -> None:
    with pytest.raises(FrameworkNotReadable):
        read_case(text)


def test_what_case_knows_and_we_do_not_keep_is_left_out() -> None:
    told = json.loads(case_json(framework_of(CONTENT)))
    told["CFDocument"]["publisher"] = "Somebody"
    told["CFRubrics"] = []

    assert read_case(json.dumps(told)) == framework_of(CONTENT)


def test_the_command_writes_the_package_once(tmp_path: Path) -> None:
    file = tmp_path / "case.json"

    told = CliRunner().invoke(cli, ["content", "case", "--output", str(file)])
    again = CliRunner().invoke(cli, ["content", "case", "--output", str(file)])

    assert told.exit_code == 0
    assert told.output.startswith("283 items, ")
    assert read_case(file.read_text("utf-8")) == framework_of(CONTENT)
    assert again.exit_code != 0
    assert CliRunner().invoke(cli, ["content", "case"]).output == file.read_text("utf-8")


def test_content_that_does_not_hold_becomes_no_package(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("id = 7\n", encoding="utf-8")

    told = CliRunner().invoke(cli, ["content", "case", str(tmp_path)])

    assert told.exit_code != 0
    assert "Run: rapport content check" in told.output
