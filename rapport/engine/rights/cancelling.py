"""Cancelling without a reason: Consumer Contracts (Information, Cancellation ...) Regulations 2013."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.rules import Body
from rapport.engine.rights.time import days_after, months_after, months_beginning_with, spoken

REGULATIONS = date(2014, 6, 13)
CANCEL_DAYS, LONGER_MONTHS = 14, 12
OFF_PREMISES_LIMIT_GBP = 42
NEVER = {
    "personalised": "It was made to order or clearly personalised.",
    "perishable": "It would soon perish.",
    "accommodation_specific_date": "It was for a specific date.",
}
UNLESS_KIND = "it was made to order, would soon perish, or was for a specific date"
UNLESS_SEAL = "the seal was broken after delivery"
UNLESS_SMALL = "it was sold away from our premises for £42 or less"


def concerns(matter: Matter) -> bool:
    """Tell whether a consumer bought something that cancelling could be about."""
    return matter.is_consumer and matter.facts.supply in ("goods", "mixed", "service", "digital")


BODY = Body("Cancelling", "Distance and off-premises contracts with consumers", concerns, [])
rule = BODY.rule


@dataclass(frozen=True, slots=True)
class Period:
    """When cancelling is possible: from the start of the fourteen days to the last day."""

    start: date
    normal_last: date
    last: date | None  # None: whether the customer was told is not known
    is_longer: bool = False


def exempt(matter: Matter) -> str:
    """Return why there is no right to cancel, or nothing."""
    facts = matter.facts
    if facts.channel == "in_person":
        return "It was bought in person."
    if facts.goods_kind in NEVER:
        return NEVER[str(facts.goods_kind)]
    if facts.unsealed and (
        facts.goods_kind == "sealed_hygiene" or (facts.supply == "digital" and facts.tangible_medium)
    ):
        return "The seal was broken."
    if facts.urgent_repair_visit_requested:
        return "The customer asked for an urgent repair visit."
    small = isinstance(facts.price_gbp, float) and facts.price_gbp <= OFF_PREMISES_LIMIT_GBP
    if facts.channel == "off_premises" and small:
        return "It was sold away from our premises for £42 or less."
    return _lost(matter)


def _lost(matter: Matter) -> str:
    """Return how the right was lost by what was done at the customer's wish."""
    facts, at = matter.facts, cancelled_on(matter) or matter.on
    done = as_day(facts.fully_performed)
    if (
        done
        and at
        and done <= at
        and facts.express_request_to_begin
        and facts.acknowledged_loss_when_fully_performed
    ):
        return "The service was finished at the customer's express wish, knowing that the right is then lost."
    if is_download(matter) and is_told(facts.supply_begun) and facts.supply_begun:
        given = (facts.express_consent, facts.acknowledged_loss_of_right, facts.confirmation_sent)
        if all(one is True for one in given):
            return "The download began with consent, acknowledged and confirmed."
    return ""


def is_download(matter: Matter) -> bool:
    """Tell whether digital content came without a disc."""
    return matter.facts.supply == "digital" and not matter.facts.tangible_medium


def cancelled_on(matter: Matter) -> date | None:
    """Return the day on which the customer cancelled: when it was sent."""
    return as_day(matter.facts.cancelled_sent) or as_day(matter.facts.cancelled)


def start_of(matter: Matter) -> date | str:
    """Return the day after which the fourteen days run, or the fact that is missing."""
    facts = matter.facts
    if facts.supply == "service" or is_download(matter):
        return matter.contracted or "contract_date"
    if facts.regular_delivery_over_defined_period:
        first = as_day(facts.first_delivery) or min(facts.deliveries or (), default=None)
        return first or "first_delivery"
    if facts.deliveries:
        return max(facts.deliveries) if facts.one_order else "one_order"
    return as_day(facts.possession_transferred) or as_day(facts.delivered) or "delivered"


def period_of(matter: Matter) -> Period | str:
    """Return the time in which the customer may cancel, or the fact that is missing."""
    start = start_of(matter)
    if isinstance(start, str):
        return start
    normal = days_after(start, CANCEL_DAYS)
    told = matter.facts.cancel_info_given
    if not is_told(told):
        return Period(start, normal, None)
    if told is True or ((day := as_day(told)) and day <= start):
        return Period(start, normal, normal)
    window = months_beginning_with(start + timedelta(days=1), LONGER_MONTHS)
    day = as_day(told)
    last = days_after(day, CANCEL_DAYS) if day and day <= window else months_after(normal, LONGER_MONTHS)
    return Period(start, normal, last, is_longer=True)


def may_cancel(matter: Matter) -> bool:
    """Tell whether the right was used in time, or can still be."""
    period = period_of(matter)
    if exempt(matter) or isinstance(period, str):
        return False
    at = cancelled_on(matter) or matter.on
    return at is None or at <= (period.last or period.normal_last)


@rule(
    "CX-02",
    "Fourteen days",
    source="Consumer Contracts Regulations 2013 regs 27-31",
    since=REGULATIONS,
    decides=Decides.CUSTOMER,
)
def cancel(matter: Matter) -> Iterator[Finding]:
    """State the right to cancel, its last day, and the longer one where the customer was not told."""
    facts = matter.facts
    if not facts.channel:
        if cancelled_on(matter) or is_told(facts.cancel_info_given):
            yield Ask("channel")
        return
    if because := exempt(matter):
        yield Denied("ccr.cancel", because)
        if facts.goods_kind == "sealed_hygiene":
            yield Decide("whether the goods are really of a kind not suitable for return once unsealed")
        yield from _extras(matter)
        return
    period = period_of(matter)
    if isinstance(period, str):
        if period == "delivered" and facts.delivered is None:
            yield Stated("ccr.cancel", unless=_unless(matter))
        else:
            yield Ask(period)
        return
    yield from _days(period)
    yield from _in_time(matter, period)


def _extras(matter: Matter) -> Iterator[Finding]:
    """State that extra goods sold on an urgent visit can be cancelled."""
    extra = matter.facts.extra_goods or None
    handed = as_day(extra.delivered) if extra else None
    if matter.facts.urgent_repair_visit_requested and handed:
        last = days_after(handed, CANCEL_DAYS)
        yield Due("cancel_last_day", last, f"14 days after {spoken(handed)}, for the extra goods")
        if not matter.is_past(last) or (cancelled_on(matter) or last) < last:
            yield Stated("ccr.cancel:extra_goods")


def _days(period: Period) -> Iterator[Finding]:
    said = f"14 days after {spoken(period.start)}"
    if period.last is None:
        yield Due(
            "cancel_normal_last_day", period.normal_last, f"{said}, if the customer was told of the right"
        )
        yield Ask("cancel_info_given")
    elif period.is_longer:
        window = months_beginning_with(period.start + timedelta(days=1), LONGER_MONTHS)
        yield Due("cancel_normal_last_day", period.normal_last, f"{said}, had the customer been told")
        yield Due("late_info_window_last_day", window, "12 months beginning with the first of the 14 days")
        is_late = period.last == months_after(period.normal_last, LONGER_MONTHS)
        because = "12 months after the normal end" if is_late else "14 days after the customer was told"
        yield Due("cancel_last_day", period.last, because)
        yield Stated("ccr.extended_period")
    else:
        yield Due("cancel_last_day", period.last, said)


def _in_time(matter: Matter, period: Period) -> Iterator[Finding]:
    at, last = cancelled_on(matter) or matter.on, period.last or period.normal_last
    if matter.facts.supply_begun and is_download(matter):
        given = (matter.facts.express_consent, matter.facts.acknowledged_loss_of_right)
        if all(one is True for one in given):
            yield Decide(
                "whether the right is lost though consent was not confirmed: reg 37(2) against 37(4)(c)"
            )
            return
    if at is None or at <= last:
        yield Stated("ccr.cancel", unless=_unless(matter))
        yield from _asks(matter)
    elif period.last is not None:
        yield Denied("ccr.cancel", f"The last day was {spoken(last)}.")


def _unless(matter: Matter) -> tuple[str, ...]:
    facts = matter.facts
    found = [UNLESS_KIND] if not is_told(facts.goods_kind) else []
    if facts.goods_kind == "sealed_hygiene" and not is_told(facts.unsealed):
        found.append(UNLESS_SEAL)
    if facts.channel == "off_premises" and not is_told(facts.price_gbp):
        found.append(UNLESS_SMALL)
    return tuple(found)


def _asks(matter: Matter) -> Iterator[Finding]:
    facts = matter.facts
    if not is_told(facts.goods_kind):
        yield Ask("goods_kind")
    if facts.goods_kind == "sealed_hygiene" and not is_told(facts.unsealed):
        yield Ask("unsealed")
    if facts.channel == "off_premises" and not is_told(facts.price_gbp):
        yield Ask("price_gbp")


@rule("CX-05", "The refund", source="Consumer Contracts Regulations 2013 reg 34(1)-(8)", since=REGULATIONS)
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
    start = _refund_from(matter, at)
    if start:
        yield Due(
            "refund_last_day",
            days_after(start[0], CANCEL_DAYS),
            f"14 days after {spoken(start[0])}, {start[1]}",
        )
    elif not is_told(facts.goods_back):
        yield Ask("goods_back")


def _refund_from(matter: Matter, at: date) -> tuple[date, str] | None:
    facts = matter.facts
    if facts.supply in ("service", "digital") or facts.trader_offered_collection:
        return as_day(facts.cancelled) or at, "when we were told"
    days = [day for day in (as_day(facts.goods_back), as_day(facts.proof_of_posting)) if day]
    return (min(days), "when the goods, or proof that they were sent, reached us") if days else None


@rule("CX-07", "Sending back", source="Consumer Contracts Regulations 2013 reg 35", since=REGULATIONS)
def sending_back(matter: Matter) -> Iterator[Finding]:
    """Say who brings the goods back, and by when."""
    facts, at = matter.facts, cancelled_on(matter)
    if not at or facts.supply not in ("goods", "mixed") or not facts.channel or not may_cancel(matter):
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
    if facts.cancel_info_given and not as_day(facts.cancel_info_given):
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
    if (
        not cancelled_on(matter)
        or facts.supply not in ("goods", "mixed")
        or not facts.channel
        or not may_cancel(matter)
    ):
        return
    if is_told(facts.cancel_info_given) and not facts.cancel_info_given:
        yield Stated("ccr.no_deduction")
        yield Denied("ccr.deduct_diminished_value", "The customer was not told of the right to cancel.")
        return
    if facts.handled_beyond_shop_trial:
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
    is_begun = (
        facts.supplied_fraction
        or facts.started
        or as_day(facts.supply_begun)
        or as_day(facts.fully_performed)
    )
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
    for name in ("express_consent", "acknowledged_loss_of_right", "confirmation_sent"):
        value = getattr(facts, name)
        if not is_told(value):
            yield Ask(name)
        elif not value:
            yield Stated("ccr.no_cost")
