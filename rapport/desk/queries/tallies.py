"""What is counted of the desk, read from the database for everybody at once, and the counts that are kept."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)

from rapport.desk.models import (
    Case,
    CasePromise,
    Clock,
    DeskTally,
    Entry,
    Message,
    Recovery,
    Redress,
    Step,
    StepDone,
)
from rapport.desk.rules import (
    DONE,
    LIVE,
    CaseKind,
    CaseState,
    ClockKind,
    Direction,
    EntryKind,
    RedressState,
)
from rapport.desk.rules.measures import NOT_KNOWN, SHAPE, CaseFact, Given, Sums, since
from rapport.engine.measures.resolution import REPEAT_WINDOW
from rapport.orders.models import Order
from rapport.staff.models import User
from rapport.staff.queries import teams
from rapport.staff.rules import Sight

ALL, NO_TEAM = "all", "none"
LEFT_OUT = (CaseState.SPAM, CaseState.MERGED)  # counted nowhere
GIVEN = (RedressState.ALLOWED, RedressState.GIVEN)
FACTS = (
    *("team", "kind", "customer__category", "cause__cause__name", "state", "opened_at", "first_replied_at"),
    *("resolved_at", "reopened", "message_again", "case_again"),
)


def with_further_contact(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Add when the customer first turned to us again: in the case, or by another of the same kind."""
    again = Message.objects.filter(
        case=OuterRef("pk"), direction=Direction.IN, is_automatic=False, at__gt=OuterRef("opened_at")
    )
    others = Case.objects.filter(
        customer=OuterRef("customer"), kind=OuterRef("kind"), opened_at__gt=OuterRef("opened_at")
    ).exclude(state__in=LEFT_OUT)
    return cases.annotate(
        message_again=Subquery(again.order_by("at").values("at")[:1], output_field=DateTimeField()),
        case_again=Subquery(
            others.order_by("opened_at").values("opened_at")[:1], output_field=DateTimeField()
        ),
    )


def one_contact_was_enough() -> Q:
    """Return the condition that a resolved case took one contact, for cases `with_further_contact`."""
    last = F("resolved_at") + REPEAT_WINDOW
    in_case = Q(message_again__isnull=True) | Q(message_again__gt=last)
    in_another = Q(case_again__isnull=True) | Q(case_again__gt=last)
    return Q(reopened=0) & in_case & in_another


def counted_cases() -> QuerySet[Case]:
    """Return the cases that count: neither spam nor merged away."""
    return Case.objects.exclude(state__in=LEFT_OUT)


def case_facts(start: datetime, at: datetime) -> Iterator[CaseFact]:
    """Yield the facts of every case opened from `start` up to `at`, of all teams."""
    opened = counted_cases().filter(opened_at__gte=start, opened_at__lte=at)
    rows = with_further_contact(opened).order_by().values_list(*FACTS)
    return (_fact(*row) for row in rows.iterator(chunk_size=5_000))


def live_facts(before: datetime) -> Iterator[CaseFact]:
    """Yield the facts of the cases opened before a moment that are not over yet."""
    rows = Case.objects.filter(state__in=LIVE, opened_at__lt=before).order_by()
    for row in rows.values_list(*FACTS[:-2]).iterator(chunk_size=5_000):
        yield _fact(*row, None, None)


def _fact(*row: Any) -> CaseFact:
    team, kind, category, cause, state, opened, replied, resolved, reopened, message_again, case_again = row
    again = min(filter(None, (message_again, case_again)), default=None)
    ended = resolved if state in DONE else None
    return CaseFact(
        team, kind, category or NOT_KNOWN, cause or "", state in LIVE, state == CaseState.OPEN, opened,
        replied, ended, again, reopened,
    )  # fmt: skip


def sums_of(scope: str, weeks: int, at: datetime) -> Sums:
    """Return what the database adds up of a scope over a window."""
    start = since(at, weeks)
    cases = counted_cases().filter(in_scope(scope))
    opened = cases.filter(opened_at__gte=start, opened_at__lte=at)
    redress = Redress.objects.filter(case__in=cases, asked_at__gte=start, asked_at__lte=at, state__in=GIVEN)
    refused = Entry.objects.filter(case__in=cases, kind=EntryKind.REFUSED, at__gte=start, at__lte=at)
    return Sums(
        {**_of_rows(cases, start, at), **_of_cases(opened), **_of_redress(redress),
         "complaint_rate": (opened.filter(kind=CaseKind.COMPLAINT).count(), _orders(scope, start, at))},
        dict(refused.order_by().values_list("detail__code").annotate(n=Count("pk"))),
        [Given(*row) for row in _given(redress)],
    )  # fmt: skip


def in_scope(scope: str, path: str = "team") -> Q:
    """Return the condition that something belongs to a scope, by the team at the end of a path."""
    if scope == ALL:
        return Q()
    return Q(**{f"{path}__isnull": True}) if scope == NO_TEAM else Q(**{path: int(scope)})


def _of_rows(cases: QuerySet[Case], start: datetime, at: datetime) -> dict[str, tuple[int, int]]:
    promises = CasePromise.objects.filter(case__in=cases, **promised_in(start, at))
    clocks = Clock.objects.filter(case__in=cases, started_at__gte=start).filter(clock_told(at))
    steps = StepDone.objects.filter(run__case__in=cases, at__gte=start, at__lte=at)
    return {
        "promises_kept": _part(promises, promise_kept()),
        "in_time": _part(clocks, clock_met()),
        "steps_skipped": (steps.filter(skipped_before()).count(), steps.count()),
    }


def promised_in(start: datetime, at: datetime) -> dict[str, Any]:
    """Return the conditions of promises made in cases that fell due in a window."""
    return {"promise__due_at__gte": start, "promise__due_at__lte": at, "promise__withdrawn_at__isnull": True}


def promise_kept() -> Q:
    """Return the condition that a promise was kept by the time that held last."""
    return Q(promise__kept_at__lte=F("promise__due_at"))


def clock_told(at: datetime) -> Q:
    """Return the condition that a service target was met or has run out."""
    return Q(kind=ClockKind.SERVICE, due_at__isnull=False) & (Q(met_at__isnull=False) | Q(due_at__lt=at))


def clock_met() -> Q:
    """Return the condition that a service target was met in time."""
    return Q(met_at__lte=F("due_at"))


def skipped_before() -> Exists:
    """Return the condition that an earlier step of the procedure was not done when this one was."""
    done = StepDone.objects.filter(
        run=OuterRef(OuterRef("run")), step=OuterRef("pk"), at__lte=OuterRef(OuterRef("at"))
    )
    earlier = Step.objects.filter(
        procedure=OuterRef("run__procedure"), position__lt=OuterRef("step__position")
    )
    return Exists(earlier.exclude(Exists(done)))


def has_redress() -> Exists:
    """Return the condition that redress was allowed or given in a case."""
    return Exists(Redress.objects.filter(case=OuterRef("pk"), state__in=GIVEN))


def _of_cases(opened: QuerySet[Case]) -> dict[str, tuple[int, int]]:
    complaints = opened.filter(kind=CaseKind.COMPLAINT)
    failures = Recovery.objects.filter(case__in=opened)
    return {
        "redress_given": (complaints.filter(has_redress()).count(), complaints.count()),
        "recovered": _part(failures, Q(recovered_at__isnull=False)),
    }


def _of_redress(redress: QuerySet[Redress]) -> dict[str, tuple[int, int]]:
    return {"second_signature": _part(redress, ~Q(allowed_by=F("asked_by")))}


def _given(redress: QuerySet[Redress]) -> QuerySet[Redress, tuple[Any, ...]]:
    groups = redress.order_by("kind", "currency").values_list("kind", "currency")
    return groups.annotate(times=Count("pk"), worth_sum=Sum("worth"), cost_sum=Sum("cost"))


def _part(rows: QuerySet[Any], condition: Q) -> tuple[int, int]:
    found = rows.order_by().aggregate(part=Count("pk", filter=condition), whole=Count("pk"))
    return found["part"], found["whole"]


def _orders(scope: str, start: datetime, at: datetime) -> int:
    placed = Order.objects.filter(ordered_at__gte=start, ordered_at__lte=at)
    return placed.filter(in_scope(scope, "customer__team")).count()


def newest_change() -> datetime | None:
    """Return when any case changed last."""
    newest: datetime | None = Case.objects.aggregate(newest=Max("changed_at"))["newest"]
    return newest


def last_count() -> datetime | None:
    """Return when the desk was counted last, in the shape that pages show now."""
    kept: datetime | None = DeskTally.objects.filter(shape=SHAPE).aggregate(at=Max("counted_at"))["at"]
    return kept


def tally_of(scope: str, weeks: int) -> DeskTally | None:
    """Return what was counted of a scope and window: a single row is read."""
    return DeskTally.objects.filter(scope=scope, weeks=weeks, shape=SHAPE).first()


def tallies_of_teams(weeks: int, scopes: Mapping[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """Return what was counted of several scopes, by their names; the pictures stay in the database."""
    kept = DeskTally.objects.filter(scope__in=scopes, weeks=weeks, shape=SHAPE)
    found = {
        scope: {"figures": figures, "cases": cases}
        for scope, figures, cases in kept.values_list("scope", "found__figures", "found__cases")
    }
    return [(name, found[scope]) for scope, name in scopes.items() if scope in found]


def scopes_of(user: User) -> dict[str, str]:
    """Return the scopes whose every case somebody may see, by key, with their names; the usual one first.

    Cases that somebody sees for another reason, such as one of a customer assigned to them, are in no
    figure: a figure of a part of a team would say nothing of the team.
    """
    if user.may(Sight.OTHER_TEAMS) and user.may(Sight.NO_TEAM):
        named = {str(team.pk): team.name for team in teams()}
        return {ALL: "All teams", **named, NO_TEAM: "No team"}
    if user.may(Sight.OWN_TEAM) and user.team is not None:
        return {str(user.team.pk): user.team.name}
    return {}


STALE_AFTER = timedelta(hours=1)  # times go on also where nothing changes
