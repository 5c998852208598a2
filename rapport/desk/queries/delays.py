"""Promises at risk as the desk tells of them: who is to be told what, and in which case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from rapport.customers.models import ContactPoint
from rapport.customers.rules import ContactKind
from rapport.desk.models import Case, CasePromise
from rapport.desk.queries.sight import resolve_case
from rapport.desk.rules import LIVE, CaseKind
from rapport.orders.models import Agreement, AtRisk, PromisedLine
from rapport.orders.queries.lines import agreements_to_ask_for, asking_words, risks_visible_to
from rapport.staff.models import User

SHOWN = 50


@dataclass(frozen=True)
class DelayShown:
    """A promise at risk, with whether its customer can be written to."""

    risk: AtRisk
    has_address: bool
    days_left: int


def delays_shown(user: User, at: datetime) -> Sequence[DelayShown]:
    """Return the promises at risk somebody sees, the one that breaks first first."""
    rows = risks_visible_to(user).annotate(has_address=has_address())[:SHOWN]
    return [DelayShown(risk, risk.has_address, (risk.due_at - at).days) for risk in rows]


def has_address() -> Exists:
    """Return the condition of a promise at risk whose customer has a mail address."""
    theirs = OuterRef("line__promise__customer")
    return Exists(ContactPoint.objects.filter(customer=theirs, kind=ContactKind.EMAIL))


@dataclass(frozen=True)
class AskingShown:
    """A revision that a customer is to be asked about, with the words, and whether they can be written to."""

    agreement: Agreement
    words: str
    has_address: bool


def askings_shown(user: User) -> Sequence[AskingShown]:
    """Return the revisions that customers are to be asked about."""
    rows = agreements_to_ask_for(user).annotate(has_address=has_address())[:SHOWN]
    return [
        AskingShown(one, asking_words(one, getattr(one, "agreed_mark", None) or ""), one.has_address)
        for one in rows
    ]


def delay_count(user: User) -> int:
    """Return how many promises at risk somebody sees."""
    return risks_visible_to(user).count()


def case_of_line(line: PromisedLine) -> Case | None:
    """Return the live case in which a customer hears of a line: that of its promise, else of the order."""
    links = CasePromise.objects.filter(promise=line.promise_id).select_related("case__merged_into")
    link = links.first()
    if link and (case := resolve_case(link.case)).state in LIVE:
        return case
    of_order = Case.objects.filter(order=line.order_id, kind=CaseKind.ORDER, state__in=LIVE)
    return of_order.filter(customer=line.promise.customer_id).order_by("-opened_at").first()
