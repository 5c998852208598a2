"""What people write for practice is kept without a customer's data, and what is refused stays in the form."""

import pytest
from django.utils.timezone import now

from rapport.customers.models import Customer
from rapport.practice.actions import assurance
from rapport.practice.actions.enrolling import Care, enrol
from rapport.practice.actions.goals import end_goal, note_progress, set_goal
from rapport.practice.actions.portfolio import Snapshot, Verdict, claim_point, decide_claim, keep_snapshot
from rapport.practice.models import (
    Appeal,
    Claim,
    ClaimDecision,
    EvidenceFile,
    Goal,
    GoalEntry,
    Signature,
    Wish,
)
from rapport.practice.rules.goals import GoalState
from rapport.practice.rules.portfolio import EvidenceKind
from rapport.practice.rules.privacy import CustomerNamed
from rapport.practice.rules.smart import Wording
from rapport.staff.models import Team, User
from tests.cast import MONDAY_NINE, client_of, make_customer

pytestmark = pytest.mark.django_db
TOLD = "Ring 07700 900461 or ottilie@brackenfell.example first."


@pytest.fixture(autouse=True)
def victoria(north: Team, alice: User) -> Customer:
    return make_customer("Victoria Forster", team=north)


def evidence_of(person: User, file_name: str = "", body: bytes = b"") -> Claim:
    kind = EvidenceKind.DOCUMENT if file_name else EvidenceKind.OBSERVATION
    snapshot = Snapshot(kind, "Seen at work", "It went well.", None, file_name, body)
    kept = keep_snapshot(snapshot, learner=person, at=MONDAY_NINE)
    return claim_point(kept, "P18", "It shows it.", by=person, at=MONDAY_NINE)


@pytest.mark.parametrize(
    ("address", "field", "others"),
    [
        ("/practice/goals/new", "text", {"deed": "set"}),
        ("/practice/wishes", "words", {"about": "complaints"}),
    ],
)
def test_a_customer_named_is_refused_and_nothing_typed_is_lost(
    alice: User, address: str, field: str, others: dict[str, str]
) -> None:
    answer = client_of(alice).post(address, {field: "Listen to Victoria Forster to the end.", **others})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "the text holds “Victoria Forster”" in page
    assert "Listen to Victoria Forster to the end." in page
    assert not Goal.objects.exists()
    assert not Wish.objects.exists()


def test_a_note_or_a_narrative_that_names_a_customer_is_refused(alice: User) -> None:
    goal = set_goal(Wording("Listen to the end."), by=alice, at=now())
    evidence = evidence_of(alice).evidence

    with pytest.raises(CustomerNamed):
        note_progress(goal, "I rang Victoria Forster.", None, by=alice, at=now())
    with pytest.raises(CustomerNamed):
        end_goal(goal, GoalState.REACHED, "Victoria Forster said so.", by=alice, at=now())
    with pytest.raises(CustomerNamed):
        claim_point(evidence, "P19", "I heard Victoria Forster out.", by=alice, at=now())


def test_what_looks_like_somebodys_data_is_replaced_in_goals_and_notes(alice: User) -> None:
    goal = set_goal(Wording(TOLD), by=alice, at=now())
    note_progress(goal, TOLD, None, by=alice, at=now())

    kept = str([*Goal.objects.values(), *GoalEntry.objects.values()])
    assert "900461" not in kept
    assert "ottilie" not in kept
    assert goal.text == "Ring [phone number] or [e-mail address] first."


def test_comments_of_assessors_signers_and_appeals_are_kept_with_tokens(
    lena: User, imran: User, quentin: User
) -> None:
    enrol(lena, Care(imran, quentin), by=quentin, at=MONDAY_NINE)
    claim = evidence_of(lena)
    secret = assurance.ask_signature(claim.evidence, "witness", "Wanda", by=imran, at=now())
    assurance.sign(secret, agrees=True, comment=TOLD, at=now())
    decide_claim(claim, Verdict(is_signed_off=False, comment=TOLD), version=claim.version, by=imran, at=now())
    found = assurance.appeal(claim, TOLD, by=lena, at=now())
    assurance.decide_appeal(found, is_upheld=False, outcome=TOLD, by=quentin, at=now())

    for kept in (Signature, ClaimDecision, Appeal):
        rows = str([*kept.objects.values()])
        assert "[Phone 1]" in rows
        assert "900461" not in rows
        assert "ottilie" not in rows


def test_a_document_is_kept_under_a_name_that_says_nothing(alice: User) -> None:
    evidence_of(alice, "Victoria Forster complaint.PDF", b"%PDF-1.7")

    assert EvidenceFile.objects.get().name == "document.pdf"
