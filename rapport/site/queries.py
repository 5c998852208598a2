"""What the site's own pages ask of the rooms: what happened, what is owed, who changed, how worth stands."""

from datetime import datetime

from django.db.models import Exists, Max, OuterRef, QuerySet

from rapport.customers.models import Customer, ImportRun, Promise, TimelineEntry
from rapport.customers.queries import customers_visible_to, promises_owed
from rapport.desk.models import Case
from rapport.desk.queries import cases_visible_to
from rapport.desk.queries.work_order import next_cases
from rapport.desk.rules.asks import Ask, Tab
from rapport.insights.models import Valuation
from rapport.staff.models import User
from rapport.staff.rules import Sight

SHOWN = 8
NEWEST_ENTRIES = 5_000  # an import writes 100,000 entries at once: a start page need not read them all
WRITTEN_IN_BULK = ("import", "worth")


def happened_since(since: datetime, *, user: User) -> QuerySet[TimelineEntry]:
    """Return the latest entries of the time-lines somebody may see, newest first, at most eight.

    What an import or a valuation wrote on every time-line is left out: `imports_since` tells of it once.
    Looks at the newest 5,000 entries of all customers alone, so that a large import slows no start page.
    """
    newest = TimelineEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return (
        TimelineEntry.objects.filter(_of_somebody_seen(user), pk__gt=newest - NEWEST_ENTRIES, at__gte=since)
        .exclude(kind__in=WRITTEN_IN_BULK)
        .select_related("customer")
        .order_by("-at", "-pk")[:SHOWN]
    )


def imports_since(since: datetime, *, user: User) -> QuerySet[ImportRun]:
    """Return the latest files taken in, to those who may import, at most three."""
    if not user.may(Sight.IMPORT):
        return ImportRun.objects.none()
    return ImportRun.objects.filter(done_at__gte=since, undone_at__isnull=True).order_by("-done_at")[:3]


def my_cases(user: User, *, at: datetime) -> list[Case]:
    """Return the open cases of somebody, in the order of the queue, at most eight."""
    found = next_cases(user, Ask(tab=Tab.MINE, size=SHOWN), at=at)[:SHOWN]
    shown = cases_visible_to(user).defer("search", "standing").select_related("customer")
    cases = shown.in_bulk([one.number for one in found])
    return [cases[one.number] for one in found if one.number in cases]


def owed_next(user: User) -> QuerySet[Promise]:
    """Return the promises not yet kept to customers somebody may see, the one that falls due first first."""
    return promises_owed().filter(_of_somebody_seen(user)).select_related("customer", "made_by")[:SHOWN]


def _of_somebody_seen(user: User) -> Exists:
    """Tell of a row whether it is of a customer somebody may see.

    Asked row by row: a list of all customers, made first, took 13 ms with 25,000 of them.
    """
    return Exists(customers_visible_to(user).filter(pk=OuterRef("customer")))


def changed_lately(user: User) -> QuerySet[Customer]:
    """Return the customers somebody may see that changed last, at most eight."""
    return customers_visible_to(user).select_related("team").order_by("-changed_at", "pk")[:SHOWN]


def newest_valuations(user: User) -> list[Valuation]:
    """Return the newest valuation of each currency to those who may see worth, the largest first."""
    if not user.may(Sight.WORTH):
        return []
    newest = Valuation.objects.order_by().values("currency").annotate(newest=Max("as_of")).values("newest")
    found = Valuation.objects.filter(as_of__in=newest).defer("found", "pictures")
    by_currency = {one.currency: one for one in reversed(found)}
    return sorted(by_currency.values(), key=lambda one: one.equity, reverse=True)
