"""What one run comes to for every customer: rows of worth, and what the register is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from rapport.customers.rules import WorthRow
from rapport.engine.value.ladder import Rung
from rapport.engine.value.season import EPOCH
from rapport.insights.queries import Register
from rapport.insights.rules import (
    NO_PURCHASE,
    NOT_A_BUYER,
    NOT_SOLD_TO,
    RUNGS,
    Evidence,
    Known,
    evaluated_rung,
    has_lapsed,
    in_other_currencies,
    organisation_sentence,
    rung_today,
    worth_sentence,
)
from rapport.insights.valuing import STANDING, Terms, Valued

CENT = Decimal("0.01")


class Stood(NamedTuple):
    """The evidence of a customer over all currencies, and where it puts them."""

    evidence: Evidence
    first_day: int
    last_day: int
    rung: str
    is_lapsed: bool


@dataclass(frozen=True)
class Told:
    """What the register is told, by currency."""

    currency: str
    rows: list[WorthRow]


def standings(valued: Iterable[Valued], until: int, held: Mapping[int, str]) -> dict[int, Stood]:
    """Place everybody who bought on the ladder, on the purchases in all currencies together."""
    everything = list(valued)
    silence = everything[0].silence
    seen: dict[int, tuple[int, int, int, int]] = {}
    for one in everything:
        for row in zip(*(one.standing[name].to_pylist() for name in STANDING), strict=True):
            _add(seen, row)
    return {customer: _stood(facts, until, silence, held.get(customer)) for customer, facts in seen.items()}


def _add(seen: dict[int, tuple[int, int, int, int]], row: tuple[int, ...]) -> None:
    customer, purchases, in_year, first, last = row
    if not purchases:
        return
    before = seen.get(customer)
    if before is None:
        seen[customer] = (purchases, in_year, first, last)
        return
    seen[customer] = (
        before[0] + purchases,
        before[1] + in_year,
        min(before[2], first),
        max(before[3], last),
    )


def _stood(facts: tuple[int, int, int, int], until: int, silence: int | None, held: str | None) -> Stood:
    purchases, in_year, first, last = facts
    evidence = Evidence(purchases, in_year, until - last)
    now = evaluated_rung(evidence, silence)
    rung = rung_today(now, Rung(held) if held else None)
    return Stood(evidence, first, last, str(rung), has_lapsed(evidence, silence))


WORTH_COLUMNS = (
    "valuation_id", "customer_id", "purchases", "p_alive", "expected_purchases", "expected_purchases_low",
    "expected_purchases_high", "value", "value_low", "value_high", "lifetime_value", "rung", "segment",
    "is_lapsed",
)  # fmt: skip
_FIGURES = (
    "p_alive", "expected_purchases", "expected_purchases_low", "expected_purchases_high", "value",
    "value_low", "value_high", "lifetime_value",
)  # fmt: skip


def worth_rows(valued: Valued, valuation: int, known: frozenset[int]) -> Iterable[tuple[Any, ...]]:
    """Yield the stored row of everybody with a purchase in one currency, in the order of WORTH_COLUMNS."""
    names = ("customer", "purchases", *_FIGURES, "rung", "segment", "lapsed")
    columns = (valued.rows[name].to_pylist() for name in names)
    for customer, purchases, *figures, rung, segment, lapsed in zip(*columns, strict=True):
        if purchases and customer in known:
            money = [None if one is None else round(one, 2) for one in figures[4:]]
            yield (valuation, customer, purchases, *figures[:4], *money, rung, segment or "", lapsed)


def told_of_buyers(
    valued: Iterable[Valued], stood: Mapping[int, Stood], terms: Terms, register: Register
) -> dict[str, dict[int, WorthRow]]:
    """Say what everybody is worth who bought, in the currency in which they bought most often."""
    chosen: dict[int, tuple[int, str, dict[str, Any]]] = {}
    others: dict[int, list[str]] = {}
    for one in valued:
        for row in _bought(one, register.everybody):
            customer, best = row["customer"], chosen.get(row["customer"])
            if best is None or row["purchases"] > best[0]:
                chosen[customer] = (row["purchases"], one.currency, row)
            if best is not None:
                loser = best[1] if chosen[customer][1] == one.currency else one.currency
                others.setdefault(customer, []).append(loser)
    told: dict[str, dict[int, WorthRow]] = {}
    for customer, (_, currency, row) in chosen.items():
        sentence = in_other_currencies(_sentence(row, currency, terms), others.get(customer, ()))
        told.setdefault(currency, {})[customer] = _told(row, stood[customer], sentence)
    return told


_TOLD = ("customer", "purchases", "first_on", "last_on", "mean_spend", "segment", *_FIGURES)


def _bought(valued: Valued, known: frozenset[int]) -> Iterable[dict[str, Any]]:
    columns = [valued.rows[name].to_pylist() for name in _TOLD]
    for cells in zip(*columns, strict=True):
        if cells[1] and cells[0] in known:
            yield dict(zip(_TOLD, cells, strict=True))


def _sentence(row: dict[str, Any], currency: str, terms: Terms) -> str:
    known = Known(
        purchases=row["purchases"],
        first_on=row["first_on"],
        last_on=row["last_on"],
        mean_spend=row["mean_spend"],
        p_alive=row["p_alive"],
        expected=row["expected_purchases"],
        value=row["value"],
        low=row["value_low"],
        high=row["value_high"],
    )
    return worth_sentence(known, currency, terms.words)


def _told(row: dict[str, Any], stood: Stood, sentence: str) -> WorthRow:
    return WorthRow(
        customer=row["customer"],
        value=_money(row["value"]),
        value_low=_money(row["value_low"]),
        value_high=_money(row["value_high"]),
        note=sentence,
        p_alive=row["p_alive"],
        rung=stood.rung,
        segment=row["segment"] or "",
        is_lapsed=stood.is_lapsed,
        first_bought_on=_day(stood.first_day),
        last_bought_on=_day(stood.last_day),
        purchases=stood.evidence.purchases,
    )


def _money(amount: float) -> Decimal:
    return Decimal(f"{amount:.2f}")


def _day(number: int) -> date:
    return EPOCH + timedelta(days=number)


def with_organisations(
    told: dict[str, dict[int, WorthRow]], accounts: Mapping[int, tuple[int, ...]], main: str
) -> dict[str, dict[int, WorthRow]]:
    """Tell of each organisation the sum of its accounts and its own purchases; sums have no interval."""
    before = {customer: (currency, row) for currency, rows in told.items() for customer, row in rows.items()}
    for organisation, parts in accounts.items():
        bought = [before[part] for part in parts if part in before]
        if not bought:
            continue
        own = before.get(organisation)
        currency = own[0] if own else _most(bought, main)
        if own:
            told[own[0]].pop(organisation)
            bought.append(own)
        row = _summed(organisation, [row for code, row in bought if code == currency], own is not None)
        left = sorted({code for code, _ in bought} - {currency})
        told.setdefault(currency, {})[organisation] = replace(row, note=in_other_currencies(row.note, left))
    return told


def _most(bought: list[tuple[str, WorthRow]], main: str) -> str:
    """Return the currency most accounts are in, the main one where they tie."""
    codes = [code for code, _ in bought]
    return max(sorted(set(codes)), key=lambda code: (codes.count(code), code == main))


def _summed(organisation: int, rows: list[WorthRow], has_own: bool) -> WorthRow:  # noqa: FBT001 - a fact
    highest = max((row.rung for row in rows), key=[str(rung) for rung in RUNGS].index)
    return WorthRow(
        customer=organisation,
        value=sum((row.value or Decimal(0) for row in rows), Decimal(0)),
        note=organisation_sentence(len(rows) - has_own, has_own=has_own),
        rung=highest,
        is_lapsed=all(row.is_lapsed for row in rows),
        first_bought_on=min((row.first_bought_on for row in rows if row.first_bought_on), default=None),
        last_bought_on=max((row.last_bought_on for row in rows if row.last_bought_on), default=None),
        purchases=sum(row.purchases for row in rows),
    )


def told_of_others(register: Register, told: Iterable[int]) -> Iterable[WorthRow]:
    """Say of everybody else why they have no worth in money."""
    for customer in register.everybody - frozenset(told):
        if customer in register.internal:
            yield WorthRow(customer=customer, note=NOT_SOLD_TO)
        elif customer in register.stakeholders:
            yield WorthRow(customer=customer, note=NOT_A_BUYER)
        else:
            yield WorthRow(customer=customer, note=NO_PURCHASE, rung=str(Rung.PROSPECT))
