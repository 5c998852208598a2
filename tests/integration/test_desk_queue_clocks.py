"""Clocks of cases in the database: counted, warned of, escalated, counted anew; deadlines by law."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.utils import IntegrityError

from rapport.customers.actions import make_promise
from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase, Said, move_case, open_case, receive_message, write_reply
from rapport.desk.actions.deadlines import NewDeadline, end_deadline, extend_deadline, record_deadline
from rapport.desk.actions.targets import NewTarget, drop_target, set_target
from rapport.desk.chores.clocks import keep_clocks, recount
from rapport.desk.models import Case, CasePromise, Clock, Escalation, Message, Notice
from rapport.desk.queries.expectations import expected_reply
from rapport.desk.rules import (
    CaseKind,
    CaseState,
    ClockKind,
    DeadlineEnded,
    DeadlineNotRight,
    Delivery,
    ReasonMissing,
    Target,
    TargetNotRight,
)
from rapport.desk.rules.deadlines import Period, Unit
from rapport.staff.actions import add_team, mark_day, set_week
from rapport.staff.actions.teams import USUAL_WEEK
from rapport.staff.models import Team, User
from rapport.staff.rules import NotAllowed
from tests.cast import MONDAY_NINE, client_of

pytestmark = pytest.mark.django_db
WORDS = Said("Any news?", Channel.EMAIL)
REPLY = Said("We look into it.", Channel.PHONE)


def hours(number: float) -> datetime:
    return MONDAY_NINE + timedelta(hours=number)


@pytest.fixture
def case(dana: Customer, alice: User, bob: User, north: Team) -> Case:
    set_week(north, USUAL_WEEK, by=bob, at=MONDAY_NINE - timedelta(days=2))
    new = NewCase(CaseKind.REQUEST, "A new lid", Channel.EMAIL, customer=dana)
    case = open_case(new, by=alice, at=MONDAY_NINE)
    Case.objects.filter(pk=case.pk).update(assignee=alice)
    return Case.objects.get(pk=case.pk)


def clock(case: Case, target: Target) -> Clock:
    return case.clocks.filter(target=target).latest("started_at")


def test_a_new_case_owes_a_reply_and_a_solution(case: Case) -> None:
    assert clock(case, Target.FIRST_REPLY).due_at == hours(8)
    assert clock(case, Target.RESOLUTION).due_at == datetime(2026, 3, 6, 15, 0, tzinfo=UTC)  # 40 h
    assert (case.owed_at, case.owed_for) == (hours(8), "First reply")
    assert case.urgent_at is None  # targets of ours do not go before rights


def test_a_reply_ends_the_first_and_the_customer_starts_the_next(case: Case, alice: User) -> None:
    write_reply(case, REPLY, by=alice, at=hours(1))
    receive_message(case, WORDS, at=hours(2))

    first, following = clock(case, Target.FIRST_REPLY), clock(case, Target.NEXT_REPLY)
    assert (first.met_at, first.ended_at) == (hours(1), hours(1))
    assert (following.started_at, following.ended_at) == (hours(2), None)


def test_an_automatic_answer_is_no_reply(case: Case) -> None:
    write_reply(case, Said("Thank you.", Channel.EMAIL, is_automatic=True), by=None, at=hours(0))

    assert clock(case, Target.FIRST_REPLY).ended_at is None


def test_a_reply_that_was_taken_back_is_none(case: Case, alice: User) -> None:
    message = write_reply(case, REPLY, by=alice, at=hours(1))
    Message.objects.filter(pk=message.pk).update(delivery=Delivery.TAKEN_BACK)
    receive_message(case, WORDS, at=hours(2))

    assert clock(case, Target.FIRST_REPLY).ended_at is None
    assert not case.clocks.filter(target=Target.NEXT_REPLY).exists()


def test_waiting_pauses_and_the_used_time_stays(case: Case, alice: User) -> None:
    move_case(case, CaseState.WAITING, by=alice, at=hours(2))
    paused = clock(case, Target.FIRST_REPLY)
    assert (paused.due_at, paused.paused_at) == (None, hours(2))

    receive_message(case, WORDS, at=hours(24 + 1))
    assert clock(case, Target.FIRST_REPLY).due_at == hours(24 + 1 + 6)


def test_69_a_changed_target_keeps_what_was_used(case: Case, bob: User, alice: User) -> None:
    """Test 69: waiting time kept when the target changes, through the page and the chore."""
    move_case(case, CaseState.WAITING, by=alice, at=hours(2))
    receive_message(case, WORDS, at=hours(24))

    set_target(NewTarget(Target.FIRST_REPLY, 240, 60), by=bob, at=hours(25))
    assert recount(hours(25)) == "1 cases counted anew"

    assert clock(case, Target.FIRST_REPLY).due_at == hours(26)  # 2 of 4 hours were used on Monday


def test_67_a_holiday_added_later_moves_what_is_due(case: Case, bob: User, north: Team) -> None:
    """Test 67: holiday added after the clock started."""
    mark_day(north, date(2026, 3, 2), name="Burst pipe", is_open=False, by=bob, at=hours(1))
    recount(hours(1.1))

    assert clock(case, Target.FIRST_REPLY).due_at == hours(24 + 8)
    case.refresh_from_db()
    assert case.owed_at == hours(24 + 8)


def test_nothing_is_counted_anew_where_nothing_changed(case: Case) -> None:
    assert recount(hours(100)) == ""


def test_71_a_warning_and_each_rung_come_once_and_in_hours(
    case: Case, alice: User, bob: User, maxine: User, olive: User
) -> None:
    """Test 71: not outside hours, not twice."""
    for minute in range(0, 60 * 48, 10):
        keep_clocks(hours(7) + timedelta(minutes=minute))

    told = list(Notice.objects.filter(text__contains="First reply").order_by("at", "pk"))
    assert [(one.kind, one.person, one.at) for one in told] == [
        ("warned", alice, hours(7)),
        ("escalated", alice, hours(8)),
        ("escalated", bob, hours(24 + 0.5)),  # the office closes at 17:30
        ("escalated", maxine, hours(24 + 3.5)),
        ("escalated", olive, hours(24 + 7.5)),
    ]
    assert "escalated to team leader" in [entry.after for entry in case.entries.all()]


def test_71_nobody_is_told_after_the_answer(case: Case, alice: User, bob: User) -> None:
    """Test 71: not after the answer."""
    keep_clocks(hours(8))
    write_reply(case, REPLY, by=alice, at=hours(8.2))
    keep_clocks(hours(24 + 5))

    assert Escalation.objects.filter(clock__target=Target.FIRST_REPLY).count() == 1


def test_71_the_database_holds_each_rung_once(case: Case) -> None:
    """Test 71: twice is refused by the database too."""
    late = clock(case, Target.FIRST_REPLY)
    Escalation.objects.create(clock=late, due_at=hours(8), rung=0, at=hours(8))

    with pytest.raises(IntegrityError):
        Escalation.objects.create(clock=late, due_at=hours(8), rung=0, at=hours(9))


def test_nobody_is_told_while_the_customer_is_waited_for(case: Case, alice: User) -> None:
    move_case(case, CaseState.WAITING, by=alice, at=hours(7.9))
    keep_clocks(hours(24 + 5))

    assert not Notice.objects.filter(kind="escalated").exists()


def test_a_snoozed_case_wakes_at_its_time_and_not_before(case: Case, alice: User) -> None:
    from rapport.desk.actions import change_state, locked_case

    locked = locked_case(case)
    locked.snoozed_until = hours(3)
    change_state(locked, CaseState.SNOOZED, by=alice, at=hours(1))

    keep_clocks(hours(2.9))
    assert Case.objects.get().state == CaseState.SNOOZED
    keep_clocks(hours(3))
    assert Case.objects.get().state == CaseState.OPEN


def law(**more: object) -> NewDeadline:
    facts = {"name": "Repair or replace", "source": "Consumer Rights Act 2015 s. 23", "because": "Faulty"}
    return NewDeadline(**facts | {"begins_on": date(2026, 3, 2)} | more)  # type: ignore[arg-type]


def test_70_a_deadline_by_law_ends_at_local_midnight(case: Case, alice: User) -> None:
    """Test 70: at the end of the local day; summer time moves it in UTC."""
    winter = record_deadline(case, law(ends_on=date(2026, 3, 16)), by=alice, at=MONDAY_NINE)
    summer = record_deadline(case, law(ends_on=date(2026, 4, 16)), by=alice, at=MONDAY_NINE)

    assert winter.due_at == datetime(2026, 3, 16, 23, 59, 59, tzinfo=UTC)
    assert summer.due_at == datetime(2026, 4, 16, 22, 59, 59, tzinfo=UTC)


def test_a_deadline_by_law_never_pauses(case: Case, alice: User) -> None:
    period = Period(1, Unit.MONTHS)
    due = record_deadline(case, law(period=period), by=alice, at=MONDAY_NINE)
    move_case(case, CaseState.WAITING, by=alice, at=hours(2))

    due.refresh_from_db()
    assert (due.due_at, due.paused_at) == (datetime(2026, 4, 2, 22, 59, 59, tzinfo=UTC), None)
    with pytest.raises(IntegrityError):
        Clock.objects.filter(pk=due.pk).update(paused_at=hours(3))


def test_a_deadline_makes_the_case_urgent_three_days_before(case: Case, alice: User) -> None:
    record_deadline(case, law(ends_on=date(2026, 3, 16)), by=alice, at=MONDAY_NINE)

    case.refresh_from_db()
    assert case.urgent_at == datetime(2026, 3, 13, 23, 59, 59, tzinfo=UTC)
    assert case.due_for == "Repair or replace"


def test_an_extension_needs_a_reason_and_keeps_the_day_before(case: Case, alice: User) -> None:
    due = record_deadline(case, law(ends_on=date(2026, 3, 16)), by=alice, at=MONDAY_NINE)
    with pytest.raises(ReasonMissing):
        extend_deadline(due, date(2026, 3, 30), why=" ", by=alice, at=hours(1))
    with pytest.raises(DeadlineNotRight, match="a day after 16 March 2026"):
        extend_deadline(due, date(2026, 3, 10), why="Agreed", by=alice, at=hours(1))

    extended = extend_deadline(due, date(2026, 3, 30), why="Agreed in writing", by=alice, at=hours(1))

    assert extended.extended_from == datetime(2026, 3, 16, 23, 59, 59, tzinfo=UTC)
    assert extended.due_at == datetime(2026, 3, 30, 22, 59, 59, tzinfo=UTC)


def test_a_deadline_ends_once(case: Case, alice: User) -> None:
    due = record_deadline(case, law(ends_on=date(2026, 3, 16)), by=alice, at=MONDAY_NINE)
    end_deadline(due, is_met=True, why="", by=alice, at=hours(5))

    case.refresh_from_db()
    assert case.urgent_at is None
    with pytest.raises(DeadlineEnded):
        end_deadline(due, is_met=True, why="", by=alice, at=hours(6))


def test_a_deadline_says_its_source(case: Case, alice: User, lena: User) -> None:
    with pytest.raises(DeadlineNotRight, match="a source in words"):
        record_deadline(case, law(source=" ", ends_on=date(2026, 3, 16)), by=alice, at=MONDAY_NINE)
    with pytest.raises(DeadlineNotRight, match="neither a day nor a period"):
        record_deadline(case, law(), by=alice, at=MONDAY_NINE)
    with pytest.raises(NotAllowed):
        record_deadline(case, law(ends_on=date(2026, 3, 16)), by=lena, at=MONDAY_NINE)
    assert not case.clocks.filter(kind=ClockKind.STATUTORY).exists()


def test_a_promise_makes_its_case_urgent_a_day_before(case: Case, dana: Customer, alice: User) -> None:
    promise = make_promise(dana, "Ring back", due_at=hours(48), by=alice, at=hours(1))
    CasePromise.objects.create(case=case, promise=promise)
    write_reply(case, REPLY, by=alice, at=hours(1))

    case.refresh_from_db()
    assert (case.urgent_at, case.due_at, case.due_for) == (hours(24), hours(48), "promise: Ring back")


def test_the_customer_is_told_when_to_expect_us(case: Case, north: Team) -> None:
    assert expected_reply(case, hours(1)) == "We mean to reply by Tuesday 3 March, 10:00."
    assert expected_reply(case, hours(0)) == "We mean to reply by today, 17:00."
    assert expected_reply(case, hours(12)) == (
        "We are closed now. We open again Tuesday 3 March, 09:00. We mean to reply by Tuesday 3 March, 17:00."
    )
    north.hours.all().delete()
    assert expected_reply(case, hours(1)) == "We reply as soon as we can."


def test_targets_are_set_and_dropped_on_their_page(bob: User, alice: User, north: Team) -> None:
    typed = {
        "target": "first reply",
        "team": north.pk,
        "kind": "complaint",
        "hours": "2.5",
        "warn_hours": "1",
    }
    leader = client_of(bob)

    assert leader.post("/targets", typed).status_code == 302
    assert leader.post("/targets", typed | {"hours": "3"}).status_code == 302
    row = north.targets.get()
    assert (row.working_minutes, row.warn_minutes) == (180, 60)
    assert b"complaint" in leader.get("/targets").content
    assert leader.post("/targets", typed | {"warn_hours": "9"}).status_code == 422
    assert client_of(alice).post(f"/targets/{row.pk}/dropped").status_code == 404
    assert leader.post(f"/targets/{row.pk}/dropped").status_code == 302
    assert not north.targets.exists()


def test_an_adviser_changes_no_target(alice: User, bob: User) -> None:
    with pytest.raises(NotAllowed):
        set_target(NewTarget(Target.FIRST_REPLY, 240, 60), by=alice, at=MONDAY_NINE)
    with pytest.raises(TargetNotRight):
        set_target(NewTarget(Target.FIRST_REPLY, 0, 0), by=bob, at=MONDAY_NINE)
    row = set_target(NewTarget(Target.FIRST_REPLY, 240, 60), by=bob, at=MONDAY_NINE)
    with pytest.raises(NotAllowed):
        drop_target(row, by=alice, at=MONDAY_NINE)


def test_two_teams_count_by_their_own_hours(case: Case, bob: User, dana: Customer, alice: User) -> None:
    lab = add_team("Lab", by=bob, at=MONDAY_NINE)
    new = NewCase(CaseKind.REQUEST, "Calibrate", Channel.EMAIL, customer=dana, team=lab)
    there = open_case(new, by=alice, at=hours(8))

    assert clock(there, Target.FIRST_REPLY).due_at == hours(24 + 7.5)


def test_a_deadline_goes_through_its_page(case: Case, alice: User, charlie: User) -> None:
    typed = {"name": "Repair", "source": "CRA 2015 s. 23", "because": "Faulty", "begins_on": "2026-11-02"}
    page, adviser = f"/cases/{case.pk}/deadlines", client_of(alice)

    assert adviser.post(page, typed).status_code == 422  # neither a day nor a period
    assert adviser.post(page, typed | {"length": "1", "unit": "months"}).status_code == 302
    due = case.clocks.get(kind=ClockKind.STATUTORY)
    assert due.due_at == datetime(2026, 12, 2, 23, 59, 59, tzinfo=UTC)
    assert adviser.post(f"{page}/{due.pk}/extended", {"ends_on": "2026-12-09"}).status_code == 422
    extension = {"ends_on": "2026-12-09", "why": "Agreed in writing"}
    assert adviser.post(f"{page}/{due.pk}/extended", extension).status_code == 302
    assert "Extended from 2 Dec 2026: Agreed in writing" in adviser.get(page).content.decode()
    assert client_of(charlie).get(page).status_code == 404
    assert client_of(charlie).post(f"{page}/{due.pk}/ended", {"is_met": "on"}).status_code == 404
    assert adviser.post(f"{page}/{due.pk}/ended", {"is_met": "on"}).status_code == 302
    assert adviser.post(f"{page}/{due.pk}/ended", {"is_met": "on"}).status_code == 422
