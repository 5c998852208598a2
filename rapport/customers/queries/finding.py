"""The list of customers: filtered and sorted by named keys, page by page, however many there are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from rapport.customers.models import Customer, Need, Promise
from rapport.customers.queries.promises import OWED
from rapport.customers.queries.search import with_words
from rapport.customers.queries.sight import customers_visible_to
from rapport.customers.rules import FilterNotKnown, query_words, written
from rapport.customers.rules.asks import NONE, Ask, Place, Sort
from rapport.staff.models import User
from rapport.staff.rules import NotAllowed, Sight

PAGE = 50
MOST_COUNTED = 1000
FIELDS = {Sort.VALUE: "value", Sort.LAST_BOUGHT: "last_bought_on", Sort.CHANGED: "changed_at"}
OF_WORTH = ("rung", "segment", "lapsed")


@dataclass(frozen=True)
class Row:
    """A customer of the list, with the promise that falls due next."""

    customer: Customer
    owed_next: Promise | None


@dataclass(frozen=True)
class Page:
    """One page of the list; `count` is bounded: `has_more_than_counted` says that there are more."""

    rows: tuple[Row, ...]
    count: int
    has_more_than_counted: bool
    after: str  # what stands behind `after=` on the next page, or nothing on the last
    ask: Ask

    @property
    def counted(self) -> str:
        """Return the count as people read it: 1,000+ where there are more."""
        return f"{self.count:,}" + ("+" if self.has_more_than_counted else "")


def find_customers(user: User, ask: Ask) -> Page:
    """Return a page of the customers that somebody may see and asks for; at most six queries."""
    found = asked_for(user, ask)
    numbers = _numbers(found, ask)
    rows = _rows(numbers[:PAGE])
    counted = found.order_by().values("pk")[: MOST_COUNTED + 1].count()
    after = written(_place(rows[-1].customer, ask.sort)) if len(numbers) > PAGE else ""
    return Page(rows, min(counted, MOST_COUNTED), counted > MOST_COUNTED, after, ask)


def customers_for_export(user: User, ask: Ask) -> Iterator[Customer]:
    """Yield every customer asked for, in the order asked for, a page at a time."""
    place = ask.after
    found = asked_for(user, ask)
    while True:
        numbers = _numbers(found, replace(ask, after=place))
        rows = _rows(numbers[:PAGE])
        yield from (row.customer for row in rows)
        if len(numbers) <= PAGE:
            return
        place = _place(rows[-1].customer, ask.sort)


def asked_for(user: User, ask: Ask) -> QuerySet[Customer]:
    """Return the customers somebody may see and asks for, in no order.

    Who may not see worth may not filter or sort by it: the order alone would tell.
    """
    _allow(user, ask)
    found = customers_visible_to(user, archived=ask.archived).filter(_plain(ask), _with_none(ask))
    if ask.lapsed is not None:
        found = found.filter(is_lapsed=ask.lapsed)
    if ask.has_needs is not None:
        needs = Exists(Need.objects.filter(customer=OuterRef("pk"), ended_on__isnull=True))
        found = found.filter(needs if ask.has_needs else ~needs)
    return with_words(found, query_words(ask.q)) if ask.q else found


def _allow(user: User, ask: Ask) -> None:
    asks_worth = ask.sort is Sort.VALUE or any(getattr(ask, key) not in ("", None) for key in OF_WORTH)
    if asks_worth and not user.may(Sight.WORTH):
        raise NotAllowed(role=user.role, deed="sort or filter customers by worth")


def _plain(ask: Ask) -> Q:
    asked = {"kind": ask.kind, "rung": ask.rung, "segment": ask.segment}
    return Q(**{key: value for key, value in asked.items() if value})


def _with_none(ask: Ask) -> Q:
    asked = Q()
    for field, value in (("category", ask.category), ("preferred_channel", ask.channel)):
        if value:
            asked &= Q(**{field: "" if value == NONE else value})
    if ask.team:
        asked &= Q(team__isnull=True) if ask.team == NONE else Q(team=int(ask.team))
    return asked


def _numbers(found: QuerySet[Customer], ask: Ask) -> list[int]:
    """Return the numbers of a page and of the first row after it.

    The rows come afterwards: sorted with all their columns they would be slow. Rows without a value
    come last, as a second stretch, because the databases disagree on where nothing belongs.
    """
    if ask.sort is Sort.NAME:
        return _by_name(found, ask.after)
    field = FIELDS[ask.sort]
    ordered = found.order_by(F(field).desc(), "pk")
    numbers: list[int] = []
    if ask.after is None or ask.after.key is not None:
        some = _below(ordered.filter(**{f"{field}__isnull": False}), field, ask.after)
        numbers = [*some.values_list("pk", flat=True)[: PAGE + 1]]
    if len(numbers) > PAGE or field == "changed_at":
        return numbers
    start = ask.after.number if ask.after and ask.after.key is None else 0
    rest = ordered.filter(**{f"{field}__isnull": True}, pk__gt=start)
    return [*numbers, *rest.values_list("pk", flat=True)[: PAGE + 1 - len(numbers)]]


def _by_name(found: QuerySet[Customer], after: Place | None) -> list[int]:
    ordered = found.annotate(low=Lower("name")).order_by("low", "pk")
    if after:
        later = Q(low__gt=after.key or "") | Q(pk__gt=after.number)
        ordered = ordered.filter(later, low__gte=after.key or "")
    return [*ordered.values_list("pk", flat=True)[: PAGE + 1]]


def _below(ordered: QuerySet[Customer], field: str, after: Place | None) -> QuerySet[Customer]:
    if after is None or after.key is None:
        return ordered
    key = _read(field, after.key)
    return ordered.filter(Q(**{f"{field}__lt": key}) | Q(pk__gt=after.number), **{f"{field}__lte": key})


def _read(field: str, key: str) -> Decimal | date | datetime:
    try:
        if field == "value":
            return _amount(key)
        return date.fromisoformat(key) if field == "last_bought_on" else _aware(key)
    except (ValueError, InvalidOperation):
        raise FilterNotKnown(what="after", value=key[:80], known="what a page gives as its next") from None


def _amount(key: str) -> Decimal:
    amount = Decimal(key)
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 14:
        raise ValueError(key)
    return amount


def _aware(key: str) -> datetime:
    moment = datetime.fromisoformat(key)
    if moment.tzinfo is None:
        raise ValueError(key)
    return moment


def _place(customer: Customer, sort: Sort) -> Place:
    if sort is Sort.NAME:
        return Place(customer.low, customer.pk)  # type: ignore[attr-defined]
    key = getattr(customer, FIELDS[sort])
    return Place(None if key is None else _text(key), customer.pk)


def _text(key: Decimal | date | datetime) -> str:
    return str(key) if isinstance(key, Decimal) else key.isoformat()


def _rows(numbers: list[int]) -> tuple[Row, ...]:
    customers = Customer.objects.defer("search", "notes").select_related("team").annotate(low=Lower("name"))
    by_number = customers.in_bulk(numbers)
    due = Promise.objects.filter(OWED, customer__in=numbers).order_by("-due_at", "-pk")
    owed = {promise.customer_id: promise for promise in due}
    return tuple(Row(by_number[number], owed.get(number)) for number in numbers if number in by_number)
