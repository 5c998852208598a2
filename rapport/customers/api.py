"""The JSON door of the register: customers, their relations and their needs."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Query, Router, Schema, Status
from pydantic import Field

from rapport.customers import actions, queries
from rapport.customers.models import Customer, Need
from rapport.customers.queries import RelationShown
from rapport.customers.rules import Channel, Kind, NeedKind, RelationRole
from rapport.staff.actions import record_list, record_view
from rapport.staff.models import Team, User
from rapport.staff.queries import teams
from rapport.staff.rules import NotAllowed, Sight, TeamNotKnown
from rapport.staff.tokens.door import ApiRequest, Bearer, Name, Number, NumberInPath, Text, Word, answers
from rapport.staff.tokens.rules import Scope

router = Router(tags=["customers"])
READ, WRITE = Bearer(Scope.CUSTOMERS_READ), Bearer(Scope.CUSTOMERS_WRITE)
Scale = Annotated[int, Field(ge=1, le=5)]
Facts = Annotated[dict[str, bool | None], Field(max_length=40)]


class CustomerOut(Schema):
    """A customer; `version` is what a change has to name. Worth has an address of its own."""

    number: int
    kind: str
    name: str
    external_id: str | None
    category: str
    category_why: str
    is_category_confirmed: bool
    team: int | None
    preferred_channel: str
    language: str
    contact_style: str
    interest: int | None
    influence: int | None
    contact_basis: str
    facts: dict[str, Any]
    notes: str
    made_at: datetime
    changed_at: datetime
    version: int
    is_archived: bool


class CustomersOut(Schema):
    """A page of the list; `after` asks for the next one, and is empty on the last."""

    customers: list[CustomerOut]
    counted: str
    after: str


class CustomerFilters(Schema):
    """What the list can be narrowed and sorted by; any other key is refused."""

    q: Word = ""
    category: Word = ""
    kind: Word = ""
    team: Word = ""
    rung: Word = ""
    segment: Word = ""
    lapsed: Word = ""
    channel: Word = ""
    has_needs: Word = ""
    archived: Word = ""
    sort: Word = ""
    after: Text = ""


class CustomerFields(Schema):
    """What can be filled in; what is left out stays as it is. The category follows from the facts."""

    kind: Kind | None = None
    name: Name | None = None
    external_id: Word | None = None
    team: Number | None = None
    preferred_channel: Channel | None = None
    language: Word | None = None
    contact_style: Word | None = None
    interest: Scale | None = None
    influence: Scale | None = None
    contact_basis: Word | None = None
    facts: Facts | None = None
    notes: Text | None = None


class CustomerIn(CustomerFields):
    """A new customer; without a team they belong to the team of the person behind the token."""

    kind: Kind = Kind.PERSON
    name: Name


class CustomerChange(CustomerFields):
    """A change to the customer as it was at a version; a stale one is refused with the difference."""

    version: Number


@router.get("/customers", auth=READ, response=answers(CustomersOut))
def list_customers(request: ApiRequest, filters: Query[CustomerFilters]) -> CustomersOut:  # noqa: ARG001 - for the documentation; `ask_from` refuses what it does not name
    """List customers, 50 at a time."""
    page = queries.find_customers(request.user, queries.ask_from(request.GET.dict()))
    record_list(
        request.user, "list", "customer", count=page.count, at=now(), door="api", asked=request.GET.dict()
    )
    customers = [_customer(row.customer) for row in page.rows]
    return CustomersOut(customers=customers, counted=page.counted, after=page.after)


@router.get("/customers/{number}", auth=READ, response=answers(CustomerOut))
def get_customer(request: ApiRequest, number: NumberInPath) -> CustomerOut:
    """Return one customer; a merged number leads to the one that took it in."""
    return _customer(_seen(request, number))


@router.post("/customers", auth=WRITE, response=answers(CustomerOut, status=201))
def create_customer(request: ApiRequest, body: CustomerIn) -> Status[CustomerOut]:
    """Add a customer."""
    fields = _fields(request.user, body.dict(exclude_unset=True))
    return Status(201, _customer(actions.add_customer(fields, by=request.user, at=now())))


@router.patch("/customers/{number}", auth=WRITE, response=answers(CustomerOut))
def change_customer(request: ApiRequest, number: NumberInPath, body: CustomerChange) -> CustomerOut:
    """Change fields of a customer."""
    customer = queries.customer_visible_to(request.user, number)
    fields = _fields(request.user, body.dict(exclude_unset=True, exclude={"version"}))
    changed = actions.change_customer(customer, fields, version=body.version, by=request.user, at=now())
    return _customer(changed)


class PartyOut(Schema):
    """The other party of a relation."""

    number: int
    name: str


class RelationOut(Schema):
    """A relation; with `is_of_them` the customer is what `role` says, else the other is.

    `other` is empty where the relation is with ourselves, and where the other may not be seen.
    """

    number: int
    role: str
    other: PartyOut | None
    is_of_them: bool
    is_with_us: bool
    title: str
    since: date | None
    until: date | None
    source: str


class RelationIn(Schema):
    """What the customer is to another, or to us where `other` is left out."""

    role: RelationRole
    other: Number | None = None
    title: Word = ""
    since: date | None = None
    until: date | None = None
    source: Word = ""


@router.get(
    "/customers/{number}/relations", auth=READ, response=answers(list[RelationOut]), tags=["relations"]
)
def list_relations(request: ApiRequest, number: NumberInPath) -> list[RelationOut]:
    """List a customer's relations, both ways."""
    return [_relation(shown) for shown in queries.relations_shown(request.user, _seen(request, number))]


@router.post(
    "/customers/{number}/relations", auth=WRITE, response=answers(RelationOut, status=201), tags=["relations"]
)
def create_relation(request: ApiRequest, number: NumberInPath, body: RelationIn) -> Status[RelationOut]:
    """Say what a customer is to another, or to us."""
    customer = queries.customer_visible_to(request.user, number)
    other = queries.customer_visible_to(request.user, body.other) if body.other else None
    rest = body.dict(exclude={"role", "other"})
    made = actions.relate(customer, body.role, other, by=request.user, at=now(), **rest)
    return Status(201, _relation(RelationShown(made, made.role, other, is_of_them=True, to_us=other is None)))


@router.delete("/relations/{number}", auth=WRITE, response=answers(None, status=204), tags=["relations"])
def delete_relation(request: ApiRequest, number: NumberInPath) -> Status[None]:
    """Take a relation away."""
    relation = get_object_or_404(queries.relations_visible_to(request.user), pk=number)
    actions.unrelate(relation, by=request.user, at=now())
    return Status(204, None)


class NeedOut(Schema):
    """What a customer needs or wants."""

    number: int
    kind: str
    is_want: bool
    text: str
    meets: str
    exceeds: str
    source: str
    noted_on: date
    ended_on: date | None


class NeedIn(Schema):
    """A need in the customer's words; `is_want` tells what would please from what must be met."""

    kind: NeedKind
    text: Annotated[Text, Field(min_length=1)]
    source: Name
    is_want: bool = False
    meets: Text = ""
    exceeds: Text = ""


@router.get("/customers/{number}/needs", auth=READ, response=answers(list[NeedOut]), tags=["needs"])
def list_needs(request: ApiRequest, number: NumberInPath) -> list[NeedOut]:
    """List what a customer needs and wants, what has ended too."""
    return [_need(need) for need in _seen(request, number).needs.all()[:500]]


@router.post("/customers/{number}/needs", auth=WRITE, response=answers(NeedOut, status=201), tags=["needs"])
def create_need(request: ApiRequest, number: NumberInPath, body: NeedIn) -> Status[NeedOut]:
    """Note a need or a want."""
    customer = queries.customer_visible_to(request.user, number)
    rest = body.dict(exclude={"kind", "text"})
    need = actions.note_need(customer, body.kind, body.text, by=request.user, at=now(), **rest)
    return Status(201, _need(need))


@router.put("/needs/{number}/ended", auth=WRITE, response=answers(NeedOut), tags=["needs"])
def end_need(request: ApiRequest, number: NumberInPath) -> NeedOut:
    """Say that a need is there no longer."""
    need = get_object_or_404(queries.needs_visible_to(request.user), pk=number)
    return _need(actions.end_need(need, by=request.user, at=now()))


def _seen(request: ApiRequest, number: int) -> Customer:
    """Return a customer that the person may see, and write that they did."""
    customer = queries.customer_visible_to(request.user, number)
    record_view(request.user, customer, at=now())
    return customer


def _fields(user: User, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields as the action takes them: a team by its number."""
    if told.get("team") is None:
        return dict(told)
    return {**told, "team": _team(user, told["team"])}


def _team(user: User, number: int) -> Team:
    if number != user.team_id and not user.may(Sight.OTHER_TEAMS):
        raise NotAllowed(role=user.role, deed="give customers to another team")
    team = teams().filter(pk=number).first()
    if team is None:
        known = ", ".join(f"{one.pk} ({one.name})" for one in teams()[:10])
        raise TeamNotKnown(team=number, there_are=f"There are: {known}." if known else "There is none yet.")
    return team


def _customer(customer: Customer) -> CustomerOut:
    told = {name: getattr(customer, name) for name in CustomerOut.model_fields if hasattr(customer, name)}
    return CustomerOut(
        **told
        | {
            "number": customer.pk,
            "team": customer.team_id,
            "is_category_confirmed": customer.category_confirmed_at is not None,
            "is_archived": customer.archived_at is not None,
        }
    )


def _relation(shown: RelationShown) -> RelationOut:
    relation, other = shown.relation, shown.other
    return RelationOut(
        number=relation.pk,
        role=shown.role,
        other=PartyOut(number=other.pk, name=other.name) if other else None,
        is_of_them=shown.is_of_them,
        is_with_us=shown.to_us,
        **{name: getattr(relation, name) for name in ("title", "since", "until", "source")},
    )


def _need(need: Need) -> NeedOut:
    told = {name: getattr(need, name) for name in NeedOut.model_fields if name != "number"}
    return NeedOut(number=need.pk, **told)
