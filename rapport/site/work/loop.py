"""The loop that does the chores: in a thread of `rapport serve`, or alone in `rapport work`."""

import logging
import threading
import traceback
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections, connections
from django.utils.timezone import localtime

from rapport.site.work import actions
from rapport.site.work.locks import Busy, held
from rapport.site.work.queries import asked, last_starts
from rapport.site.work.registry import CHORES
from rapport.site.work.rules import Chore, is_due

LOG = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 2.0
Clock = Callable[[], datetime]


def work_until(stop: threading.Event, *, clock: Clock = localtime) -> None:
    """Do what is due, look again every two seconds, and return soon after `stop` is set.

    A database that does not answer for a while is waited for.
    """
    try:
        while not stop.is_set():
            _one_look(stop, clock)
            close_old_connections()
            stop.wait(SECONDS_BETWEEN_LOOKS)
    finally:
        connections.close_all()


def _one_look(stop: threading.Event, clock: Clock) -> None:
    try:
        work_once(clock=clock, stop=stop)
    except Exception:
        LOG.exception("The chores could not be looked at")


def work_once(
    *, clock: Clock = localtime, chores: tuple[Chore, ...] = CHORES, stop: threading.Event | None = None
) -> list[str]:
    """Do every chore that is due now, and return the names of those done."""
    due = _due(chores, clock())
    return [chore.name for chore in due if not (stop and stop.is_set()) and _do_if_free(chore, clock)]


def _due(chores: tuple[Chore, ...], now: datetime) -> list[Chore]:
    last, wanted = last_starts(), asked()
    return [chore for chore in chores if is_due(chore, last.get(chore.name), wanted.get(chore.name), now)]


def _do_if_free(chore: Chore, clock: Clock) -> bool:
    """Do a chore unless another process is at it, or has done it since we looked."""
    try:
        with held(chore.name):
            return bool(_due((chore,), clock())) and do(chore, clock=clock)
    except Busy:
        return False


def do(chore: Chore, *, clock: Clock = localtime) -> bool:
    """Do a chore, whose lock the caller holds, and write what came of it; False where it failed."""
    run = actions.begin(chore.name, at=clock())
    try:
        outcome, fault = chore.run(run.started_at) or "", ""
    except Exception as failure:
        LOG.exception("The chore '%s' failed", chore.name)
        outcome, fault = str(failure), traceback.format_exc()
    actions.end(run, outcome=outcome, fault=fault, at=clock())
    return not fault
