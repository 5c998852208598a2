"""Rights met in time, by kind, with what nearly was not; and decisions on rights by person."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from rapport.desk.models import Clock, RightDecision
from rapport.desk.queries.sight import cases_visible_to
from rapport.desk.rules.measures import since
from rapport.desk.rules.owed.deadlines import OURS, known_as
from rapport.desk.rules.owed.decisions import DecisionState, Way
from rapport.engine.measures.estimates import Estimate
from rapport.engine.measures.intervals import share
from rapport.staff.models import User
from rapport.staff.rules import Sight

NEAR = timedelta(days=1)
PARTS = {"in time": "met in time", "near": "met on the last day", "late": "met late, or missed"}
PAGE = 100


@dataclass(frozen=True)
class RightsKind:
    """How one kind of duty was met: `n` were due, `in_time` of them in time, `near` within the last day."""

    key: str
    words: str
    n: int
    in_time: int
    near: int
    share: Estimate

    @property
    def late(self) -> int:
        """How many were met late, or not at all."""
        return self.n - self.in_time


@dataclass(frozen=True)
class Decider:
    """What one person decided on rights: how many each way, and how many were reversed later."""

    name: str
    ways: tuple[int, ...]  # for, in part, against
    reversed: int
    overturned: int  # asked for by them and declined by whoever signs


def told_clocks(user: User, weeks: int, at: datetime) -> QuerySet[Clock]:
    """Return the duties by law that fell due in a window, met or missed; what is no longer owed is not."""
    told = Q(met_at__isnull=False) | Q(ended_at__isnull=True, due_at__lt=at)
    due = Clock.objects.filter(told, due_at__gte=since(at, weeks)).exclude(of_right="")
    return due.filter(case__in=cases_visible_to(user))


IN_TIME = Q(met_at__lte=F("due_at"))
NEARLY = IN_TIME & Q(met_at__gt=F("due_at") - NEAR)
CONDITIONS = {"in time": IN_TIME, "near": NEARLY, "late": ~IN_TIME | Q(met_at__isnull=True)}


def rights_met(user: User, weeks: int, at: datetime) -> list[RightsKind]:
    """Return how each kind of duty was met in a window, in the cases somebody may see."""
    rows = (
        told_clocks(user, weeks, at)
        .order_by()
        .values("of_right")
        .annotate(n=Count("pk"), in_time=Count("pk", filter=IN_TIME), near=Count("pk", filter=NEARLY))
    )
    sums: dict[str, Counter[str]] = {}
    for row in rows:
        key = known_as(row["of_right"], OURS) or row["of_right"]
        sums.setdefault(key, Counter()).update({name: row[name] for name in ("n", "in_time", "near")})
    return [_kind(key, sums[key]) for key in (*OURS, *sorted(sums.keys() - OURS.keys())) if key in sums]


def _kind(key: str, of: Counter[str]) -> RightsKind:
    words = OURS.get(key, key.replace("_", " "))
    return RightsKind(key, words, of["n"], of["in_time"], of["near"], share(of["in_time"], of["n"]))


def all_of(kinds: Iterable[RightsKind]) -> RightsKind:
    """Return all kinds as one."""
    sums: Counter[str] = Counter()
    for one in kinds:
        sums.update({"n": one.n, "in_time": one.in_time, "near": one.near})
    return replace(_kind("", sums), words="All of them")


def deciders(user: User, weeks: int, at: datetime) -> list[Decider]:
    """Return who decided what in a window, by name; who may not refuse rights sees oneself alone."""
    made = RightDecision.objects.filter(asked_at__gte=since(at, weeks), case__in=cases_visible_to(user))
    if not user.may(Sight.REFUSE_RIGHTS):
        made = made.filter(asked_by=user)
    counts = {way: Count("pk", filter=Q(way=way)) for way in Way}
    rows = (
        made.order_by()
        .values("asked_by__name", "asked_by")
        .annotate(
            **{f"way_{way.name.lower()}": count for way, count in counts.items()},
            gone=Count("pk", filter=Q(state=DecisionState.REVERSED)),
            overturned=Count("pk", filter=Q(state=DecisionState.DECLINED)),
        )
    )
    return sorted((_decider(row) for row in rows), key=lambda one: one.name)


def _decider(row: Mapping[str, Any]) -> Decider:
    ways = tuple(row[f"way_{way.name.lower()}"] for way in Way)
    return Decider(row["asked_by__name"], ways, row["gone"], row["overturned"])


def clocks_behind(user: User, weeks: int, at: datetime, *, kind: str, part: str) -> QuerySet[Clock]:
    """Return the duties behind a figure, the latest due first."""
    found = told_clocks(user, weeks, at)
    if kind:
        found = found.filter(Q(of_right=kind) | Q(of_right__startswith=f"{kind}_"))
    if part:
        found = found.filter(CONDITIONS[part])
    return found.select_related("case", "case__customer", "case__team").order_by("-due_at", "-pk")
