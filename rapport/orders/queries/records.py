"""Parts, steps and papers, with how many open lines name each; and lead times and on time in full."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case as Choose
from django.db.models import Count, Q, QuerySet, When
from django.utils.timezone import get_current_timezone, localdate

from rapport.engine.measures.estimates import Estimate
from rapport.orders.models import Agreement, CapacityChange, Delivery, Paper, Part, PromisedLine, WorkStep
from rapport.orders.queries.lines import lines_visible_to
from rapport.orders.rules.lead_times import WINDOW, Quote, quote
from rapport.orders.rules.making import PaperNotKnown, PartNotKnown, StepNotKnown
from rapport.orders.rules.on_time import Against, Definition, Judged, LineFacts, judged
from rapport.orders.rules.words import WorkStage
from rapport.staff.models import User

KEYS = {"item": "item", "route": "route", "team": "team__name", "type": "promise__customer__category"}
NOBODY = {"team": "no team", "type": "no type"}
DUE = {Against.FIRST: "first_due_at", Against.LAST: "promise__due_at", Against.ASKED: "asked_for_on"}


@dataclass(frozen=True)
class LeadTime:
    """What may be quoted for an item by a route."""

    item: str
    route: str
    quote: Quote

    @property
    def shares(self) -> list[tuple[str, Estimate]]:
        """The three shares that are shown, each with its name."""
        return [("Half", self.quote.half), ("80%", self.quote.p80), ("90%", self.quote.p90)]


def parts_known() -> QuerySet[Part]:
    """Return every part, those that are awaited first, with how many open lines name it.

    Parts say nothing of a customer: everybody who sees orders sees them.
    """
    is_open = Q(lines__line__delivered_at__isnull=True, lines__line__cancelled_at__isnull=True)
    return Part.objects.annotate(waiting=Count("lines", filter=is_open)).order_by("expected_on", "number")


def steps_known() -> QuerySet[WorkStep]:
    """Return every step with how many open lines still go through it."""
    is_open = Q(milestones__done_at__isnull=True, milestones__line__delivered_at__isnull=True)
    counted = WorkStep.objects.annotate(waiting=Count("milestones", filter=is_open))
    order = Choose(*(When(stage=word, then=place) for place, word in enumerate(WorkStage)), default=9)
    return counted.select_related("team").order_by(order, "name")


def part_numbered(number: str) -> Part:
    """Return a part by its number; refuse one that nobody added."""
    part = Part.objects.filter(number=number).first()
    if part is None:
        raise PartNotKnown(number=number)
    return part


def paper_numbered(number: str) -> Paper:
    """Return a paper by its number, with its revisions; refuse one that nobody added."""
    paper = papers_known().filter(number=number).first()
    if paper is None:
        raise PaperNotKnown(number=number)
    return paper


def step_named(name: str) -> WorkStep:
    """Return a step by its name, in whatever letters; refuse one that nobody added."""
    step = WorkStep.objects.filter(name__iexact=name).first()
    if step is None:
        raise StepNotKnown(name=name)
    return step


def changes_ahead(today: date) -> QuerySet[CapacityChange]:
    """Return what slows steps now or later."""
    return CapacityChange.objects.filter(until_on__gte=today).select_related("step").order_by("from_on", "pk")


def papers_known() -> QuerySet[Paper]:
    """Return every paper with its revisions."""
    return Paper.objects.prefetch_related("revisions").order_by("number")


def lead_times(user: User, at: datetime) -> list[LeadTime]:
    """Return lead times by item and route, of the lines ordered within a year that somebody sees.

    A cancelled line is left out: it says nothing of how long it would have taken.
    """
    lines = lines_visible_to(user).filter(
        ordered_at__gt=at - WINDOW, ordered_at__lte=at, cancelled_at__isnull=True
    )
    taken: dict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
    for item, route, ordered_at, delivered_at in lines.values_list(
        "item", "route", "ordered_at", "delivered_at"
    ).iterator():
        days = (localdate(delivered_at or at) - localdate(ordered_at)).days
        taken[item, route].append((float(max(days, 0)), delivered_at is not None))
    by_size = sorted(taken.items(), key=lambda one: (-len(one[1]), one[0]))
    return [
        LeadTime(item, route, quote([days for days, _ in some], [over for _, over in some]))
        for (item, route), some in by_size
    ]


def lead_time_of(item: str, route: str, user: User, at: datetime) -> Quote:
    """Return what may be quoted for one item by one route."""
    lines = lines_visible_to(user).filter(
        item=item, route=route, ordered_at__gt=at - WINDOW, ordered_at__lte=at, cancelled_at__isnull=True
    )
    seen = [
        (float((localdate(delivered_at or at) - localdate(ordered_at)).days), delivered_at is not None)
        for ordered_at, delivered_at in lines.values_list("ordered_at", "delivered_at")
    ]
    return quote([days for days, _ in seen], [over for _, over in seen])


def judged_lines(user: User, what: Definition, since: date, until: date, *, at: datetime) -> list[Judged]:
    """Judge the lines that fell due from one day to another, both included, among those somebody sees.

    What the customer cancelled is left out; what is not due yet is too.
    """
    lines = _due(lines_visible_to(user).filter(cancelled_at__isnull=True), what.against, since, until)
    columns = ("pk", "order_id", DUE[what.against], "quantity", *KEYS.values())
    rows = lines.order_by("pk").values_list(*columns)
    went = _deliveries(lines)
    seen = (judged(_facts(row, went), what, localdate(at)) for row in rows)
    return [one for one in seen if one is not None]


def _due(lines: QuerySet[PromisedLine], against: Against, since: date, until: date) -> QuerySet[PromisedLine]:
    """Narrow lines by the day they are held against; by times, for an index has no days."""
    if against == Against.ASKED:
        return lines.filter(asked_for_on__range=(since, until))
    zone = get_current_timezone()
    first, last = (datetime.combine(day, time(), zone) for day in (since, until + timedelta(days=1)))
    return lines.filter(**{f"{DUE[against]}__gte": first, f"{DUE[against]}__lt": last})


def _deliveries(lines: QuerySet[PromisedLine]) -> Mapping[int, list[tuple[date, Decimal]]]:
    found: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    went = Delivery.objects.filter(line__in=lines.order_by().values("pk"))
    for line, at, quantity in went.order_by().values_list("line", "at", "quantity").iterator():
        found[line].append((localdate(at), quantity))
    return found


def _facts(row: tuple[Any, ...], went: Mapping[int, list[tuple[date, Decimal]]]) -> LineFacts:
    number, order, due, quantity, *keys = row
    due_on = localdate(due) if isinstance(due, datetime) else due
    named = {name: str(value or NOBODY.get(name, "none")) for name, value in zip(KEYS, keys, strict=True)}
    return LineFacts(number, order, due_on, quantity, went.get(number, ()), named)


def agreements_to(paper: Paper, user: User) -> QuerySet[Agreement]:
    """Return what the customers somebody sees said to the revisions of a paper, the unanswered first."""
    seen = lines_visible_to(user).values("pk")
    found = Agreement.objects.filter(revision__paper=paper, line__in=seen)
    with_all = found.select_related("revision", "line__order", "line__promise__customer")
    return with_all.order_by("answer", "-asked_at", "-pk")
