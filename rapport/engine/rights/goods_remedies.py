"""Remedies for goods: repair, price reduction, refund, return, quantities, guarantees."""

from collections.abc import Iterator
from datetime import date, timedelta

from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.goods import (
    ACT,
    IMPOSSIBLE,
    ORDINALS,
    PRESUMED_MONTHS,
    QUALITY,
    REFUND_DAYS,
    SHORT_TERM_DAYS,
    concerns,
    do_not_conform,
    missing_for_start,
    missing_of_tries,
    possible_asks,
    presumption_last_day,
    rejected_on,
    strr_last_day,
    strr_start,
)
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.rules import Body
from rapport.engine.rights.time import (
    days_beginning_with,
    days_beginning_with_next,
    months_beginning_with,
    spoken,
)

REPAIR = "goods.repair_or_replace"

BODY = Body("Remedies for goods", "Repair, price reduction, refund and return of goods", concerns, [])
rule = BODY.rule


@rule(
    "GD-07",
    "Repair or replacement",
    source="Consumer Rights Act 2015 s.23",
    since=ACT,
    decides=Decides.CUSTOMER,
)
def repair_or_replace(matter: Matter) -> Iterator[Finding]:
    """State the first remedy: repair or replacement, where one of them can be had."""
    facts = matter.facts
    if not do_not_conform(matter):
        return
    if facts.repair_possible is False and facts.replacement_possible is False:
        yield Denied("goods.repair_or_replace", "Neither a repair nor a replacement is possible.")
        return
    last, appeared = presumption_last_day(matter), as_day(matter.fault.appeared) if matter.fault else None
    if last is None or appeared is None:
        return  # asked by the presumption
    asks = possible_asks(matter)
    unless = IMPOSSIBLE if asks else ()
    if matter.fault_kind == "incorrect_installation" and not is_told(facts.installation_by_trader):
        unless = (*unless, "installing it was not part of the contract")
        asks = [*asks, Ask("installation_by_trader")]
    yield Stated(REPAIR if appeared <= last else f"{REPAIR}_if_shown", unless=unless)
    yield from asks
    yield Decide("a reasonable time for the repair or replacement")
    if facts.repair_possible is False:
        yield Stated("goods.replacement")
    yield from _proportion(matter)


def _proportion(matter: Matter) -> Iterator[Finding]:
    repair, replacement = matter.facts.repair_cost_gbp, matter.facts.replacement_cost_gbp
    if isinstance(repair, float) and isinstance(replacement, float):
        if repair > replacement and matter.facts.customer_wants == "repair":
            yield Stated("goods.repair_disproportionate")
            yield Stated("goods.replacement")
        yield Decide("whether one remedy is out of proportion to the other")
        if not is_told(matter.facts.customer_wants):
            yield Ask("customer_wants")
    elif isinstance(repair, float) or isinstance(replacement, float):
        yield Ask("replacement_cost_gbp" if isinstance(repair, float) else "repair_cost_gbp")


@rule(
    "GD-06",
    "Time for the repair",
    source="Consumer Rights Act 2015 s.23(6)-(7)",
    since=ACT,
    decides=Decides.PERSON,
)
def locked_in(matter: Matter) -> Iterator[Finding]:
    """Leave to a person whether a repair that is under way has had its time."""
    if do_not_conform(matter) and matter.is_in_repair:
        yield Decide("whether the repair takes longer than is reasonable or causes significant inconvenience")


def second_tier(matter: Matter) -> bool | str:
    """Tell whether price reduction and final rejection are open, or the fact that is missing."""
    facts = matter.facts
    if matter.failed_repair or (facts.repair_possible is False and facts.replacement_possible is False):
        return True
    if missing := missing_of_tries(matter):
        return missing
    at_home = any(one.action == "repair_at_home_started" for one in facts.tried or ())
    if at_home and any(one.fault_seen and not is_told(one.finished_notified) for one in facts.tried or ()):
        return "tried[].finished_notified"
    return False


@rule(
    "GD-08",
    "Price reduction or final rejection",
    source="Consumer Rights Act 2015 s.24(1)-(7)",
    since=ACT,
    decides=Decides.CUSTOMER,
)
def price_reduction_or_final_rejection(matter: Matter) -> Iterator[Finding]:
    """State the second remedies after one repair or replacement, or where neither is possible."""
    if not do_not_conform(matter):
        return
    is_open = second_tier(matter)
    if isinstance(is_open, str):
        yield Ask(is_open)
    elif is_open:
        yield Stated("goods.price_reduction_or_final_reject")
        yield Decide("the amount that fits, where the price is reduced")
    else:
        yield Denied("goods.price_reduction_or_final_reject", "One repair or replacement comes first.")
        if not is_told(matter.facts.tried):
            yield Ask("tried")


@rule(
    "GD-09",
    "Deduction for use",
    source="Consumer Rights Act 2015 s.24(8)-(13)",
    since=ACT,
    decides=Decides.PERSON,
)
def deduction(matter: Matter) -> Iterator[Finding]:
    """Say whether something may be taken for use, on a final rejection alone."""
    if do_not_conform(matter) and rejected_on(matter) and _is_uncollected(matter):
        yield Stated("goods.no_deduction_for_uncollected_period")
    if not do_not_conform(matter) or second_tier(matter) is not True:
        return
    start = strr_start(matter)
    if start is None:
        yield Ask("delivered")
        return
    last = months_beginning_with(start + timedelta(days=1), PRESUMED_MONTHS)
    yield Due("first_six_months_last_day", last, f"6 months beginning with the day after {spoken(start)}")
    yield from _deducted(matter, last)


def _deducted(matter: Matter, last: date) -> Iterator[Finding]:
    facts = matter.facts
    is_vehicle = facts.goods_kind == "motor_vehicle" and not facts.vehicle_adapted_single_disabled_user
    at = rejected_on(matter) or matter.on or last
    if at > last or is_vehicle:
        is_open = is_vehicle and not is_told(facts.vehicle_adapted_single_disabled_user)
        unless = ("it was built or adapted for one disabled person alone",) if is_open and at <= last else ()
        yield Stated("goods.deduction_allowed", unless=unless)
        if unless:
            yield Ask("vehicle_adapted_single_disabled_user")
        yield Decide("the amount to be taken for use")
        return
    unless = () if is_told(facts.goods_kind) else ("it is a motor vehicle",)
    yield Stated("goods.no_deduction", unless=unless)
    yield Denied("goods.deduction_allowed", f"It is rejected by {spoken(last)}.")
    if unless:
        yield Ask("goods_kind")


def _is_uncollected(matter: Matter) -> bool:
    agreed, collected = as_day(matter.facts.collection_agreed), as_day(matter.facts.collected)
    return bool(agreed and ((collected and collected > agreed) or (not collected and matter.is_past(agreed))))


def has_rejected_in_time(matter: Matter) -> bool:
    """Tell whether the customer rejected the goods while they could."""
    rejected, last = rejected_on(matter), strr_last_day(matter)
    if rejected and last and matter.is_in_repair and (matter.first_repair() or last) <= last:
        return False  # a person says first whether we have had our time: s.23(6)
    is_known = matter.fault_kind in QUALITY and not missing_for_start(matter)
    is_known = is_known and missing_of_tries(matter) != "tried[].action"
    in_time = rejected is not None and is_known and _is_by(rejected, last)
    at_last = rejected is not None and do_not_conform(matter) and second_tier(matter) is True
    return bool(in_time or at_last or (rejected and matter.fault_kind == "no_right_to_sell"))


def _is_by(day: date, last: date | None) -> bool:
    return last is None or day <= last


@rule("GD-11", "The refund", source="Consumer Rights Act 2015 s.20(9)-(17), 24(3)", since=ACT)
def refund(matter: Matter) -> Iterator[Finding]:
    """Count the fourteen days from the day on which we agreed that money is due."""
    facts = matter.facts
    is_reduced = do_not_conform(matter) and second_tier(matter) is True
    if not has_rejected_in_time(matter) and not (is_reduced and as_day(facts.trader_agreed_refund)):
        return
    yield Stated("goods.refund_same_means_no_fee")
    if facts.contract_kind == "hire_purchase":
        yield Stated("goods.refund_part_of_price_paid")
    elif not is_told(facts.contract_kind):
        yield Ask("contract_kind")
    agreed = as_day(facts.trader_agreed_refund)
    if agreed:
        because = f"14 days beginning with {spoken(agreed)}, when we agreed that it is due"
        yield Due("refund_last_day", days_beginning_with(agreed, REFUND_DAYS), because)
    elif not is_told(facts.trader_agreed_refund):
        yield Ask("trader_agreed_refund")


@rule("GD-12", "Getting rejected goods back", source="Consumer Rights Act 2015 s.20(7)-(8)", since=ACT)
def return_of_goods(matter: Matter) -> Iterator[Finding]:
    """State that we bear the cost of return."""
    if has_rejected_in_time(matter):
        yield Stated("goods.trader_pays_return")


@rule(
    "GD-02",
    "No right to sell",
    source="Consumer Rights Act 2015 ss.17, 19(6), 20(3)",
    since=ACT,
    decides=Decides.CUSTOMER,
)
def no_right_to_sell(matter: Matter) -> Iterator[Finding]:
    """State the right to reject what was not ours to sell, which no thirty days limit."""
    if matter.fault_kind == "no_right_to_sell":
        yield Stated("goods.reject_no_right_to_sell")
        yield Denied("goods.short_term_reject", "This right is not limited to thirty days.")


@rule(
    "GD-14",
    "Other remedies",
    source="Consumer Rights Act 2015 s.19(9)-(13)",
    since=ACT,
    decides=Decides.PERSON,
)
def other_remedies(matter: Matter) -> Iterator[Finding]:
    """State that loss may be claimed as well, and never twice."""
    if do_not_conform(matter) or matter.fault_kind == "no_right_to_sell":
        yield Stated("goods.damages_possible")


@rule(
    "GD-13",
    "Parts and quantities",
    source="Consumer Rights Act 2015 ss.21, 25, 26",
    since=ACT,
    decides=Decides.PERSON,
)
def quantities(matter: Matter) -> Iterator[Finding]:
    """State what a wrong quantity and a faulty load open."""
    facts = matter.facts
    ordered, came = facts.quantity_ordered, facts.quantity_delivered
    if isinstance(ordered, int) and isinstance(came, int):
        if ordered != came:
            yield Stated("goods.reject_wrong_quantity")
            yield Stated("goods.accept_and_pay_contract_rate")
        else:
            yield Denied("goods.reject_wrong_quantity", "As many came as were ordered.")
    elif isinstance(ordered, int) or isinstance(came, int):
        yield Ask("quantity_delivered" if isinstance(ordered, int) else "quantity_ordered")
    if isinstance(facts.defective_instalment, int) and not is_told(facts.stated_instalments_separately_paid):
        yield Ask("stated_instalments_separately_paid")
    if facts.stated_instalments_separately_paid and not is_told(facts.defective_instalment):
        yield Ask("defective_instalment")
    if facts.stated_instalments_separately_paid and isinstance(facts.defective_instalment, int):
        yield Stated("goods.reject_defective_instalment_possible")
        yield Decide("whether the fault of one load lets the customer end the whole contract")
        yield from _loads(matter)


def _loads(matter: Matter) -> Iterator[Finding]:
    for ordinal, day in zip(ORDINALS, matter.facts.deliveries or (), strict=False):
        last = days_beginning_with_next(day, SHORT_TERM_DAYS)
        yield Due(
            f"strr_last_day_{ordinal}_load", last, "30 days beginning with the day after that load", "prudent"
        )


@rule("GD-15", "Terms that cut rights", source="Consumer Rights Act 2015 ss.22(2), 31", since=ACT)
def contracting_out(matter: Matter) -> Iterator[Finding]:
    """Flag a term that cuts what the Act gives."""
    if matter.facts.trader_term:
        yield Stated("goods.term_not_binding")


@rule("GD-16", "A guarantee on top", source="Consumer Rights Act 2015 s.30", since=ACT)
def guarantee(matter: Matter) -> Iterator[Finding]:
    """Say that a guarantee adds to the seller's duties."""
    if matter.facts.guarantee:
        yield Stated("goods.guarantee_additional")
        yield Denied("goods.guarantee_replaces_rights", "A guarantee comes on top of the seller's duties.")
