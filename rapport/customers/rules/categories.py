"""Which category a party belongs to: a rule proposes it from the facts and says why; a person confirms."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from rapport.customers.rules.words import Category, Kind, RelationRole

Known = bool | None  # None: nobody has asked yet

# What each fact asks, in the words of the form. The keys are the fields of `Facts`.
QUESTIONS = {
    "is_own_team": "Is it a team or colleague of ours, served by another of our teams?",
    "buys_from_us": "Do they buy from us?",
    "uses_what_we_sell": "Do they use what we sell, though somebody else bought it?",
    "may_buy": "Might they buy, but have not bought yet?",
    "has_contact_basis": "Is there a basis on which we may approach them?",
    "mainly_private_use": "Is it wholly or mainly for private use, outside a trade or profession?",
    "is_sole_trader": "Do they trade in their own name?",
    "is_public_body": "Is it a public body?",
    "belongs_to_organisation": "Do they decide, influence or use on behalf of an organisation?",
    "acts_for_somebody": "Do they act for somebody else?",
    "supplies_us": "Do they supply us?",
    "affects_or_is_affected": "Do they affect what we do, or are they affected by it, without buying?",
}


@dataclass(frozen=True)
class Facts:
    """What is known of a party; None stands for a question that nobody has asked."""

    kind: Kind = Kind.PERSON
    is_own_team: Known = None
    buys_from_us: Known = None
    uses_what_we_sell: Known = None
    may_buy: Known = None
    has_contact_basis: Known = None
    mainly_private_use: Known = None
    is_sole_trader: Known = None
    is_public_body: Known = None
    belongs_to_organisation: Known = None
    acts_for_somebody: Known = None
    supplies_us: Known = None
    affects_or_is_affected: Known = None


@dataclass(frozen=True)
class Proposal:
    """A category with the sentence why; without a category, `ask` says which fact would decide.

    `roles` are what the party is to us besides: a supplier that buys is a business and a supplier.
    """

    category: Category | None
    because: str
    ask: str = ""
    roles: tuple[RelationRole, ...] = ()


def facts_from(kind: Kind | str, told: Mapping[str, Any]) -> Facts:
    """Return the facts that a customer's row holds; names that are no facts are left out."""
    names = {field.name for field in fields(Facts)} - {"kind"}
    known = {name: told[name] for name in names & told.keys() if isinstance(told[name], bool)}
    return Facts(kind=Kind(kind), **known)


def propose_category(facts: Facts) -> Proposal:
    """Propose what a party is to us, the first that holds: internal, customer, prospect, stakeholder."""
    for rule in (_internal, _customer, _prospect, _stakeholder):
        proposal = rule(facts)
        if proposal:
            return proposal
    asked = ("buys_from_us", "uses_what_we_sell", "may_buy", "supplies_us", "affects_or_is_affected")
    ask = next((QUESTIONS[name] for name in asked if getattr(facts, name) is None), "")
    because = "Nothing is known yet of what they are to us." if ask else "Nothing ties them to us."
    return Proposal(None, because, ask)


def roles_to_us(facts: Facts) -> tuple[RelationRole, ...]:
    """Return the roles in which a party stands to us: one party can have several at once."""
    roles = {
        RelationRole.SUPPLIER: facts.supplies_us,
        RelationRole.BUYER: facts.buys_from_us,
        RelationRole.END_USER: facts.uses_what_we_sell and not facts.buys_from_us,
        RelationRole.AGENT: facts.acts_for_somebody,
    }
    return tuple(role for role, holds in roles.items() if holds)


def _internal(facts: Facts) -> Proposal | None:
    if facts.kind is Kind.TEAM and facts.is_own_team is None:
        return Proposal(None, "It is a team.", QUESTIONS["is_own_team"])
    if not facts.is_own_team:
        return None
    is_individual = facts.kind is Kind.PERSON and not facts.is_public_body
    if is_individual and facts.buys_from_us and facts.mainly_private_use:
        because = "A colleague who buys for private use is a consumer in that, like anybody else."
        return Proposal(Category.CONSUMER, because, roles=roles_to_us(facts))
    what = "A team of ours" if facts.kind is not Kind.PERSON else "A colleague"
    because = f"{what} that another of our teams serves is an internal customer, also where it buys in."
    return Proposal(Category.INTERNAL, because, roles=roles_to_us(facts))


def _customer(facts: Facts) -> Proposal | None:
    if facts.buys_from_us:
        return _as_external(facts, "buys from us")
    if facts.uses_what_we_sell:
        return _as_external(facts, "uses what we sell; an end user is a customer though another bought it")
    return None


def _prospect(facts: Facts) -> Proposal | None:
    if not facts.may_buy:
        return None
    if facts.has_contact_basis:
        return _as_external(facts, "may buy, and there is a basis to approach them")
    if facts.supplies_us or facts.affects_or_is_affected:
        return None  # they are here for another reason: as a stakeholder
    because = (
        "They may buy, but there is no basis on which we may approach them."
        if facts.has_contact_basis is False
        else "They may buy, but it is not known whether we may approach them."
    )
    return Proposal(None, because, QUESTIONS["has_contact_basis"])


def _stakeholder(facts: Facts) -> Proposal | None:
    if facts.supplies_us:
        because = "A supplier that buys nothing from us is a stakeholder in the role of supplier."
        return Proposal(Category.STAKEHOLDER, because, roles=roles_to_us(facts))
    if facts.affects_or_is_affected:
        because = "They affect what we do or are affected by it, and buy nothing: a stakeholder."
        return Proposal(Category.STAKEHOLDER, because, roles=roles_to_us(facts))
    return None


def _as_external(facts: Facts, what: str) -> Proposal:
    """Tell a consumer from a business.

    Only an individual can be a consumer, and only when acting wholly or mainly outside trade, business,
    craft or profession; who says that an individual is none must prove it.
    Source: Consumer Rights Act 2015 s.2(3) and s.2(4).
    """
    roles = roles_to_us(facts)
    if facts.is_public_body:
        return Proposal(
            Category.BUSINESS, f"A public body {what}; it is no individual: a business.", "", roles
        )
    if facts.kind is not Kind.PERSON:
        return Proposal(Category.BUSINESS, f"An organisation {what}: a business.", "", roles)
    if facts.belongs_to_organisation:
        because = f"Somebody who {what}, on behalf of an organisation: a business."
        return Proposal(Category.BUSINESS, because, "", roles)
    return _individual(facts, what)


def _individual(facts: Facts, what: str) -> Proposal:
    roles = roles_to_us(facts)
    if facts.mainly_private_use is False:
        because = f"Somebody who {what}, mainly for a trade or profession: a business."
        return Proposal(Category.BUSINESS, because, "", roles)
    if facts.mainly_private_use:
        who = "A sole trader" if facts.is_sole_trader else "Somebody"
        because = f"{who} who {what}, mainly for private use: a consumer (Consumer Rights Act 2015 s.2(3))."
        return Proposal(Category.CONSUMER, because, "", roles)
    if facts.is_sole_trader:
        because = f"A sole trader {what}; for the trade or for private use is not known."
        return Proposal(None, because, QUESTIONS["mainly_private_use"], roles)
    if facts.acts_for_somebody:
        because = f"Somebody who acts for another {what}; as a trade or privately is not known."
        return Proposal(None, because, QUESTIONS["mainly_private_use"], roles)
    because = (
        f"An individual who {what} counts as a consumer until shown otherwise "
        "(Consumer Rights Act 2015 s.2(4))."
    )
    return Proposal(Category.CONSUMER, because, QUESTIONS["mainly_private_use"], roles)
