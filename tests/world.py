"""A small world for the walk through every door: customers of every team, each with everything about them.

Every customer's name and everything said of them carries a marker that occurs nowhere else, so that a page
that shows it to the wrong person is found out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from rapport.customers.models import (
    AccessNeed,
    Alternative,
    Assignment,
    ConsentEvent,
    ContactPoint,
    Customer,
    ImportRun,
    Merge,
    Need,
    Promise,
    Relation,
    SavedView,
    TimelineEntry,
)
from rapport.customers.rules import (
    Category,
    Channel,
    ConsentState,
    ContactKind,
    NeedKind,
    RelationRole,
    Stage,
)
from rapport.desk.actions.tallies import count_desk
from rapport.insights.actions import refresh_worth
from rapport.insights.models import RungSnapshot
from rapport.orders.models import Order, OrderLine, Payment, Refund
from rapport.practice.models import Enrolment
from rapport.staff.models import AuditEntry, Invitation, Team, Token, User
from rapport.staff.rules import Role
from tests import cast
from tests.desk_world import DESK_PARTS, make_cases, make_desk_belongings, make_mail
from tests.learning_world import LEARNING_PARTS, make_practice
from tests.line_world import LINE_PARTS, make_lines
from tests.practice_world import PRACTICE_PARTS, make_practice_belongings

NOW = cast.MONDAY_NINE
SHARED_MAIL = "same.for.all@example.org"  # so that they are possible duplicates of each other


@dataclass(frozen=True)
class World:
    """Everybody who works here by role, and customers by what is special about them."""

    people: Mapping[Role, User]
    charlie: User
    customers: Mapping[str, Customer]
    run: ImportRun

    def hidden_from(self, person: User) -> list[str]:
        """Return the markers of the customers that somebody may not see, from the matrix read afresh.

        Written out here once more, and not asked of the query that pages use: that one is under test.
        """
        return [mark for mark in self.customers if not _sees(person, self.customers[mark], mark)]


ALL_CUSTOMERS = (Role.LEADER, Role.MANAGER, Role.PRIVACY, Role.OWNER)
OWN_TEAM = (Role.ADVISER, Role.ACCOUNT)


def _sees(person: User, customer: Customer, mark: str) -> bool:
    if person.role in ALL_CUSTOMERS:
        return True
    if person.role in OWN_TEAM and customer.team_id is not None and customer.team_id == person.team_id:
        return True
    return mark == "Assignalda"


def make_world() -> World:
    """Make everybody, one customer of each team, one of none, one archived, and one assigned to all."""
    people, charlie = cast.make_everybody(), cast.make_person("Charlie")
    north, south = cast.make_team(cast.NORTH), cast.make_team(cast.SOUTH)
    teams: dict[str, Team | None] = {
        "Northumberta": north,
        "Southwickeria": south,
        "Orphanellis": None,
        "Assignalda": south,
        "Archivolda": south,
    }
    customers = {mark: _customer(mark, team, people[Role.OWNER]) for mark, team in teams.items()}
    _relate(customers)
    for person in (*people.values(), charlie):
        if person.role not in ALL_CUSTOMERS:
            Assignment.objects.create(customer=customers["Assignalda"], person=person, assigned_at=NOW)
    Customer.objects.filter(pk=customers["Archivolda"].pk).update(archived_at=NOW)
    run = _run(people[Role.OWNER])
    for person in people.values():
        _belongings(person)
    make_practice(people)
    return World(people, charlie, customers, run)


def _customer(mark: str, team: Team | None, owner: User) -> Customer:
    """Make a customer of whom everything there is a place for is said."""
    customer = cast.make_customer(
        f"{mark} Markham", team=team, external_id=f"X-{mark}", category=Category.CONSUMER,
        notes=f"Note on {mark}", search=f"{mark.lower()} markham", value=Decimal("100.00"),
        value_low=Decimal("50.00"), value_high=Decimal("150.00"), value_currency="GBP", rung="client",
        value_note=f"{mark} is worth something.",
    )  # fmt: skip
    for maker in (_points, _needs, _dealings, _orders, make_cases, make_mail, make_lines):
        maker(customer, mark, owner)
    return customer


def _points(customer: Customer, mark: str, owner: User) -> None:
    for value in (SHARED_MAIL, f"{mark.lower()}@example.org"):
        ContactPoint.objects.create(customer=customer, kind=ContactKind.EMAIL, value=value, key=value)


def _needs(customer: Customer, mark: str, owner: User) -> None:
    Need.objects.create(
        customer=customer, kind=NeedKind.INFORMATION, text=f"{mark} needs to know", source="letter",
        noted_on=NOW.date(), noted_by=owner,
    )  # fmt: skip
    AccessNeed.objects.create(customer=customer, asked_for=f"{mark} asks for large print", noted_at=NOW)
    Alternative.objects.create(customer=customer, name=f"{mark} could go elsewhere", noted_on=NOW.date())


def _dealings(customer: Customer, mark: str, owner: User) -> None:
    Promise.objects.create(
        customer=customer, made_by=owner, text=f"Ring {mark}", made_at=NOW, due_at=NOW + timedelta(hours=4)
    )
    TimelineEntry.objects.create(
        customer=customer, at=NOW, kind="contact", text=f"{mark} rang", stage=Stage.SUPPORT,
        channel=Channel.PHONE,
    )  # fmt: skip
    ConsentEvent.objects.create(
        record=UUID(int=customer.pk), customer=customer, purpose="marketing", channel=Channel.EMAIL,
        state=ConsentState.GIVEN, at=NOW, by_name=mark, how="form",
    )  # fmt: skip
    AuditEntry.objects.create(
        at=NOW, person=owner.pk, person_name=owner.name, deed="change", kind="customer", thing=customer.pk,
        thing_name=customer.name,
    )  # fmt: skip


def _orders(customer: Customer, mark: str, owner: User) -> None:
    order = Order.objects.create(
        customer=customer, number=f"N-{mark}", external_id=f"O-{mark}", ordered_at=NOW, currency="GBP",
        total=Decimal("20.00"),
    )  # fmt: skip
    OrderLine.objects.create(order=order, product=f"Barometer for {mark}", amount=Decimal("20.00"))
    Payment.objects.create(order=order, at=NOW, amount=Decimal("20.00"))
    Refund.objects.create(order=order, at=NOW, amount=Decimal("5.00"), reason=f"{mark} sent it back")


def _relate(customers: Mapping[str, Customer]) -> None:
    """Relate everybody to everybody, so that a page of one could give away another; merge one into each."""
    everyone = list(customers.values())
    for one in everyone:
        for other in everyone:
            if one != other:
                Relation.objects.create(customer=one, role=RelationRole.REFERRED_BY, other=other)
        gone = cast.make_customer(f"Merged {one.name}", team=one.team, merged_into=one)
        Merge.objects.create(kept=one, gone=gone, reason="same party", at=NOW, by_name="Olive")


def _run(owner: User) -> ImportRun:
    return ImportRun.objects.create(
        kind="customers", file_name="customers.csv", path="gone", digest="0" * 64, state="done", rows=1,
        counts={"added": 1}, made_by_name=owner.name, made_at=NOW, done_at=NOW,
    )  # fmt: skip


def value(world: World) -> World:
    """Value everybody and count the desk, so that pages have something to show; everybody slipped."""
    refresh_worth(by=None, at=NOW)
    count_desk(at=NOW)
    for customer in world.customers.values():
        slipped = {"rung": "client", "evaluated": "client", "before": "supporter", "has_slipped": True}
        RungSnapshot.objects.update_or_create(
            customer=customer, month=NOW.date().replace(day=1), defaults=slipped
        )
    return world


def _belongings(person: User) -> None:
    """Give somebody what people have of their own."""
    make_desk_belongings(person)
    make_practice_belongings(person)
    SavedView.objects.create(person=person, name=f"View of {person.name}", query="q=mark")
    Token.objects.create(
        user=person, name=f"Token of {person.name}", digest=f"{person.pk:064d}", scopes=["customers:read"],
        made_at=NOW, expires_at=NOW + timedelta(days=36_500),
    )  # fmt: skip
    Invitation.objects.create(
        email=f"new{person.pk}@example.com", role=Role.ADVISER, digest=f"{person.pk:064x}", made_at=NOW,
        made_by=person, expires_at=NOW + timedelta(days=36_500),
    )  # fmt: skip


Pick = Callable[[World, Customer], Any]

# What stands for a part of an address: by where it stands and its name, for one customer; the longest wins.
PARTS: dict[str, Pick] = {
    "customers/<int:number>/needs/.../thing": lambda world, one: _first(one.needs),
    "customers/<int:number>/access-needs/.../thing": lambda world, one: _first(one.access_needs),
    "customers/<int:number>/contact-points/.../thing": lambda world, one: _first(one.contact_points),
    "customers/<int:number>/relations/.../thing": lambda world, one: _first(one.relations),
    "customers/<int:number>/alternatives/.../thing": lambda world, one: _first(one.alternatives),
    "customers/<int:number>/promises/.../thing": lambda world, one: _first(one.promises),
    "customers/<int:number>/consents/.../event": lambda world, one: _first(one.consents),
    "customers/<int:number>/assignments/.../person": lambda world, one: world.charlie.pk,
    "customers/<int:number>/merge/.../other": lambda world, one: one.pk,
    "customers/merges/.../number": lambda world, one: one.merges.get().pk,
    "customers/views/.../number": lambda world, one: world.people[Role.OWNER].views.get().pk,
    "customers/.../number": lambda world, one: one.pk,
    "orders/.../number": lambda world, one: _first(one.orders),
    "imports/.../number": lambda world, one: world.run.pk,
    "tokens/.../number": lambda world, one: world.people[Role.OWNER].tokens.get().pk,
    "chores/.../name": lambda world, one: "worth",
    "staff/people/.../number": lambda world, one: world.charlie.pk,
    "staff/teams/.../number": lambda world, one: cast.make_team(cast.NORTH).pk,
    "api/customers/.../number": lambda world, one: one.pk,
    "api/relations/.../number": lambda world, one: _first(one.relations),
    "api/needs/.../number": lambda world, one: _first(one.needs),
    "practice/portfolio/from-case/.../number": lambda world, one: _first(one.cases),
    "practice/learners/.../number": lambda world, one: _enrolled(world),
    "practice/scenes/.../scene": lambda world, one: "angry-refund",
    **DESK_PARTS,
    **LINE_PARTS,
    **LEARNING_PARTS,
    **PRACTICE_PARTS,
}


def _enrolled(world: World) -> int:
    """Return the enrolment of the learner, made where it is not there yet."""
    people = {"assessor": world.people[Role.ASSESSOR], "assurer": world.people[Role.QUALITY]}
    fields = {**people, "started_at": NOW}
    return Enrolment.objects.get_or_create(learner=world.people[Role.LEARNER], defaults=fields)[0].pk


def _first(things: Any) -> int:
    return int(things.values_list("pk", flat=True)[0])
