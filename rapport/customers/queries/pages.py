"""What the page of one customer shows, in a constant number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from rapport.customers.models import (
    AccessNeed,
    Alternative,
    Assignment,
    ConsentEvent,
    ContactPoint,
    Customer,
    Merge,
    Need,
    Promise,
    Relation,
)
from rapport.customers.queries.consents import consents_now
from rapport.customers.queries.promises import OWED
from rapport.customers.queries.sight import customer_visible_to, customers_visible_to
from rapport.customers.queries.timelines import Stretch, timeline_of
from rapport.customers.rules import Category, ConsentNow, Facts, Proposal, facts_from, propose_category
from rapport.staff.models import User
from rapport.staff.rules import Sight

MOST_RELATIONS = 200
MOST_CONSENTS = 200


@dataclass(frozen=True)
class RelationShown:
    """A relation as seen from one party: `subject` is `role` of `object`, None where it may not be seen.

    `is_of_them` tells that the customer of the page is the subject. `to_us` is a role towards ourselves.
    """

    relation: Relation
    role: str
    other: Customer | None
    is_of_them: bool
    to_us: bool

    @property
    def other_name(self) -> str:
        """Return whom the relation is with, without the name of somebody who may not be seen."""
        if self.to_us:
            return "us"
        return self.other.name if self.other else "a customer of another team"


@dataclass(frozen=True)
class PromiseShown:
    """A promise that is open; `is_late` once its time has passed."""

    promise: Promise
    is_late: bool


@dataclass(frozen=True)
class WorthShown:
    """What a customer is worth as insights recorded it, with the sentence that explains it."""

    customer: Customer
    sentence: str
    is_measured: bool


@dataclass(frozen=True)
class CustomerPage:
    """Everything the page of a customer leads with; `worth` and `access_needs` None: not for this role."""

    customer: Customer
    facts: Facts
    proposal: Proposal
    contact_points: tuple[ContactPoint, ...]
    needs: tuple[Need, ...]
    wants: tuple[Need, ...]
    access_needs: tuple[AccessNeed, ...] | None
    relations: tuple[RelationShown, ...]
    consents: tuple[ConsentNow, ...]
    consent_history: tuple[ConsentEvent, ...]
    promises: tuple[PromiseShown, ...]
    alternatives: tuple[Alternative, ...]
    assigned: tuple[User, ...]
    merges: tuple[Merge, ...]
    worth: WorthShown | None
    timeline: Stretch

    @property
    def owed_next(self) -> PromiseShown | None:
        """Return the promise that falls due first, or None."""
        return self.promises[0] if self.promises else None

    @property
    def organisations(self) -> tuple[RelationShown, ...]:
        """Return the relations by which a person belongs to organisations."""
        return tuple(
            shown for shown in self.relations if shown.is_of_them and shown.role in ("member", "account")
        )


def customer_page(user: User, number: int, *, at: datetime) -> CustomerPage:
    """Return the page of a customer that somebody may see; refused as not found where they may not.

    A merged number leads to the customer that took it in: compare `page.customer.pk` with the number.
    """
    customer = customer_visible_to(user, number)
    needs = [*customer.needs.filter(ended_on__isnull=True).select_related("noted_by")]
    history = [*customer.consents.order_by("-at", "-pk")[:MOST_CONSENTS]][::-1]
    facts = facts_from(customer.kind, customer.facts)
    return CustomerPage(
        customer=customer,
        facts=facts,
        proposal=propose_category(facts),
        contact_points=tuple(customer.contact_points.order_by("kind", "-is_preferred", "pk")),
        needs=tuple(need for need in needs if not need.is_want),
        wants=tuple(need for need in needs if need.is_want),
        access_needs=_access_needs(user, customer),
        relations=relations_shown(user, customer),
        consents=consents_now(history),
        consent_history=tuple(history[::-1]),
        promises=_promises(customer, at),
        alternatives=tuple(customer.alternatives.all()),
        assigned=_assigned(customer),
        merges=tuple(customer.merges.filter(undone_at__isnull=True).select_related("gone")),
        worth=worth_shown(customer) if user.may(Sight.WORTH) else None,
        timeline=timeline_of(user, customer),
    )


def relations_shown(user: User, customer: Customer) -> tuple[RelationShown, ...]:
    """Return a customer's relations both ways; whom the person may not see is not named."""
    both = Relation.objects.filter(Q(customer=customer) | Q(other=customer)).order_by("role", "pk")
    relations = [*both[:MOST_RELATIONS]]
    others = {number for relation in relations for number in _parties(relation)} - {customer.pk}
    seen = customers_visible_to(user, archived=None).defer("search", "notes").in_bulk([*others])
    return tuple(_shown(relation, customer, seen) for relation in relations)


def worth_shown(customer: Customer) -> WorthShown:
    """Return worth with the sentence that explains it, or why there is none."""
    sentence = customer.value_note or (_no_worth(customer) if customer.value is None else "")
    return WorthShown(customer, sentence, is_measured=customer.value is not None)


def _no_worth(customer: Customer) -> str:
    if customer.category == Category.INTERNAL:
        return "Not measured in money: an internal customer pays us nothing."
    if customer.category == Category.STAKEHOLDER:
        return "Not measured in money: a stakeholder buys nothing from us."
    return "Not valued yet: worth is computed each night from the orders."


def _parties(relation: Relation) -> Iterable[int]:
    return [relation.customer_id] + ([relation.other_id] if relation.other_id else [])


def _shown(relation: Relation, customer: Customer, seen: dict[int, Customer]) -> RelationShown:
    is_of_them = relation.customer_id == customer.pk
    other = relation.other_id if is_of_them else relation.customer_id
    return RelationShown(relation, relation.role, seen.get(other or 0), is_of_them, relation.other_id is None)


def _access_needs(user: User, customer: Customer) -> tuple[AccessNeed, ...] | None:
    if not user.may(Sight.ACCESS_NEEDS):
        return None
    return tuple(customer.access_needs.filter(ended_at__isnull=True).select_related("noted_by"))


def _promises(customer: Customer, at: datetime) -> tuple[PromiseShown, ...]:
    open_ones = customer.promises.filter(OWED).select_related("made_by")
    return tuple(PromiseShown(promise, promise.due_at < at) for promise in open_ones)


def _assigned(customer: Customer) -> tuple[User, ...]:
    rows: Sequence[Assignment] = [*customer.assignments.select_related("person").order_by("person__name")]
    return tuple(row.person for row in rows)
