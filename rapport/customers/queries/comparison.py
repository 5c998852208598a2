"""Customer types compared: what each needs, and what good service means for them, from our own records."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from rapport.customers.models import Customer
from rapport.customers.queries.sight import customers_visible_to
from rapport.customers.rules import Category, NeedKind
from rapport.staff.models import User

MOST_TEXTS = 3


@dataclass(frozen=True)
class Said:
    """A text and in how many records it stands."""

    text: str
    n: int


@dataclass(frozen=True)
class NeedsOfKind:
    """The needs of one kind that customers of one type have: how many, and the most frequent."""

    kind: NeedKind
    n: int
    wants: int
    most_frequent: tuple[Said, ...]


@dataclass(frozen=True)
class TypeCompared:
    """One type of customer, from the records that somebody may see."""

    category: Category
    customers: int
    with_needs: int
    needs: tuple[NeedsOfKind, ...]
    meets: tuple[Said, ...]  # what good service means: what meets their needs
    exceeds: tuple[Said, ...]
    channels: tuple[Said, ...]


def types_compared(user: User) -> tuple[TypeCompared, ...]:
    """Return the four types of customer side by side; seven queries, however many customers there are."""
    seen = customers_visible_to(user)
    needs = seen.filter(needs__pk__isnull=False, needs__ended_on__isnull=True)
    met = seen.filter(needs__ended_on__isnull=True, needs__meets__gt="")
    exceeded = seen.filter(needs__ended_on__isnull=True, needs__exceeds__gt="")
    tables = Tables(
        customers=_counted(seen, "category"),
        with_needs=_counted(needs, "category", distinct=True),
        needs=_counted(needs, "category", "needs__kind", "needs__is_want"),
        texts=_most_frequent(needs, "category", "needs__kind", "needs__text"),
        meets=_most_frequent(met, "category", "needs__meets"),
        exceeds=_most_frequent(exceeded, "category", "needs__exceeds"),
        channels=_most_frequent(seen.exclude(preferred_channel=""), "category", "preferred_channel"),
    )
    return tuple(_compared(category, tables) for category in Category)


Table = list[tuple[tuple[Any, ...], int]]


@dataclass(frozen=True)
class Tables:
    """What is counted, each by category first; the texts are only the most frequent."""

    customers: Table
    with_needs: Table
    needs: Table
    texts: Table
    meets: Table
    exceeds: Table
    channels: Table


def _counted(rows: QuerySet[Customer], *fields: str, distinct: bool = False) -> Table:
    counts = rows.order_by().values_list(*fields).annotate(n=Count("pk", distinct=distinct))
    return [(tuple(key), n) for *key, n in counts]


def _most_frequent(rows: QuerySet[Customer], *fields: str) -> Table:
    """Return the most frequent values of the last field within each group of the fields before it."""
    counts = rows.order_by().values(*fields).annotate(n=Count("pk"))
    order = [F("n").desc(), F(fields[-1]).asc()]
    place = Window(RowNumber(), partition_by=[F(field) for field in fields[:-1]], order_by=order)
    first = counts.annotate(place=place).filter(place__lte=MOST_TEXTS).order_by("place")
    return [(tuple(key), n) for *key, n in first.values_list(*fields, "n")]


def _compared(category: Category, tables: Tables) -> TypeCompared:
    return TypeCompared(
        category,
        customers=_sum(tables.customers, category),
        with_needs=_sum(tables.with_needs, category),
        needs=tuple(_of_kind(category, kind, tables) for kind in NeedKind),
        meets=_said(tables.meets, category),
        exceeds=_said(tables.exceeds, category),
        channels=_said(tables.channels, category),
    )


def _of_kind(category: Category, kind: NeedKind, tables: Tables) -> NeedsOfKind:
    n, wants = _sum(tables.needs, category, kind), _sum(tables.needs, category, kind, True)
    return NeedsOfKind(kind, n, wants, _said(tables.texts, category, kind))


def _sum(table: Table, *beginning: object) -> int:
    return sum(n for key, n in table if key[: len(beginning)] == beginning)


def _said(table: Table, *beginning: object) -> tuple[Said, ...]:
    return tuple(Said(key[-1], n) for key, n in table if key[:-1] == beginning)
