"""Facts as they are read: strictly, with a sentence for what is unknown, of another kind, or cannot be."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rapport.engine.rights import Facts, as_json, assess, explain, next_question, read_facts
from rapport.engine.rights.kinds import (
    BOOLEAN,
    DATE,
    DATE_OR_BOOLEAN,
    INTEGER,
    MOMENT,
    MONEY,
    Kind,
)
from rapport.engine.rights.reading import ORDERS, vocabulary
from rapport.engine.rights.records import read_records
from rapport.lib.errors import Refusal


def refused(told: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        read_facts(told)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"delivred": "2026-03-09"}, "There is no fact 'delivred'. The nearest are: delivered"),
        ({"fault": {"sort": "x"}}, "There is no fact 'fault.sort'."),
        ({"request.knd": "erasure"}, "There is no fact 'request.knd'. The nearest are: kind, need."),
        ({"tried": [{"acton": "received_back"}]}, "There is no fact 'tried[0].acton'."),
        ({"zzzzzz": 1}, "None is near."),
        ({"delivered": "2026-03-09T10:00"}, "It expects a day without a time, such as 2026-03-09."),
        ({"delivered": datetime.fromisoformat("2026-03-09T10:00")}, "a day without a time"),
        ({"delivered": "2026-02-30"}, "a day that the calendar has"),
        ({"delivered": "20260309"}, "It expects a date such as 2026-03-09."),
        ({"delivered": "9 March 2026"}, "It expects a date such as 2026-03-09."),
        ({"delivered": "0026-03-09"}, "a date between 1900 and 2100"),
        ({"request": {"aware": "0001-01-01T00:00"}}, "a date between 1900 and 2100"),
        ({"request": {"aware": "2026-03-09T25:00"}}, "or a time such as 2026-05-12T10:00+01:00"),
        ({"channel": "in_persn"}, "one of distance, in_person, off_premises; the nearest is in_person"),
        ({"age": -1}, "a whole number, not below zero"),
        ({"age": 12.0}, "a whole number"),
        ({"age": True}, "a whole number"),
        ({"price_gbp": 1.999}, "with two decimals at most"),
        ({"price_gbp": -1}, "pounds, not below zero"),
        ({"price_gbp": float("nan")}, "It expects a number"),
        ({"price_gbp": 10**400}, "It expects a number"),
        ({"unsealed": "yes"}, "true or false"),
        ({"use": "Mainly private"}, "a word in small letters"),
        ({"supplied_fraction": " "}, "a few words"),
        ({"deliveries": "2026-03-09"}, "a list"),
        ({"tried": {"action": "received_back"}}, "a list"),
        ({"fault": "broken"}, "It expects facts by name"),
        ({"bank_rate_31_foo_2025": 4}, "per cent, by a name such as bank_rate_31_dec_2025"),
        ({"bank_rate_31_dec_2025": "4"}, "per cent"),
        ([], "The facts is []. It expects facts by name"),
        (None, "It expects facts by name"),
        ({"fault.kind": "slight_defect", "fault": None}, "It expects facts by name"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(told: Any, says: str) -> None:
    assert says in refused(told)


@pytest.mark.parametrize(("later", "earlier"), ORDERS)
def test_dates_in_an_order_that_cannot_be_are_refused(later: str, earlier: str) -> None:
    said = refused({later: "2026-03-09", earlier: "2026-03-10"})

    assert said.startswith(f"{later} (2026-03-09) is before {earlier} (2026-03-10).")
    assert read_facts({later: "2026-03-10", earlier: "2026-03-10"}) != Facts()


def test_goods_that_came_back_before_they_were_handed_in_are_refused() -> None:
    back_first = [
        {"action": "repair_agreed", "date": "2026-03-10"},
        {"action": "received_back", "date": "2026-03-09", "conforming": True},
    ]

    assert "is before the repair (2026-03-10)" in refused({"tried": back_first})


def test_nested_and_dotted_names_say_the_same() -> None:
    nested = read_facts({"fault": {"kind": "slight_defect", "appeared": "2026-03-09"}})

    assert read_facts({"fault.kind": "slight_defect", "fault.appeared": "2026-03-09"}) == nested
    assert read_facts({"fault": {"kind": "slight_defect"}, "fault.appeared": "2026-03-09"}) == nested


def test_reading_leaves_what_it_was_given_as_it_was() -> None:
    told = {"fault": {"kind": "slight_defect"}, "fault.appeared": "2026-03-09"}

    read_facts(told)

    assert told == {"fault": {"kind": "slight_defect"}, "fault.appeared": "2026-03-09"}


def test_no_fault_may_be_told_as_none_or_as_false() -> None:
    assert read_facts({"fault": False}) == read_facts({"fault": None}) != read_facts({})


def test_a_time_without_an_offset_is_local_and_one_with_another_offset_is_kept() -> None:
    local = read_facts({"request": {"kind": "data_breach", "risk": "risk", "aware": "2026-05-12T10:00"}})
    paris = read_facts(
        {"request": {"kind": "data_breach", "risk": "risk", "aware": "2026-05-12T11:00+02:00"}}
    )

    assert [due.date for due in assess(local).deadlines] == [due.date for due in assess(paris).deadlines]


# Well-formed facts: any of the vocabulary, each with a value of its kind.
DAYS = st.dates(date(2010, 1, 1), date(2035, 12, 31)).map(date.isoformat)
BY_WORDS: dict[str, st.SearchStrategy[Any]] = {
    DATE.words: DAYS,
    MOMENT.words: DAYS | st.datetimes(datetime.fromisoformat("2010-01-01")).map(datetime.isoformat),
    DATE_OR_BOOLEAN.words: DAYS | st.booleans(),
    BOOLEAN.words: st.booleans(),
    INTEGER.words: st.integers(0, 200),
    MONEY.words: st.integers(0, 10**7).map(lambda pence: pence / 100),
}
CODES = st.sampled_from(
    ("fca", "nhs", "disability", "age", "postcode", "private", "fake_reviews", "bought_list")
)


def values_of(kind: Kind) -> st.SearchStrategy[Any]:
    if kind.part:
        inner = parts_of(kind.part)
        return st.lists(inner, max_size=4) if kind.is_list else inner
    if kind.is_list:
        return st.lists(DAYS if kind.has_days else CODES, max_size=4)
    if kind.choices:
        return st.sampled_from(kind.choices)
    return BY_WORDS.get(kind.words, CODES)


def parts_of(part: type) -> st.SearchStrategy[dict[str, Any]]:
    kinds = {name: one.metadata["kind"] for name, one in part.__dataclass_fields__.items() if one.metadata}  # type: ignore[attr-defined]
    some = st.lists(st.sampled_from(sorted(kinds)), unique=True, max_size=14)
    return some.flatmap(
        lambda names: st.fixed_dictionaries({name: st.none() | values_of(kinds[name]) for name in names})
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | DAYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from([name.removesuffix("[]") for name, _, _ in vocabulary()]) | st.text(max_size=12)
SOME_TIME = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SOME_TIME
@given(parts_of(Facts), st.none() | st.dates(date(2010, 1, 1), date(2035, 12, 31)))
def test_facts_of_their_kinds_are_answered_or_refused_and_never_break(
    told: dict[str, Any], on: date | None
) -> None:
    try:
        facts = read_facts(told)
    except Refusal as refusal:
        assert refusal.code == "facts_out_of_order"
        return
    found = assess(facts, on)

    assert json.loads(json.dumps(as_json(found), allow_nan=False))
    assert set(found.entitled).isdisjoint(found.not_entitled)
    assert explain(facts, on) or not found.entitled
    assert next_question(facts, on) in {None, *(ask.fact for ask, _ in found.asked)}


@SOME_TIME
@given(st.dictionaries(NAMES, JSON, max_size=6) | JSON)
def test_facts_of_no_form_at_all_are_refused_and_never_break(told: Any) -> None:
    try:
        found = assess(read_facts(told))
    except Refusal as refusal:
        assert str(refusal).endswith((".", "}."))
        return
    assert json.dumps(as_json(found))


@SOME_TIME
@given(st.text(max_size=60))
def test_a_text_of_any_kind_is_read_as_records_or_refused(text: str) -> None:
    try:
        assert all(record.facts or record.error for record in read_records(text))
    except Refusal as refusal:
        assert refusal.code == "no_records"
