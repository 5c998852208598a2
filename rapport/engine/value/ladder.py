"""Where customers stand: rungs of the loyalty ladder and segments by recency and frequency.

Sources: Payne, Christopher, Clark and Peck (1995), "Relationship Marketing for Competitive Advantage"
(the ladder); Hughes (1994), "Strategic Database Marketing" (recency, frequency, monetary value).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import ibis
import ibis.expr.types as ir
import numpy as np

from rapport.engine.value.histories import Ints


class Rung(StrEnum):
    """Rungs from the ground up. A log tells four; supporter and advocate need what customers say."""

    PROSPECT = "prospect"
    FIRST_TIME = "first-time customer"
    REPEAT = "repeat customer"
    CLIENT = "client"


class Segment(StrEnum):
    """Ten parts of the grid of recency and frequency."""

    CHAMPION = "champion"
    LOYAL = "loyal"
    POTENTIAL_LOYALIST = "potential loyalist"
    NEW = "new"
    PROMISING = "promising"
    NEED_ATTENTION = "need attention"
    ABOUT_TO_SLEEP = "about to sleep"
    AT_RISK = "at risk"
    CANNOT_LOSE = "cannot lose"
    HIBERNATING = "hibernating"


# Recency scores, frequency scores, segment; every one of the 25 cells is in exactly one line.
GRID: tuple[tuple[tuple[int, ...], tuple[int, ...], Segment], ...] = (
    ((5,), (4, 5), Segment.CHAMPION),
    ((3, 4), (4, 5), Segment.LOYAL),
    ((4, 5), (2, 3), Segment.POTENTIAL_LOYALIST),
    ((5,), (1,), Segment.NEW),
    ((4,), (1,), Segment.PROMISING),
    ((3,), (3,), Segment.NEED_ATTENTION),
    ((3,), (1, 2), Segment.ABOUT_TO_SLEEP),
    ((1, 2), (3, 4), Segment.AT_RISK),
    ((1, 2), (5,), Segment.CANNOT_LOSE),
    ((1, 2), (1, 2), Segment.HIBERNATING),
)
SCORES = (1, 2, 3, 4, 5)
FIFTHS = (0.2, 0.4, 0.6, 0.8)
FREQUENCY_CUTS = (2, 3, 5, 10)  # scores 2, 3, 4, 5 start here when fifths cannot be told apart


@dataclass(frozen=True)
class LadderSettings:
    """Thresholds of ladder and segments.

    A customer has lapsed when silent for longer than `lapsed_quantile` of all gaps between two
    purchases, or than `lapsed_after_days` where that is given. A client made
    `client_purchases` in the last 365 days and has not lapsed.
    """

    client_purchases: int = 3
    lapsed_quantile: float = 0.9
    lapsed_after_days: int | None = None


def lapsed_after(gaps: Ints, settings: LadderSettings) -> int | None:
    """Return the days of silence after which a customer has lapsed; None when nobody ever came back."""
    if settings.lapsed_after_days is not None:
        return settings.lapsed_after_days
    return int(np.quantile(gaps, settings.lapsed_quantile, method="higher")) if len(gaps) else None


def segment_of(recency: int, frequency: int) -> Segment:
    """Return the segment of two scores from 1 to 5."""
    return next(name for rs, fs, name in GRID if recency in rs and frequency in fs)


def frequency_cuts(counts: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Return where frequency scores 2 to 5 start, from (purchases, customers) in the last 365 days.

    Fifths of the customers where all four edges differ; else fixed cuts, because customers who
    bought equally often must not land in different segments.
    """
    if not counts:
        return FREQUENCY_CUTS
    values, customers = (np.array(column) for column in zip(*sorted(counts), strict=True))
    reached = np.cumsum(customers) / customers.sum()
    edges = tuple(values[np.searchsorted(reached, FIFTHS, side="right")].tolist())
    distinct = len(set(edges)) == len(FIFTHS) and edges[0] > values[0]
    return edges if distinct else FREQUENCY_CUTS


@dataclass(frozen=True)
class Cuts:
    """Where standings start: all that the whole log decides, so that each customer is a look-up.

    `silence` is the days after which a customer has lapsed, None if nobody has; `clients` the purchases in
    a year that make a client. `frequency` are where scores 2 to 5 start; so is `recency`, as the last day and
    the first customer who scores so on it.
    """

    until: int
    silence: int | None
    clients: int
    frequency: tuple[int, ...]
    recency: tuple[tuple[int, int | str], ...]


def cuts_of(state: ir.Table, until: int, silence: int | None, settings: LadderSettings) -> Cuts:
    """Ask a state where its standings start, as of the day `until`."""
    buyers = state.filter(state.purchases > 0)
    frequency = frequency_cuts(_counts(buyers, "year_purchases"))
    return Cuts(until, silence, settings.client_purchases, frequency, _recency_cuts(buyers))


def with_standing(state: ir.Table, until: int, silence: int | None, settings: LadderSettings) -> ir.Table:
    """Add `rung`, `lapsed` and `segment` to the state, as of the day `until`."""
    return placed(state, cuts_of(state, until, silence, settings))


def placed(state: ir.Table, cuts: Cuts) -> ir.Table:
    """Add `rung`, `lapsed` and `segment` to the state.

    Unknown attitude caps everybody at client. Prospects have no segment.
    """
    buyer = state.purchases > 0
    silent = cuts.until - state.last_day
    is_silent = silent > (cuts.silence or 0)
    lapsed = ibis.literal(False) if cuts.silence is None else is_silent.fill_null(False)
    client = ~lapsed & (state.year_purchases >= cuts.clients)
    rung = ibis.cases(
        (~buyer, str(Rung.PROSPECT)),
        (client, str(Rung.CLIENT)),
        (state.purchases == 1, str(Rung.FIRST_TIME)),
        else_=str(Rung.REPEAT),
    )
    return _with_segment(state.mutate(rung=rung, lapsed=lapsed), cuts)


def _with_segment(state: ir.Table, cuts: Cuts) -> ir.Table:
    """Score recency and frequency from 1 to 5 and look the two up; ties in recency go by customer."""
    starts = reversed([*zip(SCORES[1:], cuts.frequency, strict=True)])
    frequency = ibis.cases(*((state.year_purchases >= cut, score) for score, cut in starts), else_=1)
    scored = state.mutate(cell=_recency(state, cuts) * 10 + frequency)
    grid = ((scored.cell == r * 10 + f, str(segment_of(r, f))) for r in SCORES for f in SCORES)
    segment = (scored.purchases > 0).ifelse(ibis.cases(*grid), ibis.null("string"))
    return scored.mutate(segment=segment).drop("cell")


def _recency(state: ir.Table, cuts: Cuts) -> ir.Value:
    recency: ir.Value = ibis.literal(1)
    for score, (day, first) in zip(SCORES[1:], cuts.recency, strict=False):
        is_there = (state.last_day == day) & (state.customer >= first)
        recency = ((state.last_day > day) | is_there).ifelse(score, recency)
    return recency


def _counts(buyers: ir.Table, column: str) -> list[tuple[int, int]]:
    table = buyers.group_by(column).agg(n=buyers.count()).to_pyarrow()
    return sorted(zip(table[column].to_pylist(), table["n"].to_pylist(), strict=True))


def _recency_cuts(buyers: ir.Table) -> tuple[tuple[int, int | str], ...]:
    """Cut buyers into fifths by their last day; none are sorted, only days that an edge cuts looked into."""
    cuts = recency_edges(_counts(buyers, "last_day"))
    firsts = _customers_at(buyers, cuts)
    return tuple((day, firsts[day, skipped]) for day, skipped in cuts)


def recency_edges(counts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where recency scores 2 to 5 start, from (last day, customers) in order.

    Each is a day, and how many of its customers still score less.
    """
    reached = np.cumsum([0, *(customers for _, customers in counts)])
    number = int(reached[-1])
    edges = [-(-number * (score - 1) // len(SCORES)) for score in SCORES[1:]]  # buyers scoring less
    inside = [int(np.searchsorted(reached, below, side="right")) - 1 for below in edges]
    return [
        (counts[at][0], below - int(reached[at]))
        for below, at in zip(edges, inside, strict=True)
        if at < len(counts)
    ]


def _customers_at(buyers: ir.Table, cuts: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int | str]:
    """Return, for each last day and number to skip, the customer who comes next by name."""
    if not cuts:
        return {}
    same = buyers.filter(buyers.last_day.isin([day for day, _ in cuts])).select("customer", "last_day")
    placed = same.mutate(place=ibis.row_number().over(group_by="last_day", order_by="customer"))
    wanted = (((placed.last_day == day) & (placed.place == skipped)) for day, skipped in cuts)
    rows = placed.filter(ibis.or_(*wanted)).to_pyarrow().to_pylist()
    return {(row["last_day"], row["place"]): row["customer"] for row in rows}
