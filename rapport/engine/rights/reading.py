"""Facts read from JSON: strictly, with a sentence for what is unknown or cannot be."""

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import Field, fields
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache
from typing import Any

from rapport.engine.rights.facts import Facts
from rapport.engine.rights.kinds import UNKNOWN, Kind, NotRight
from rapport.lib.errors import Refusal

BANK_RATE = re.compile(r"bank_rate_([0-9]{1,2})_([a-z]{3})_([0-9]{4})")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# What cannot come before what: the later fact, the earlier one.
ORDERS = (
    ("delivered", "contract_date"),
    ("first_delivery", "contract_date"),
    ("handed_to_carrier", "contract_date"),
    ("supplied", "contract_date"),
    ("performed", "contract_date"),
    ("fully_performed", "contract_date"),
    ("cancelled", "contract_date"),
    ("rejected", "contract_date"),
    ("complained", "contract_date"),
    ("delivery_agreed", "contract_date"),
    ("trader_agreed_refund", "contract_date"),
    ("collected", "delivered"),
    ("goods_back", "delivered"),
    ("supply_begun", "contract_date"),
    ("request.acknowledged", "request.received"),
    ("request.final_answer", "request.received"),
    ("request.id_received", "request.id_asked"),
    ("request.clarification_received", "request.clarification_asked"),
    ("request.clarification_asked", "request.received"),
    ("request.detriment", "request.protected_act"),
    ("request.id_asked", "request.received"),
    ("final_response_sent", "request.received"),
    ("possession_transferred", "contract_date"),
    ("renewed", "contract_date"),
    ("delivered", "handed_to_carrier"),
    ("proof_of_posting", "delivered"),
    ("further_period_ends", "contract_date"),
)


class FactNotKnown(Refusal):
    """The engine has no fact of this name."""

    code = "fact_not_known"
    text = "There is no fact '{fact}'. {nearest} docs/reference/rights lists them all."


class FactNotRight(Refusal):
    """A fact holds a value it cannot have."""

    code = "fact_not_right"
    text = "{fact} is {value}. It expects {expected}. Change it, or leave it out where it is not known."


class FactsOutOfOrder(Refusal):
    """Two dates cannot both be so."""

    code = "facts_out_of_order"
    text = "{later} ({later_day}) is before {earlier} ({earlier_day}). Look at both dates and correct one."


class FactsNotAnObject(Refusal):
    """Facts are told by name."""

    code = "facts_not_an_object"
    text = '{what} is {value}. It expects facts by name, such as {{"delivered": "2026-03-09"}}.'


def read_facts(told: Mapping[str, Any]) -> Facts:
    """Return the facts in a JSON object, nested as the vocabulary nests them or with dots in their names.

    An unknown name, a value of another kind, a code that is not on a closed list, and dates in an order
    that cannot be are refused. What is left out is unknown; null is known to be none.
    """
    _refuse_other("The facts", told)
    nested = _nested(told)
    rates = {name: nested.pop(name) for name in [*nested] if BANK_RATE.fullmatch(name)}
    facts: Facts = _read_part(Facts, nested, "", bank_rates=dict(_rate(*rate) for rate in rates.items()))
    for later, earlier in ORDERS:
        _refuse_order(facts, later, earlier)
    _refuse_tries(facts)
    return facts


def _nested(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object with dotted names unfolded: "fault.kind" is "kind" in "fault"."""
    found: dict[str, Any] = {str(name): value for name, value in told.items() if "." not in str(name)}
    for name, value in told.items():
        part, dot, rest = str(name).partition(".")
        if dot:
            inner = found.get(part, {})
            _refuse_other(part, inner)
            found[part] = {**inner, rest: value}
    return found


def _refuse_other(what: str, value: Any) -> None:
    if not isinstance(value, Mapping):
        raise FactsNotAnObject(what=what, value=_said(value))


def _read_part(part: type, told: Mapping[str, Any], path: str, **rest: Any) -> Any:
    known = _known(part)
    values = {}
    for name, value in told.items():
        if name not in known:
            raise FactNotKnown(fact=path + name, nearest=_nearest(name, known))
        values[name] = _read(known[name].metadata["kind"], value, path + name)
    return part(**values, **rest)


@cache
def _known(part: type) -> dict[str, "Field[Any]"]:
    return {one.name: one for one in fields(part) if "kind" in one.metadata}


def _read(kind: Kind, value: Any, path: str) -> Any:
    if value is None:
        return None
    if kind.part and kind.is_list:
        if not isinstance(value, (list, tuple)):
            raise FactNotRight(fact=path, value=_said(value), expected="a list")
        return tuple(_inner(kind.part, one, f"{path}[{place}]") for place, one in enumerate(value))
    if kind.part:
        return None if value is False else _inner(kind.part, value, path)
    try:
        return kind.read(value)
    except NotRight as wrong:
        raise FactNotRight(fact=path, value=_said(value), expected=_expected(kind, value, wrong)) from None


def _inner(part: type, value: Any, path: str) -> Any:
    if value is True and path == "fault":
        return part()
    _refuse_other(path, value)
    return _read_part(part, value, f"{path}.")


def _expected(kind: Kind, value: Any, wrong: NotRight) -> str:
    near = get_close_matches(str(value), kind.choices, 1, 0.6)
    return f"{wrong}; the nearest is {near[0]}" if near else str(wrong)


def _said(value: Any) -> str:
    return repr(value)[:80] if not isinstance(value, str) else f"'{value[:80]}'"


def _nearest(name: str, known: Mapping[str, Any]) -> str:
    near = get_close_matches(name, known, 3, 0.5)
    return f"The nearest {'is' if len(near) == 1 else 'are'}: {', '.join(near)}." if near else "None is near."


def _rate(name: str, value: Any) -> tuple[date, float]:
    match = BANK_RATE.fullmatch(name)
    assert match  # noqa: S101 - the caller chose the names by this form
    day, month, year = match.groups()
    try:
        return date(int(year), MONTHS.index(month) + 1, int(day)), _as_rate(value)
    except (ValueError, NotRight):
        expected = "per cent, by a name such as bank_rate_31_dec_2025"
        raise FactNotRight(fact=name, value=_said(value), expected=expected) from None


def _as_rate(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -5 <= value <= 100:
        raise NotRight
    return float(value)


def _refuse_order(facts: Facts, later: str, earlier: str) -> None:
    last, first = as_day(_at(facts, later)), as_day(_at(facts, earlier))
    if last and first and last < first:
        raise FactsOutOfOrder(later=later, later_day=last, earlier=earlier, earlier_day=first)


def _refuse_tries(facts: Facts) -> None:
    """Refuse what came back before it was handed in."""
    asked: date | None = None
    for one in facts.tried or ():
        day = as_day(one.date)
        if one.action == "received_back" and asked and day and day < asked:
            raise FactsOutOfOrder(
                later="tried[].received_back", later_day=day, earlier="the repair", earlier_day=asked
            )
        asked = day if one.action != "received_back" else asked


def _at(facts: Any, path: str) -> Any:
    for name in path.split("."):
        facts = getattr(facts, name, None) if facts not in (None, UNKNOWN) else None
    return facts


def as_day(value: object) -> date | None:
    """Return the day of a fact that is a date or a time; None where it is neither."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def days_in(value: Any) -> Iterator[date]:
    """Yield every date in facts, however deep."""
    if isinstance(value, date):
        yield value.date() if isinstance(value, datetime) else value
    elif isinstance(value, tuple):
        for one in value:
            yield from days_in(one)
    elif value and not isinstance(value, bool):
        for name in _dated(value.__class__):
            if one := getattr(value, name):
                yield from days_in(one)


@cache
def _dated(part: Hashable) -> tuple[str, ...]:
    """Return the names of the facts of a part that may hold a day."""
    assert isinstance(part, type)  # noqa: S101 - the class of a part
    return tuple(name for name, one in _known(part).items() if one.metadata["kind"].has_days)


def vocabulary() -> Iterator[tuple[str, Kind, str]]:
    """Yield every fact: its dotted name, its kind, and its question."""
    yield from _vocabulary(Facts, "")


def _vocabulary(part: type, path: str) -> Iterator[tuple[str, Kind, str]]:
    for name, one in _known(part).items():
        kind: Kind = one.metadata["kind"]
        yield f"{path}{name}{'[]' if kind.is_list else ''}", kind, one.metadata["question"]
        if kind.part:
            yield from _vocabulary(kind.part, f"{path}{name}{'[]' if kind.is_list else ''}.")
