"""Cancelling without a reason: Consumer Contracts (Information, Cancellation ...) Regulations 2013."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.goods import ORDINALS
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
LOSS = ("express_request_to_begin", "acknowledged_loss_when_fully_performed")
WAIVER = ("express_consent", "acknowledged_loss_of_right", "confirmation_sent")
UNLESS_KIND = "it was made to order, would soon perish, or was for a specific date"
UNLESS_SEAL = "the seal was broken after delivery"
UNLESS_URGENT = "they asked for the visit for an urgent repair"
UNLESS_DISC = "it came on a disc, for then the days run from delivery and end with the seal"
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
    if matter.could_be_auction:
        return "It was sold at a public auction."
    return NEVER.get(str(facts.goods_kind), "") or _by_how_it_was_sold(matter) or _lost(matter)


def _by_how_it_was_sold(matter: Matter) -> str:
    facts = matter.facts
    if facts.urgent_repair_visit_requested:
        return "The customer asked for an urgent repair visit."
    small = isinstance(facts.price_gbp, float) and facts.price_gbp <= OFF_PREMISES_LIMIT_GBP
    if facts.channel == "off_premises" and small:
        return "It was sold away from our premises for £42 or less."
    return ""


def _lost(matter: Matter) -> str:
    """Return how the right was lost: by breaking a seal, or by what was done at the customer's wish."""
    facts, at = matter.facts, cancelled_on(matter) or matter.on
    is_sealed = facts.goods_kind == "sealed_hygiene" or (facts.supply == "digital" and facts.tangible_medium)
    if facts.unsealed and is_sealed:
        return "The seal was broken."
    done = as_day(facts.fully_performed)
    if done and at and done <= at and all(getattr(facts, name) is True for name in LOSS):
        return "The service was finished at the customer's express wish, knowing that the right is then lost."
    if is_download(matter) and facts.supply_begun and all(getattr(facts, name) is True for name in WAIVER):
        return "The download began with consent, acknowledged and confirmed."
    return ""


def is_download(matter: Matter) -> bool:
    """Tell whether digital content came without a disc."""
    return matter.facts.supply == "digital" and not matter.facts.tangible_medium


def cancelled_on(matter: Matter) -> date | None:
    """Return the day on which the customer cancelled: when it was sent; a request to cancel is one."""
    facts, request = matter.facts, matter.request
    asked = as_day(request.received) if request and request.kind == "cancellation" else None
    return as_day(facts.cancelled_sent) or as_day(facts.cancelled) or asked


def is_undelivered(matter: Matter) -> bool:
    """Tell whether goods were ordered that the customer has not got: they may be cancelled at once."""
    facts = matter.facts
    return facts.supply in ("goods", "mixed") and facts.delivered is None and not facts.deliveries


def start_of(matter: Matter) -> date | str:
    """Return the day after which the fourteen days run, or the fact that is missing."""
    facts = matter.facts
    if facts.supply == "service" or is_download(matter):
        return matter.contracted or "contract_date"
    if facts.regular_delivery_over_defined_period:
        first = as_day(facts.first_delivery) or min(facts.deliveries or (), default=None)
        return first or "first_delivery"
    if as_day(facts.first_delivery) and not is_told(facts.regular_delivery_over_defined_period):
        return "regular_delivery_over_defined_period"
    if facts.deliveries:
        return max(facts.deliveries) if is_told(facts.one_order) else "one_order"
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
    if exempt(matter) or is_for_a_person(matter) or what_is_open(matter):
        return False
    if isinstance(period, str):
        return is_undelivered(matter)
    at = cancelled_on(matter) or matter.on
    return at is None or at <= (period.last or period.normal_last)


@rule(
    "CX-01, CX-02, CX-03, CX-04",
    "Fourteen days, or longer where the customer was not told",
    source="Consumer Contracts Regulations 2013 regs 27-32",
    since=REGULATIONS,
    decides=Decides.CUSTOMER,
)
def cancel(matter: Matter) -> Iterator[Finding]:
    """State the right to cancel, its last day, and the longer one where the customer was not told."""
    facts, request = matter.facts, matter.request
    if request and request.kind == "cancellation" and not is_told(request.received):
        yield Ask("request.received")
    if not facts.channel:
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
        if is_undelivered(matter):
            yield from _stated(matter)
        else:
            yield Ask(period)
        return
    if missing := what_is_open(matter):
        yield from missing
        return
    yield from _days(matter, period)
    yield from _in_time(matter, period)


def _extras(matter: Matter) -> Iterator[Finding]:
    """State that extra goods sold on an urgent visit can be cancelled."""
    extra = matter.facts.extra_goods or None
    if not extra or not matter.facts.urgent_repair_visit_requested or _is_small(matter, extra.price_gbp):
        return
    handed = as_day(extra.delivered)
    if not handed:
        yield Ask("extra_goods.delivered")
    else:
        last = days_after(handed, CANCEL_DAYS)
        yield Due("cancel_last_day", last, f"14 days after {spoken(handed)}, for the extra goods")
        if (cancelled_on(matter) or matter.on or last) <= last:
            yield Stated("ccr.cancel:extra_goods")


def _is_small(matter: Matter, extra_gbp: object) -> bool:
    """Tell whether all that was bought away from our premises came to £42 or less."""
    paid = [one for one in (matter.facts.price_gbp, extra_gbp) if isinstance(one, float)]
    return matter.facts.channel == "off_premises" and 0 < sum(paid) <= OFF_PREMISES_LIMIT_GBP


def _days(matter: Matter, period: Period) -> Iterator[Finding]:
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
    if matter.facts.one_order is False and not matter.facts.regular_delivery_over_defined_period:
        yield from _each_order(matter)


def _each_order(matter: Matter) -> Iterator[Finding]:
    """Count each delivery by itself where each was an order of its own."""
    for ordinal, day in zip(ORDINALS, matter.facts.deliveries or (), strict=False):
        because = f"14 days after {spoken(day)}, for the order that came then, if the customer was told"
        yield Due(f"cancel_last_day_{ordinal}_order", days_after(day, CANCEL_DAYS), because)


def _in_time(matter: Matter, period: Period) -> Iterator[Finding]:
    at, last = cancelled_on(matter) or matter.on, period.last or period.normal_last
    if is_for_a_person(matter):
        yield Decide("whether the right is lost though consent was not confirmed: reg 37(2) against 37(4)(c)")
        return
    if at is None or at <= last:
        yield from _stated(matter)
    elif period.last is not None:
        yield Denied("ccr.cancel", f"The last day was {spoken(last)}.")


def is_for_a_person(matter: Matter) -> bool:
    """Tell whether a download was begun with consent and acknowledgement, and the confirmation is missing."""
    facts = matter.facts
    given = (facts.express_consent, facts.acknowledged_loss_of_right)
    is_begun = is_download(matter) and bool(as_day(facts.supply_begun))
    return is_begun and all(one is True for one in given) and facts.confirmation_sent in (False, None)


def what_is_open(matter: Matter) -> list[Ask]:
    """Return what is not told of how the right may be lost: a download's waiver, a service that is done."""
    facts = matter.facts
    if is_download(matter) and (as_day(facts.supply_begun) or facts.acknowledged_loss_of_right):
        return _not_told(matter, ("supply_begun", *WAIVER), saves=("supply_begun", *WAIVER[:2]))
    if facts.supply == "service" and as_day(facts.fully_performed):
        return _not_told(matter, LOSS, saves=LOSS)
    return []


def _not_told(matter: Matter, names: tuple[str, ...], *, saves: tuple[str, ...]) -> list[Ask]:
    """Return which of some facts are not told, unless one that is told to be none saves the right."""
    if any(getattr(matter.facts, name) in (None, False) for name in saves):
        return []
    return [Ask(name) for name in names if not is_told(getattr(matter.facts, name))]


def _exceptions(matter: Matter) -> Iterator[tuple[str, str]]:
    """Yield the facts not told that would take the right away, each with how."""
    facts = matter.facts
    is_digital, is_at_home = facts.supply == "digital", facts.channel == "off_premises"
    could_be = (
        ("goods_kind", UNLESS_KIND, True),
        (
            "unsealed",
            UNLESS_SEAL,
            facts.goods_kind == "sealed_hygiene" or (is_digital and facts.tangible_medium),
        ),
        ("price_gbp", UNLESS_SMALL, is_at_home),
        ("urgent_repair_visit_requested", UNLESS_URGENT, is_at_home and facts.supply != "goods"),
        ("tangible_medium", UNLESS_DISC, is_digital),
    )
    yield from (
        (name, words) for name, words, is_so in could_be if is_so and not is_told(getattr(facts, name))
    )


def _stated(matter: Matter) -> Iterator[Finding]:
    open_ones = [*_exceptions(matter)]
    yield Stated("ccr.cancel", unless=tuple(words for _, words in open_ones))
    yield from (Ask(name) for name, _ in open_ones)


@rule("SC-05", "A plain dislike", source="Consumer Contracts Regulations 2013 reg 27(1)", since=REGULATIONS)
def dislike(matter: Matter) -> Iterator[Finding]:
    """Say that what was bought in person and is in order need not be taken back."""
    if matter.facts.channel == "in_person" and matter.facts.fault is None:
        yield Decide("whether to take it back all the same, out of goodwill")


@rule(
    "CX-11",
    "Two ways out",
    source="Consumer Contracts Regulations 2013 reg 29; Consumer Rights Act 2015 s.19",
    since=date(2015, 10, 1),
    decides=Decides.CUSTOMER,
)
def stacked(matter: Matter) -> Iterator[Finding]:
    """Say which way is the better one where the customer may cancel what is faulty or late as well."""
    facts = matter.facts
    is_faulty = matter.fault_kind is not None and facts.supply in ("goods", "mixed")
    is_open = bool(facts.channel) and not isinstance(period_of(matter), str) and may_cancel(matter)
    if is_open and is_faulty:
        yield Stated("ccr.stacked_rights")
