"""Who is in the demo shop's register: its buyers, and the people, groups and prospects around them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count, cycle, islice
from typing import Any

import numpy as np
import pyarrow.compute as pc

from rapport.demo import names
from rapport.demo.facts import Party
from rapport.demo.phrases import words
from rapport.demo.shop import Shop

GROUP_EVERY = 20  # trade customers for one group
PROSPECT_EVERY = 66  # customers in all for one prospect
TWICE = 6  # prospects who are in the register already, under another spelling
BODY_SORTS = {
    "Building Society": "investor",
    "Apprentice Trust": "investor",
    "Harbour Trust": "regulator",
    "Standards Forum": "regulator",
    "Parish Council": "neighbour",
    "Residents' Association": "neighbour",
    "Grammar School": "neighbour",
}
KINDS = {
    "consumer": ("person", "consumer", "consumer"),
    "trade": ("organisation", "business", "trade"),
    "internal": ("team", "internal", "team"),
    "stakeholder": ("organisation", "stakeholder", "influencer"),
}
CHANNELS = {
    "consumer": ("email", "email", "email", "phone", "phone", "letter", "portal"),
    "business": ("email", "email", "phone", "portal"),
    "internal": ("internal",),
    "stakeholder": ("letter", "email", "phone"),
}
LANGUAGES = ("en-GB",) * 40 + ("cy", "pl", "ur", "de")


@dataclass(frozen=True)
class Crowd:
    """All parties, and which belong together: contact and firm, account and group, body and role."""

    parties: tuple[Party, ...]
    members: tuple[tuple[Party, Party], ...]
    accounts: tuple[tuple[Party, Party], ...]


def make_crowd(shop: Shop, customers: int, rng: np.random.Generator) -> Crowd:
    """Return `customers` parties: the shop's own, and around them groups, prospects and contacts."""
    buyers = [_with_words(party, i, rng) for i, party in enumerate(_buyers(shop, rng))]
    trade = [party for party in buyers if party.sort == "trade"]
    groups = _groups(trade, rng)
    accounts = _accounts(trade, groups, rng)
    prospects = _prospects(buyers, customers // PROSPECT_EVERY, rng)
    firms = [party for party in [*groups, *buyers] if party.kind != "person"]
    contacts = {row["customer_id"]: row["contact"] for row in shop.customers.to_pylist()}
    room = customers - len(buyers) - len(groups) - len(prospects)
    members = list(_contacts(firms, contacts, room, rng))
    parties = (*buyers, *groups, *prospects, *(person for person, _ in members))
    return Crowd(parties, (*members, *_second_posts(members, trade, rng)), tuple(accounts))


def _buyers(shop: Shop, rng: np.random.Generator) -> Iterator[Party]:
    """Yield the shop's own customers as parties; a third of the stakeholders are suppliers."""
    first = _first_days(shop)
    suppliers = iter(_supplier_names(shop.customers.num_rows, rng))
    bodies = count()
    for row in shop.customers.to_pylist():
        kind, category, sort = KINDS[row["kind"]]
        party = Party(
            id=row["customer_id"], kind=kind, name=row["name"], category=category, sort=sort,
            since=first[row["customer_id"]], email=row["email"], address=row["town"],
        )  # fmt: skip
        if category == "stakeholder":
            party = _as_stakeholder(party, next(bodies), suppliers, rng)
        yield party


def _first_days(shop: Shop) -> dict[str, date]:
    by_customer = shop.orders.group_by("customer_id").aggregate([("ordered_at", "min")])
    days = pc.cast(by_customer["ordered_at_min"], "date32").to_pylist()
    return dict(zip(by_customer["customer_id"].to_pylist(), days, strict=True))


def _supplier_names(size: int, rng: np.random.Generator) -> list[str]:
    families = [party.split()[-1] for party in names.people(size, rng)]
    return [f"{family} {what}" for family, what in zip(families, cycle(words("supplies")), strict=False)]


def _as_stakeholder(party: Party, number: int, suppliers: Iterator[str], rng: np.random.Generator) -> Party:
    """Say what a stakeholder's stake is, and how much interest and influence they have, 1 to 5."""
    sort = next((known for body, known in BODY_SORTS.items() if party.name.endswith(body)), party.sort)
    if number % 3 == 0:
        party, sort = replace(party, name=next(suppliers)), "supplier"
    interest, influence = (int(level) for level in rng.integers(1, 6, 2))
    return replace(party, sort=sort, interest=interest, influence=influence)


def _with_words(party: Party, number: int, rng: np.random.Generator) -> Party:
    """Add how a party is reached and likes to be spoken to; numbers are those kept free for stories."""
    kept_free, channels = words("numbers"), CHANNELS[party.category]
    house, street = int(rng.integers(1, 90)), words("streets")[int(rng.integers(0, len(words("streets"))))]
    code = f"QX{number % 9 + 1} {int(rng.integers(1, 10))}{'ABDEFG'[number % 6]}{'HJLNPQ'[house % 6]}"
    styles = words("styles")
    return replace(
        party,
        phone=f"{kept_free[number % len(kept_free)]}{number // len(kept_free):03d}",
        address=f"{house} {street}, {party.address or 'Kendal'} {code}",
        channel=channels[int(rng.integers(0, len(channels)))],
        language=LANGUAGES[int(rng.integers(0, len(LANGUAGES)))],
        style=styles[int(rng.integers(0, len(styles)))] if rng.random() < 0.35 else "",
    )


def _groups(trade: Sequence[Party], rng: np.random.Generator) -> list[Party]:
    """Make the organisations whose parts order and pay for themselves."""
    size = max(2, len(trade) // GROUP_EVERY)
    families = [name.split()[-1] for name in names.people(size, rng)]
    since = min(party.since for party in trade)
    return [
        Party(
            id=f"G{number:04d}",
            kind="organisation",
            name=f"{family} Holdings",
            category="business",
            sort="group",
            since=since,
            email=f"office@{family.lower().replace(' ', '')}{number}.example.com",
            channel="email",
            language="en-GB",
        )
        for number, family in enumerate(families, start=1)
    ]


def _accounts(
    trade: Sequence[Party], groups: Sequence[Party], rng: np.random.Generator
) -> Iterator[tuple[Party, Party]]:
    """Yield two to four trade customers for each group."""
    free = iter(rng.permutation(len(trade)))
    for group in groups:
        for place in islice(free, int(rng.integers(2, 5))):
            yield trade[place], group


def _prospects(buyers: Sequence[Party], size: int, rng: np.random.Generator) -> list[Party]:
    """Make people who asked and have not bought; a few are customers already, spelt in another way."""
    last = max(party.since for party in buyers)
    people = names.people(size + len(buyers), rng)[-size:]
    known = [party for party in buyers if party.sort == "consumer"][:TWICE]
    made = [
        Party(
            id=f"A{number:04d}",
            kind="person",
            name=name,
            category="consumer",
            sort="prospect",
            since=last - timedelta(days=int(rng.integers(5, 200))),
            email=_mail(name, f"a{number}"),
            channel="email",
            language="en-GB",
            basis="asked for the catalogue",
        )
        for number, name in enumerate(people, start=1)
    ]
    twice = [
        replace(new, name=f"{old.name[0]}. {old.name.split(' ', 1)[1]}", email=old.email)
        for new, old in zip(made, known, strict=False)
    ]
    return [*twice, *made[len(twice) :]]


def _contacts(
    firms: Sequence[Party], contacts: dict[str, Any], room: int, rng: np.random.Generator
) -> Iterator[tuple[Party, Party]]:
    """Yield `room` people with the firm each works for: first everyone's known contact, then further ones."""
    spare = iter(names.people(2 * room + len(firms), rng))
    for number, firm in enumerate(islice(cycle(firms), room), start=1):
        known = contacts.get(firm.id, "") if number <= len(firms) else ""
        name = known or next(spare)
        sort = "colleague" if firm.category == "internal" else "contact"
        mail, channel = _mail(name, f"p{number}"), CHANNELS[firm.category][0]
        person = Party(
            id=f"P{number:05d}", kind="person", name=name, category=firm.category, sort=sort,
            since=firm.since, email=mail, channel=channel, language="en-GB",
            interest=firm.interest, influence=firm.influence,
        )  # fmt: skip
        yield person, firm


def _second_posts(
    members: Sequence[tuple[Party, Party]], trade: Sequence[Party], rng: np.random.Generator
) -> Iterator[tuple[Party, Party]]:
    """Yield every twelfth trade contact again, with a second firm."""
    at_work = [(person, firm) for person, firm in members if firm.category == "business"]
    for person, firm in at_work[::12]:
        other = trade[int(rng.integers(0, len(trade)))]
        if other.id != firm.id:
            yield person, other


def _mail(name: str, mark: str) -> str:
    return f"{name.lower().replace(chr(39), '').replace(' ', '.')}.{mark}@example.com"
