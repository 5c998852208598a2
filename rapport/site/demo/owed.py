"""What a few of the demo's customers are owed: facts and an assessment on complaints, and rights requests."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from rapport.customers.rules import Channel
from rapport.desk.actions.owed.decisions import note_choice
from rapport.desk.actions.owed.requests import NewRequest, grant_adjustment, open_request
from rapport.desk.actions.owed.telling import Telling, tell_facts
from rapport.desk.models import Case
from rapport.site.demo.deeds import Deed, Shop
from rapport.staff.models import User

SOURCE = "the order and what they told us"
REJECT = "goods.short_term_reject"
ASKS = (  # kind, days ago, by what, in a few words, what they said
    (
        "subject_access", 12, Channel.EMAIL, "Wants a copy of all that we hold",
        "Under data protection I ask you for a copy of everything you hold about me, calls included.",
    ),
    (
        "erasure", 3, Channel.LETTER, "Asks to be forgotten",
        "I buy nothing from you any more. Delete what you have about me.",
    ),
    (
        "reasonable_adjustment", 2, Channel.EMAIL, "Is deaf and cannot use the phone",
        "I am deaf. Your form wants a phone number and your workshop rings. Write to me instead.",
    ),
)  # fmt: skip
BREACH = (
    "data_breach",
    Channel.INTERNAL,
    "Trade price list sent to the wrong firm",
    "Forty names and addresses.",
)
RIGHTS_ASKED = len(ASKS) + 1


def facts_of(subject: str, now: datetime) -> dict[str, Any]:
    """Return what a complaint is about by law, by its subject; nothing where nobody has told it yet."""
    if subject == "The barometer came scratched":
        return _bought(now, 28) | {"fault.kind": "not_as_described"}
    if subject == "Nobody rang back about the repair":
        return _bought(now, 70) | {"fault.appeared": _day(now, 40), "tried": _repaired(now)}
    return {}


def tell_what_is_owed(case: Case, subject: str, writer: User, at: datetime) -> None:
    """Tell the facts of a complaint, and what the customer chose where they did."""
    facts = facts_of(subject, at)
    kept = tell_facts(case, Telling(facts, dict.fromkeys(facts, SOURCE)), by=writer, at=at)
    if "tried" in facts:
        return
    code = next(code for code in kept.answer["entitled"] if code == REJECT)
    note_choice(case, code, "repair or replacement instead", said="on the phone", by=writer, at=at)


def _day(now: datetime, ago: int) -> str:
    return (now - timedelta(days=ago)).date().isoformat()


def _bought(now: datetime, days: int) -> dict[str, Any]:
    return {
        "customer": "consumer", "nation": "england", "supply": "goods", "channel": "distance",
        "contract_date": _day(now, days), "delivered": _day(now, days),
        "fault.kind": "not_satisfactory_quality", "fault.appeared": _day(now, 2),
    }  # fmt: skip


def _repaired(now: datetime) -> list[dict[str, Any]]:
    return [
        {"action": "repair_agreed", "date": _day(now, 38)},
        {"action": "received_back", "date": _day(now, 21), "conforming": False},
    ]


def asked_rights(shop: Shop, now: datetime) -> list[Deed]:
    """Return the requests about data and equality that came in, and a breach of yesterday evening."""
    consumers = [shop.customers[one.id] for one in shop.parties.values() if one.category == "consumer"]
    deeds: list[Deed] = []
    for place, (kind, days, channel, subject, words) in enumerate(ASKS, 1):
        customer = consumers[place * 41 % len(consumers)]
        came = now - timedelta(days=days, hours=2)
        new = NewRequest(kind, subject, channel, came, customer, words)
        deeds.append((came + timedelta(hours=1), partial(_open, new, shop, came + timedelta(hours=1))))
    kind, channel, subject, words = BREACH
    seen = now - timedelta(hours=15)
    breach = NewRequest(kind, subject, channel, seen, None, words)
    deeds.append((seen, partial(open_request, breach, by=shop.owner, at=seen)))
    return deeds


def _open(new: NewRequest, shop: Shop, at: datetime) -> None:
    """Open a request; the adjustment is granted on the same day."""
    writer = shop.writer(str(new.customer.external_id)) if new.customer else shop.owner
    case = open_request(new, by=writer, at=at)
    if new.kind == "reasonable_adjustment":
        grant_adjustment(case, "No phone calls", "We write, by mail or letter", by=writer, at=at)
