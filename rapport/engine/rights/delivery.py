"""Delivery and risk of goods sold to consumers: Consumer Rights Act 2015 ss.28, 29."""

from collections.abc import Iterator
from datetime import date

from rapport.engine.rights import goods
from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.rules import Body
from rapport.engine.rights.time import days_after, spoken

DELIVERY_DAYS = 30

BODY = Body("Delivery", "Delivery and risk of goods sold to consumers", goods.are_sold, [])
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


def is_not_delivered(matter: Matter) -> bool:
    """Tell whether it is known that the customer has not got the goods."""
    facts = matter.facts
    return facts.delivered is None or (
        not as_day(facts.delivered) and is_told(facts.physical_possession) and not facts.physical_possession
    )


@rule("GD-17", "Delivery", source="Consumer Rights Act 2015 s.28", since=goods.ACT, decides=Decides.CUSTOMER)
def delivery(matter: Matter) -> Iterator[Finding]:
    """State by when to deliver, and what the customer may do once it is late."""
    facts = matter.facts
    if not is_told(facts.delivery_agreed):
        if not as_day(facts.delivered):
            yield Ask("delivery_agreed")
        return
    if not as_day(facts.delivery_agreed) and not as_day(facts.contract_date):
        yield Ask("contract_date")
    due = delivery_due(matter)
    if due is None:
        return
    yield Stated("goods.delivery_due")
    yield Due("delivery_due", *due)
    if not is_told(facts.delivered):
        yield Ask("delivered")
    if is_not_delivered(matter) and (matter.is_past(due[0]) or facts.delivery_refused):
        yield from _late(matter)


def _late(matter: Matter) -> Iterator[Finding]:
    facts = matter.facts
    essential = facts.delivery_essential_told_before_contract
    further = as_day(facts.further_period_ends)
    yield Stated("goods.still_to_deliver")
    yield Decide("whether the time was essential in the circumstances, and what further period fits")
    if essential or facts.delivery_refused or (further and matter.is_past(further)):
        yield Stated("goods.end_contract_late_delivery")
        yield Stated("goods.refund_without_undue_delay")
        yield Denied("goods.set_further_period", "The contract can be ended at once.")
        return
    unless = () if is_told(essential) else ("they said before the contract that the day mattered",)
    yield Stated("goods.set_further_period", unless=unless)
    if further:
        yield Due("further_period_ends", further, "the further period that the customer set")
        yield Decide("whether the further period was appropriate")
    if unless:
        yield Ask("delivery_essential_told_before_contract")
    else:
        yield Denied(
            "goods.end_contract_late_delivery", "First the customer sets a further period that fits."
        )


@rule("GD-18", "Risk", source="Consumer Rights Act 2015 s.29", since=goods.ACT)
def risk(matter: Matter) -> Iterator[Finding]:
    """Say at whose risk the goods travel: the customer's own carrier's, or ours until they are in hand."""
    facts = matter.facts
    chosen, offered = facts.carrier_chosen_by, facts.carrier_offered_by_trader
    if chosen == "consumer" and not is_told(offered):
        yield Ask("carrier_offered_by_trader")
    elif chosen == "consumer" and not offered:
        yield from _own_carrier(matter)
    elif not is_told(chosen) and is_told(offered):
        yield Ask("carrier_chosen_by")
    elif chosen or facts.left_without_agreement or _is_not_in_hand(matter):
        if not is_told(chosen):
            yield Stated("goods.trader_bears_risk", unless=("the customer had sent a carrier of their own",))
            yield Ask("carrier_chosen_by")
        yield Stated("goods.trader_bears_risk")
        yield Denied("goods.consumer_bears_risk", "The customer did not choose a carrier of their own.")
        if facts.left_without_agreement or _is_not_in_hand(matter):
            yield Stated("goods.still_to_deliver")


def _is_not_in_hand(matter: Matter) -> bool:
    return is_told(matter.facts.physical_possession) and not matter.facts.physical_possession


def _own_carrier(matter: Matter) -> Iterator[Finding]:
    if not is_told(matter.facts.handed_to_carrier):
        yield Ask("handed_to_carrier")
    elif as_day(matter.facts.handed_to_carrier):
        yield Stated("goods.consumer_bears_risk")
        yield Denied("goods.trader_bears_risk", "The customer's own carrier had them in hand.")
    else:
        yield Stated("goods.trader_bears_risk")
