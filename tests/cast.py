"""The cast of every test: teams, one person per role, customers, and clients that are signed in.

Alice is an adviser of team North, Bob leads it, Charlie is an adviser of team South, Olive owns the
place; Dana and Northwind are customers of North. Nobody has a password: `client_of` signs them in.
"""

from datetime import timedelta
from typing import Any

from django.test import Client

from rapport.customers.models import ContactPoint, Customer
from rapport.customers.rules import Category, ContactKind, Kind
from rapport.staff.models import Team, User
from rapport.staff.rules import Role
from tests.clock import NOW

MONDAY_NINE = NOW
A_YEAR_AGO = MONDAY_NINE - timedelta(days=365)
NORTH, SOUTH = "North", "South"
PEOPLE: dict[str, tuple[Role, str]] = {  # name: role, team
    "Alice": (Role.ADVISER, NORTH),
    "Bob": (Role.LEADER, NORTH),
    "Charlie": (Role.ADVISER, SOUTH),
    "Maxine": (Role.MANAGER, ""),
    "Anita": (Role.ACCOUNT, NORTH),
    "Priya": (Role.PRIVACY, ""),
    "Lena": (Role.LEARNER, NORTH),
    "Imran": (Role.ASSESSOR, ""),
    "Quentin": (Role.QUALITY, ""),
    "Olive": (Role.OWNER, ""),
}


def make_team(name: str) -> Team:
    """Return the team of that name, made where it is not there yet."""
    return Team.objects.get_or_create(name=name)[0]


def make_person(name: str, role: Role | None = None, team: Team | None = None, **fields: Any) -> User:
    """Make somebody who works here; a name of the cast brings role and team along."""
    known, home = PEOPLE.get(name, (Role.ADVISER, NORTH))
    email = fields.pop("email", f"{name.lower()}@example.com")
    team = team or (make_team(home) if home else None)
    return User.objects.create_user(
        email, name=name, role=role or known, team=team, joined_at=A_YEAR_AGO, **fields
    )


def make_everybody() -> dict[Role, User]:
    """Make one person per role, those of team North where there are two."""
    names = {role: name for name, (role, team) in PEOPLE.items() if team != SOUTH}
    return {role: make_person(name) for role, name in names.items()}


def make_customer(name: str, *, team: Team | None = None, **fields: Any) -> Customer:
    """Make a customer as plainly as can be: a private person unless `fields` say otherwise."""
    plain = {"kind": Kind.PERSON, "category": Category.CONSUMER, "search": name.lower()}
    return Customer.objects.create(
        **plain | {"made_at": A_YEAR_AGO, "changed_at": A_YEAR_AGO} | fields, name=name, team=team
    )


def make_dana() -> Customer:
    """Make Dana, a private customer of team North, with an address to write to."""
    dana = make_customer("Dana Whitlock", team=make_team(NORTH), external_id="C-1001")
    ContactPoint.objects.create(
        customer=dana, kind=ContactKind.EMAIL, value="dana@example.org", key="dana@example.org"
    )
    return dana


def make_northwind() -> Customer:
    """Make Northwind, an organisation that team North serves."""
    fields = {"kind": Kind.ORGANISATION, "category": Category.BUSINESS, "external_id": "C-2001"}
    return make_customer("Northwind Metrology Ltd", team=make_team(NORTH), **fields)


def client_of(person: User | None = None, **extra: Any) -> Client:
    """Return a browser in which that person is signed in; a stranger's without one."""
    client = Client(headers={"host": "localhost"}, **extra)
    if person is not None:
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client
