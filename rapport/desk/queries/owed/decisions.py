"""What was decided about rights in a case, who may decide what, and who could sign."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from rapport.desk.models import Case, RightDecision
from rapport.desk.queries.sight import cases_visible_to, who_see
from rapport.desk.rules.owed.decisions import DecisionState, sight_for
from rapport.staff.models import User
from rapport.staff.queries import everybody
from rapport.staff.rules import Role, Sight, may

NAMED = 5
WITH = ("asked_by", "decided_by", "reversed_by")


@dataclass(frozen=True)
class DecisionShown:
    """A decision with what this person may do about it."""

    decision: RightDecision
    may_sign: bool
    may_reverse: bool
    signers: tuple[User, ...]


def decisions_visible_to(user: User) -> QuerySet[RightDecision]:
    """Return the decisions about rights in the cases somebody may see."""
    return RightDecision.objects.filter(case__in=cases_visible_to(user)).select_related("case", *WITH)


def decides_on(answer: Mapping[str, Any], code: str) -> str:
    """Return who decides on a conclusion, as the engine says it."""
    return next((str(one["decides"]) for one in answer["conclusions"] if one["code"] == code), "person")


def sight_of(decision: RightDecision) -> Sight:
    """Return what it takes to sign a decision."""
    kind = decision.assessment.request_kind
    is_data = decision.code.startswith("dp.") or (not decision.code and kind in DATA_KINDS)
    return sight_for(decision.code, "data-protection lead" if is_data else "")


DATA_KINDS = (
    "subject_access", "erasure", "rectification", "objection", "portability", "restriction", "dp_complaint",
    "data_breach", "automated_decision_review", "third_party_disclosure", "retention_check",
)  # fmt: skip


def able_to_decide(case: Case, sight: Sight) -> list[User]:
    """Return those who may decide against a right in a case: with the authority, and who see it."""
    able = [role for role in Role if may(role, Sight.CASES) and may(role, sight)]
    people = everybody().filter(role__in=able, is_active=True).order_by("name")
    return sorted(who_see(case, people), key=lambda one: one.team_id != case.team_id)


def decisions_shown(case: Case, user: User) -> Iterable[DecisionShown]:
    """Return the decisions of a case, the newest first, and what somebody may do about each."""
    found = [*case.right_decisions.select_related("assessment", *WITH)]
    able = {sight: able_to_decide(case, sight) for sight in {sight_of(one) for one in found}}
    return [_shown(one, user, able[sight_of(one)]) for one in found]


def _shown(one: RightDecision, user: User, able: list[User]) -> DecisionShown:
    signers = tuple(person for person in able if person.pk != one.asked_by_id)
    is_able = user.may(sight_of(one))
    return DecisionShown(
        one,
        may_sign=one.state == DecisionState.ASKED and user in signers,
        may_reverse=one.state == DecisionState.STANDS and is_able,
        signers=signers[:NAMED] if one.state == DecisionState.ASKED else (),
    )
