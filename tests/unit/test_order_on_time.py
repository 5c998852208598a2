"""On time in full: what counts, how the rest failed, and which way our promises lean."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.orders.rules.on_time import (
    Against,
    Definition,
    Fate,
    Judged,
    Level,
    LineFacts,
    grouped,
    judged,
    on_time,
)

DUE, TODAY = date(2026, 3, 10), date(2026, 3, 31)
PLAIN = Definition()


def line(*deliveries: tuple[int, int], number: int = 1, order: int = 1, item: str = "Gauge") -> LineFacts:
    """Return a line of ten due on 10 March; deliveries are days from then and how many."""
    went = [(DUE + timedelta(days=days), Decimal(many)) for days, many in deliveries]
    return LineFacts(number, order, DUE, Decimal(10), went, {"item": item})


def fate(facts: LineFacts, what: Definition = PLAIN, today: date = TODAY) -> Fate | None:
    found = judged(facts, what, today)
    return found.fate if found else None


@pytest.mark.parametrize(
    ("deliveries", "expected"),
    [
        ([(0, 10)], Fate.KEPT),
        ([(-2, 4), (0, 6)], Fate.KEPT),
        ([(1, 10)], Fate.LATE),
        ([(0, 9), (3, 1)], Fate.LATE),
        ([], Fate.LATE),
        ([(0, 9)], Fate.SHORT),
        ([(2, 9)], Fate.LATE_AND_SHORT),
        ([(-1, 10)], Fate.EARLY),
    ],
)
def test_a_line_is_kept_late_short_or_early(deliveries: list[tuple[int, int]], expected: Fate) -> None:
    assert fate(line(*deliveries)) == expected


def test_days_of_grace_and_a_tolerance_are_part_of_the_definition() -> None:
    kind = Definition(late_days=2, early_days=3, tolerance_percent=Decimal(10))

    assert [fate(line(one), kind) for one in [(2, 9), (-3, 9), (3, 10), (-4, 10), (2, 8)]] == [
        Fate.KEPT, Fate.KEPT, Fate.LATE, Fate.EARLY, Fate.SHORT,
    ]  # fmt: skip
    assert fate(line((-40, 10)), Definition(early_days=None)) == Fate.KEPT


def test_a_line_is_not_judged_before_its_last_day_is_over() -> None:
    assert fate(line(), today=DUE) is None
    assert fate(line(), today=DUE + timedelta(days=1)) == Fate.LATE
    assert fate(line((0, 10)), today=DUE) == Fate.KEPT


def test_an_order_is_kept_when_every_line_of_it_is() -> None:
    lines = [line((0, 10), order=1), line((1, 10), order=1, number=2), line((0, 10), order=2, number=3)]
    seen = [one for facts in lines if (one := judged(facts, PLAIN, TODAY))]

    by_line, by_order = on_time(seen, PLAIN), on_time(seen, Definition(level=Level.ORDER))

    assert (by_line.kept.n, round(by_line.kept.value or 0, 4)) == (3, 0.6667)
    assert (by_order.kept.n, by_order.kept.value) == (2, 0.5)


def test_the_bias_is_the_days_between_promise_and_delivery() -> None:
    lines = [line((days, 10), number=days) for days in (-1, 0, 0, 4)]
    found = on_time([one for facts in lines if (one := judged(facts, PLAIN, TODAY))], PLAIN)

    assert (found.mean_days.value, found.median_days.value, found.mean_days.n) == (0.75, 0.0, 4)


def test_nothing_that_fell_due_gives_no_share() -> None:
    assert on_time([], PLAIN).kept.value is None


def test_a_definition_says_itself_in_words() -> None:
    loose = Definition(Against.LAST, Level.ORDER, 1, None, Decimal("2.5")).words()

    assert PLAIN.words() == (
        "A line counts as kept when at least 100% of the quantity was delivered, not earlier and not later "
        "than the first promise."
    )
    assert loose == (
        "An order counts as kept when at least 97.5% of the quantity was delivered, however early and at "
        "most 1 day later than the last promise, every line of it that fell due."
    )


DELIVERIES = st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 5)), max_size=4)
LINES = st.lists(st.tuples(DELIVERIES, st.sampled_from(["Gauge", "Balance"])), max_size=8)


@given(LINES, st.integers(0, 3))
def test_groups_and_fates_add_up_to_the_whole(
    lines: list[tuple[list[tuple[int, int]], str]], grace: int
) -> None:
    what = Definition(late_days=grace, early_days=None)
    seen: list[Judged] = []
    for number, (went, item) in enumerate(lines):
        found = judged(line(*went, number=number, item=item), what, TODAY)
        assert found is not None
        seen.append(found)
    whole, groups = on_time(seen, what), grouped(seen, "item", what)

    assert sum(whole.fates.values()) == len(lines) == sum(group.kept.n for group in groups.values())
    for fate in Fate:
        assert whole.fates[fate] == sum(group.fates[fate] for group in groups.values())


@given(DELIVERIES, st.integers(0, 5))
def test_more_days_of_grace_never_make_a_kept_line_fail(went: list[tuple[int, int]], grace: int) -> None:
    strict, kind = Definition(early_days=None), Definition(late_days=grace, early_days=None)

    assert fate(line(*went), strict) != Fate.KEPT or fate(line(*went), kind) == Fate.KEPT
