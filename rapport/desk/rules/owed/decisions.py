"""What a person decides about a right: for it, in part, or against it; who may; and where to turn then."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rapport.staff.rules import Sight

LONGEST_REASON = 1000


class Way(StrEnum):
    """Which way a decision went."""

    FOR = "for"
    PART = "in part"
    AGAINST = "against"


class DecisionState(StrEnum):
    """How far a decision got."""

    ASKED = "asked"  # against a right: somebody with the authority signs
    STANDS = "stands"
    DECLINED = "declined"
    REVERSED = "reversed"


STATE_WORDS = {
    DecisionState.ASKED: "waits for a signature",
    DecisionState.STANDS: "stands already",
    DecisionState.DECLINED: "was declined",
    DecisionState.REVERSED: "was reversed",
}
WAY_OUT = {
    DecisionState.ASKED: "Somebody with the authority signs or declines it first.",
    DecisionState.STANDS: "Reverse it with a reason, if it was wrong.",
    DecisionState.DECLINED: "Decide anew.",
    DecisionState.REVERSED: "The decision that took its place counts.",
}
# What a decision for a right tells: from that day the time to pay runs.
AGREED: dict[str, str] = {
    "goods.short_term_reject": "trader_agreed_refund",
    "goods.price_reduction_or_final_reject": "trader_agreed_refund",
    "service.price_reduction": "trader_agreed_refund",
    "digital.price_reduction": "trader_agreed_refund",
    "digital.device_damage_remedy": "trader_agreed_payment",
    "goods.reject_no_right_to_sell": "trader_agreed_refund",
    "goods.end_contract_late_delivery": "trader_agreed_refund",
    "digital.full_refund_no_right_to_supply": "trader_agreed_refund",
}
DATA, EQUALITY, SECTOR, BUSINESS, INTERNAL = "dp. pecr.", "eq.", "cmp.", "b2b. scope.b2b", "scope.internal"


@dataclass(frozen=True)
class Choosable:
    """What the customer may choose under one conclusion."""

    code: str
    text: str
    choices: tuple[str, ...]


# What a choice tells of the facts; `{on}` stands for the day on which it was made.
CHOSEN: dict[tuple[str, str], Mapping[str, Any]] = {
    ("goods.short_term_reject", "reject and be refunded"): {"rejected": "{on}", "customer_wants": "refund"},
    ("goods.short_term_reject", "repair or replacement instead"): {"customer_wants": "repair"},
    ("goods.repair_or_replace", "repair"): {"customer_wants": "repair"},
    ("goods.repair_or_replace", "replacement"): {"customer_wants": "replacement"},
    ("goods.price_reduction_or_final_reject", "final rejection"): {
        "rejected": "{on}", "customer_wants": "refund",
    },
    ("goods.price_reduction_or_final_reject", "price reduction"): {"customer_wants": "price_reduction"},
    ("ccr.cancel", "cancel"): {"cancelled": "{on}"},
}  # fmt: skip


def told_by_choice(code: str, choice: str, on: str) -> dict[str, Any]:
    """Return the facts that a choice of the customer tells."""
    told = CHOSEN.get((code.partition(":")[0], choice), {})
    return {fact: on if value == "{on}" else value for fact, value in told.items()}


def told_by_decision(code: str, way: Way, on: str) -> dict[str, Any]:
    """Return the facts that a decision for a right tells: that we agreed to pay, and when."""
    fact = AGREED.get(code.partition(":")[0], "")
    return {fact: on} if fact and way != Way.AGAINST else {}


def choosable(answer: Mapping[str, Any]) -> list[Choosable]:
    """Return the conclusions under which the customer has something to choose."""
    return [
        Choosable(one["code"], one["text"], tuple(one["choices"]))
        for one in answer.get("conclusions", ())
        if one["choices"]
    ]


def sight_for(code: str, decides: str) -> Sight:
    """Return what somebody needs to decide against a right: the data-protection lead's are theirs."""
    return Sight.DATA_RIGHTS if code.startswith("dp.") or decides.startswith("data-") else Sight.REFUSE_RIGHTS


def route_for(code: str, facts: Mapping[str, Any]) -> str:
    """Return where somebody may turn against a decision, in a sentence for the customer.

    Source: UK GDPR arts 12(4), 77; Equality Act 2010 s.114; DISP 1.6; ADR (Consumer Disputes) Regulations.
    """
    kind = str(facts.get("request.kind", ""))
    if code.startswith(("dp.", "pecr.")) or (kind and kind not in ("complaint", "reasonable_adjustment")):
        return ROUTE_EQUALITY if kind == "discrimination_complaint" else ROUTE_DATA
    if code.startswith("eq.") or kind == "reasonable_adjustment":
        return ROUTE_EQUALITY
    if sector := ROUTES_BY_SECTOR.get(str(facts.get("sector", ""))):
        return sector
    if facts.get("customer") == "business":
        return ROUTE_BUSINESS
    return ROUTES_BY_NATION.get(str(facts.get("nation", "")), ROUTE_CONSUMER)


ROUTE_DATA = (
    "You can ask us to look at this again. You can complain to the Information Commissioner's Office "
    "(ico.org.uk, 0303 123 1113), and you can go to court."
)
ROUTE_EQUALITY = (
    "You can ask us to look at this again. The Equality Advisory and Support Service advises free of charge "
    "(equalityadvisoryservice.com, 0808 800 0082). A claim goes to the county court, in Scotland the "
    "sheriff court, within six months."
)
ROUTE_CONSUMER = (
    "You can ask us to look at this again. Citizens Advice advises free of charge (citizensadvice.org.uk, "
    "0808 223 1133), and you can bring a claim in the county court."
)
ROUTE_BUSINESS = "You can ask us to look at this again, and you can bring a claim in court."
ROUTES_BY_NATION = {
    "scotland": (
        "You can ask us to look at this again. Consumeradvice.scot advises free of charge (0808 164 6000), "
        "and you can bring a claim in the sheriff court by simple procedure."
    ),
    "northern_ireland": (
        "You can ask us to look at this again. Consumerline advises free of charge (0300 123 6262), and you "
        "can bring a claim in the county court."
    ),
}
ROUTES_BY_SECTOR = {
    "fca": (
        "If you are not content, you can go to the Financial Ombudsman Service free of charge within six "
        "months of our final response (financial-ombudsman.org.uk, 0800 023 4567)."
    ),
    "telecoms": "You can go to our dispute scheme free of charge, at deadlock or when its time is over.",
    "energy": "You can go to the Energy Ombudsman free of charge, at deadlock or when its time is over.",
    "social_housing": "You can ask for stage two, and then go to the Housing Ombudsman (0300 111 3000).",
    "nhs": "You can go to the Parliamentary and Health Service Ombudsman (0345 015 4033).",
}
