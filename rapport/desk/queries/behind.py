"""The cases behind a figure of the reports, as they stand now."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from rapport.customers.rules import Category
from rapport.desk.models import Case, CasePromise, Clock, Entry, Redress, StepDone
from rapport.desk.queries.sight import cases_visible_to
from rapport.desk.queries.tallies import (
    GIVEN,
    LEFT_OUT,
    clock_told,
    has_redress,
    in_scope,
    one_contact_was_enough,
    promise_kept,
    promised_in,
    skipped_before,
    with_further_contact,
)
from rapport.desk.rules import DONE, LIVE, CaseKind, EntryKind
from rapport.desk.rules.measures import INTERNAL, NO_CAUSE, NOT_KNOWN, since
from rapport.desk.rules.report_asks import ListAsk
from rapport.engine.measures.resolution import REPEAT_WINDOW
from rapport.staff.models import User

PAGE = 50
Condition = Q | Combinable
Window = tuple[datetime, datetime]
THIS = OuterRef("pk")


def cases_behind(user: User, ask: ListAsk, at: datetime) -> QuerySet[Case]:
    """Return the cases behind a figure that was counted at a moment, newest first, that somebody may see.

    They are looked for anew: what changed since the count may stand otherwise by now.
    """
    window = (since(at, ask.report.weeks), at)
    whole, part = CONDITIONS[ask.figure](window)
    cases = cases_visible_to(user).exclude(state__in=LEFT_OUT).filter(in_scope(ask.report.scope))
    told = with_further_contact(cases) if ask.figure == "first_contact" and ask.part else cases
    found = told.filter(whole, _of_group(ask))
    if ask.part:
        found = found.filter(part) if ask.part == "yes" else found.exclude(part)
    return found.select_related("customer", "team", "assignee").order_by("-opened_at", "-pk")


def page_behind(user: User, ask: ListAsk, at: datetime) -> tuple[list[Case], int | None]:
    """Return one page of the cases behind a figure, and the number that the next goes on from."""
    found = cases_behind(user, ask, at)
    if ask.after is not None:
        found = found.filter(_further(ask.after))
    rows = list(found[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


def _further(after: int) -> Q:
    """Return the condition of standing behind a case in the list."""
    last = Case.objects.filter(pk=after).values_list("opened_at", flat=True).first()
    if last is None:
        return Q(pk__lt=after)
    return Q(opened_at__lte=last) & (Q(opened_at__lt=last) | Q(pk__lt=after))


def _of_group(ask: ListAsk) -> Q:
    match ask.group:
        case "kind":
            return Q(kind=ask.word)
        case "type" if ask.word == NOT_KNOWN:
            return Q(customer__isnull=True) | Q(customer__category="")
        case "type":
            return Q(customer__category=ask.word)
        case "side":
            internal = Q(customer__category=Category.INTERNAL, customer__isnull=False)
            return internal if ask.word == INTERNAL else ~internal
        case "cause":
            return Q(cause__isnull=True) if ask.word == NO_CAUSE else Q(cause__cause__name=ask.word)
        case _:
            return Q()


def _opened(window: Window) -> Q:
    return Q(opened_at__gte=window[0], opened_at__lte=window[1])


def _replied(window: Window) -> tuple[Condition, Condition]:
    return _opened(window), Q(first_replied_at__isnull=False)


def _resolved(window: Window) -> tuple[Condition, Condition]:
    return _opened(window), Q(state__in=DONE)


def _first_contact(window: Window) -> tuple[Condition, Condition]:
    told = Q(resolved_at__lte=window[1] - REPEAT_WINDOW)
    # State by what it is not: else SQLite goes by the index of states, and looks at all before it sorts.
    return _opened(window) & ~Q(state__in=LIVE) & told, one_contact_was_enough()


def _reopened(window: Window) -> tuple[Condition, Condition]:
    return _opened(window) & (Q(state__in=DONE) | Q(reopened__gt=0)), Q(reopened__gt=0)


def _in_time(window: Window) -> tuple[Condition, Condition]:
    told = Clock.objects.filter(clock_told(window[1]), case=THIS, started_at__gte=window[0])
    missed = told.filter(Q(met_at__isnull=True) | Q(met_at__gt=F("due_at")))
    return Exists(told), ~Exists(missed)


def _promises(window: Window) -> tuple[Condition, Condition]:
    due = CasePromise.objects.filter(case=THIS, **promised_in(*window))
    broken = due.filter(Q(promise__kept_at__isnull=True) | ~promise_kept())
    return Exists(due), ~Exists(broken)


def _redress(window: Window) -> tuple[Condition, Condition]:
    return _opened(window) & Q(kind=CaseKind.COMPLAINT), has_redress()


def _signed(window: Window) -> tuple[Condition, Condition]:
    given = Redress.objects.filter(
        case=THIS, asked_at__gte=window[0], asked_at__lte=window[1], state__in=GIVEN
    )
    return Exists(given), Exists(given.exclude(allowed_by=F("asked_by")))


def _recovered(window: Window) -> tuple[Condition, Condition]:
    return _opened(window) & Q(recovery__isnull=False), Q(recovery__recovered_at__isnull=False)


def _skipped(window: Window) -> tuple[Condition, Condition]:
    done = StepDone.objects.filter(run__case=THIS, at__gte=window[0], at__lte=window[1])
    return Exists(done), Exists(done.filter(skipped_before()))


def _refused(window: Window) -> tuple[Condition, Condition]:
    tried = Entry.objects.filter(case=THIS, kind=EntryKind.REFUSED, at__gte=window[0], at__lte=window[1])
    return Exists(tried), Exists(tried)


def _all(window: Window) -> tuple[Condition, Condition]:
    return _opened(window), Q()


def _complaints(window: Window) -> tuple[Condition, Condition]:
    return _opened(window) & Q(kind=CaseKind.COMPLAINT), Q()


def _live(window: Window) -> tuple[Condition, Condition]:
    return Q(state__in=LIVE, opened_at__lte=window[1]), Q()


CONDITIONS: dict[str, Callable[[Window], tuple[Condition, Condition]]] = {
    "cases": _all, "backlog_age": _live, "first_reply": _replied, "first_reply_p90": _replied,
    "resolution": _resolved, "resolution_p90": _resolved, "first_contact": _first_contact,
    "reopened": _reopened, "in_time": _in_time, "promises_kept": _promises, "redress_given": _redress,
    "second_signature": _signed, "recovered": _recovered, "complaint_rate": _complaints,
    "steps_skipped": _skipped, "refused": _refused,
}  # fmt: skip
