"""Every chore of Rapport, by name."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from importlib import import_module

from django.core.management import call_command

from rapport.site.work.rules import Chore, ChoreNotThere


def _of_room(place: str) -> Callable[[datetime], str]:
    """Return a chore of a room, imported when it is done: the value engine takes a second to load."""

    def run(at: datetime) -> str:
        module, _, name = place.partition(":")
        outcome: str = getattr(import_module(module), name)(at)
        return outcome or ""

    return run


def prune_sessions(at: datetime) -> str:  # noqa: ARG001 - every chore gets the time
    """Drop sessions that have ended."""
    call_command("clearsessions")
    return ""


CHORES = (
    Chore(
        "imports",
        "Take in the files that somebody started",
        timedelta(seconds=5),
        _of_room("rapport.orders.chores:run_imports"),
    ),
    Chore(
        "worth",
        "Value all orders and move customers on the ladder",
        timedelta(days=1),
        _of_room("rapport.insights.chores:nightly"),
        from_time=time(2),
    ),
    Chore(
        "desk-figures",
        "Count the figures of the reports",
        timedelta(minutes=10),
        _of_room("rapport.desk.chores.measures:count"),
    ),
    Chore(
        "goals",
        "Tell people of goals to look at again",
        timedelta(hours=1),
        _of_room("rapport.practice.chores:tell_reviews"),
    ),
    Chore(
        "merges",
        "Let orders follow customers that were merged",
        timedelta(minutes=1),
        _of_room("rapport.orders.chores:move_merged"),
    ),
    Chore(
        "promises",
        "Warn of promises that are near, and record those that broke",
        timedelta(minutes=1),
        _of_room("rapport.desk.chores.promises:watch_promises"),
    ),
    Chore(
        "delays",
        "Forecast open order lines anew, and warn of promises at risk",
        timedelta(minutes=15),
        _of_room("rapport.desk.chores.delays:watch_delays"),
    ),
    Chore(
        "case-merges",
        "Let cases follow customers that were merged",
        timedelta(minutes=1),
        _of_room("rapport.desk.chores.casework:follow_merges"),
    ),
    Chore(
        "webhooks",
        "Tell other programs what happened in cases",
        timedelta(seconds=5),
        _of_room("rapport.desk.chores.casework:call_webhooks"),
    ),
    Chore(
        "absences",
        "Hand over the cases of those who are away",
        timedelta(minutes=10),
        _of_room("rapport.desk.chores.casework:relieve_the_absent"),
    ),
    Chore(
        "sign-ins",
        "Forget wrong passwords that count no longer",
        timedelta(hours=1),
        _of_room("rapport.staff.chores:forget_old_failures"),
    ),
    Chore(
        "portal-links",
        "Send links into the portal to those who asked for one",
        timedelta(seconds=10),
        _of_room("rapport.desk.chores.portal:send_links"),
    ),
    Chore(
        "old-links",
        "Drop links into the portal and uses of forms that count no longer",
        timedelta(hours=1),
        _of_room("rapport.desk.chores.portal:forget_old"),
    ),
    Chore(
        "case-clocks",
        "Wake snoozed cases, warn of what will be due, escalate what was missed",
        timedelta(minutes=1),
        _of_room("rapport.desk.chores.clocks:keep_clocks"),
    ),
    Chore(
        "case-recount",
        "Count cases anew where hours, closed days or targets changed",
        timedelta(minutes=1),
        _of_room("rapport.desk.chores.clocks:recount"),
    ),
    Chore(
        "case-order",
        "Sort the queue by the worth and rung of today",
        timedelta(days=1),
        _of_room("rapport.desk.chores.clocks:sort_queue"),
        from_time=time(4),
    ),
    Chore(
        "owed-today",
        "Look again at what customers are owed, as of today",
        timedelta(days=1),
        _of_room("rapport.desk.chores.owed:look_again"),
        from_time=time(5),
    ),
    Chore(
        "mail-in",
        "Fetch mail from the mailboxes",
        timedelta(seconds=30),
        _of_room("rapport.desk.chores.mail:fetch"),
    ),
    Chore(
        "mail-read",
        "File, hold or refuse the mail that came",
        timedelta(seconds=4),
        _of_room("rapport.desk.chores.mail:read"),
    ),
    Chore(
        "mail-out",
        "Send the mail that is due",
        timedelta(seconds=4),
        _of_room("rapport.desk.chores.mail:send"),
    ),
    Chore(
        "practice-marks",
        "Mark practice answers that could not be marked at once",
        timedelta(minutes=1),
        _of_room("rapport.practice.chores:mark_waiting"),
    ),
    Chore(
        "practice-agreement",
        "Count how far the machine agrees with assessors",
        timedelta(days=1),
        _of_room("rapport.practice.chores:count_nightly"),
        from_time=time(1),
    ),
    Chore(
        "portfolios",
        "Delete the portfolios of people who left, when their day has come",
        timedelta(days=1),
        _of_room("rapport.practice.chores:let_portfolios_go"),
        from_time=time(5),
    ),
    Chore("sessions", "Drop sessions that have ended", timedelta(days=1), prune_sessions, from_time=time(3)),
)


def chore_named(name: str, chores: tuple[Chore, ...] = CHORES) -> Chore:
    """Return a chore by its name."""
    found = next((chore for chore in chores if chore.name == name), None)
    if found is None:
        raise ChoreNotThere(name=name, known=", ".join(chore.name for chore in chores))
    return found
