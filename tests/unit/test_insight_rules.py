"""The ladder and the shares: where a customer stands, how a rung is held, what an interval covers."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.engine.value.ladder import Rung
from rapport.engine.value.season import EPOCH
from rapport.insights.months import count_months
from rapport.insights.rules import (
    NOTE_LENGTH,
    RUNGS,
    CostRow,
    Evidence,
    KeyNotKnown,
    Known,
    NumberNotReadable,
    evaluated_rung,
    has_lapsed,
    held_rung,
    in_other_currencies,
    month_ends,
    net_interval,
    only_known,
    organisation_sentence,
    read_cost,
    rung_today,
    whole_number,
    why_slipped,
    wilson,
    worth_sentence,
)

PROSPECT, FIRST, REPEAT, CLIENT = RUNGS
SILENCE = 90
rungs = st.sampled_from([FIRST, REPEAT, CLIENT])


@pytest.mark.parametrize(
    ("purchases", "in_year", "silent", "rung"),
    [
        (0, 0, None, PROSPECT),
        (1, 1, 0, FIRST),
        (1, 0, 700, FIRST),
        (2, 2, 10, REPEAT),
        (2, 0, 700, REPEAT),
        (3, 3, 10, CLIENT),
        (3, 3, 90, CLIENT),
        (3, 3, 91, REPEAT),
        (9, 2, 10, REPEAT),
        (9, 3, 10, CLIENT),
        (40, 12, 200, REPEAT),
    ],
)
def test_the_rung_follows_from_net_purchases(
    purchases: int, in_year: int, silent: int | None, rung: Rung
) -> None:
    assert evaluated_rung(Evidence(purchases, in_year, silent), SILENCE) is rung


def test_nobody_lapses_where_nobody_ever_came_back() -> None:
    assert not has_lapsed(Evidence(1, 0, 3000), None)


def test_one_goes_up_at_once() -> None:
    assert held_rung(CLIENT, FIRST) is CLIENT
    assert rung_today(CLIENT, REPEAT) is CLIENT


def test_one_bad_month_puts_nobody_down() -> None:
    assert held_rung(REPEAT, CLIENT) is CLIENT
    assert rung_today(REPEAT, CLIENT) is CLIENT


def test_two_bad_months_in_turn_put_a_customer_down() -> None:
    assert held_rung(REPEAT, REPEAT) is REPEAT


def test_who_returned_the_only_purchase_is_a_prospect_at_once() -> None:
    assert held_rung(PROSPECT, FIRST) is PROSPECT


@given(st.lists(rungs, min_size=1, max_size=30))
def test_holding_the_higher_of_two_is_up_at_once_and_down_after_two(months: list[Rung]) -> None:
    """The short rule against the long one, which remembers what was held and counts bad months."""
    held, before = months[0], months[0]
    for place, now in enumerate(months):
        if RUNGS.index(now) >= RUNGS.index(held):
            held = now
        elif place and RUNGS.index(before) < RUNGS.index(held):
            held = max(now, before, key=RUNGS.index)
        assert held_rung(now, months[place - 1] if place else None) is held
        before = now


@given(st.lists(rungs, min_size=2, max_size=30), st.data())
def test_never_down_by_one_bad_month(months: list[Rung], data: st.DataObject) -> None:
    bad = data.draw(st.integers(1, len(months) - 1))
    good = months[bad - 1]

    assert RUNGS.index(held_rung(months[bad], good)) >= RUNGS.index(good)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 500)), min_size=1, max_size=60, unique=True))
def test_months_counted_in_bulk_are_those_of_the_rules(purchases: list[tuple[int, int]]) -> None:
    start, until = date(2024, 10, 20), date(2026, 3, 31)
    first = (start - EPOCH).days
    days = pa.table(
        {
            "customer": pa.array([customer for customer, _ in purchases], pa.int64()),
            "day": pa.array([first + day for _, day in purchases], pa.int32()),
        }
    )

    counted = count_months([days], until, SILENCE, months=6)

    ends = [(end - EPOCH).days for end in month_ends(until, 8)]
    expected: dict[tuple[str, str], int] = {}
    for customer in {one for one, _ in purchases}:
        bought = [first + day for one, day in purchases if one == customer]
        evaluated = [evaluated_rung(_evidence(bought, end), SILENCE) for end in ends]
        for place in range(2, 8):
            rung = held_rung(evaluated[place], evaluated[place - 1])
            if rung is not PROSPECT:
                key = (month_ends(until, 8)[place].replace(day=1).isoformat(), str(rung))
                expected[key] = expected.get(key, 0) + 1
    assert {(row["month"], row["rung"]): row["customers"] for row in counted.counts} == expected


def _evidence(bought: list[int], end: int) -> Evidence:
    past = [day for day in bought if day <= end]
    return Evidence(len(past), sum(day > end - 365 for day in past), end - max(past) if past else None)


def test_the_last_day_of_a_month_closes_it() -> None:
    assert month_ends(date(2026, 2, 28), 2) == [date(2026, 1, 31), date(2026, 2, 28)]
    assert month_ends(date(2026, 2, 27), 1) == [date(2026, 1, 31)]


def test_wilsons_interval_is_that_of_the_paper() -> None:
    low, high = wilson(15, 50) or (0, 0)

    assert (round(low, 3), round(high, 3)) == (0.206, 0.415)


@given(st.integers(1, 10_000), st.data())
def test_an_interval_of_a_share_holds_it_and_stays_between_none_and_all(
    whole: int, data: st.DataObject
) -> None:
    part = data.draw(st.integers(0, whole))
    low, high = wilson(part, whole) or (1, 0)

    assert 0 <= low <= part / whole + 1e-12
    assert part / whole - 1e-12 <= high <= 1


def test_of_nobody_there_is_no_interval() -> None:
    assert wilson(0, 0) is None
    assert net_interval(0, 0, 0) is None


def test_the_net_climb_lies_within_its_interval() -> None:
    low, high = net_interval(30, 10, 200) or (1, 0)

    assert low < 0.1 < high


KNOWN = Known(
    purchases=12, first_on=date(2025, 1, 3), last_on=date(2026, 2, 5), mean_spend=48.5, p_alive=0.82,
    expected=3.14, value=120.4, low=40.0, high=230.2,
)  # fmt: skip


def test_worth_is_explained_in_one_sentence_with_its_range() -> None:
    assert worth_sentence(KNOWN, "GBP", "52 weeks") == (
        "Bought on 12 days, from 3 Jan 2025 to 5 Feb 2026, £48.50 a time; the chance to be still buying is "
        "82%. In the next 52 weeks 3.1 purchases are expected, worth £120, most likely £40.00 to £230."
    )


def test_other_currencies_are_named_and_not_added() -> None:
    said = in_other_currencies("x" * 400, ["EUR", "USD"])

    assert said.endswith("Not added: purchases in EUR, USD.")
    assert len(said) <= NOTE_LENGTH


def test_an_organisation_says_what_its_sum_is_made_of_and_why_it_has_no_range() -> None:
    assert organisation_sentence(3, has_own=False) == (
        "The sum of 3 accounts that pay separately. Not calibrated: the ranges of single accounts cannot be "
        "added up to one."
    )


def test_why_somebody_slipped_names_the_evidence() -> None:
    evidence = {"in_365_days": 4, "days_silent": 121, "lapsed_after": 81}

    assert why_slipped(evidence, is_lapsed=True) == (
        "Lapsed, silent for more than 81 days: 4 purchases in the 365 days before, the last 121 days ago."
    )


def test_a_page_takes_only_the_keys_it_names() -> None:
    assert only_known({"month": "2026-02"}, ("month", "after")) == {"month": "2026-02"}
    with pytest.raises(KeyNotKnown, match="has no key 'sort'"):
        only_known({"sort": "x"}, ("month", "after"))


@pytest.mark.parametrize("text", ["-1", "x", "²", "9" * 19])
def test_a_number_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(NumberNotReadable):
        whole_number(text, "after")


def test_a_cost_is_kept_under_the_first_day_of_its_month() -> None:
    cells = {"kind": "Retention", "month": "2026-03-15", "amount": Decimal("12.50"), "currency": "GBP"}
    cost = read_cost(cells, 0)

    assert isinstance(cost, CostRow)
    assert (cost.kind, cost.month, cost.amount) == ("retention", date(2026, 3, 1), Decimal("12.50"))


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"kind": "rent"}, "'rent' is no kind of cost; expected acquisition or retention"),
        ({"kind": "retention", "month": "March"}, "'March' is no month; expected 2026-03 or 2026-03-15"),
        ({"kind": "retention", "month": "2026-03"}, "no amount"),
        (
            {"kind": "retention", "month": "2026-03", "amount": Decimal(1)},
            "no currency; add a column or --currency",
        ),
    ],
)
def test_a_cost_that_cannot_be_read_says_why(cells: dict[str, object], reason: str) -> None:
    assert read_cost(cells, 0) == reason
