"""Promised lines: how they stand, requirements and their limits, lead times to quote, and notices."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.orders.rules.lead_times import FEWEST, quote, quoted_day
from rapport.orders.rules.lines import (
    LineNotRight,
    NewLine,
    Undone,
    line_state,
    refuse_wrong_line,
    why_not_ready,
)
from rapport.orders.rules.notices import LONGEST_WHY, Told, notice_of, why_of
from rapport.orders.rules.requirements import (
    Limits,
    MeasureNotGiven,
    RequirementNotRight,
    is_met,
    refuse_wrong_limits,
)
from rapport.orders.rules.words import LineState
from tests.clock import NOW

NUMBERS = st.decimals(-1000, 1000, places=3)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, LineState.OPEN),
        ({"is_at_risk": True}, LineState.AT_RISK),
        ({"due_at": NOW - timedelta(minutes=1)}, LineState.LATE),
        ({"due_at": NOW}, LineState.OPEN),
        ({"delivered": True, "is_at_risk": True}, LineState.DELIVERED),
        ({"cancelled": True}, LineState.CANCELLED),
    ],
)
def test_a_line_stands_as_its_facts_say(facts: dict[str, object], expected: LineState) -> None:
    plain: dict[str, object] = {"delivered": False, "cancelled": False, "due_at": NOW + timedelta(days=1)}

    assert line_state(**plain | facts, at=NOW) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("change", [{"item": " "}, {"route": ""}, {"quantity": Decimal(0)}])
def test_a_line_of_nothing_is_refused(change: dict[str, object]) -> None:
    plain: dict[str, object] = {"item": "Gauge", "route": "made to order", "quantity": Decimal(1)}

    with pytest.raises(LineNotRight):
        refuse_wrong_line(NewLine(**plain | change, due_at=NOW))  # type: ignore[arg-type]


def test_what_stands_in_the_way_is_said_whole() -> None:
    words = why_not_ready(Undone(["Bore"], ["Depth"], ["D-7 revision B"], ["A scratch"]))

    assert words == (
        "Not agreed with the customer: D-7 revision B. Not checked: Bore. Checked and not met: Depth. "
        "Not yet put right: A scratch."
    )
    assert why_not_ready(Undone()) == ""


def test_limits_are_part_of_what_is_allowed() -> None:
    bore = Limits(Decimal("11.99"), Decimal("12.01"), "mm")

    assert bore.words() == "11.99 to 12.01 mm"
    assert [is_met("Bore", bore, Decimal(one), by_eye=False) for one in ("11.99", "12.01", "12.02")] == [
        True, True, False,
    ]  # fmt: skip


def test_what_has_limits_is_measured_and_what_has_none_is_looked_at() -> None:
    with pytest.raises(MeasureNotGiven, match="at most 5"):
        is_met("Weight", Limits(high=Decimal(5)), None, by_eye=True)
    assert is_met("No scratch", Limits(), None, by_eye=True)
    assert not is_met("No scratch", Limits(), None, by_eye=False)


def test_a_requirement_that_nothing_could_meet_is_refused() -> None:
    with pytest.raises(RequirementNotRight, match="2 is above 1"):
        refuse_wrong_limits("Bore", Limits(Decimal(2), Decimal(1)))
    with pytest.raises(RequirementNotRight):
        refuse_wrong_limits(" ", Limits())


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_value_is_met_exactly_between_its_limits(one: Decimal, other: Decimal, value: Decimal) -> None:
    low, high = sorted((one, other))

    assert is_met("x", Limits(low, high), value, by_eye=False) == (low <= value <= high)


def test_a_lead_time_is_quoted_from_what_was_delivered() -> None:
    found = quote([float(day) for day in range(1, 101)], [True] * 100)

    assert (found.n, found.delivered) == (100, 100)
    assert (found.half.value, found.p80.value, found.p90.value) == (50, 80, 90)


def test_open_lines_make_a_quote_longer_and_are_never_left_out() -> None:
    done = [float(day) for day in range(1, 21)]
    without, with_open = quote(done, [True] * 20), quote([*done, *[15.0] * 10], [True] * 20 + [False] * 10)

    assert without.p80.value == 16
    assert with_open.p80.value is not None
    assert with_open.p80.value > 16
    assert with_open.n == 30


def test_too_little_is_not_quoted_and_says_so() -> None:
    few = quote([5.0] * (FEWEST - 1), [True] * (FEWEST - 1))

    assert not few.is_enough
    assert (few.p80.value, few.p80.n) == (None, FEWEST - 1)


@given(st.lists(st.tuples(st.integers(0, 90), st.booleans()), min_size=1, max_size=60))
def test_a_later_share_is_never_quoted_earlier(lines: list[tuple[int, bool]]) -> None:
    found = quote([float(days) for days, _ in lines], [over for _, over in lines])
    known = [one.value for one in (found.half, found.p80, found.p90) if one.value is not None]

    assert all(early <= late for early, late in pairwise(known))


def test_a_part_of_a_day_is_promised_as_a_day() -> None:
    assert quoted_day(date(2026, 3, 2), 4.2) == date(2026, 3, 7)
    assert quoted_day(date(2026, 3, 2), 4) == date(2026, 3, 6)


def test_a_notice_names_both_days_and_the_reason() -> None:
    told = Told("Dana", "2 Gauge", "A-1", date(2026, 3, 6), date(2026, 3, 12), "Glass (P-2) is late.")
    words = notice_of(told)

    assert all(
        part in words for part in ("Dear Dana", "6 March 2026", "12 March 2026", "Glass (P-2) is late.\n")
    )


@given(st.lists(st.text(min_size=1, max_size=200), max_size=5))
def test_a_reason_fits_where_it_is_kept(because: list[str]) -> None:
    assert 0 < len(why_of(tuple(because))) <= LONGEST_WHY
