"""Score customers in memory: their columns of the output, and the sums that totals are made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa

from rapport.engine.value.histories import Floats, Ints
from rapport.engine.value.ladder import Cuts
from rapport.engine.value.predict import Expectations, Prediction
from rapport.engine.value.roster import Block, Roster
from rapport.engine.value.score import COLUMNS, MONEY_FROM, Money, money_columns, predicted
from rapport.engine.value.spend import GammaGamma
from rapport.engine.value.standings import RUNGS, SEGMENTS, Look, look_of, standing_of

STANDINGS = len(RUNGS) * len(SEGMENTS)


@dataclass
class Added:
    """Sums over customers by rung and segment, each (STANDINGS,), by name; `best` is the highest value.

    `tie` adds up 1, x, y, x x, y y, x y over those who came back, with x purchases worth y each.
    """

    sums: dict[str, Floats] = field(default_factory=dict)
    best: float = 0.0
    tie: Floats = field(default_factory=lambda: np.zeros(6))

    def add(self, standing: Ints, **columns: Floats | None) -> None:
        """Add customers; None counts them."""
        for name, column in columns.items():
            part = np.bincount(standing, weights=column, minlength=STANDINGS)
            self.sums[name] = self.sums.get(name, np.zeros(STANDINGS)) + part

    def add_tie(self, x: Floats, y: Floats) -> None:
        """Add customers who came back; both (n,)."""
        self.tie += [len(x), x.sum(), y.sum(), x @ x, y @ y, x @ y]


@dataclass(frozen=True)
class Scored:
    """A block with places in RUNGS and SEGMENTS and the expected spend per purchase, all (n,)."""

    block: Block
    rungs: Ints
    segments: Ints
    each: Floats


@dataclass(frozen=True)
class Sheet:
    """All that scoring takes: who, how their groups are expected to go on, where standings start.

    With a whole prediction there are all columns of the output, else only what totals need.
    """

    roster: Roster
    cuts: Cuts
    money: Money
    expected: Expectations | Prediction

    def add_up(self) -> Added:
        """Add up every customer."""
        added = Added()
        for block in self.roster.blocks(self._own):
            self._count(self._score(block), added)
        return added

    def batches(self, added: Added) -> Iterator[pa.RecordBatch]:
        """Yield the output a block at a time, adding it up on the way."""
        for block in self.roster.blocks(self._own):
            scored = self._score(block)
            self._count(scored, added)
            yield self._table(scored)

    @property
    def _own(self) -> tuple[str, ...]:
        """Name the columns that scoring takes of each customer."""
        own = ("paid", "minor", "year_purchases")
        return own if self.money.first_counts else (*own, "first_minor")

    @cached_property
    def _look(self) -> Look:
        purchases = np.append(self.roster.histories.repeats + 1, 0).astype(np.int64)
        return look_of(purchases, np.append(self.roster.last_day, 0), self.cuts)

    @cached_property
    def _sums(self) -> dict[str, Floats]:
        """Return what groups add to totals: nothing for prospects, and where nothing is known."""
        histories = self.roster.histories
        columns = {
            "weeks_since": histories.age / 7 - histories.last_repeat / 7,
            "purchases": histories.repeats + 1,
            "expected_purchases": self.expected.purchases,
            "discounted": self.expected.discounted,
        }
        return {name: np.append(np.nan_to_num(column), 0.0) for name, column in columns.items()}

    @cached_property
    def _predicted(self) -> dict[str, Floats]:
        """Return the prediction of groups; that of prospects is unknown."""
        if not isinstance(self.expected, Prediction):
            raise TypeError(self.expected)
        columns = predicted(self.expected, self.money.margin)
        return {name: np.append(column, np.nan) for name, column in columns.items()}

    @cached_property
    def _written(self) -> dict[str, pa.Array]:
        """Return columns of the output that groups share; prospects are last."""
        histories, known = self.roster.histories, self._predicted
        days = {
            name: pa.array(np.append(day, 0), pa.int32(), mask=self._look.purchases == 0).cast(pa.date32())
            for name, day in (("first_on", self.roster.first_day), ("last_on", self.roster.last_day))
        }
        return days | {
            "purchases": pa.array(self._look.purchases, pa.int32()),
            "repeats": pa.array(np.append(histories.repeats, 0), pa.int32()),
            "last_repeat_weeks": _empty_where_unknown(np.append(histories.last_repeat / 7, np.nan)),
            "age_weeks": _empty_where_unknown(np.append(histories.age / 7, np.nan)),
            "p_alive": _empty_where_unknown(known["g_p_alive"]),
            "p_no_purchase": _empty_where_unknown(known["g_p_none"]),
            "expected_purchases": _empty_where_unknown(known["g_purchases"]),
            "expected_purchases_low": _empty_where_unknown(known["g_purchases_low"]).cast(pa.int64()),
            "expected_purchases_high": _empty_where_unknown(known["g_purchases_high"]).cast(pa.int64()),
            "lapsed": pa.array(self._look.lapsed),
        }

    def _score(self, block: Block) -> Scored:
        rungs, segments = standing_of(self._look, self.cuts, block)
        return Scored(block, rungs, segments, self._spend_per_purchase(block) * self.money.unit)

    def _spend_per_purchase(self, block: Block) -> Floats:
        """Return expected spend per future purchase in minor units; see `score.spend_per_purchase`."""
        own, spend = block.own, self.money.spend
        seen, spent = own["paid"], own["minor"]
        if not self.money.first_counts:
            seen, spent = seen - (own["first_minor"] > 0), spent - own["first_minor"]
        if not isinstance(spend, GammaGamma):
            return np.full(len(seen), spend.mean)
        known = (seen > 0) & (spent > 0)
        return (spent * known + spend.g) * spend.p / (seen * known * spend.p + (spend.q - 1.0))

    def _count(self, scored: Scored, added: Added) -> None:
        places, each = scored.block.places, scored.each
        purchases, expected, discounted = (
            self._sums[name][places] for name in ("purchases", "expected_purchases", "discounted")
        )
        spent = scored.block.own["minor"] * self.money.unit
        value = discounted * each * self.money.margin
        added.add(
            scored.rungs * len(SEGMENTS) + scored.segments,
            customers=None,
            lapsed=self._look.lapsed[places].astype(np.float64),
            weeks_since=self._sums["weeks_since"][places],
            purchases=purchases,
            spent=np.where(purchases > 0, spent, 0.0),
            expected_purchases=expected,
            expected_spend=expected * each,
            value=value,
        )
        added.best = max(added.best, float(value.max(initial=0.0)))
        again = np.flatnonzero(purchases > 1)
        added.add_tie(purchases[again], spent[again] / purchases[again])

    def _table(self, scored: Scored) -> pa.RecordBatch:
        places = scored.block.places
        shared = {name: column.take(pa.array(places)) for name, column in self._written.items()}
        groups = {name: self._predicted[name][places] for name in MONEY_FROM}
        with np.errstate(divide="ignore", invalid="ignore"):
            mean_spend = scored.block.own["minor"] * self.money.unit / self._look.purchases[places]
        mean_spend[~np.isfinite(mean_spend)] = np.nan
        money = {"mean_spend": mean_spend} | money_columns(groups, scored.each, self.money.margin)
        columns = shared | {name: _empty_where_unknown(column) for name, column in money.items()}
        columns["customer"] = scored.block.customer
        columns["rung"] = _named(scored.rungs, RUNGS)
        columns["segment"] = _named(scored.segments, SEGMENTS)
        return pa.record_batch({name: columns[name] for name in COLUMNS})


def _empty_where_unknown(values: Floats) -> pa.Array:
    """Turn nan into an empty value."""
    unknown = np.isnan(values)
    return pa.array(values, mask=unknown if unknown.any() else None)


def _named(places: Ints, names: Sequence[str | None]) -> pa.Array:
    """Turn places into names; the one that is None stands for an empty value."""
    known = [str(name) for name in names if name is not None]
    unknown = places == len(known) if len(known) < len(names) else None
    indices = pa.array(places.astype(np.int8), mask=unknown)
    return pa.DictionaryArray.from_arrays(indices, pa.array(known, pa.string()))
