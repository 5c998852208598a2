"""What follows once a contract is cancelled: refund, return, handling, what was begun."""

from collections.abc import Iterator
from datetime import date

from rapport.engine.rights.cancelling import (
    BODY,
    CANCEL_DAYS,
    REGULATIONS,
    WAIVER,
    cancelled_on,
    is_download,
    is_undelivered,
    may_cancel,
)
from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.time import days_after, spoken

CANCELLING = BODY  # with the rules of this module
rule = BODY.rule


@rule(
    "CX-05, CX-10",
    "The refund",
    source="Consumer Contracts Regulations 2013 regs 34(1)-(8), 38",
    since=REGULATIONS,
)
def refund(matter: Matter) -> Iterator[Finding]:
    """State the refund after a cancellation, and its last day."""
    facts, at = matter.facts, cancelled_on(matter)
    if not at or not facts.channel or not may_cancel(matter):
        return
    yield Stated("ccr.refund")
    yield Stated("ccr.ancillary_contracts_end")
    paid, cheapest = facts.delivery_paid_gbp, facts.delivery_cheapest_gbp
    if isinstance(paid, float) and isinstance(cheapest, float) and paid > cheapest:
        yield Stated("ccr.refund_standard_delivery_only")
    elif isinstance(paid, float) != isinstance(cheapest, float):
        yield Ask("delivery_cheapest_gbp" if isinstance(paid, float) else "delivery_paid_gbp")
    start = _refund_from(matter, at)
    if start:
        yield Due(
            "refund_last_day",
            days_after(start[0], CANCEL_DAYS),
            f"14 days after {spoken(start[0])}, {start[1]}",
        )
    elif not is_told(facts.goods_back):
        yield Ask("goods_back")
    if facts.goods_back and not is_told(facts.proof_of_posting):
        yield Ask("proof_of_posting")


def _refund_from(matter: Matter, at: date) -> tuple[date, str] | None:
    facts = matter.facts
    has_no_goods = facts.supply in ("service", "digital") or is_undelivered(matter)
    if has_no_goods or facts.trader_offered_collection:
        return as_day(facts.cancelled) or at, "when we were told"
    days = [day for day in (as_day(facts.goods_back), as_day(facts.proof_of_posting)) if day]
    return (min(days), "when the goods, or proof that they were sent, reached us") if days else None


def _has_goods(matter: Matter) -> bool:
    """Tell whether the customer has goods of this contract, bought in a way that can be cancelled."""
    facts = matter.facts
    return facts.supply in ("goods", "mixed") and bool(facts.channel) and not is_undelivered(matter)


@rule("CX-07", "Sending back", source="Consumer Contracts Regulations 2013 reg 35", since=REGULATIONS)
def sending_back(matter: Matter) -> Iterator[Finding]:
    """Say who brings the goods back, and by when."""
    facts, at = matter.facts, cancelled_on(matter)
    if not at or not _has_goods(matter) or not may_cancel(matter):
        return
    if facts.trader_offered_collection:
        yield Stated("ccr.trader_collects")
        return
    told = as_day(facts.cancelled) or at
    yield Due(
        "return_last_day",
        days_after(told, CANCEL_DAYS),
        f"14 days after {spoken(told)}, when they cancelled",
    )
    if facts.cancel_info_given is False:
        yield Denied("ccr.consumer_pays_return", "The customer was not told that they would pay for it.")
    elif facts.cancel_info_given is True:
        unless = () if is_told(facts.trader_offered_collection) else ("we offered to collect",)
        yield Stated("ccr.consumer_pays_return", unless=unless)
        if unless:
            yield Ask("trader_offered_collection")


@rule(
    "CX-06",
    "Handling",
    source="Consumer Contracts Regulations 2013 reg 34(9)-(12)",
    since=REGULATIONS,
    decides=Decides.PERSON,
)
def handling(matter: Matter) -> Iterator[Finding]:
    """Say whether value lost by handling may be taken."""
    facts = matter.facts
    if not cancelled_on(matter) or not _has_goods(matter) or not may_cancel(matter):
        return
    if is_told(facts.cancel_info_given) and not facts.cancel_info_given:
        yield Stated("ccr.no_deduction")
        yield Denied("ccr.deduct_diminished_value", "The customer was not told of the right to cancel.")
        return
    if facts.handled_beyond_shop_trial:
        if not is_told(facts.cancel_info_given):
            yield Ask("cancel_info_given")
            return
        yield Stated("ccr.deduct_diminished_value")
        yield Decide("the value that was lost")
    elif not is_told(facts.handled_beyond_shop_trial):
        yield Decide("whether handling went beyond a shop trial")


@rule(
    "CX-08",
    "A service that was begun",
    source="Consumer Contracts Regulations 2013 reg 36",
    since=REGULATIONS,
    decides=Decides.PERSON,
)
def begun_service(matter: Matter) -> Iterator[Finding]:
    """Say what is paid for the part of a service that was done."""
    facts = matter.facts
    done = (facts.supplied_fraction, facts.started, facts.supply_begun, facts.fully_performed)
    is_begun = any(one is not None and one for one in done)
    if facts.supply != "service" or not cancelled_on(matter) or not is_begun or not may_cancel(matter):
        return
    if not is_told(facts.express_request_to_begin):
        yield Ask("express_request_to_begin")
    elif not facts.express_request_to_begin or (
        is_told(facts.cancel_info_given) and not facts.cancel_info_given
    ):
        yield Stated("ccr.no_cost")
        yield Denied(
            "ccr.proportionate_payment", "There was no express request, or no information on the right."
        )
    elif not is_told(facts.cancel_info_given):
        yield Ask("cancel_info_given")
    else:
        yield Stated("ccr.proportionate_payment")
        yield Decide("the amount for the part that was done")


@rule(
    "CX-09",
    "A download that was begun",
    source="Consumer Contracts Regulations 2013 reg 37",
    since=REGULATIONS,
)
def begun_download(matter: Matter) -> Iterator[Finding]:
    """Say that nothing is paid where consent, acknowledgement or confirmation is missing."""
    facts = matter.facts
    if not is_download(matter) or not facts.supply_begun or not facts.channel:
        return
    for name in WAIVER:
        value = getattr(facts, name)
        if not is_told(value):
            yield Ask(name)
        elif not value:
            yield Stated("ccr.no_cost")
