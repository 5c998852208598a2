"""What is right when others look at a portfolio: who signs, what is sampled, who decides on an appeal."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from rapport.lib.errors import Refusal


class SignerRole(StrEnum):
    """Who signs for an evidence from outside."""

    WITNESS = "witness"
    EMPLOYER = "employer"


SIGN_LINK_LASTS_FOR = timedelta(days=14)
SHARE_PERCENT = 20  # of decisions that are looked at again
FIRST_DECISIONS = 3  # of an assessor: all are looked at
MOST_SAMPLED = 200  # at one time


class SignLinkUsedUp(Refusal):
    code = "sign_link_used_up"
    text = "This link was used, withdrawn or has passed its last day. Ask whoever sent it for a new one."


class NotToSign(Refusal):
    code = "not_to_sign"
    text = (
        "{name} made this link or looks after this learner, so nothing was signed. Send the link to the "
        "person who is asked: they sign without being signed in here."
    )


class NotToAssure(Refusal):
    code = "not_to_assure"
    text = "{name} made this decision or looks after this learner. Another quality assurer looks at it."


class ActionsMissing(Refusal):
    code = "actions_missing"
    text = "You do not agree. Say what the assessor is to do: the claim opens again with it."


class AppealedAlready(Refusal):
    code = "appealed_already"
    text = "There is an appeal against this decision already. It stands on the page of the claim."


class NothingToAppeal(Refusal):
    code = "nothing_to_appeal"
    text = "Claim {number} is {state}. An appeal is against a claim that was sent back."


class AppealDecidedByOther(Refusal):
    code = "appeal_decided_by_other"
    text = "{name} made the decision that is appealed against. Somebody else decides on it."


@dataclass(frozen=True)
class Drawn:
    """A decision that is looked at again, and why."""

    decision: int
    why: str


@dataclass(frozen=True)
class Decided:
    """A decision as the sample sees it."""

    decision: int
    assessor: int
    is_signed_off: bool
    nth_of_assessor: int  # 1 is their first ever
    is_after_disagreement: bool = False  # the assurer disagreed with this assessor lately
    has_override: bool = False


def draw(decisions: Iterable[Decided], *, seed: str, percent: int = SHARE_PERCENT) -> list[Drawn]:
    """Return which decisions are looked at again: those at risk, and a share of the others.

    The share is drawn by a digest of seed and decision, so that the same plan gives the same sample and
    nobody can choose.
    """
    drawn = []
    for one in decisions:
        why = _risk(one) or _luck(one, seed, percent)
        if why:
            drawn.append(Drawn(one.decision, why))
    return drawn[:MOST_SAMPLED]


def _risk(one: Decided) -> str:
    if one.nth_of_assessor <= FIRST_DECISIONS:
        return f"one of the assessor's first {FIRST_DECISIONS} decisions"
    if one.is_after_disagreement:
        return "the assessor's decision before was not agreed with"
    return "the rule of consistency was overridden" if one.has_override and one.is_signed_off else ""


def _luck(one: Decided, seed: str, percent: int) -> str:
    number = int(hashlib.sha256(f"{seed}:{one.decision}".encode()).hexdigest()[:8], 16)
    return f"drawn among {percent}%" if number % 100 < percent else ""
