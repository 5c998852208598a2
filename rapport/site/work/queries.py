"""What can be asked of chores: when they ran, what came of it, who asked for one."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from rapport.site.work.rules import Chore, next_run
from rapport.staff.models import AuditEntry, ChoreRun

RUN_NOW = "run now"


@dataclass(frozen=True)
class ChoreState:
    """A chore as its page shows it."""

    chore: Chore
    last: ChoreRun | None
    next_at: datetime
    failures: int
    is_running: bool
    is_asked_for: bool


def last_starts() -> dict[str, datetime]:
    """Return when each chore began last: its newest run, whatever the clock said then."""
    newest = ChoreRun.objects.order_by().values("chore").annotate(newest=Max("pk")).values("newest")
    return dict(ChoreRun.objects.filter(pk__in=newest).values_list("chore", "started_at"))


def asked() -> dict[str, datetime]:
    """Return when somebody last asked for a chore at once; the audit knows."""
    entries = AuditEntry.objects.filter(kind="chore", deed=RUN_NOW).order_by("-at")
    found: dict[str, datetime] = {}
    for name, at in entries.values_list("detail__chore", "at")[:100]:
        found.setdefault(name, at)
    return found


def states(chores: tuple[Chore, ...], now: datetime) -> list[ChoreState]:
    """Return every chore with its last run, its next, and how often it failed of late."""
    wanted = asked()
    runs = _recent()
    return [_state(chore, runs.get(chore.name, []), wanted.get(chore.name), now) for chore in chores]


def _recent() -> dict[str, list[ChoreRun]]:
    found: dict[str, list[ChoreRun]] = {}
    for run in ChoreRun.objects.order_by("-pk")[:1_000]:
        found.setdefault(run.chore, []).append(run)
    return found


def _state(chore: Chore, runs: list[ChoreRun], wanted: datetime | None, now: datetime) -> ChoreState:
    last = runs[0] if runs else None
    began = last.started_at if last else None
    return ChoreState(
        chore=chore,
        last=last,
        next_at=next_run(chore, began, now),
        failures=sum(bool(run.fault) for run in runs),
        is_running=bool(last and last.ended_at is None),
        is_asked_for=bool(wanted and (began is None or wanted > began)),
    )


def last_run_at() -> datetime | None:
    """Return when a chore last began, whichever it was."""
    newest: datetime | None = ChoreRun.objects.aggregate(at=Max("started_at"))["at"]
    return newest


def recent_failures(limit: int = 20) -> list[ChoreRun]:
    """Return the runs that failed, newest first."""
    return list(ChoreRun.objects.exclude(fault="").order_by("-started_at", "-pk")[:limit])
