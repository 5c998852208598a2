"""Evidence, claims and decisions for tests of the portfolio, made in a word."""

from rapport.practice.actions.portfolio import (
    Snapshot,
    Verdict,
    claim_point,
    decide_claim,
    keep_snapshot,
)
from rapport.practice.models import (
    Claim,
    ClaimDecision,
    Evidence,
)
from rapport.practice.rules.portfolio import Check, EvidenceKind
from rapport.staff.models import User
from tests.cast import MONDAY_NINE

ALL = frozenset(str(check) for check in Check)
SIGNED = Verdict(is_signed_off=True, checks=ALL)
BACK = Verdict(is_signed_off=False, comment="Say what came of it.")
STATEMENT = (
    "I watched how the complaint was heard to the end, said back in other words, and put right on the same "
    "day with a call that explained each step and asked whether it was enough for the customer."
)


def keep(learner: User, text: str = STATEMENT, kind: EvidenceKind = EvidenceKind.OBSERVATION) -> Evidence:
    return keep_snapshot(Snapshot(kind, "Seen at work", text), learner=learner, at=MONDAY_NINE)


def claimed(learner: User, point: str = "P18", **more: object) -> Claim:
    return claim_point(keep(learner, **more), point, "It shows it.", by=learner, at=MONDAY_NINE)  # type: ignore[arg-type]


def decided(claim: Claim, by: User, verdict: Verdict = SIGNED) -> ClaimDecision:
    return decide_claim(claim, verdict, version=claim.version, by=by, at=MONDAY_NINE)
