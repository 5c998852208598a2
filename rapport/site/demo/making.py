"""Make the whole demo: staff, register, orders, costs, worth; and say how to sign in."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.core.management import call_command

from rapport.customers.queries import customers_visible_to
from rapport.demo import habits_until, make_register
from rapport.demo.files import write_files
from rapport.demo.staff import ADVISER, COLLEAGUES, OWNER
from rapport.engine.value.valuation import Tell
from rapport.insights.actions import refresh_worth
from rapport.site.demo.mail import show_round_trip
from rapport.site.demo.register import Desk, write_register
from rapport.site.demo.staff import new_password, take_on
from rapport.site.demo.taking_in import note_payments, take_file_in
from rapport.staff import queries
from rapport.staff.models import User

OPEN_FOR = timedelta(weeks=3)  # since the shop moved its customers into Rapport
BEFORE = ("customers", "referrals")  # taken in on that day; the other files came this morning


@dataclass(frozen=True)
class Demo:
    """What one needs to know of a demo that was made."""

    owner: str
    adviser: str
    password: str
    customers: int
    seconds: float


def make_demo(folder: Path, *, seed: int, customers: int, now: datetime, tell: Tell) -> Demo:
    """Make the demo in the database that Django is set up for, which is empty or not there yet."""
    began, password = time.monotonic(), new_password()
    tell("Making the database")
    call_command("migrate", verbosity=0)
    habits = habits_until(now.date())
    shop, register = make_register(seed=seed, customers=customers, now=now, habits=habits)
    files = write_files(shop, register, folder / "files")
    owner = take_on(password, at=now - timedelta(days=habits.days + 30))
    for kind, path in files.items():
        tell(f"Taking in {path.name}")
        take_file_in(kind, path, by=owner, at=now - (OPEN_FOR if kind in BEFORE else timedelta(hours=2)))
    tell("Writing down needs, relations, contacts, promises and consents")
    write_register(register, _desk(owner, now))
    note_payments(by=owner, now=now)
    adviser = next(one for one in queries.everybody() if one.email == ADVISER.email)
    show_round_trip(owner=owner, adviser=adviser, now=now, tell=tell)
    refresh_worth(by=owner, at=now, tell=tell)
    return Demo(OWNER.email, ADVISER.email, password, len(register.parties), time.monotonic() - began)


def sign_in_lines(made: Demo) -> list[str]:
    """Say what was made, and how to sign in."""
    return [
        f"Thistlewood & Daughters: {made.customers:,} customers, made in {made.seconds:.0f} s.",
        f"Sign in as the owner    {made.owner:28} password {made.password}",
        f"     or as an adviser   {made.adviser:28} password {made.password}",
        "Everybody else of the shop, listed under Staff, has the same password.",
    ]


def _desk(owner: User, now: datetime) -> Desk:
    people = {person.name: person for person in queries.everybody()}
    writers = {one.team: people[one.name] for one in reversed(COLLEAGUES) if one.role == "adviser"}
    known = customers_visible_to(owner).select_related("team")
    return Desk(owner, writers, {str(one.external_id): one for one in known}, now - OPEN_FOR)
