"""The chores: done when due, by one process at a time, with what came of it on a page."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from rapport.site.work import actions
from rapport.site.work.locks import Busy, held
from rapport.site.work.loop import work_once
from rapport.site.work.registry import CHORES
from rapport.site.work.rules import Chore
from rapport.staff.models import AuditEntry, ChoreRun, User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def at_time(time: datetime) -> Callable[[], datetime]:
    """Return a clock that stands still."""
    return lambda: time


def chore(run: Callable[[datetime], str], name: str = "counting") -> Chore:
    return Chore(name, "Count things", timedelta(minutes=1), run)


def test_a_chore_is_done_when_it_is_due_and_says_what_came_of_it(monday_nine: datetime) -> None:
    counting = chore(lambda at: f"counted at {at:%H:%M}")

    times = [monday_nine + timedelta(seconds=later) for later in (0, 59, 60)]
    done = [work_once(clock=at_time(time), chores=(counting,)) for time in times]

    assert done == [["counting"], [], ["counting"]]
    assert [run.outcome for run in ChoreRun.objects.order_by("pk")] == [
        "counted at 09:00",
        "counted at 09:01",
    ]


def test_of_runs_with_nothing_to_do_only_the_newest_is_kept(monday_nine: datetime) -> None:
    idle = chore(lambda at: "")
    for minute in range(5):
        work_once(clock=at_time(monday_nine + timedelta(minutes=minute)), chores=(idle,))

    assert [run.started_at for run in ChoreRun.objects.all()] == [monday_nine + timedelta(minutes=4)]


def test_runs_do_not_pile_up(monday_nine: datetime) -> None:
    busy = chore(lambda at: "did something")
    for minute in range(60):
        work_once(clock=at_time(monday_nine + timedelta(minutes=minute)), chores=(busy,))

    assert ChoreRun.objects.count() == actions.KEPT_RUNS


def test_a_chore_that_fails_leaves_its_fault_and_the_others_go_on(monday_nine: datetime) -> None:
    def fail(at: datetime) -> str:
        raise ZeroDivisionError("nobody to divide by")

    done = work_once(
        clock=at_time(monday_nine), chores=(chore(fail, "broken"), chore(lambda at: "fine", "whole"))
    )

    assert done == ["whole"]
    broken = ChoreRun.objects.get(chore="broken")
    assert broken.outcome == "nobody to divide by"
    assert "ZeroDivisionError" in broken.fault
    assert broken.ended_at


def test_a_run_that_was_cut_off_is_told_and_the_chore_goes_on(monday_nine: datetime) -> None:
    actions.begin("counting", at=monday_nine)

    work_once(clock=at_time(monday_nine + timedelta(minutes=1)), chores=(chore(lambda at: "counted"),))

    assert [run.fault for run in ChoreRun.objects.order_by("pk")] == [actions.CUT_OFF, ""]


@pytest.mark.django_db(transaction=True)
def test_two_never_do_one_chore_at_once(monday_nine: datetime) -> None:
    begun, finish = threading.Event(), threading.Event()

    def slow(at: datetime) -> str:
        begun.set()
        finish.wait(10)
        return "slow"

    def hold() -> None:
        with held("counting"):
            slow(monday_nine)

    other = threading.Thread(target=hold)
    other.start()
    assert begun.wait(10)
    done_meanwhile = work_once(clock=at_time(monday_nine), chores=(chore(lambda at: "quick"),))
    finish.set()
    other.join()
    done_after = work_once(clock=at_time(monday_nine), chores=(chore(lambda at: "quick"),))

    assert (done_meanwhile, done_after) == ([], ["counting"])


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_held_by_one_and_let_go_at_the_end() -> None:
    with held("imports", "worth"):
        with pytest.raises(Busy, match="holds 'worth' just now"), held("worth"):
            pass
        with held("another"):
            pass
    with held("worth"):
        pass


def test_the_owner_sees_the_chores_and_asks_for_one_at_once(
    olive: User, client_of: SignIn, monday_nine: datetime
) -> None:
    owner = client_of(olive)
    ran: list[datetime] = []

    def prune(at: datetime) -> str:
        ran.append(at)
        return ""

    sessions = chore(prune, "sessions")
    work_once(clock=at_time(monday_nine), chores=(sessions,))

    answer = owner.post("/chores/sessions")
    work_once(clock=at_time(monday_nine + timedelta(seconds=1)), chores=(sessions,))
    page = owner.get("/chores").content.decode()

    assert (answer.status_code, answer["Location"]) == (302, "/chores")
    assert AuditEntry.objects.get(deed="run now").detail == {"chore": "sessions"}
    assert len(ran) == 2
    assert all(one.says in page for one in CHORES)
    assert owner.post("/chores/nothing").status_code == 404


def test_the_page_shows_a_fault_and_tells_when_nobody_does_the_chores(
    olive: User, client_of: SignIn, monday_nine: datetime
) -> None:
    run = actions.begin("worth", at=monday_nine)
    actions.end(run, outcome="no such file", fault="Traceback: <b>no such file", at=monday_nine)

    page = client_of(olive).get("/chores").content.decode()

    assert "Traceback: &lt;b&gt;no such file" in page
    assert "Nobody seems to do the chores" in page


def test_the_chores_are_nobody_elses_business(bob: User, client_of: SignIn) -> None:
    assert client_of(bob).get("/chores").status_code == 404
    assert client_of(bob).post("/chores/worth").status_code == 404
    assert Client().get("/chores").status_code == 302


def test_health_tells_strangers_no_more_than_they_need(olive: User, client_of: SignIn) -> None:
    stranger, owner = Client().get("/health").json(), client_of(olive).get("/health").json()

    assert set(stranger) == {"status", "database", "migrations", "chores", "mail", "disk", "version"}
    assert stranger["migrations"] == "applied"
    assert stranger["chores"] == "late"
    assert owner["disk_free_bytes"] > 0
    assert owner["last_chore_at"] is None
