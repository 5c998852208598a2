"""A day that no calendar counts to is declined, and a deadline is locked after its case."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.customers.models import Customer
from rapport.desk.actions.deadlines import NewDeadline, end_deadline, extend_deadline, record_deadline
from rapport.desk.models import Clock
from rapport.desk.rules import DeadlineNotRight
from rapport.desk.rules.deadlines import Period, Unit
from rapport.staff.models import User
from tests.case_makers import make_case
from tests.cast import MONDAY_NINE

pytestmark = pytest.mark.django_db
FAR = (date(1, 1, 1), date(9999, 12, 31))
SOON = MONDAY_NINE.date()


def record(case: object, by: User, begins_on: date, ends_on: date | None = None, **period: object) -> Clock:
    new = NewDeadline("Answer", "Act s. 1", "They asked", begins_on, ends_on, **period)  # type: ignore[arg-type]
    return record_deadline(case, new, by=by, at=MONDAY_NINE)  # type: ignore[arg-type]


@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize("unit", list(Unit))
def test_a_period_from_a_day_out_of_all_time_is_declined(
    dana: Customer, alice: User, far: date, unit: Unit
) -> None:
    with pytest.raises(DeadlineNotRight, match="a day from 1970 to 2199"):
        record(make_case(dana), alice, far, period=Period(120, unit))


@pytest.mark.parametrize("far", FAR)
def test_a_last_day_out_of_all_time_is_declined(dana: Customer, alice: User, far: date) -> None:
    case = make_case(dana)
    with pytest.raises(DeadlineNotRight, match="a day from 1970 to 2199"):
        record(case, alice, SOON, far)
    clock = record(case, alice, SOON, SOON + timedelta(days=30))
    with pytest.raises(DeadlineNotRight, match="a day from 1970 to 2199"):
        extend_deadline(clock, far, why="more time", by=alice, at=MONDAY_NINE)


def test_the_case_is_locked_before_its_deadline_as_the_warning_does(dana: Customer, alice: User) -> None:
    """Clock before case here and case before clock there would wait for each other for ever."""
    clock = record(make_case(dana), alice, SOON, SOON + timedelta(days=30))
    later = SOON + timedelta(days=40)
    acts: tuple[Callable[[], object], ...] = (
        lambda: extend_deadline(clock, later, why="more time", by=alice, at=MONDAY_NINE),
        lambda: end_deadline(clock, is_met=True, why="", by=alice, at=MONDAY_NINE),
    )
    for act in acts:
        with CaptureQueriesContext(connection) as asked:
            act()
        read = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
        assert "desk_case" in read[0].partition("FROM")[2][:20]
        if connection.vendor != "sqlite":
            locked = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
            assert ["desk_case" in locked[0], "desk_clock" in locked[1]] == [True, True]
