"""What can be done about chores: begin one, end it, ask for one at once."""

from datetime import datetime

from django.db import transaction

from rapport.site.work.queries import RUN_NOW
from rapport.staff.actions import record_list
from rapport.staff.models import ChoreRun, User

KEPT_RUNS = 50  # of each chore
CUT_OFF = "The process ended before the chore did."


@transaction.atomic
def begin(chore: str, *, at: datetime) -> ChoreRun:
    """Write that a chore begins; a run of it that never ended was cut off.

    Whoever calls this holds the chore's lock, so an open run is nobody's.
    """
    ChoreRun.objects.filter(chore=chore, ended_at__isnull=True).update(ended_at=at, fault=CUT_OFF)
    return ChoreRun.objects.create(chore=chore, started_at=at)


@transaction.atomic
def end(run: ChoreRun, *, outcome: str = "", fault: str = "", at: datetime) -> None:
    """Write what came of a run; of runs that had nothing to do only the newest is kept."""
    earlier = ChoreRun.objects.filter(chore=run.chore, pk__lt=run.pk)
    earlier.filter(outcome="", fault="").delete()
    kept = earlier.order_by("-pk").values_list("pk", flat=True)[KEPT_RUNS - 2 : KEPT_RUNS - 1]
    if kept:
        earlier.filter(pk__lt=kept[0]).delete()
    run.ended_at, run.outcome, run.fault = at, outcome[:400], fault
    run.save(update_fields=["ended_at", "outcome", "fault"])


def ask_for(chore: str, *, by: User, at: datetime) -> None:
    """Write that somebody wants a chore done at once; the loop looks for it."""
    record_list(by, RUN_NOW, "chore", count=1, at=at, chore=chore)
