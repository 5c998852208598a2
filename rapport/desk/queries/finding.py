"""The list of cases: filtered and sorted by named keys, page by page, however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from rapport.customers.models import Customer
from rapport.customers.rules import query_words
from rapport.desk.models import Case, CaseView, Presence
from rapport.desk.queries.search import has_few, with_words
from rapport.desk.queries.sight import cases_visible_to
from rapport.desk.rules import LIVE, CaseState
from rapport.desk.rules.case_asks import LIVE_WORD, ME, NONE, CaseAsk, CaseSort, Place, written
from rapport.staff.models import User

PAGE = 50
MOST_COUNTED = 1000
SEEN_FOR = timedelta(seconds=45)
TIMES = {CaseSort.CHANGED: "changed_at", CaseSort.OPENED: "opened_at"}
SHOWN_OF_OPEN = ("subject", "state", "kind", "changed_at", "assignee__name")
SHOWN = (  # of the hundred columns, those that a row of the list shows
    *("reference", "subject", "last_line", "channel", "kind", "state", "is_unread", "opened_at"),
    *("changed_at", "contact_name", "contact_address", "customer__name", "assignee__name"),
)


@dataclass(frozen=True)
class Present:
    """Somebody at a case just now."""

    name: str
    is_writing: bool

    @property
    def words(self) -> str:
        """Return what they do, in words."""
        return f"{self.name} {'is writing' if self.is_writing else 'is looking'}"


@dataclass(frozen=True)
class CaseRow:
    """A case of the list, with who is at it now."""

    case: Case
    present: tuple[Present, ...]


@dataclass(frozen=True)
class CasePage:
    """One page of the list; `count` is bounded: `has_more_than_counted` says that there are more."""

    rows: tuple[CaseRow, ...]
    count: int
    has_more_than_counted: bool
    after: str  # what stands behind `after=` on the next page, or nothing on the last
    ask: CaseAsk

    @property
    def counted(self) -> str:
        """Return the count as people read it: 1,000+ where there are more."""
        return f"{self.count:,}" + ("+" if self.has_more_than_counted else "")


def find_cases(user: User, ask: CaseAsk, *, at: datetime) -> CasePage:
    """Return a page of the cases that somebody may see and asks for, with what the list shows of each."""
    numbers, count = _found(user, ask)
    cases = Case.objects.select_related("customer", "assignee").only(*SHOWN).prefetch_related("tags")
    return _page(ask, numbers, count, cases=cases, present=present_at(user, numbers[:PAGE], at=at))


def find_whole_cases(user: User, ask: CaseAsk) -> CasePage:
    """Return the same page with all fields of each case and nothing around it, as programs read it."""
    numbers, count = _found(user, ask)
    return _page(ask, numbers, count, cases=Case.objects.defer("search", "standing"), present={})


def _found(user: User, ask: CaseAsk) -> tuple[list[int], int]:
    """Return the numbers of a page, with one more where there are more, and how many cases were counted.

    The first page is counted with the query that finds it: a search is not made twice.
    """
    found, time = asked_for(user, ask), TIMES[ask.sort]
    newest = F(time).desc()
    if ask.q and (words := query_words(ask.q)) and has_few(words):
        newest = Coalesce(time, time).desc()  # the same, and no index: few are sorted sooner
    ordered = found.order_by(newest, "pk").values_list("pk", flat=True)
    if ask.after is None:
        counted = [*ordered[: MOST_COUNTED + 1]]
        return counted[: PAGE + 1], len(counted)
    numbers = [*_below(ordered, time, ask.after)[: PAGE + 1]]
    return numbers, found.order_by().values("pk")[: MOST_COUNTED + 1].count()


def _page(
    ask: CaseAsk,
    numbers: list[int],
    count: int,
    *,
    cases: QuerySet[Case],
    present: dict[int, tuple[Present, ...]],
) -> CasePage:
    by_number = cases.in_bulk(numbers[:PAGE])
    found = [by_number[number] for number in numbers[:PAGE] if number in by_number]
    rows = tuple(CaseRow(case, present.get(case.pk, ())) for case in found)
    last = rows[-1].case if rows and len(numbers) > PAGE else None
    after = written(Place(getattr(last, TIMES[ask.sort]), last.pk)) if last else ""
    return CasePage(rows, min(count, MOST_COUNTED), count > MOST_COUNTED, after, ask)


def asked_for(user: User, ask: CaseAsk) -> QuerySet[Case]:
    """Return the cases somebody may see and asks for, in no order; merged ones and spam where asked for."""
    found = cases_visible_to(user).filter(_state(ask.state), _whose(user, ask))
    plain = {
        "kind": ask.kind,
        "channel": ask.channel,
        "severity": ask.severity,
        "tags__name": ask.tag.lower(),
    }
    found = found.filter(**{name: value for name, value in plain.items() if value})
    return with_words(found, query_words(ask.q)) if ask.q else found


def present_at(user: User, numbers: Iterable[int], *, at: datetime) -> dict[int, tuple[Present, ...]]:
    """Return who else is at these cases just now."""
    seen = Presence.objects.filter(case__in=[*numbers], seen_at__gt=at - SEEN_FOR).exclude(person=user)
    rows = seen.order_by("person__name").values_list("case", "person__name", "is_writing")
    found: dict[int, tuple[Present, ...]] = {}
    for number, name, is_writing in rows:
        found[number] = (*found.get(number, ()), Present(name, is_writing))
    return found


def case_views_of(user: User) -> QuerySet[CaseView]:
    """Return the views that somebody kept."""
    return CaseView.objects.filter(person=user)


def open_cases_of(user: User, customer: Customer) -> QuerySet[Case]:
    """Return the cases of a customer that are not done, those somebody may see, the latest change first."""
    parties = [customer.pk, *Customer.objects.filter(merged_into=customer.pk).values_list("pk", flat=True)]
    mine = cases_visible_to(user).filter(customer__in=parties, state__in=LIVE)  # a join would read all cases
    return mine.select_related("assignee").only(*SHOWN_OF_OPEN).order_by("-changed_at", "pk")


def next_case(user: User, after: Case) -> Case | None:
    """Return the case to go on with: the first open one of one's own, in the order of the queue."""
    mine = cases_visible_to(user).filter(assignee=user, state=CaseState.OPEN).exclude(pk=after.pk)
    return mine.order_by("-order_key", "opened_at", "pk").first()


def _state(state: str) -> Q:
    if state == LIVE_WORD:
        return Q(state__in=LIVE)
    return Q(state=state) if state else ~Q(state__in=[CaseState.MERGED, CaseState.SPAM])


def _whose(user: User, ask: CaseAsk) -> Q:
    asked = Q()
    if ask.assignee:
        mine = {NONE: Q(assignee__isnull=True), ME: Q(assignee=user.pk)}
        asked &= mine[ask.assignee] if ask.assignee in mine else Q(assignee=int(ask.assignee))
    if ask.team:
        asked &= Q(team__isnull=True) if ask.team == NONE else Q(team=int(ask.team))
    return asked & Q(customer=int(ask.customer)) if ask.customer else asked


def _below(found: QuerySet[Case, int], time: str, after: Place) -> QuerySet[Case, int]:
    later = Q(**{f"{time}__lt": after.at}) | Q(pk__gt=after.number)
    return found.filter(later, **{f"{time}__lte": after.at})
