"""The order of work: deadlines first and without worth, then the floor, then points that add up."""

import random
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.customers.rules import RUNGS
from rapport.desk.rules import Effort, Severity, StatedNeed
from rapport.desk.rules.order import (
    HARM_WITHIN,
    Class,
    Facts,
    Lying,
    Owed,
    class_of,
    in_work_order,
    order_key,
    owed_for_harm,
    parts_of,
    score_of,
    standing_of,
    urgency_of,
    waiting_points,
)
from rapport.desk.rules.refusals import WeightNotRight
from rapport.desk.rules.weights import (
    MOST_FOR_WORTH,
    Weights,
    changes_of,
    refuse_weights,
    rung_points,
    weights_from,
    worth_points,
)
from tests.clock import NOW

W = Weights()
ago = st.integers(0, 60 * 24 * 10).map(lambda minutes: NOW - timedelta(minutes=minutes))
soon = st.integers(-600, 6_000).map(lambda minutes: NOW + timedelta(minutes=minutes))
facts = st.builds(
    Facts,
    severity=st.sampled_from(Severity),
    stated_need=st.sampled_from(StatedNeed),
    effort=st.sampled_from(Effort),
    rung=st.sampled_from(["", *RUNGS]),
    value=st.none() | st.decimals(-1_000, 10**7, places=2),
)


@st.composite
def queues(draw: st.DrawFn) -> list[Lying]:
    count = draw(st.integers(1, 25))
    return [draw(_lying(number)) for number in range(1, count + 1)]


@st.composite
def _lying(draw: st.DrawFn, number: int) -> Lying:
    lying = draw(ago)
    due = draw(st.none() | soon)
    return Lying(
        number=number, opened_at=lying - timedelta(minutes=draw(st.integers(0, 300))), lying_since=lying,
        standing=sum(standing_of(draw(facts), W).values()), due_at=due,
        urgent_at=due - timedelta(minutes=draw(st.integers(0, 3_000))) if due else None,
    )  # fmt: skip


def numbers(cases: list[Lying]) -> list[int]:
    return [case.number for case in in_work_order(cases, W, at=NOW)]


@given(queues(), st.integers(0, 500), st.data())
def test_no_right_or_promise_is_delayed_by_worth(cases: list[Lying], more: int, data: st.DataObject) -> None:
    worthier = [replace(case, standing=case.standing + data.draw(st.integers(0, more))) for case in cases]

    urgent = [case.number for case in cases if class_of(case, W, at=NOW) == Class.URGENT]
    assert numbers(worthier)[: len(urgent)] == numbers(cases)[: len(urgent)]
    assert set(numbers(cases)[: len(urgent)]) == set(urgent)


@given(queues())
def test_the_floor_holds_whatever_the_points(cases: list[Lying]) -> None:
    floor = NOW - timedelta(hours=W.floor_hours)
    order = in_work_order(cases, W, at=NOW)
    classes = [class_of(case, W, at=NOW) for case in order]

    assert classes == sorted(classes)
    assert all(case.lying_since > floor for case in order if class_of(case, W, at=NOW) == Class.POINTS)
    waited = [case.lying_since for case in order if class_of(case, W, at=NOW) == Class.FLOOR]
    assert waited == sorted(waited)


@given(queues(), st.randoms())
def test_the_same_cases_are_in_the_same_order(cases: list[Lying], chance: random.Random) -> None:
    shuffled = [*cases]
    chance.shuffle(shuffled)

    assert numbers(shuffled) == numbers(cases)


def test_ties_go_by_arrival_and_then_by_number() -> None:
    case = Lying(1, NOW, NOW, 10)
    same = [replace(case, number=3), replace(case, number=2, opened_at=NOW - timedelta(days=1)), case]

    assert numbers(same) == [2, 1, 3]


@given(facts)
def test_the_points_add_up_to_the_score(known: Facts) -> None:
    standing = standing_of(known, W)
    parts = parts_of(standing, {})

    assert score_of(parts) == sum(standing.values())
    assert all(part.points > 0 for part in parts)


@given(facts, ago)
def test_the_score_is_the_key_and_the_time_that_passed_for_all(known: Facts, lying: object) -> None:
    assert isinstance(lying, type(NOW))
    standing = sum(standing_of(known, W).values())
    minutes = int(NOW.timestamp()) // 60

    exact = order_key(standing, lying, W) + W.waiting_per_hour * minutes
    assert exact // 60 == standing + waiting_points(lying, W, at=NOW)


@given(st.lists(st.tuples(facts, ago), min_size=2, max_size=2), st.integers(0, 10_000))
def test_two_cases_with_points_do_not_change_places_while_they_wait(
    pair: list[tuple[Facts, object]], later: int
) -> None:
    cases = [
        Lying(number, NOW, lying, sum(standing_of(known, W).values()))  # type: ignore[arg-type]
        for number, (known, lying) in enumerate(pair)
    ]
    patient = replace(W, floor_hours=720)

    def order(at: object) -> list[int]:
        return [case.number for case in in_work_order(cases, patient, at=at)]  # type: ignore[arg-type]

    assert order(NOW) == order(NOW + timedelta(minutes=later))


@given(facts, st.sampled_from([need for need in StatedNeed if need]))
def test_a_stated_need_only_moves_up(known: Facts, need: StatedNeed) -> None:
    without = sum(standing_of(replace(known, stated_need=StatedNeed.NONE), W).values())

    assert sum(standing_of(replace(known, stated_need=need), W).values()) >= without


@given(st.decimals(-(10**6), 10**9, places=2), st.sampled_from(["", *RUNGS]))
def test_worth_and_rung_together_never_outweigh_a_step_of_severity(value: Decimal, rung: str) -> None:
    both = worth_points(value, W) + rung_points(rung, W)

    assert 0 <= both <= W.worth_most + W.rung_most <= MOST_FOR_WORTH < W.severity_high - W.severity_normal


def test_harm_is_urgent_from_the_start() -> None:
    harm = urgency_of([owed_for_harm(NOW), Owed(NOW + timedelta(days=2), NOW + timedelta(days=1), "promise")])

    assert (harm.urgent_at, harm.due_at) == (NOW, NOW + HARM_WITHIN)


def test_where_nothing_is_owed_nothing_is_urgent() -> None:
    assert urgency_of([]).due_at is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"need_distress": -1}, "0 to 1,000"),
        ({"floor_hours": 0}, "1 to 720"),
        ({"worth_most": 15}, "worth and rung together"),
        ({"severity_high": 5}, "at least the 10 points of 'Severity normal'"),
    ],
)
def test_weights_out_of_bounds_are_refused(change: dict[str, int], said: str) -> None:
    with pytest.raises(WeightNotRight, match=said):
        refuse_weights(replace(W, **change))


def test_the_default_weights_are_within_their_bounds() -> None:
    refuse_weights(W)


def test_weights_kept_before_a_new_one_was_known_take_its_default() -> None:
    kept = {"floor_hours": 24, "of_another_day": 1}

    assert asdict(weights_from(kept)) == asdict(replace(W, floor_hours=24))
    assert changes_of(W, weights_from(kept)) == {
        "Hours of waiting after which a case goes before all points": [48, 24]
    }


def test_a_hundred_thousand_cases_are_ordered_in_a_second() -> None:
    chance = random.Random(4)
    cases = [_made(number, chance.randrange) for number in range(100_000)]

    began = time.process_time()
    order = in_work_order(cases, W, at=NOW)

    assert time.process_time() - began < 1
    assert len(order) == 100_000


def _made(number: int, upto: Callable[[int], int]) -> Lying:
    lying = NOW - timedelta(minutes=upto(5_000))
    due = NOW + timedelta(minutes=upto(5_000) - 500) if upto(5) == 0 else None
    return Lying(number, lying, lying, upto(150), due, due)
