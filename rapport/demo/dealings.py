"""What there is to say of the demo shop's parties: relations, needs, promises, contacts, consents, costs."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from rapport.demo.facts import (
    AccessNeed,
    Alternative,
    Consent,
    Cost,
    Need,
    Party,
    Promise,
    Relation,
    Touch,
)
from rapport.demo.parties import Crowd
from rapport.demo.phrases import Phrase, phrases, words

REFERRED_SHARE, NEEDS_SHARE, CONTACTS_SHARE, CONSENT_SHARE = 0.12, 0.5, 0.4, 0.25
ACCESS_SHARE, ALTERNATIVE_SHARE, PROMISE_SHARE = 0.015, 0.06, 0.04
ROLES_AT_WORK = ("decision maker", "buyer", "end user", "influencer")
ROLE_TO_US = {
    "supplier": "supplier",
    "regulator": "regulator",
    "investor": "investor",
    "neighbour": "neighbour",
    "influencer": "influencer",
}
KNOWN_BETTER = {"group": 3.0, "trade": 1.8}
PURPOSES = ("marketing", "surveys")
SEASON = (0.8, 0.8, 0.9, 1.0, 1.0, 0.9, 0.8, 0.8, 1.0, 1.3, 1.8, 1.5)  # of what is spent to win customers


def relations_of(crowd: Crowd, rng: np.random.Generator) -> Iterator[Relation]:
    """Yield who works where and as what, which account belongs to which group, who came through whom."""
    for place, (person, firm) in enumerate(crowd.members):
        title = words("titles")[place % len(words("titles"))] if firm.category == "business" else ""
        yield Relation(person.id, "member", firm.id, title, firm.since)
        if firm.category == "business":
            yield Relation(person.id, ROLES_AT_WORK[place % len(ROLES_AT_WORK)], firm.id, "", firm.since)
    for account, group in crowd.accounts:
        yield Relation(account.id, "account", group.id, "", account.since)
    yield from _to_us(crowd.parties)
    yield from _served(crowd.parties)
    yield from _referrals(crowd.parties, rng)


def _to_us(parties: Sequence[Party]) -> Iterator[Relation]:
    """Yield what stakeholders are to the shop; every fortieth trade customer also supplies it."""
    for party in parties:
        if party.kind != "person" and party.sort in ROLE_TO_US:
            yield Relation(party.id, ROLE_TO_US[party.sort], since=party.since)
    for party in [party for party in parties if party.sort == "trade"][::40]:
        yield Relation(party.id, "supplier", since=party.since)


def _served(parties: Sequence[Party]) -> Iterator[Relation]:
    """Yield which team serves which: each the next in the list."""
    teams = [party for party in parties if party.sort == "team"]
    for served, server in zip(teams, [*teams[1:], teams[0]], strict=True):
        if served != server:
            yield Relation(served.id, "served by", server.id, since=served.since)


def _referrals(parties: Sequence[Party], rng: np.random.Generator) -> Iterator[Relation]:
    """Yield some customers with an earlier one, of the same sort, who sent them."""
    for sort in ("consumer", "trade"):
        known = sorted((party for party in parties if party.sort == sort), key=lambda party: party.since)
        for place, party in enumerate(known):
            if place > 20 and rng.random() < REFERRED_SHARE:
                earlier = known[int(rng.integers(0, place))]
                yield Relation(party.id, "referred by", earlier.id, since=party.since)


def needs_of(parties: Sequence[Party], last: date, rng: np.random.Generator) -> Iterator[Need]:
    """Yield one to three needs and wants for most parties."""
    for party in _some(parties, NEEDS_SHARE, rng):
        for kind, weight, text, meets, exceeds in _pick(phrases("needs", party.category), 3, rng):
            source = words("sources")[int(rng.integers(0, len(words("sources"))))]
            on = _day(party.since, last, rng)
            yield Need(party.id, kind, weight == "want", text, meets, exceeds, source, on)


def access_needs_of(parties: Sequence[Party], last: date, rng: np.random.Generator) -> Iterator[AccessNeed]:
    """Yield what a few people ask for so that they can deal with the shop."""
    people = [party for party in parties if party.kind == "person"]
    for party in _some(people, ACCESS_SHARE, rng):
        for asked_for, adjustment in _pick(phrases("access", "asked"), 1, rng):
            yield AccessNeed(party.id, asked_for, adjustment, _moment(_day(party.since, last, rng), rng))


def alternatives_of(parties: Sequence[Party], last: date, rng: np.random.Generator) -> Iterator[Alternative]:
    """Yield whom some could go to instead."""
    for party in _some(parties, ALTERNATIVE_SHARE, rng):
        for name, cost in _pick(phrases("alternatives", party.category), 1, rng):
            yield Alternative(party.id, name, cost, "review meeting", _day(party.since, last, rng))


def promises_of(parties: Sequence[Party], now: datetime, rng: np.random.Generator) -> Iterator[Promise]:
    """Yield promises made in the last weeks; a third is open, and of these one in six overdue."""
    for number, party in enumerate(_some(parties, PROMISE_SHARE, rng)):
        for (text,) in _pick(phrases("promises", party.category), 1, rng):
            is_kept, is_late = number % 3 != 0, number % 18 == 0
            hours = int(rng.integers(2, 120))
            due = _at_work(now + timedelta(hours=-hours if is_kept or is_late else hours), now)
            made = due - timedelta(days=int(rng.integers(6, 21)))
            yield Promise(party.id, text, made, due, is_kept)


def _at_work(at: datetime, now: datetime) -> datetime:
    """Return a time of the working week near another one, on the same side of now."""
    step = timedelta(days=1 if at > now else -1)
    at = at.replace(hour=9 + at.hour % 8)
    while at.weekday() >= SATURDAY or (at > now) != (step.days > 0):
        at += step
    return at


def touches_of(parties: Sequence[Party], last: date, rng: np.random.Generator) -> Iterator[Touch]:
    """Yield contacts in the order of the journey; some have gaps, as journeys have."""
    for party in _some(parties, CONTACTS_SHARE, rng):
        chosen = _pick(phrases("touches", party.category), 4, rng)
        days = sorted(_day(party.since, last, rng) for _ in chosen)
        in_turn = sorted(chosen, key=lambda touch: STAGES.index(touch[0]))
        for (stage, channel, text), day in zip(in_turn, days, strict=True):
            yield Touch(party.id, stage, channel, text, _moment(day, rng))


SATURDAY = 5
STAGES = ("aware", "consider", "buy", "use", "support", "renew")


def consents_of(parties: Sequence[Party], last: date, rng: np.random.Generator) -> Iterator[Consent]:
    """Yield what consumers and contacts said about being written to; some took it back."""
    asked = [party for party in parties if party.sort in ("consumer", "prospect", "contact")]
    for party in _some(asked, CONSENT_SHARE, rng):
        purpose, state = PURPOSES[int(rng.random() < 0.2)], "given" if rng.random() < 0.75 else "refused"
        at = _moment(_day(party.since, last, rng), rng)
        yield Consent(party.id, purpose, "email", state, at, "order form")
        if state == "given" and rng.random() < 0.12:
            later = at + timedelta(days=int(rng.integers(1, 60)))
            if later.date() <= last:
                yield Consent(party.id, purpose, "email", "withdrawn", later, "link in a letter")


def costs_of(first: date, last: date, rng: np.random.Generator) -> Iterator[Cost]:
    """Yield what each month cost to win customers and to keep them."""
    month = first.replace(day=1)
    while month <= last:
        won = round(310_000 * SEASON[month.month - 1] * float(rng.uniform(0.9, 1.1)))
        kept = round(145_000 * float(rng.uniform(0.9, 1.1)))
        yield Cost("acquisition", month, won, "Advertisements, fairs, catalogue")
        yield Cost("retention", month, kept, "Check-ups, visits, letters")
        month = (month + timedelta(days=31)).replace(day=1)


def _some(parties: Sequence[Party], share: float, rng: np.random.Generator) -> list[Party]:
    """Draw a share of the parties; those worth most to the shop are known better."""
    draws = zip(parties, rng.random(len(parties)), strict=True)
    return [party for party, draw in draws if draw < share * KNOWN_BETTER.get(party.sort, 1)]


def _pick(known: Sequence[Phrase], most: int, rng: np.random.Generator) -> list[Phrase]:
    """Pick one to `most` different phrases."""
    size = min(len(known), int(rng.integers(1, most + 1)))
    return [known[place] for place in rng.permutation(len(known))[:size]]


def _day(first: date, last: date, rng: np.random.Generator) -> date:
    return first + timedelta(days=int(rng.integers(0, max((last - first).days, 0) + 1)))


def _moment(day: date, rng: np.random.Generator) -> datetime:
    """Return a moment in working hours of a day."""
    return datetime.combine(day, time(9), tzinfo=UTC) + timedelta(minutes=int(rng.integers(0, 7 * 60)))
