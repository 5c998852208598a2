"""The demo shop's register: everybody is in it once, of every sort, the same for the same seed."""

from collections import Counter
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.demo import Shop, habits_until, make_register
from rapport.demo.facts import Register

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HABITS = habits_until(NOW.date())


@pytest.fixture(scope="module")
def made() -> tuple[Shop, Register]:
    return make_register(now=NOW, habits=HABITS)


def test_two_thousand_customers_of_all_four_categories(made: tuple[Shop, Register]) -> None:
    parties = made[1].parties

    assert len({party.id for party in parties}) == len(parties) == 2000
    sizes = Counter(party.category for party in parties)
    assert set(sizes) == {"consumer", "business", "internal", "stakeholder"}
    assert min(sizes.values()) >= 20


def test_the_same_seed_makes_the_same_register(made: tuple[Shop, Register]) -> None:
    again = make_register(now=NOW, habits=HABITS)

    assert again[1] == made[1]
    assert again[0].orders.equals(made[0].orders)
    assert make_register(seed=8, now=NOW, habits=HABITS)[1] != made[1]


def test_every_fact_is_about_somebody_in_the_register(made: tuple[Shop, Register]) -> None:
    register = made[1]
    known = {party.id for party in register.parties}
    kinds = [field.name for field in fields(register) if field.name not in ("parties", "costs")]

    for kind in kinds:
        said = getattr(register, kind)
        assert said, f"there are no {kind}"
        assert {fact.party for fact in said} <= known
    assert {relation.other for relation in register.relations} <= known | {""}


def test_nobody_is_related_twice_in_one_way_or_to_themselves(made: tuple[Shop, Register]) -> None:
    ways = Counter((one.party, one.role, one.other) for one in made[1].relations)

    assert max(ways.values()) == 1
    assert not [party for party, _, other in ways if party == other]


def test_groups_have_accounts_and_some_people_have_two_firms(made: tuple[Shop, Register]) -> None:
    accounts = Counter(one.other for one in made[1].relations if one.role == "account")
    firms = Counter(one.party for one in made[1].relations if one.role == "member")

    assert set(accounts) == {party.id for party in made[1].parties if party.sort == "group"}
    assert min(accounts.values()) >= 2
    assert max(firms.values()) == 2


def test_whoever_sent_a_customer_was_there_before(made: tuple[Shop, Register]) -> None:
    since = {party.id: party.since for party in made[1].parties}
    sent = [one for one in made[1].relations if one.role == "referred by"]

    assert sent
    assert all(since[one.other] <= since[one.party] for one in sent)


def test_stakeholders_buy_nothing(made: tuple[Shop, Register]) -> None:
    buyers = set(made[0].orders["customer_id"].to_pylist())

    assert buyers
    assert not buyers & {party.id for party in made[1].parties if party.category == "stakeholder"}


def test_some_promises_are_due_soon_some_late_and_most_kept(made: tuple[Shop, Register]) -> None:
    promises = made[1].promises
    open_ones = [promise for promise in promises if not promise.is_kept]

    assert all(promise.made_at < promise.due_at for promise in promises)
    assert all(promise.due_at.weekday() < 5 and 9 <= promise.due_at.hour < 17 for promise in promises)
    assert 0 < sum(promise.due_at < NOW for promise in open_ones) < len(open_ones) < len(promises) / 2


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_the_two_years_end_within_the_last_week_and_begin_on_a_monday(today: date) -> None:
    habits = habits_until(today)

    assert timedelta(days=1) <= today - habits.last_day <= timedelta(days=7)
    assert (habits.last_day - timedelta(days=habits.days - 1)).weekday() == 0
