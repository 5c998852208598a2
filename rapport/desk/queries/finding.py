"""The list of cases: filtered and sorted by named keys, page by page, however many there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime

from rapport.customers.models import Customer
from rapport.customers.rules import query_words
from rapport.desk.models import Case, CaseView, Presence, Tag
from rapport.desk.queries.search import few_with, first_with
from rapport.desk.queries.sight import cases_visible_to
from rapport.desk.rules import LIVE, CaseState
from rapport.desk.rules.case_asks import LIVE_WORD, ME, NONE, CaseAsk, CaseSort, Place, written
from rapport.desk.rules.texts import beginning
from rapport.staff.models import User

PAGE = 50
MOST_COUNTED = 1000
LAST_WORDS = 80  # letters
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
    """A case of the list, with who is at it now, and its tags."""

    case: Case
    present: tuple[Present, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def who(self) -> str:
        """Return who turned to us: the customer, else the name or the address they gave."""
        return str(self.case.customer or self.case.contact_name or self.case.contact_address)

    @property
    def changed(self) -> datetime:
        """Return when it changed last, by the clock of this place."""
        return localtime(self.case.changed_at)

    @property
    def changed_words(self) -> str:
        """Return when it changed last, as people read it."""
        return f"{self.changed:%-d %b, %H:%M}"

    @property
    def last_words(self) -> str:
        """Return the beginning of what was said last."""
        return beginning(self.case.last_line, LAST_WORDS)


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
    found = _found(user, ask)
    numbers = found.numbers[:PAGE]
    cases = Case.objects.select_related("customer", "assignee").only(*SHOWN).in_bulk(numbers)
    return _page(ask, found, cases, present=present_at(user, numbers, at=at), tags=_tags_of(numbers))


def find_whole_cases(user: User, ask: CaseAsk) -> CasePage:
    """Return the same page with all fields of each case and nothing around it, as programs read it."""
    found = _found(user, ask)
    return _page(ask, found, Case.objects.defer("search", "standing").in_bulk(found.numbers[:PAGE]))


@dataclass(frozen=True)
class _Found:
    """The numbers of a page, with one more where there are more, and how many cases were counted."""

    numbers: list[int]
    count: int
    has_more: bool  # than were counted


def _found(user: User, ask: CaseAsk) -> _Found:
    """Return the numbers of a page, counted with the query that finds the first one.

    What has words that many have is not counted beyond a page.
    """
    words, time = query_words(ask.q), TIMES[ask.sort]
    few = few_with(words) if ask.q else None
    found, newest = asked_for(user, ask), F(time).desc()
    if few is not None:
        found = found.filter(pk__in=few)
        newest = Coalesce(time, time).desc()  # the same, and no index: few are sorted sooner
    ordered = found.order_by(newest, "pk").values_list("pk", flat=True)
    here = _below(ordered, time, ask.after) if ask.after else ordered
    if ask.q and few is None:
        return _counted(first_with(words, here, PAGE + 1), PAGE, is_first=not ask.after)
    if ask.after is None:
        return _counted([*ordered[: MOST_COUNTED + 1]], MOST_COUNTED)
    count = found.order_by().values("pk")[: MOST_COUNTED + 1].count()
    return _Found([*here[: PAGE + 1]], min(count, MOST_COUNTED), count > MOST_COUNTED)


def _counted(numbers: list[int], most: int, *, is_first: bool = True) -> _Found:
    """Count what was found up to so many; behind the first page there are at least as many."""
    has_more = len(numbers) > most or not is_first
    return _Found(numbers[: PAGE + 1], most if has_more else len(numbers), has_more)


def _page(
    ask: CaseAsk,
    found: _Found,
    cases: dict[int, Case],
    *,
    present: Mapping[int, tuple[Present, ...]] | None = None,
    tags: Mapping[int, tuple[str, ...]] | None = None,
) -> CasePage:
    present, tags = present or {}, tags or {}
    rows = tuple(
        CaseRow(cases[number], present.get(number, ()), tags.get(number, ()))
        for number in found.numbers[:PAGE]
        if number in cases
    )
    last = rows[-1].case if rows and len(found.numbers) > PAGE else None
    after = written(Place(getattr(last, TIMES[ask.sort]), last.pk)) if last else ""
    return CasePage(rows, found.count, found.has_more, after, ask)


def _tags_of(numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the tags of some cases, in their order."""
    found: dict[int, tuple[str, ...]] = {}
    for number, name in Tag.objects.filter(cases__in=numbers).values_list("cases", "name"):
        found[number] = (*found.get(number, ()), name)
    return found


def asked_for(user: User, ask: CaseAsk) -> QuerySet[Case]:
    """Return the cases somebody may see and asks for, words aside; merged ones and spam where asked for."""
    found = cases_visible_to(user).filter(_state(ask.state), _whose(user, ask))
    plain = {
        "kind": ask.kind,
        "channel": ask.channel,
        "severity": ask.severity,
        "tags__name": ask.tag.lower(),
    }
    return found.filter(**{name: value for name, value in plain.items() if value})


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
