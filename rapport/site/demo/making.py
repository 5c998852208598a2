"""Make the whole demo: staff, register, orders, a week at the desk, worth."""

import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from django.core.management import call_command

from rapport.customers.queries import customers_visible_to
from rapport.demo import habits_until, make_register
from rapport.demo.complaints import complaints_of
from rapport.demo.facts import Register
from rapport.demo.files import write_files
from rapport.demo.matters import matters_of
from rapport.demo.staff import ADVISER, ASSESSOR, COLLEAGUES, LEADER, LEARNER, MANAGER, OWNER
from rapport.desk.actions.messages import UNDO_FOR
from rapport.desk.actions.settling import settled_together
from rapport.desk.mail.actions import count_as_sent
from rapport.engine.value.valuation import Tell
from rapport.insights.actions import refresh_worth
from rapport.site.demo.complaints import told_complaints
from rapport.site.demo.deeds import Shop, do_in_order
from rapport.site.demo.desk import ask_and_answer, week_of
from rapport.site.demo.growing import grow
from rapport.site.demo.hold import fill_hold
from rapport.site.demo.learning import practise_a_week
from rapport.site.demo.owed import RIGHTS_ASKED, asked_rights
from rapport.site.demo.register import write_register
from rapport.site.demo.sample import write_sample
from rapport.site.demo.serving import Ports
from rapport.site.demo.setting import give_rights, note_who_is_away, set_up_desk
from rapport.site.demo.staff import new_password, take_on
from rapport.site.demo.taking_in import note_payments, take_file_in
from rapport.site.demo.works import write_works
from rapport.staff import queries
from rapport.staff.models import User

OPEN_FOR = timedelta(weeks=3)  # since the shop moved its customers into Rapport
BEFORE = ("customers", "referrals")  # taken in on that day; the other files came this morning
CASES_FOR_CUSTOMERS = 0.3  # 600 cases for 2,000 customers
SERVES = ("adviser", "account")  # roles that write to customers


@dataclass(frozen=True)
class Demo:
    """What one needs to know of a demo that was made."""

    password: str
    customers: int
    cases: int
    sample: Path  # a mail to the shop
    portal_address: str  # of somebody who may look into the portal
    seconds: float


def make_demo(
    folder: Path, *, seed: int, customers: int, now: datetime, mail_port: int | None, tell: Tell
) -> Demo:
    """Make the demo in the database that Django is set up for, which is empty or not there yet.

    With a mail port its mailboxes send by the server there, else into the folder of mail.
    """
    began, password = time.monotonic(), new_password()
    tell("Making the database")
    call_command("migrate", verbosity=0)
    habits = habits_until(now.date())
    book, register = make_register(seed=seed, customers=customers, now=now, habits=habits)
    files = write_files(book, register, folder / "files")
    owner = take_on(password, at=now - timedelta(days=habits.days + 30))
    for kind, path in files.items():
        tell(f"Taking in {path.name}")
        take_file_in(kind, path, by=owner, at=now - (OPEN_FOR if kind in BEFORE else timedelta(hours=2)))
    shop = _shop(register, owner, now)
    tell("Writing down needs, relations, contacts, promises and consents")
    write_register(register, shop)
    note_payments(by=owner, now=now)
    tell("Promising lines to machine builders")
    write_works(register, shop, seed=seed, now=now)
    refresh_worth(by=owner, at=now, tell=tell)
    tell("Writing the cases of a week")
    address, cases = _work_a_week(register, shop, seed=seed, mail_port=mail_port, now=now)
    tell("Practising for a week")
    practise_a_week(shop, now=now)
    grow(shop, now=now)
    sample = write_sample(folder, register)
    return Demo(password, len(register.parties), cases, sample, address, time.monotonic() - began)


def _work_a_week(
    register: Register, shop: Shop, *, seed: int, mail_port: int | None, now: datetime
) -> tuple[str, int]:
    """Set the desk up and work a week there; return who may look into the portal, and how many cases it was.

    Worth is known by then, for the queue counts it.
    """
    posts = set_up_desk(shop, mail_port=mail_port, at=shop.opened)
    rng = np.random.default_rng((seed, 3))
    matters = matters_of(register.parties, round(len(register.parties) * CASES_FOR_CUSTOMERS), now, rng)
    complaints = [*complaints_of(register.parties, now)]
    deeds = week_of(matters, shop, posts, now) + told_complaints(complaints, shop, posts, now)
    deeds += asked_rights(shop, now)
    asks, answers = shop.people[ADVISER.name], shop.writers["Works office"][0]
    with settled_together(at=now):
        do_in_order(deeds + ask_and_answer(asks, answers, now=now))
    count_as_sent(by=shop.owner, at=now + UNDO_FOR)  # the last were said just now: nobody takes them back
    fill_hold(shop, posts["Consumer desk"], now=now)
    note_who_is_away(shop, now=now)
    rights = give_rights(shop, register.relations, at=now)
    addresses = {number: party.email for number, party in shop.parties.items()}
    return addresses[str(rights[0].person.external_id)], len(matters) + len(complaints) + RIGHTS_ASKED + 1


def sign_in_lines(made: Demo) -> list[str]:
    """Say what was made, and how to sign in."""
    ways = {
        "the owner": OWNER, "an adviser": ADVISER, "their leader": LEADER, "the manager": MANAGER,
        "a learner": LEARNER, "an assessor": ASSESSOR,
    }  # fmt: skip
    count = f"{made.customers:,} customers and {made.cases:,} cases"
    return [
        f"Thistlewood & Daughters: {count}, made in {made.seconds:.0f} s.",
        *(f"Sign in as {words:13} {one.email:28} password {made.password}" for words, one in ways.items()),
        "Everybody else of the shop, listed under Staff, has the same password.",
    ]


def mail_lines(made: Demo, command: str, ports: Ports) -> list[str]:
    """Say where the demo's mail is, how to write to the shop, and how a customer gets into the portal."""
    return [
        f"What Rapport sends goes no further than http://localhost:{ports.page}",
        "Write to the shop as a customer, in another terminal; the case is in the queue after a few seconds:",
        f"    {command} mail take consumer@thistlewood.example < {made.sample}",
        f"or by SMTP to localhost, port {ports.mail}. Answer the case, and read the answer on that page.",
        f"As a customer: http://localhost:{ports.site}/portal as {made.portal_address}",
    ]


def _shop(register: Register, owner: User, now: datetime) -> Shop:
    people = {person.name: person for person in queries.everybody()}
    writers: dict[str, list[User]] = defaultdict(list)
    for one in COLLEAGUES:
        if one.role in SERVES:
            writers[one.team].append(people[one.name])
    known = customers_visible_to(owner).select_related("team")
    customers = {str(one.external_id): one for one in known}
    parties = {party.id: party for party in register.parties}
    return Shop(owner, people, writers, customers, now - OPEN_FOR, parties)
