"""What can be asked of worth, ladder and loyalty, and what a valuation needs to know before it starts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Min, Q, QuerySet, Sum

from rapport.customers.models import Customer, Relation
from rapport.customers.queries import customers_visible_to
from rapport.customers.rules import Category, RelationRole
from rapport.insights.log import Asked, DatedRate
from rapport.insights.loyalty import Referrals, Spent, months_between
from rapport.insights.models import Cost, Rate, RungSnapshot, Valuation
from rapport.insights.pictures import SHAPE
from rapport.insights.rules import (
    CostKind,
    CurrencyNotValued,
    MonthNotKept,
    NotValuedYet,
)
from rapport.insights.valuing import Terms
from rapport.orders.models import Order
from rapport.staff.models import User

SLIPPED_A_PAGE = 50


def newest_run() -> QuerySet[Valuation]:
    """Return the valuations of the newest run, one per currency, the one with most orders first.

    A run that an older version drew for its own pages does not count: the next one draws anew.
    """
    drawn = Valuation.objects.filter(found__shape=SHAPE)
    newest = drawn.order_by("-made_at").values("made_at")[:1]
    return drawn.filter(made_at__in=newest).order_by("pk")


def currencies_valued() -> list[str]:
    """Return the currencies of the newest run, or refuse where there was none yet."""
    found = list(newest_run().values_list("currency", flat=True))
    if not found:
        raise NotValuedYet
    return found


def chosen_currency(asked: str, known: list[str]) -> str:
    """Return the currency asked for, the first where none was, or refuse one that is not valued."""
    if asked and asked not in known:
        raise CurrencyNotValued(currency=asked[:20], known=", ".join(known))
    return asked or known[0]


def pictures_of(part: str, currency: str) -> dict[str, Any]:
    """Return one page's part of what was drawn for the newest run: a single row is read."""
    found = newest_run().filter(currency=currency).values_list(f"pictures__{part}", flat=True)
    return found[0] or {}


def last_terms() -> Terms:
    """Return the terms of the newest run, which the next one keeps."""
    found = Valuation.objects.order_by("-made_at").values_list("found__terms", flat=True).first()
    return Terms(**found) if found else Terms()


def ladder_months() -> list[dict[str, Any]]:
    """Return the months of the ladder as they were drawn, newest first."""
    found = newest_run().values_list("pictures__ladder", flat=True).first()
    return found["months"] if found else []


def chosen_month(asked: str, months: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the month asked for, the newest where none was, or refuse one that is not kept."""
    if not months:
        raise NotValuedYet
    if not asked:
        return months[0]
    for month in months:
        if month["month"] == asked:
            return month
    raise MonthNotKept(month=asked[:20], known=f"{months[-1]['month']} to {months[0]['month']}")


def slipped_visible_to(user: User, month: date, *, after: int = 0) -> QuerySet[RungSnapshot]:
    """Return the customers somebody may see who went down in a month, by number, after one of them."""
    rows = RungSnapshot.objects.filter(month=month, has_slipped=True, customer__gt=after)
    rows = rows.filter(customer__in=customers_visible_to(user))
    return rows.select_related("customer").order_by("customer_id")


def asked_of_log() -> Asked:
    """Say what the log is to hold: who is not measured in money, and which currencies have rates."""
    reporting = reporting_currency()
    return Asked(
        left_out=frozenset(_with_category(Category.INTERNAL, Category.STAKEHOLDER)),
        reporting=reporting,
        rates=tuple(_usable_rates(reporting)) if reporting else (),
        zone=settings.TIME_ZONE,
    )


def reporting_currency() -> str:
    """Return the currency that rates lead to; nothing where there is no rate yet."""
    return Rate.objects.values_list("reporting", flat=True).first() or ""


def rates_kept() -> QuerySet[Rate]:
    """Return every rate, by currency, the newest first."""
    return Rate.objects.order_by("currency", "-valid_from")


def valued_alone() -> list[str]:
    """Return the currencies that the newest run did not turn into the reporting one."""
    return [code for code in newest_run().values_list("currency", flat=True) if code != reporting_currency()]


def _usable_rates(reporting: str) -> Iterable[DatedRate]:
    """Yield the rates of currencies whose every order has one: the first lies before the first order."""
    starts = dict(Order.objects.values_list("currency").annotate(Min("ordered_at")).order_by())
    rates = Rate.objects.filter(reporting=reporting).exclude(currency=reporting)
    first = dict(rates.values_list("currency").annotate(Min("valid_from")).order_by())
    for rate in rates:
        ordered = starts.get(rate.currency)
        if ordered is None or first[rate.currency] <= ordered.date():
            yield DatedRate(rate.currency, rate.valid_from, float(rate.rate))


def _with_category(*categories: Category) -> Iterable[int]:
    found = Customer.objects.filter(category__in=categories, merged_into__isnull=True)
    return found.values_list("pk", flat=True)


@dataclass(frozen=True)
class Register:
    """What the register knows that worth is told by, by customer."""

    internal: frozenset[int]
    stakeholders: frozenset[int]
    everybody: frozenset[int]
    accounts: dict[int, tuple[int, ...]]


def register_now() -> Register:
    """Return who is in the register, who is not measured in money, and the accounts of organisations."""
    rows = list(Customer.objects.filter(merged_into__isnull=True).values_list("pk", "category"))
    return Register(
        internal=frozenset(pk for pk, category in rows if category == Category.INTERNAL),
        stakeholders=frozenset(pk for pk, category in rows if category == Category.STAKEHOLDER),
        everybody=frozenset(pk for pk, _ in rows),
        accounts=accounts_of_organisations(),
    )


def accounts_of_organisations() -> dict[int, tuple[int, ...]]:
    """Return the accounts that count towards each organisation, those of its own organisations included."""
    pairs = _pairs(RelationRole.ACCOUNT)
    direct: dict[int, set[int]] = {}
    for account, organisation in pairs:
        direct.setdefault(organisation, set()).add(account)
    return {organisation: tuple(sorted(_below(organisation, direct))) for organisation in direct}


def _below(organisation: int, direct: dict[int, set[int]]) -> set[int]:
    found: set[int] = set()
    ahead = [organisation]
    while ahead:
        further = direct.get(ahead.pop(), set()) - found - {organisation}
        found |= further
        ahead += further
    return found


def _pairs(role: RelationRole) -> list[tuple[int, int]]:
    rows = Relation.objects.filter(role=role, other__isnull=False, until__isnull=True)
    here = Q(customer__merged_into__isnull=True, other__merged_into__isnull=True)
    return [(one, other) for one, other in rows.filter(here).values_list("customer", "other") if other]


def referrals() -> Referrals:
    """Return who was referred by whom."""
    return Referrals(_pairs(RelationRole.REFERRED_BY))


def spent_until(until: date, currency: str) -> Spent:
    """Return what was spent in the 365 days up to a day to win and to keep customers, in a currency."""
    after, last = months_between(until)
    rows = Cost.objects.filter(currency=currency, month__gt=after, month__lte=last)
    sums: dict[str, Decimal] = dict(rows.values_list("kind").annotate(Sum("amount")).order_by())
    return Spent(sums.get(CostKind.ACQUISITION), sums.get(CostKind.RETENTION))


def held_rungs() -> dict[int, str]:
    """Return the rung each customer was held on at the newest month end."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD)
        return dict(cursor.fetchall())


_HELD = """
SELECT customer_id, rung FROM (
  SELECT customer_id, rung, row_number() OVER (PARTITION BY customer_id ORDER BY month DESC) AS place
  FROM insights_rungsnapshot
) AS newest WHERE place = 1
"""
