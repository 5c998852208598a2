"""Facts taken away one by one: what a missing fact decides is not stated, and the fact is asked."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

import pytest

from rapport.engine.rights import Assessment, assess, read_facts
from rapport.engine.rights.absent import ADDS, BESIDE, CONDITIONAL, EXCEPTIONS, LATER, STANDS_IN
from rapport.engine.rights.matter import matter_of
from rapport.engine.rights.reading import vocabulary
from tests.rights_cases import CASES, name_of, paths_of, without

WHOLE = (("request",), ("requests",))  # without it there is no request, and the purchase is looked at
TABLES = (EXCEPTIONS, LATER, ADDS, STANDS_IN)


def dated(told: dict[str, Any]) -> dict[str, Any]:
    """Return the facts with the contract's day, which stands in anyway, so that nothing else moves it."""
    contracted = matter_of(read_facts(told)).contracted
    return told | ({"contract_date": contracted.isoformat()} if contracted else {})


def legal(found: Assessment) -> set[tuple[str, date]]:
    days = (one for one in found.deadlines if one.kind == "legal" and one.name not in CONDITIONAL)
    return {(one.name, one.date) for one in days}


def asked(found: Assessment) -> set[str]:
    return {ask.fact.replace("[]", "") for ask, _ in found.asked}


class Cut(NamedTuple):
    """A case with one fact taken away: what was found before and after, as of the same day."""

    fact: str
    full: Assessment
    cut: Assessment

    @property
    def new(self) -> set[str]:
        """Codes that only the cut facts state."""
        return set(self.cut.entitled) - set(self.full.entitled)

    @property
    def lost(self) -> set[str]:
        """Codes that only the full facts state."""
        return set(self.full.entitled) - set(self.cut.entitled)

    @property
    def moved(self) -> set[tuple[str, date]]:
        """Legal days that only the cut facts give."""
        return legal(self.cut) - legal(self.full)

    @property
    def is_asked(self) -> bool:
        """Whether the missing fact is asked."""
        return self.fact.replace("[]", "") in asked(self.cut)


@cache
def cuts_of(place: int) -> list[Cut]:
    told = dated(CASES[place]["facts"])
    full = assess(read_facts(told))
    paths = [path for path in paths_of(told) if path not in WHOLE]
    return [Cut(name_of(path), full, assess(read_facts(without(told, path)), full.as_at)) for path in paths]


EVERY_CASE = pytest.mark.parametrize("place", range(len(CASES)), ids=lambda place: CASES[place]["text"])


@EVERY_CASE
def test_what_a_missing_fact_decides_is_not_stated(place: int) -> None:
    told = CASES[place]["facts"]
    beside = {fact for fact, (other, _) in BESIDE.items() if other in told}
    decided = [one for one in cuts_of(place) if one.fact not in {*EXCEPTIONS, *LATER, *STANDS_IN, *beside}]

    assert [(one.fact, one.new, one.moved) for one in decided if one.new or one.moved] == []


@EVERY_CASE
def test_an_exception_touches_its_own_area_and_is_asked(place: int) -> None:
    opened = [one for one in cuts_of(place) if one.fact in EXCEPTIONS and one.new]

    for one in opened:
        areas = {code.partition(".")[0] for code in one.new}
        assert areas <= set(EXCEPTIONS[one.fact].areas.split())
        assert one.is_asked


@EVERY_CASE
def test_a_fact_whose_absence_silences_a_conclusion_is_asked(place: int) -> None:
    silent = [one for one in cuts_of(place) if one.lost and not one.is_asked]

    assert [(one.fact, one.lost) for one in silent if one.fact not in {*LATER, *ADDS}] == []


def test_the_tables_name_facts_that_exist_and_no_fact_twice() -> None:
    known = {name.removesuffix("[]") for name, _, _ in vocabulary()}
    named = [fact for table in TABLES for fact in table]

    assert set(named) - known == set()
    assert sorted(named) == sorted(set(named))


def test_every_exception_opens_something_in_a_case() -> None:
    """A row of the table that no case needs would be a licence to guess."""
    cuts = (one for place in range(len(CASES)) for one in cuts_of(place))

    assert {one.fact for one in cuts if one.new or one.moved} >= set(EXCEPTIONS)


def test_a_right_that_an_exception_could_take_away_says_so() -> None:
    told = {"customer": "consumer", "supply": "goods", "channel": "distance", "delivered": "2026-09-08"}

    found = assess(read_facts(told))

    (cancel,) = [one for one in found.conclusions if one.code == "ccr.cancel"]
    assert ", unless it was made to order" in cancel.text
    assert "goods_kind" in asked(found)


def test_the_earliest_day_stands_for_that_of_the_contract_and_is_said() -> None:
    told = {"customer": "consumer", "supply": "goods", "delivered": "2026-09-08", "rejected": "2026-09-10"}

    assert any("8 September 2026, the earliest day told" in note for note in assess(read_facts(told)).notes)
