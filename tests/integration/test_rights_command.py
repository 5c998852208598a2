"""`rapport rights` as it is used: exit codes, order, names of records, the day, words and JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from rapport.cli import cli

pytestmark = pytest.mark.once

TOASTER = {
    "nation": "england",
    "customer": "consumer",
    "supply": "goods",
    "channel": "in_person",
    "contract_date": "2026-03-09",
    "delivered": "2026-03-09",
    "fault": {"kind": "not_satisfactory_quality", "appeared": "2026-04-06"},
}
ACCESS = {"nation": "scotland", "request": {"kind": "subject_access", "received": "2026-03-06"}}
STATED, DENIED = "entitled", "not_entitled"
KEYS = {
    "entitled", "not_entitled", "deadlines", "human_decides", "sources", "ask", "amounts", "conclusions",
}  # fmt: skip


def rights(*arguments: str, told: str = "") -> Result:
    return CliRunner().invoke(cli, ["rights", *arguments], input=told)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def records(*facts: object) -> str:
    return "\n".join(json.dumps({"id": place, "facts": one}) for place, one in enumerate(facts))


def test_one_object_is_answered_in_words(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(TOASTER, indent=2))

    result = rights(str(file), "--on", "2026-04-07")

    assert result.exit_code == 0
    assert "As of 7 April 2026. This is information, not legal advice." in result.stdout
    assert "The customer may reject the goods and have the whole price back" in result.stdout
    assert "8 April 2026  short-term right last day" in result.stdout
    assert "A person decides:" in result.stdout
    assert "(ask this first)" in result.stdout


def test_json_lines_are_answered_in_their_order_with_their_names() -> None:
    told = "\n".join(
        [
            json.dumps({"id": "b", "facts": TOASTER, "note": "other keys are ignored"}),
            "",
            json.dumps({"id": 7, "facts": ACCESS}),
            json.dumps(ACCESS),
        ]
    )

    result = rights("-", "--json", told=told)

    assert result.exit_code == 0
    assert [one.get("id") for one in lines(result)] == ["b", 7, None]
    assert all(set(one) >= KEYS for one in lines(result))
    assert lines(result)[1]["deadlines"][0] == {
        "name": "sar_reply",
        "kind": "legal",
        "date": "2026-04-06",
        "because": "one month from 6 March 2026, moved off weekends and holidays",
    }


def test_a_conclusion_carries_all_that_stands_behind_it() -> None:
    (answer,) = lines(rights("-", "--json", told=json.dumps(TOASTER)))

    first = next(one for one in answer["conclusions"] if one["code"] == "goods.short_term_reject")
    assert set(first) == {
        "code", "text", "choices", "decides", "status", "source", "in_force_from", "changes_if",
    }  # fmt: skip
    assert first["decides"] == "customer"
    assert first["in_force_from"] == "2015-10-01"
    assert first["source"].startswith("Consumer Rights Act 2015")
    assert first["source"] in answer["sources"]
    assert "goods_kind" in [one["fact"] for one in answer["ask"]]


def test_a_bad_record_stops_no_other() -> None:
    told = "\n".join([records({"delivred": "2026-03-09"}, TOASTER), "{no json", "3"])

    result = rights("-", "--json", told=told)

    bad, good, broken, number = lines(result)
    assert result.exit_code == 1
    assert bad["id"] == 0
    assert "There is no fact 'delivred'. The nearest" in bad["error"]
    assert good["id"] == 1
    assert "error" not in good
    assert "is no JSON" in broken["error"]
    assert "It expects facts by name" in number["error"]


@pytest.mark.parametrize("told", ["", "  \n ", "{", "3", records({"delivered": "yesterday"})])
def test_nothing_readable_is_exit_two(told: str) -> None:
    result = rights("-", "--json", told=told)

    assert result.exit_code == 2
    assert result.output.strip()


def test_a_day_that_is_none_is_refused_with_a_sentence() -> None:
    result = rights("-", "--on", "tomorrow", told=json.dumps(TOASTER))

    assert result.exit_code == 2
    assert "tomorrow" in result.stderr


@pytest.mark.parametrize(
    ("on", "told", "code"),
    [
        ("2026-04-08", {}, STATED),  # the last of the thirty days
        ("2026-04-09", {}, DENIED),
        ("2026-04-09", {"rejected": "2026-04-08"}, STATED),  # used in time, it stays
        (None, {"today": "2026-04-09"}, DENIED),
        (None, {"today": "2026-04-08", "as_at": "2026-05-09"}, STATED),  # today comes first
        (None, {"as_at": "2026-05-09"}, DENIED),
        (None, {}, STATED),  # the latest day told, never the clock
    ],
)
def test_the_day_of_the_question_is_told_or_found_never_the_clock(
    on: str | None, told: dict[str, str], code: str
) -> None:
    day = ("--on", on) if on else ()

    (answer,) = lines(rights("-", "--json", *day, told=json.dumps(TOASTER | told)))

    assert "goods.short_term_reject" in answer[code]
    assert "2026-04-08" in [one["date"] for one in answer["deadlines"]]  # a day that is past stays listed


def test_hours_are_local_with_their_offset() -> None:
    breach = {"request": {"kind": "data_breach", "aware": "2026-10-23T22:00", "risk": "risk"}}

    (answer,) = lines(rights("-", "--json", told=json.dumps(breach)))

    assert answer["deadlines"][0]["date"] == "2026-10-26T21:00+00:00"


def test_the_chain_of_reasoning_names_every_rule_that_found_something() -> None:
    result = rights("-", "--explain", told=json.dumps(TOASTER))

    assert "Why:" in result.stdout
    assert "GD-10 Presumption of six months (Consumer Rights Act 2015 s.19(14)-(15)" in result.stdout
    assert "holds: goods.presumed_faulty_at_delivery" in result.stdout


def test_marks_before_the_text_and_half_characters_break_nothing(tmp_path: Path) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps({"id": "\ud800", "facts": TOASTER}).encode())

    result = rights(str(file), "--json")

    assert result.exit_code == 0
    assert lines(result)[0]["id"] == "?"


def test_a_nest_that_is_too_deep_is_one_bad_record() -> None:
    result = rights("-", "--json", told="[" * 100_000 + "\n" + json.dumps(TOASTER))

    assert result.exit_code == 1
    assert "is no JSON" in lines(result)[0]["error"]
