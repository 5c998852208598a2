"""What the reports count, from plain facts; and how it is said."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.desk.rules.definitions import DEFINITIONS, ReportWordNotKnown, Unit, definition_of
from rapport.desk.rules.measures import CaseFact, Given, Sums, counted
from rapport.desk.rules.report_asks import ReportAsk, read_list, read_report
from rapport.desk.rules.report_words import (
    backlog,
    csv_rows,
    figures,
    interval_words,
    resolving,
    span_words,
    value_words,
)
from tests.cast import MONDAY_NINE

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = MONDAY_NINE
START = NOW - 20 * DAY
DONE = CaseFact(
    1, "complaint", "consumer", "", is_live=False, is_open=False, opened_at=START,
    replied_at=START + HOUR, resolved_at=START + 10 * HOUR,
)  # fmt: skip
LIVE = replace(DONE, is_live=True, is_open=True, replied_at=None, resolved_at=None)
ASK = ReportAsk("all", 13)


def figure(facts: list[CaseFact], key: str, sums: Sums = Sums()) -> dict[str, float | None]:  # noqa: B008 - frozen
    found = counted(facts, [one for one in facts if one.is_live], sums, NOW)
    told: dict[str, float | None] = found["figures"][key]
    return told


def test_every_figure_has_a_definition_and_every_definition_a_figure() -> None:
    assert {one.key for one in DEFINITIONS} == set(counted([], [], Sums(), NOW)["figures"])


def test_of_fewer_than_five_cases_nothing_is_said() -> None:
    told = figure([DONE] * 4, "resolution")

    assert (told["value"], told["n"]) == (None, 4)
    assert value_words(Unit.HOURS, told) == "not enough yet"


def test_open_cases_are_waited_for_in_the_median() -> None:
    resolved = figure([DONE] * 5, "resolution")
    with_open = figure([DONE] * 5 + [LIVE] * 6, "resolution")

    assert resolved["value"] == 10
    assert with_open["value"] is None
    assert value_words(Unit.HOURS, with_open) == "not reached yet"


def test_a_case_that_ended_without_a_reply_is_no_quick_reply() -> None:
    silent = replace(DONE, replied_at=None, resolved_at=START + HOUR / 2)

    assert figure([DONE] * 5 + [silent] * 5, "first_reply")["value"] == 1
    assert figure([silent] * 5, "first_reply")["value"] is None


def test_first_contact_leaves_out_what_is_younger_than_a_week() -> None:
    young = replace(DONE, opened_at=NOW - 2 * DAY, resolved_at=NOW - DAY)
    again = replace(DONE, again_at=START + 2 * DAY)
    told = figure([DONE] * 4 + [again] * 2 + [young] * 10, "first_contact")

    assert told["value"] == pytest.approx(4 / 6)
    assert told["n"] == 6


def test_nothing_skipped_in_a_hundred_steps_is_nought_up_to_a_bound() -> None:
    told = figure([DONE] * 5, "steps_skipped", Sums({"steps_skipped": (0, 100)}))

    assert told["value"] == 0
    assert told["high"] == pytest.approx(36.89, abs=0.01)
    assert interval_words(Unit.PER_THOUSAND, told) == "0.0 to 37"


def test_internal_and_external_customers_stand_apart() -> None:
    internal = replace(DONE, type="internal")
    found = counted([DONE] * 6 + [internal] * 5, [], Sums(), NOW)

    assert [(row["word"], row["cases"]) for row in found["by_side"]] == [("external", 6), ("internal", 5)]


def test_the_backlog_is_told_by_age() -> None:
    live = [replace(LIVE, opened_at=NOW - age) for age in (HOUR, 2 * DAY, 5 * DAY, 20 * DAY, 60 * DAY)]
    live.append(replace(LIVE, is_open=False))
    found = counted([], live, Sums(), NOW)

    assert found["ages"] == [
        ["under a day", 1, 0], ["1 to 3 days", 1, 0], ["3 to 7 days", 1, 0], ["1 to 4 weeks", 2, 1],
        ["longer", 1, 0],
    ]  # fmt: skip
    assert backlog(found)["reading"] == (
        "6 cases are not over: 5 ours to do, 1 waiting for the customer or snoozed; 3 older than a week."
    )


def test_the_picture_of_resolving_says_what_it_shows() -> None:
    found = counted([DONE] * 9 + [LIVE] * 3, [LIVE] * 3, Sums(), NOW)

    assert resolving(found)["reading"].startswith("A week after it was opened, 75% of cases are resolved (")
    assert "after 1 week" in resolving(found)["svg"]


def test_money_of_two_currencies_is_never_added_up() -> None:
    given_back = (
        Given("refund", "EUR", 1, Decimal(5), Decimal(5)),
        Given("refund", "GBP", 2, Decimal(9), Decimal(8)),
    )
    found = counted([], [], Sums(redress=given_back), NOW)

    assert [row[1:4] for row in found["redress"]] == [["EUR", 1, "5"], ["GBP", 2, "9"]]


def test_a_figure_is_never_without_n_interval_window_and_definition() -> None:
    for one in figures(counted([DONE] * 8, [], Sums(), NOW), ASK, NOW):
        assert all((one.value, one.interval, one.n, one.window, one.definition))


def test_a_file_holds_numbers_and_what_it_takes_to_read_them() -> None:
    head, *rows = csv_rows(counted([DONE] * 8, [], Sums(), NOW), ASK, NOW, "All teams")

    assert {len(row) for row in rows} == {len(head)}
    assert next(row for row in rows if row[0] == "Resolution, median")[1:3] == [10, "hours"]


@pytest.mark.parametrize(
    ("hours", "words"), [(0.5, "30 min"), (7.25, "7.2 h"), (48, "2.0 days"), (240, "10.0 days")]
)
def test_a_span_is_said_as_people_say_it(hours: float, words: str) -> None:
    assert span_words(hours) == words


@pytest.mark.parametrize(
    "words", [{"weeks": "5"}, {"team": "9"}, {"of": "customer__name"}, {"part": "x"}, {"after": "x"}]
)
def test_only_words_from_fixed_lists_are_taken(words: dict[str, str]) -> None:
    with pytest.raises(ReportWordNotKnown):
        read_list(words, ["all"])


def test_both_ends_of_an_interval_are_in_one_unit() -> None:
    told = {"value": 45.0, "low": 39.4, "high": 60.0, "n": 50}

    assert interval_words(Unit.HOURS, told) == "1.6 days to 2.5 days"


def test_the_usual_report_is_the_first_scope_and_a_quarter() -> None:
    assert read_report({}, ["7", "8"]) == ReportAsk("7", 13)
    assert definition_of("resolution").unit == Unit.HOURS


facts = st.builds(
    lambda started, took, asked, times: replace(
        LIVE if took is None else DONE,
        opened_at=NOW - started * HOUR, replied_at=NOW - started * HOUR / 2,
        resolved_at=None if took is None else NOW - started * HOUR + min(took, started) * HOUR,
        again_at=None if asked is None else NOW - started * HOUR + asked * HOUR, reopened=times,
    ),
    st.integers(1, 2000), st.none() | st.integers(0, 2000), st.none() | st.integers(1, 500),
    st.integers(0, 2),
)  # fmt: skip


@given(st.lists(facts, max_size=40))
def test_groups_add_up_to_the_whole_and_shares_stay_shares(rows: list[CaseFact]) -> None:
    found = counted(rows, [], Sums(), NOW)

    for group in ("by_kind", "by_type", "by_side", "by_cause"):
        assert sum(row["cases"] for row in found[group]) == len(rows)
    for key in ("first_contact", "reopened"):
        told = found["figures"][key]
        assert told["value"] is None or 0 <= told["low"] <= told["value"] <= told["high"] <= 1
