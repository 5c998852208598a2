"""Delivery and risk of goods sold to consumers: Consumer Rights Act 2015 ss.28, 29."""

from collections.abc import Iterator
from datetime import date

from rapport.engine.rights import goods
from rapport.engine.rights.findings import Ask, Decide, Decides, Due, Finding, Stated
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.rules import Body
from rapport.engine.rights.time import days_after, spoken

DELIVERY_DAYS = 30

BODY = Body("Delivery", "Delivery and risk of goods sold to consumers", goods.concerns, [])
rule = BODY.rule


def delivery_due(matter: Matter) -> tuple[date, str] | None:
    """Return the last day to deliver and how it was found; None where that cannot be said."""
    agreed = as_day(matter.facts.delivery_agreed)
    if agreed:
        return agreed, "the day that was agreed"
    if matter.facts.delivery_agreed is None and matter.contracted:
        said = f"no day was agreed: 30 days after {spoken(matter.contracted)}, the day of the contract"
        return days_after(matter.contracted, DELIVERY_DAYS), said
    return None


@rule("GD-17", "Delivery", source="Consumer Rights Act 2015 s.28", since=goods.ACT, decides=Decides.CUSTOMER)
def delivery(matter: Matter) -> Iterator[Finding]:
    """State by when to deliver, and what the customer may do once it is late."""
    facts = matter.facts
    if not is_told(facts.delivery_agreed):
        if facts.delivered is None:
            yield Ask("delivery_agreed")
        return
    due = delivery_due(matter)
    if due is None:
        return
    yield Stated("goods.delivery_due")
    yield Due("delivery_due", *due)
    if not as_day(facts.delivered) and matter.is_past(due[0]):
        yield from _late(matter)


def _late(matter: Matter) -> Iterator[Finding]:
    essential = matter.facts.delivery_essential_told_before_contract
    yield Stated("goods.still_to_deliver")
    yield Decide("whether the time was essential in the circumstances, and what further period fits")
    if essential:
        yield Stated("goods.end_contract_late_delivery")
        yield Stated("goods.refund_without_undue_delay")
        return
    unless = () if is_told(essential) else ("they said before the contract that the day mattered",)
    yield Stated("goods.set_further_period", unless=unless)
    if unless:
        yield Ask("delivery_essential_told_before_contract")


@rule("GD-18", "Risk", source="Consumer Rights Act 2015 s.29", since=goods.ACT)
def risk(matter: Matter) -> Iterator[Finding]:
    """Say at whose risk the goods travel."""
    facts = matter.facts
    if facts.carrier_chosen_by == "consumer" and not is_told(facts.carrier_offered_by_trader):
        yield Ask("carrier_offered_by_trader")
    elif facts.carrier_chosen_by == "consumer" and not facts.carrier_offered_by_trader:
        yield Stated("goods.consumer_bears_risk")
    elif facts.carrier_chosen_by or (is_told(facts.physical_possession) and not facts.physical_possession):
        yield Stated("goods.trader_bears_risk")
        if is_told(facts.physical_possession) and not facts.physical_possession:
            yield Stated("goods.still_to_deliver")
