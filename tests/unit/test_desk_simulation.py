"""The simulation of the queue: last month's arrivals and free moments, in the order of other weights."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from rapport.desk.rules import Severity
from rapport.desk.rules.order import Facts, in_work_order
from rapport.desk.rules.simulation import Past, as_it_was, lying_of, simulate
from rapport.desk.rules.weights import Weights
from tests.clock import NOW

W = Weights()


def past(number: int, came: float, served: float | None, **facts: object) -> Past:
    return Past(
        number, 1, NOW + timedelta(hours=came), Facts(**facts), ("all cases", f"case {number}"),  # type: ignore[arg-type]
        NOW + timedelta(hours=served) if served is not None else None,
    )  # fmt: skip


def test_the_severe_case_is_served_when_somebody_first_was_free() -> None:
    month = [past(1, 0, 5), past(2, 1, 9, severity=Severity.HIGH)]

    assert simulate(month, W).waited["case 2"].median == timedelta(hours=4)  # at 5, when case 1 was served
    assert simulate(month, W).waited["case 1"].median == timedelta(hours=9)
    assert as_it_was(month).waited["case 2"].median == timedelta(hours=8)


def test_a_right_is_met_before_points() -> None:
    due = replace(past(1, 0, 9), urgent_at=NOW, due_at=NOW + timedelta(hours=6))
    month = [due, past(2, 0, 5, severity=Severity.HIGH)]

    assert (as_it_was(month).rights_met, as_it_was(month).rights) == (0, 1)
    assert simulate(month, W).rights_met == 1


def test_another_teams_people_serve_no_case_of_this_team() -> None:
    month = [past(1, 0, None, severity=Severity.HIGH), replace(past(2, 0, 1), team=2)]

    assert simulate(month, W).unserved == 1


def test_quantiles_are_waits_that_happened() -> None:
    waited = as_it_was([past(number, 0, number) for number in range(1, 11)]).waited["all cases"]

    assert (waited.cases, waited.median, waited.p90) == (10, timedelta(hours=5), timedelta(hours=9))


months = st.lists(
    st.tuples(
        st.integers(0, 5_000), st.integers(0, 4_000), st.sampled_from(Severity),
        st.none() | st.integers(0, 3_000),
    ),
    min_size=1, max_size=25,
)  # fmt: skip


@given(months)
def test_the_heaps_agree_with_sorting_all_that_waits_each_time(
    rows: list[tuple[int, int, Severity, int | None]],
) -> None:
    month = [
        Past(
            number, None, NOW + timedelta(minutes=came), Facts(severity), (f"case {number}",),
            NOW + timedelta(minutes=came + after),
            NOW + timedelta(minutes=came + due // 2) if due is not None else None,
            NOW + timedelta(minutes=came + due) if due is not None else None,
        )
        for number, (came, after, severity, due) in enumerate(rows)
    ]  # fmt: skip

    found = {segment: waited.median for segment, waited in simulate(month, W).waited.items()}
    assert found == _slowly(month)


def _slowly(month: list[Past]) -> dict[str, timedelta]:
    left, waited = {case.number: case for case in month}, {}
    for at in sorted(case.served_at for case in month if case.served_at):
        here = [lying_of(case, W) for case in left.values() if case.arrived_at <= at]
        first = in_work_order(here, W, at=at)[0].number
        waited[f"case {first}"] = at - left.pop(first).arrived_at
    return waited
