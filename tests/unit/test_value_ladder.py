"""Rungs of the ladder and segments: by example, and what holds for every state."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import ibis
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.engine.value.ladder import (
    FREQUENCY_CUTS,
    GRID,
    LadderSettings,
    Rung,
    Segment,
    frequency_cuts,
    lapsed_after,
    segment_of,
    with_standing,
)

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")
UNTIL = 20_000
ENGINE = ibis.duckdb.connect()
KINDS = {"customer": "string", "purchases": "int32", "last_day": "int32", "year_purchases": "int32"}


def standing(
    customers: Sequence[tuple[str, int, int | None, int]],
    silence: int | None = 90,
    thresholds: LadderSettings | None = None,
) -> dict[str, dict[str, Any]]:
    """Return rung, lapsed and segment of (name, purchases, days since the last, purchases in 365 days)."""
    rows = [
        dict(zip(KINDS, (name, bought, None if since is None else UNTIL - since, year), strict=True))
        for name, bought, since, year in customers
    ]
    state = ENGINE.create_table("state", ibis.memtable(rows, schema=ibis.schema(KINDS)), overwrite=True)
    table = with_standing(state, UNTIL, silence, thresholds or LadderSettings())
    return {row["customer"]: row for row in table.to_pyarrow().to_pylist()}


def test_every_one_of_the_25_cells_is_in_exactly_one_line() -> None:
    cells = [cell for rs, fs, _ in GRID for cell in product(rs, fs)]

    assert sorted(cells) == sorted(product(range(1, 6), range(1, 6)))
    assert {segment for _, _, segment in GRID} == set(Segment)


@pytest.mark.parametrize(
    ("recency", "frequency", "segment"),
    [
        (5, 5, "champion"), (5, 4, "champion"), (4, 4, "loyal"), (3, 5, "loyal"),
        (5, 2, "potential loyalist"), (4, 3, "potential loyalist"), (5, 1, "new"), (4, 1, "promising"),
        (3, 3, "need attention"), (3, 1, "about to sleep"), (2, 3, "at risk"), (1, 4, "at risk"),
        (1, 5, "cannot lose"), (2, 5, "cannot lose"), (1, 1, "hibernating"), (2, 2, "hibernating"),
    ],
)  # fmt: skip
def test_segments_by_recency_and_frequency(recency: int, frequency: int, segment: str) -> None:
    assert segment_of(recency, frequency) == segment


def test_rungs_by_example() -> None:
    found = standing([
        ("refunded", 0, None, 0),
        ("once", 1, 10, 1),
        ("once, long ago", 1, 400, 0),
        ("twice", 2, 10, 2),
        ("three in the year", 3, 10, 3),
        ("three in the year, silent", 3, 91, 3),
        ("three, not in the year", 3, 10, 2),
        ("three in the year, silent to the day", 3, 90, 3),
    ])  # fmt: skip

    assert {name: (row["rung"], row["lapsed"]) for name, row in found.items()} == {
        "refunded": (Rung.PROSPECT, False),
        "once": (Rung.FIRST_TIME, False),
        "once, long ago": (Rung.FIRST_TIME, True),
        "twice": (Rung.REPEAT, False),
        "three in the year": (Rung.CLIENT, False),
        "three in the year, silent": (Rung.REPEAT, True),
        "three, not in the year": (Rung.REPEAT, False),
        "three in the year, silent to the day": (Rung.CLIENT, False),
    }


def test_thresholds_are_settings() -> None:
    found = standing([("a", 2, 10, 2), ("b", 5, 10, 4)], thresholds=LadderSettings(client_purchases=2))

    assert {row["rung"] for row in found.values()} == {Rung.CLIENT}


def test_where_nobody_came_back_nobody_has_lapsed() -> None:
    assert lapsed_after(np.array([], dtype=np.int64), LadderSettings()) is None
    assert not any(row["lapsed"] for row in standing([("a", 1, 900, 0), ("b", 1, 0, 1)], None).values())


def test_lapsed_is_silent_for_longer_than_nine_gaps_of_ten() -> None:
    gaps = np.arange(1, 101)

    assert lapsed_after(gaps, LadderSettings()) == 91
    assert lapsed_after(gaps, LadderSettings(lapsed_quantile=0.5)) == 51
    assert lapsed_after(gaps, LadderSettings(lapsed_after_days=7)) == 7
    assert (gaps > 91).mean() <= 0.1


def test_frequency_scores_are_fifths_where_all_four_edges_differ() -> None:
    assert frequency_cuts([(n, 10) for n in range(1, 11)]) == (3, 5, 7, 9)


@pytest.mark.parametrize(
    "counts", [[], [(1, 100)], [(1, 90), (2, 5), (3, 5)], [(0, 30), (1, 40), (2, 20), (7, 10)]]
)
def test_else_they_are_fixed_cuts(counts: list[tuple[int, int]]) -> None:
    assert frequency_cuts(counts) == FREQUENCY_CUTS == (2, 3, 5, 10)


@given(
    st.dictionaries(st.integers(0, 60), st.integers(1, 500), min_size=1, max_size=25).map(
        lambda counts: list(counts.items())
    )
)
def test_equal_purchases_get_equal_scores_and_cuts_rise(counts: list[tuple[int, int]]) -> None:
    cuts = frequency_cuts(counts)

    assert len(cuts) == 4
    assert list(cuts) == sorted(set(cuts))
    assert frequency_cuts(counts[::-1]) == cuts


def test_recency_scores_are_fifths_of_the_buyers() -> None:
    found = standing([(f"c{n}", 1, n, 1) for n in range(10)] + [("p", 0, None, 0)])

    assert [found[f"c{n}"]["segment"] for n in range(10)] == [
        *["new"] * 2, *["promising"] * 2, *["about to sleep"] * 2, *["hibernating"] * 4,
    ]  # fmt: skip
    assert found["p"]["segment"] is None


customers = st.tuples(st.integers(0, 12), st.integers(0, 900), st.integers(0, 12)).map(
    lambda found: (found[0], found[1] if found[0] else None, min(found[0], found[2]))
)


@settings(max_examples=40, deadline=None)
@given(st.lists(customers, min_size=1, max_size=30), st.sampled_from([None, 0, 60, 400]))
def test_whatever_the_state_every_customer_stands_in_one_place(
    found: list[tuple[int, int | None, int]], silence: int | None
) -> None:
    rows = [(f"c{number:03d}", *row) for number, row in enumerate(found)]
    placed = standing(rows, silence)

    assert len(placed) == len(rows)
    for name, bought, since, year in rows:
        row = placed[name]
        assert row["rung"] == plain_rung(bought, since, year, silence)
        assert row["lapsed"] == (since is not None and silence is not None and since > silence)
        assert (row["segment"] is None) == (bought == 0)
        assert row["segment"] in {None, *Segment}


def plain_rung(bought: int, since: int | None, year: int, silence: int | None) -> Rung:
    """Say the rung again, one customer at a time."""
    if not bought or since is None:
        return Rung.PROSPECT
    if year >= 3 and (silence is None or since <= silence):
        return Rung.CLIENT
    return Rung.FIRST_TIME if bought == 1 else Rung.REPEAT


def test_who_bought_later_never_scores_lower_for_recency() -> None:
    chance = np.random.default_rng(2)
    since = chance.permutation(57) * 5  # ties go by customer
    found = standing([(f"c{n:02d}", 1, int(days), 1) for n, days in enumerate(since)])
    order = ["hibernating", "about to sleep", "promising", "new"]  # frequency 1, recency 1-2, 3, 4, 5
    scores = np.array([order.index(found[f"c{n:02d}"]["segment"]) for n in range(57)])

    assert (np.diff(scores[np.argsort(since, kind="stable")]) <= 0).all()
