"""Test 65: the clock steps back an hour or forward a day; two machines are five minutes apart."""

from datetime import datetime, timedelta

import pytest

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase, Said, open_case, receive_message, write_reply
from rapport.desk.chores.clocks import keep_clocks
from rapport.desk.models import Case, Escalation, Notice
from rapport.desk.rules import CaseKind
from rapport.site.work.loop import work_once
from rapport.site.work.rules import Chore
from rapport.staff.actions import set_week
from rapport.staff.actions.teams import USUAL_WEEK
from rapport.staff.models import ChoreRun, Team, User
from tests.cast import MONDAY_NINE

pytestmark = pytest.mark.django_db
HOUR, APART = timedelta(hours=1), timedelta(minutes=5)
COUNTING = Chore("counting", "Count things", timedelta(minutes=1), lambda at: f"at {at:%H:%M}")


@pytest.fixture
def case(dana: Customer, alice: User, bob: User, north: Team) -> Case:
    set_week(north, USUAL_WEEK, by=bob, at=MONDAY_NINE - timedelta(days=2))
    new = NewCase(CaseKind.REQUEST, "A new lid", Channel.EMAIL, customer=dana)
    return open_case(new, by=alice, at=MONDAY_NINE)


def counted(*times: datetime) -> list[bool]:
    """Return whether the chore was done, asked at each of these times in turn."""
    return [bool(work_once(clock=lambda at=at: at, chores=(COUNTING,))) for at in times]  # type: ignore[misc]


def test_65_chores_go_on_when_the_clock_steps_back_an_hour() -> None:
    back = MONDAY_NINE - HOUR

    assert counted(MONDAY_NINE, back, back + timedelta(seconds=30), back + 2 * timedelta(minutes=1)) == [
        True,
        True,
        False,  # done by the new clock a moment ago
        True,
    ]


def test_65_two_machines_five_minutes_apart_do_a_chore_once() -> None:
    times = [MONDAY_NINE + APART, *(MONDAY_NINE + timedelta(seconds=2 * turn) for turn in range(10))]

    assert counted(*times) == [True, *[False] * 10]
    assert ChoreRun.objects.count() == 1


def test_65_what_was_told_a_day_ahead_is_not_told_again_when_the_clock_is_right(case: Case) -> None:
    ahead = MONDAY_NINE + timedelta(days=1)
    keep_clocks(ahead)
    told = (Notice.objects.count(), Escalation.objects.count())

    for hour in range(4, 30):
        keep_clocks(MONDAY_NINE + hour * HOUR)

    assert told[1] > 0
    late = Escalation.objects.values_list("clock", "due_at", "rung")
    assert len(late) == len(set(late))
    assert list(Escalation.objects.filter(at=ahead)) == list(Escalation.objects.order_by("pk")[: told[1]])


def test_65_what_two_machines_write_stands_in_the_order_it_came(case: Case, alice: User) -> None:
    receive_message(case, Said("Any news?", Channel.EMAIL), at=MONDAY_NINE + HOUR)
    write_reply(case, Said("We look.", Channel.PHONE), by=alice, at=MONDAY_NINE + HOUR - APART)
    receive_message(case, Said("Thank you.", Channel.EMAIL), at=MONDAY_NINE + HOUR + APART)

    case.refresh_from_db()
    said = [entry.message.text for entry in case.entries.all() if entry.message]
    assert said == ["Any news?", "We look.", "Thank you."]
    assert case.version == case.entries.count()
    assert all(clock.met_at is None or clock.met_at >= clock.started_at for clock in case.clocks.all())
