"""Which category a party belongs to: the table that decides it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.customers.rules import (
    QUESTIONS,
    Category,
    Facts,
    Kind,
    RelationRole,
    facts_from,
    propose_category,
)

CONSUMER, BUSINESS, INTERNAL, STAKEHOLDER = Category
PERSON, ORGANISATION, TEAM = Kind
YES, NO = True, False

CASES: list[tuple[str, Category | None, dict[str, Any]]] = [
    # Suppliers
    ("supplier only", STAKEHOLDER, {"kind": ORGANISATION, "supplies_us": YES}),
    (
        "supplier who does not buy",
        STAKEHOLDER,
        {"kind": ORGANISATION, "supplies_us": YES, "buys_from_us": NO},
    ),
    ("supplier who also buys", BUSINESS, {"kind": ORGANISATION, "supplies_us": YES, "buys_from_us": YES}),
    ("freelancer who supplies us", STAKEHOLDER, {"supplies_us": YES, "is_sole_trader": YES}),
    (
        "freelancer who supplies us and buys a gift",
        CONSUMER,
        {"supplies_us": YES, "is_sole_trader": YES, "buys_from_us": YES, "mainly_private_use": YES},
    ),
    (
        "supplier we may sell to, with a basis",
        BUSINESS,
        {"kind": ORGANISATION, "supplies_us": YES, "may_buy": YES, "has_contact_basis": YES},
    ),
    (
        "supplier we may sell to, without a basis",
        STAKEHOLDER,
        {"kind": ORGANISATION, "supplies_us": YES, "may_buy": YES, "has_contact_basis": NO},
    ),
    # Our own
    ("internal team", INTERNAL, {"kind": TEAM, "is_own_team": YES}),
    ("internal team that buys in", INTERNAL, {"kind": TEAM, "is_own_team": YES, "buys_from_us": YES}),
    ("internal team that supplies another", INTERNAL, {"kind": TEAM, "is_own_team": YES, "supplies_us": YES}),
    ("colleague served by another team", INTERNAL, {"is_own_team": YES}),
    (
        "colleague who buys for work",
        INTERNAL,
        {"is_own_team": YES, "buys_from_us": YES, "mainly_private_use": NO},
    ),
    (
        "colleague who buys for themselves",
        CONSUMER,
        {"is_own_team": YES, "buys_from_us": YES, "mainly_private_use": YES},
    ),
    ("team of which nobody asked whose it is", None, {"kind": TEAM}),
    (
        "team of somebody else that buys",
        BUSINESS,
        {"kind": TEAM, "is_own_team": NO, "buys_from_us": YES},
    ),
    # Individuals
    ("somebody who buys for the home", CONSUMER, {"buys_from_us": YES, "mainly_private_use": YES}),
    ("somebody who buys, purpose not known", CONSUMER, {"buys_from_us": YES}),
    ("somebody who buys for their profession", BUSINESS, {"buys_from_us": YES, "mainly_private_use": NO}),
    (
        "sole trader mainly for private use",
        CONSUMER,
        {"is_sole_trader": YES, "buys_from_us": YES, "mainly_private_use": YES},
    ),
    (
        "sole trader mainly for the trade",
        BUSINESS,
        {"is_sole_trader": YES, "buys_from_us": YES, "mainly_private_use": NO},
    ),
    ("sole trader, purpose not known", None, {"is_sole_trader": YES, "buys_from_us": YES}),
    ("end user who did not buy", CONSUMER, {"uses_what_we_sell": YES, "buys_from_us": NO}),
    (
        "end user in an organisation that bought",
        BUSINESS,
        {"uses_what_we_sell": YES, "belongs_to_organisation": YES},
    ),
    ("someone given a present", CONSUMER, {"uses_what_we_sell": YES, "mainly_private_use": YES}),
    # Organisations
    ("company that buys", BUSINESS, {"kind": ORGANISATION, "buys_from_us": YES}),
    ("charity that buys", BUSINESS, {"kind": ORGANISATION, "buys_from_us": YES, "mainly_private_use": YES}),
    ("charity that uses what a donor bought", BUSINESS, {"kind": ORGANISATION, "uses_what_we_sell": YES}),
    ("residents' association that buys", BUSINESS, {"kind": ORGANISATION, "buys_from_us": YES}),
    ("public body that buys", BUSINESS, {"kind": ORGANISATION, "is_public_body": YES, "buys_from_us": YES}),
    (
        "public body that regulates",
        STAKEHOLDER,
        {"kind": ORGANISATION, "is_public_body": YES, "affects_or_is_affected": YES},
    ),
    (
        "public body that regulates and buys",
        BUSINESS,
        {"kind": ORGANISATION, "is_public_body": YES, "affects_or_is_affected": YES, "buys_from_us": YES},
    ),
    ("public body entered as a person, buying", BUSINESS, {"is_public_body": YES, "buys_from_us": YES}),
    (
        "decision maker in an organisation that buys",
        BUSINESS,
        {"belongs_to_organisation": YES, "buys_from_us": YES},
    ),
    (
        "decision maker in an organisation that may buy, with a basis",
        BUSINESS,
        {"belongs_to_organisation": YES, "may_buy": YES, "has_contact_basis": YES},
    ),
    # Agents
    (
        "agent who buys for an end user as a trade",
        BUSINESS,
        {"acts_for_somebody": YES, "buys_from_us": YES, "mainly_private_use": NO},
    ),
    (
        "carer who buys for a parent",
        CONSUMER,
        {"acts_for_somebody": YES, "buys_from_us": YES, "mainly_private_use": YES},
    ),
    ("agent for an end user, purpose not known", None, {"acts_for_somebody": YES, "buys_from_us": YES}),
    ("agency that buys", BUSINESS, {"kind": ORGANISATION, "acts_for_somebody": YES, "buys_from_us": YES}),
    # Prospects
    ("prospect with a contact basis", CONSUMER, {"may_buy": YES, "has_contact_basis": YES}),
    ("prospect without a contact basis", None, {"may_buy": YES, "has_contact_basis": NO}),
    ("prospect, basis not asked", None, {"may_buy": YES}),
    (
        "company as a prospect with a basis",
        BUSINESS,
        {"kind": ORGANISATION, "may_buy": YES, "has_contact_basis": YES},
    ),
    ("company as a prospect without a basis", None, {"kind": ORGANISATION, "may_buy": YES}),
    (
        "neighbour who may buy, without a basis",
        STAKEHOLDER,
        {"may_buy": YES, "has_contact_basis": NO, "affects_or_is_affected": YES},
    ),
    # Stakeholders
    ("neighbour", STAKEHOLDER, {"affects_or_is_affected": YES}),
    ("neighbour who buys", CONSUMER, {"affects_or_is_affected": YES, "buys_from_us": YES}),
    ("investor", STAKEHOLDER, {"kind": ORGANISATION, "affects_or_is_affected": YES}),
    ("landlord", STAKEHOLDER, {"kind": ORGANISATION, "affects_or_is_affected": YES, "supplies_us": YES}),
    (
        "landlord who buys",
        BUSINESS,
        {"kind": ORGANISATION, "affects_or_is_affected": YES, "buys_from_us": YES},
    ),
    ("trade union", STAKEHOLDER, {"kind": ORGANISATION, "affects_or_is_affected": YES, "buys_from_us": NO}),
    # Nothing to go by
    ("nothing known", None, {}),
    ("nothing but no", None, {"buys_from_us": NO, "supplies_us": NO, "affects_or_is_affected": NO}),
]


@pytest.mark.parametrize(("category", "facts"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_the_facts_decide_the_category(category: Category | None, facts: dict[str, Any]) -> None:
    assert propose_category(Facts(**facts)).category == category


def test_the_table_has_at_least_forty_cases_and_every_outcome() -> None:
    assert len(CASES) >= 40
    assert {category for _, category, _ in CASES} == {None, *Category}


FACTS = st.builds(
    Facts, kind=st.sampled_from(Kind), **dict.fromkeys(QUESTIONS, st.sampled_from([None, True, False]))
)


@given(FACTS)
def test_a_proposal_says_why_and_without_a_category_what_to_ask(facts: Facts) -> None:
    proposal = propose_category(facts)

    assert proposal.because.endswith((".", ")."))
    assert proposal.category or proposal.ask in QUESTIONS.values() or "Nothing ties" in proposal.because
    assert len(proposal.because) <= 300


@given(FACTS)
def test_only_an_individual_is_proposed_as_a_consumer(facts: Facts) -> None:
    proposal = propose_category(facts)

    assert proposal.category is not CONSUMER or (facts.kind is PERSON and not facts.is_public_body)


@given(FACTS)
def test_who_buys_is_never_a_mere_stakeholder(facts: Facts) -> None:
    assert not facts.buys_from_us or propose_category(facts).category is not STAKEHOLDER


@given(FACTS)
def test_what_is_asked_for_is_not_known_yet(facts: Facts) -> None:
    proposal = propose_category(facts)
    asked = [name for name, question in QUESTIONS.items() if question == proposal.ask]

    assert [name for name in asked if getattr(facts, name) is True] == []


def test_a_supplier_who_buys_is_both_at_once() -> None:
    proposal = propose_category(Facts(kind=ORGANISATION, supplies_us=True, buys_from_us=True))

    assert proposal.roles == (RelationRole.SUPPLIER, RelationRole.BUYER)


def test_facts_of_a_row_are_read_by_name_and_the_rest_is_left_out() -> None:
    told = {"supplies_us": True, "buys_from_us": None, "star_sign": "Leo", "may_buy": "yes", "kind": "team"}

    assert facts_from("organisation", told) == Facts(kind=ORGANISATION, supplies_us=True)
