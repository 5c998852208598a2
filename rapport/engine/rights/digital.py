"""Digital content sold to consumers: Consumer Rights Act 2015, Part 1 chapter 3."""

from collections.abc import Iterator

from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.goods import (
    ACT,
    IMPOSSIBLE,
    PRESUMED_MONTHS,
    QUALITY,
    REFUND_DAYS,
    missing_of_tries,
    possible_asks,
)
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.rules import Body
from rapport.engine.rights.time import days_beginning_with, months_beginning_with, spoken


def concerns(matter: Matter) -> bool:
    """Tell whether digital content was supplied to a consumer, or damaged something of theirs."""
    return matter.is_consumer and matter.facts.supply == "digital"


BODY = Body("Digital content", "Digital content supplied to consumers", concerns, [])
rule = BODY.rule


def is_second(matter: Matter) -> bool:
    """Tell whether price reduction is open: neither repair nor replacement can be had, or one failed."""
    facts = matter.facts
    return matter.failed_repair or (facts.repair_possible is False and facts.replacement_possible is False)


def is_paid(matter: Matter) -> bool | str:
    """Tell whether it was paid for, or came free with what was, or the fact that is missing: s.33."""
    facts = matter.facts
    if not is_told(facts.price_gbp) and facts.free_with_paid_content is False:
        return "price_gbp"
    if facts.price_gbp != 0:
        return True
    return (
        "free_with_paid_content"
        if not is_told(facts.free_with_paid_content)
        else bool(facts.free_with_paid_content)
    )


@rule(
    "DG-01", "What it must be", source="Consumer Rights Act 2015 ss.33-40", since=ACT, decides=Decides.PERSON
)
def conformity(matter: Matter) -> Iterator[Finding]:
    """Leave to a person whether it conforms; what was free and stands alone has no such terms."""
    paid = is_paid(matter)
    if matter.fault_kind not in QUALITY:
        if not matter.fault_kind and matter.facts.fault is not None:
            yield Ask("fault.kind" if matter.fault else "fault")
    elif isinstance(paid, str):
        yield Ask(paid)
    elif paid:
        yield Decide("whether the digital content conforms, where that is disputed")
    else:
        yield Denied("digital.repair_or_replace", "It was free, and not part of anything paid for.")


def does_not_conform(matter: Matter) -> bool:
    """Tell whether something is wrong for which the Act gives a remedy."""
    return matter.fault_kind in QUALITY and is_paid(matter) is True


@rule("DG-02", "Remedies", source="Consumer Rights Act 2015 ss.42-44", since=ACT, decides=Decides.CUSTOMER)
def remedies(matter: Matter) -> Iterator[Finding]:
    """State repair or replacement, then price reduction; there is no right to reject."""
    if not does_not_conform(matter):
        return
    if missing := missing_of_tries(matter):
        yield Ask(missing)
        return
    yield Denied("digital.right_to_reject", "Digital content cannot be rejected: s.42(8).")
    if is_second(matter):
        yield Stated("digital.price_reduction")
        yield Denied("digital.repair_or_replace", "Neither is possible, or it was tried and failed.")
        yield Decide("the amount that fits, up to the whole price")
        return
    asks = possible_asks(matter)
    yield Stated("digital.repair_or_replace", unless=IMPOSSIBLE if asks else ())
    yield Denied("digital.price_reduction", "Repair or replacement comes first.")
    yield from asks
    yield Decide("a reasonable time for the repair or replacement")


@rule("DG-03", "Presumption", source="Consumer Rights Act 2015 s.42(9)-(10)", since=ACT)
def presumption(matter: Matter) -> Iterator[Finding]:
    """Say that a fault of the first six months is taken to have been there."""
    if not does_not_conform(matter):
        return
    supplied, appeared = (
        as_day(matter.facts.supplied),
        as_day(matter.fault.appeared) if matter.fault else None,
    )
    if supplied is None:
        yield Ask("supplied")
        return
    last = months_beginning_with(supplied, PRESUMED_MONTHS)
    yield Due("presumption_last_day", last, "6 months beginning with the day it was supplied")
    if appeared is None:
        yield Ask("fault.appeared")
    elif appeared <= last:
        yield Stated("digital.presumed_faulty")
    else:
        yield Denied("digital.presumed_faulty", f"It showed after {spoken(last)}.")


@rule("DG-04", "Refund", source="Consumer Rights Act 2015 ss.44(4)-(6), 45(3)-(5)", since=ACT)
def refund(matter: Matter) -> Iterator[Finding]:
    """Count the fourteen days from our agreement."""
    agreed = as_day(matter.facts.trader_agreed_refund)
    if agreed and (is_second(matter) or matter.fault_kind == "no_right_to_sell"):
        because = f"14 days beginning with {spoken(agreed)}, when we agreed that it is due"
        yield Due("refund_last_day", days_beginning_with(agreed, REFUND_DAYS), because)


@rule("DG-01", "No right to supply", source="Consumer Rights Act 2015 ss.41, 45", since=ACT)
def no_right_to_supply(matter: Matter) -> Iterator[Finding]:
    """State the full refund of what was not ours to supply."""
    if matter.fault_kind == "no_right_to_sell":
        yield Stated("digital.full_refund_no_right_to_supply")


@rule("DG-05", "Damage", source="Consumer Rights Act 2015 s.46", since=ACT, decides=Decides.CUSTOMER)
def damage(matter: Matter) -> Iterator[Finding]:
    """State the remedy for a device or content that was damaged for want of care."""
    facts = matter.facts
    if not is_told(facts.damage_to_consumer_content) and is_told(facts.lack_of_care):
        yield Ask("damage_to_consumer_content")
    if not facts.damage_to_consumer_content:
        return
    if not is_told(facts.lack_of_care):
        yield Ask("lack_of_care")
        return
    if not facts.lack_of_care:
        yield Denied("digital.device_damage_remedy", "Reasonable care would not have prevented it.")
        return
    yield Stated("digital.device_damage_remedy")
    yield Decide("the payment that fits")
    agreed = as_day(facts.trader_agreed_payment)
    if agreed:
        because = f"14 days beginning with {spoken(agreed)}, when we agreed to pay"
        yield Due("payment_last_day", days_beginning_with(agreed, REFUND_DAYS), because)


@rule("DG-06", "Terms that cut rights", source="Consumer Rights Act 2015 s.47", since=ACT)
def contracting_out(matter: Matter) -> Iterator[Finding]:
    """Flag a term that cuts what the Act gives."""
    if matter.facts.trader_term:
        yield Stated("digital.term_not_binding")
