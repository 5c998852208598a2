"""Practice content: what is refused and how it is told, and that what comes with Rapport holds."""

import json
import tomllib
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.cli import cli
from rapport.practice.rules.checks import topic_problems
from rapport.practice.rules.content import Topic
from rapport.practice.rules.handing import questions_json
from rapport.practice.rules.reading import read_record
from rapport.practice.rules.syllabus import OURS, Content, ContentDoesNotHold, read_content

Change = Callable[[dict[str, Any]], None]
A_TOPIC = OURS / "kinds-of-customer.toml"
A_TABLE = tomllib.loads(A_TOPIC.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ours() -> Content:
    return read_content()


def told_of(change: Change) -> list[str]:
    """Return what is told of our first topic after a change to it."""
    table = deepcopy(A_TABLE)
    change(table)
    told: list[str] = []
    topic = read_record(Topic, table, lambda place, says: told.append(f"{place}: {says}"))
    told += [f"{place}: {says}" for place, says in (topic_problems(topic, A_TOPIC.stem) if topic else ())]
    return told


def question(table: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = table["questions"][0]
    return found


def point(table: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = question(table)["points"][0]
    return found


def test_what_comes_with_rapport_holds(ours: Content) -> None:
    assert [str(one) for one in ours.problems] == []
    assert told_of(lambda table: None) == []
    assert 12 <= len(ours.topics) <= 16


def test_every_misconception_tip_and_marking_point_of_the_syllabus_stands_as_one(ours: Content) -> None:
    parts = {"misconceptions": "misconception", "tips": "tip", "marking_points": "marking point"}

    for group, part in parts.items():
        asked = [row.id for row in ours.rows if row.group == group]
        found = sorted(place.row for place in ours.places() if place.part == part)
        assert found == asked


def test_a_marking_point_that_can_be_written_is_practised_by_a_question(ours: Content) -> None:
    assert [one.row for topic in ours.topics for one in topic.marking_points if not one.practised_by] == []


def test_every_topic_has_a_case_in_each_setting(ours: Content) -> None:
    assert {topic.id for topic in ours.topics if len({case.setting for case in topic.cases}) < 2} == set()


def test_good_and_insufficient_answers_are_equally_long_over_all(ours: Content) -> None:
    points = [point for topic in ours.topics for one in topic.questions for point in one.points]
    good = mean(len(text.split()) for point in points for text in point.good)
    insufficient = mean(len(text.split()) for point in points for text in point.insufficient)

    assert insufficient / good == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.pop("title"), ": 'title' is missing. Add it."),
        (lambda t: t.update(titel="x"), ": 'titel' is not known here. Expected: id, title, version"),
        (lambda t: t.update(title="  "), "title: The text is empty."),
        (lambda t: t.update(version="one"), "version: 'one' is not a whole number."),
        (lambda t: t.update(version=0), "version: It is 0. Expected 1 or more"),
        (lambda t: t.update(version=True), "version: True is not a whole number."),
        (lambda t: t.update(reviewed_on="May"), "reviewed_on: 'May' is not a date such as 2026-11-28."),
        (lambda t: t.update(tips="none"), "tips: 'none' is not a list."),
        (lambda t: t.update(tips=["none"]), "tips 1: 'none' stands where a table was expected."),
        (
            lambda t: t.update(id="other"),
            "id: 'other' is not the name of the file. Expected 'kinds-of-customer'",
        ),
        (lambda t: t.update(review_by=date(2020, 1, 1)), "review_by: 2020-01-01 is not after 2026-11-28"),
        (lambda t: t["questions"].pop(), ": 'questions' has 5. Expected 6 or more."),
        (lambda t: t["cases"].pop(), ": 'cases' has 1. Expected 2 or more."),
        (
            lambda t: t["questions"].append(question(t)),
            "questions: The id 'three-from-your-trade' stands 2 times.",
        ),
        (lambda t: question(t).update(id="Three Kinds"), "The id 'Three Kinds' is not small letters"),
        (
            lambda t: question(t).update(points=[{**point(t), "id": f"p{n}"} for n in range(7)]),
            "questions three-from-your-trade: It has 7 points. Expected 6 at most",
        ),
        (
            lambda t: point(t).update(kind="guess"),
            "questions three-from-your-trade, points types, kind: 'guess' is not known. Expected one of: ",
        ),
        (
            lambda t: point(t).pop("n"),
            "points types: It counts, and n is None. Expected how many, 2 or more.",
        ),
        (lambda t: point(t).update(kind="cause"), "points types: n is 3, but the kind is cause, not count."),
        (lambda t: point(t).update(weight=0), "points types: The weight is 0. Expected 1 or more."),
        (
            lambda t: point(t).update(good=point(t)["good"][:3]),
            "points types: 'good' has 3. Expected 4 or more.",
        ),
        (
            lambda t: point(t)["insufficient"].append(point(t)["good"][0].upper()),
            "points types: The example 'we have walk in private customers",
        ),
        (lambda t: point(t)["good"].append("We have some."), "The example 'We have some.' is too short"),
        (
            lambda t: point(t).update(good=[f"{text} {text} once more" for text in point(t)["good"]]),
            "so that length tells nothing.",
        ),
        (lambda t: t["cases"][0]["rows"][1].pop(), "cases who-came-in: Row 2 has 2 cells. Expected 3"),
        (
            lambda t: t["marking_points"][0]["practised_by"].append("three.types"),
            "marking_points P01: 'three.types' is no point of this topic.",
        ),
        (
            lambda t: t["misconceptions"][0].update(missing=["no.where"]),
            "misconceptions M01: 'no.where' is no point of this topic.",
        ),
    ],
)
def test_what_does_not_hold_is_told_with_its_place(change: Change, says: str) -> None:
    told = told_of(change)

    assert any(says in one for one in told), told


def test_everything_wrong_in_a_file_is_told_at_once() -> None:
    def change(table: dict[str, Any]) -> None:
        table.pop("title")
        point(table)["weight"] = "much"
        table["tips"][1]["text"] = ""

    assert len(told_of(change)) == 3


def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text('id = "broken"\ntitle = Broken\n', encoding="utf-8")
    (tmp_path / "latin.toml").write_bytes(b'id = "caf\xe9"')

    told = [str(one) for one in read_content(tmp_path).problems]

    assert told[0].startswith("broken.toml: This is no TOML: ")
    assert "line 2" in told[0]
    assert told[1] == "latin.toml: Byte 9 is no UTF-8. Save the file as UTF-8."


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()

    assert str(read_content(tmp_path).problems[0]).startswith("folder.toml: It cannot be read: ")


def paths_in(part: Any) -> list[tuple[str | int, ...]]:
    """Return the way to everything that stands in a table."""
    below = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [(), *((key, *way) for key, inner in below for way in paths_in(inner))]


PARTS = [way for way in paths_in(A_TABLE) if way]
JUNK = [
    0,
    -1.5,
    float("nan"),
    True,
    "",
    "x",
    "C01",
    [],
    [[]],
    {},
    {"id": {}},
    datetime(2026, 1, 1, tzinfo=UTC),
]


@settings(deadline=None)  # it is about falling over, not about time on a busy machine
@given(st.sampled_from(PARTS), st.sampled_from(JUNK))
def test_whatever_stands_anywhere_it_is_read_or_told_and_never_falls_over(
    way: tuple[str | int, ...], junk: Any
) -> None:
    def change(table: dict[str, Any]) -> None:
        part: Any = table
        for step in way[:-1]:
            part = part[step]
        part[way[-1]] = junk

    assert all(isinstance(one, str) for one in told_of(change))


def test_a_folder_with_its_own_syllabus_must_cover_it_and_one_without_adds_to_ours(tmp_path: Path) -> None:
    (tmp_path / A_TOPIC.name).write_bytes(A_TOPIC.read_bytes())
    without = read_content(tmp_path)
    (tmp_path / "syllabus.toml").write_text('[ours]\nC01 = "Inside"\nZ9 = "A row of our own"\n')
    with_own = [str(one) for one in read_content(tmp_path).problems]

    assert without.problems == ()
    assert "syllabus.toml: ours: No topic covers Z9 (A row of our own). Name it in one." in with_own
    assert any("kinds-of-customer.toml: tip: Row 'E01' is not in the syllabus." in one for one in with_own)
    assert not any("No topic covers C01" in one for one in with_own)


def test_a_syllabus_without_rows_is_told(tmp_path: Path) -> None:
    (tmp_path / A_TOPIC.name).write_bytes(A_TOPIC.read_bytes())
    (tmp_path / "syllabus.toml").write_text("")

    assert "syllabus.toml: It holds no row." in str(read_content(tmp_path).problems[0])


def test_what_is_no_row_of_a_syllabus_is_told(tmp_path: Path) -> None:
    (tmp_path / A_TOPIC.name).write_bytes(A_TOPIC.read_bytes())
    (tmp_path / "syllabus.toml").write_text('loose = "x"\n[a]\nC01 = 1\nC02 = "Out"\n[b]\nC02 = "Out"\n')

    told = [str(one) for one in read_content(tmp_path).problems]

    assert "syllabus.toml: loose: 'x' stands where a table of rows was expected, such as [loose]." in told
    assert "syllabus.toml: a: Row 'C01' is 1. Expected what it asks for, as text." in told
    assert "syllabus.toml: Row 'C02' stands 2 times. Give each its own id." in told


def test_the_command_says_what_does_not_hold_and_exits_with_one(tmp_path: Path) -> None:
    text = A_TOPIC.read_text(encoding="utf-8").replace("version = 1", 'version = "1"')
    (tmp_path / A_TOPIC.name).write_text(text, encoding="utf-8")

    ran = CliRunner().invoke(cli, ["content", "check", str(tmp_path)])

    assert ran.exit_code == 1
    assert "kinds-of-customer.toml: version: '1' is not a whole number." in ran.output
    assert "1 problems" in ran.output


def test_the_command_refuses_a_folder_without_topics(tmp_path: Path) -> None:
    ran = CliRunner().invoke(cli, ["content", "check", str(tmp_path)])

    assert ran.exit_code == 2
    assert "holds no topic" in ran.output


def test_questions_are_handed_to_the_marker(tmp_path: Path) -> None:
    (tmp_path / A_TOPIC.name).write_bytes(A_TOPIC.read_bytes())
    written = tmp_path / "questions.json"

    ran = CliRunner().invoke(cli, ["content", "questions", str(tmp_path), "--output", str(written)])
    found = json.loads(written.read_text(encoding="utf-8"))

    assert ran.exit_code == 0
    assert {*found[0]} == {"id", "prompt", "reference", "points", "misconceptions"}
    assert found[0]["id"] == "kinds-of-customer.three-from-your-trade"
    assert found[0]["points"][0]["n"] == 3
    assert "n" not in found[0]["points"][1]
    assert {"id", "text", "kind", "weight", "good", "insufficient", "phrases", "contradictions"} == {
        *found[0]["points"][1]
    }


def test_a_file_that_stands_there_is_kept_unless_it_may_be_replaced(tmp_path: Path) -> None:
    written = tmp_path / "questions.json"
    written.write_text("mine", encoding="utf-8")
    command = ["content", "questions", "--output", str(written)]

    kept = CliRunner().invoke(cli, command)
    text = written.read_text(encoding="utf-8")
    replaced = CliRunner().invoke(cli, [*command, "--force"])

    assert (kept.exit_code, text) == (2, "mine")
    assert replaced.exit_code == 0
    assert len(json.loads(written.read_text(encoding="utf-8"))) >= 72


def test_questions_that_do_not_hold_are_not_handed_on(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("id = 1", encoding="utf-8")

    ran = CliRunner().invoke(
        cli, ["content", "questions", str(tmp_path), "--output", str(tmp_path / "q.json")]
    )

    assert ran.exit_code == 2
    assert "do not hold, the first: broken.toml" in ran.output
    assert not (tmp_path / "q.json").exists()
    assert ContentDoesNotHold.code == "content_does_not_hold"


def test_no_two_questions_have_the_same_name_or_prompt(ours: Content) -> None:
    told = json.loads(questions_json(ours.topics))

    assert len({one["id"] for one in told}) == len({one["prompt"] for one in told}) == len(told)
