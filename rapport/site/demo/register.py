"""Write the demo's register through the actions of the customers room, in the order in which it happened.

Who the customers are comes from a file before; here is what people noted: facts, relations, needs, contacts.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from rapport.customers import actions
from rapport.demo import facts
from rapport.demo.facts import Register
from rapport.demo.files import REFERRED_BY
from rapport.demo.staff import CONSUMER_DESK, TRADE_DESK, WORKS_OFFICE
from rapport.site.demo.deeds import Deed, Shop, do_in_order
from rapport.staff.models import Team

CONFIRMED_EVERY = 4  # of so many proposed categories one was confirmed by a person
FACTS: dict[str, dict[str, bool]] = {
    "consumer": {"buys_from_us": True, "mainly_private_use": True},
    "prospect": {"may_buy": True, "has_contact_basis": True, "mainly_private_use": True},
    "trade": {"buys_from_us": True},
    "group": {"buys_from_us": True},
    "team": {"is_own_team": True},
    "colleague": {"is_own_team": True},
    "supplier": {"supplies_us": True, "buys_from_us": False},
}
# Which internal customers are teams that work with Rapport themselves.
SERVED = {"Customer service": CONSUMER_DESK, "Trade counter": TRADE_DESK, "Stores": WORKS_OFFICE}
AT_WORK = {"belongs_to_organisation": True, "uses_what_we_sell": True}
WITH_A_STAKE = {"affects_or_is_affected": True, "buys_from_us": False}


def write_register(register: Register, shop: Shop) -> None:
    """Write everything that is said of the customers, oldest first."""
    parts = (_categories, _relations, _knowledge, _contacts)
    do_in_order(deed for part in parts for deed in part(register, shop))


def _told(party: facts.Party) -> dict[str, bool]:
    """Return what the category rule is told of a party."""
    if party.sort == "contact":
        return AT_WORK if party.category == "business" else WITH_A_STAKE
    return FACTS.get(party.sort, WITH_A_STAKE)


def _categories(register: Register, shop: Shop) -> Iterator[Deed]:
    """Yield the facts from which the rule proposes a category; one in so many is confirmed by a person."""
    served = _own_teams(register, shop)
    for place, party in enumerate(register.parties):
        fields: dict[str, object] = {
            "facts": _told(party),
            "interest": party.interest,
            "influence": party.influence,
        }
        fields |= {"served_team": served[party.id]} if party.id in served else {}
        yield _deed(actions.change_customer, party.id, shop, shop.opened, fields, version=1)
        if place % CONFIRMED_EVERY == 0:
            later = shop.opened + timedelta(days=1)
            yield _deed(actions.confirm_category, party.id, shop, later, party.category)


def _own_teams(register: Register, shop: Shop) -> dict[str, Team | None]:
    """Return which internal customers are a team that works with Rapport: by name, else any."""
    teams = [party for party in register.parties if party.sort == "team"]
    found: dict[str, Team | None] = {}
    for name, desk in SERVED.items():
        free = [party for party in teams if party.id not in found]
        free.sort(key=lambda party: party.name != name)
        found |= {party.id: shop.writers[desk][0].team for party in free[:1]}
    return found


def _relations(register: Register, shop: Shop) -> Iterator[Deed]:
    """Yield how parties relate; referrals come from a file."""
    since = {party.id: party.since for party in register.parties}
    for one in register.relations:
        if one.role == REFERRED_BY:
            continue
        at = _morning(max(since[one.party], since.get(one.other, date.min)))
        other = shop.customers[one.other] if one.other else None
        words = {"title": one.title, "since": at.date(), "source": "old system"}
        yield _deed(actions.relate, one.party, shop, at, one.role, other, **words)


def _knowledge(register: Register, shop: Shop) -> Iterator[Deed]:
    """Yield what is known of the parties: needs, access needs, alternatives."""
    for need in register.needs:
        words = {"source": need.source, "is_want": need.is_want, "meets": need.meets, "exceeds": need.exceeds}
        yield _deed(actions.note_need, need.party, shop, _morning(need.on), need.kind, need.text, **words)
    for asked in register.access_needs:
        words = {"adjustment": asked.adjustment}
        yield _deed(actions.note_access_need, asked.party, shop, asked.at, asked.asked_for, **words)
    for other in register.alternatives:
        words = {"switching_cost": other.switching_cost, "source": other.source}
        yield _deed(actions.note_alternative, other.party, shop, _morning(other.on), other.name, **words)


def _contacts(register: Register, shop: Shop) -> Iterator[Deed]:
    """Yield what was said and promised: touchpoints, consents, promises."""
    for touch in register.touches:
        words = {"stage": touch.stage, "channel": touch.channel}
        yield _deed(actions.note_touchpoint, touch.party, shop, touch.at, touch.text, **words)
    for consent in register.consents:
        what = (consent.purpose, consent.channel, consent.state)
        yield _deed(actions.record_consent, consent.party, shop, consent.at, *what, how=consent.how)
    for promise in register.promises:
        yield promise.made_at, _promising(promise, shop)


def _promising(promise: facts.Promise, shop: Shop) -> Callable[[], None]:
    by, customer = shop.writer(promise.party), shop.customers[promise.party]

    def promise_it() -> None:
        made = actions.make_promise(customer, promise.text, due_at=promise.due_at, by=by, at=promise.made_at)
        if promise.is_kept:
            actions.keep_promise(made, by=by, at=promise.due_at - timedelta(hours=1))

    return promise_it


def _deed(
    action: Callable[..., object], party: str, shop: Shop, at: datetime, /, *what: object, **words: object
) -> Deed:
    by, customer = shop.writer(party), shop.customers[party]
    return at, lambda: action(customer, *what, by=by, at=at, **words)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8, 30), tzinfo=UTC)
