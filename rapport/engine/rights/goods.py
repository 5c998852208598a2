"""Goods sold to consumers: Consumer Rights Act 2015, Part 1 chapter 2."""

from collections.abc import Iterator
from datetime import date, timedelta

from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.matter import REPAIRS, Matter, is_still_faulty, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.rules import Body
from rapport.engine.rights.time import (
    days_after,
    days_beginning_with_next,
    days_both_included,
    months_beginning_with,
    spoken,
)

ACT = date(2015, 10, 1)
QUALITY = (
    "not_satisfactory_quality", "not_as_described", "not_fit_for_known_purpose", "digital_content_in_goods",
    "slight_defect",
)  # fmt: skip
CONFORMITY = (*QUALITY, "incorrect_installation")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
IMPOSSIBLE = ("neither is possible",)
SHORT_TERM_DAYS, AFTER_REPAIR_DAYS, PRESUMED_MONTHS, REFUND_DAYS = 30, 7, 6, 14


def concerns(matter: Matter) -> bool:
    """Tell whether goods were sold to a consumer, and not second-hand at an auction one could attend."""
    may_be_new = matter.facts.second_hand is None or matter.facts.second_hand is False
    return are_sold(matter) and (may_be_new or not matter.could_be_auction)


def are_sold(matter: Matter) -> bool:
    """Tell whether goods were sold to a consumer, in whatever way."""
    return matter.is_consumer and matter.facts.supply in ("goods", "mixed")


def do_not_conform(matter: Matter) -> bool:
    """Tell whether what is wrong is ours to answer for; bad fitting only where that was our part (s.15)."""
    kind = matter.fault_kind
    return kind in QUALITY or (
        kind == "incorrect_installation" and matter.facts.installation_by_trader is not False
    )


def possible_asks(matter: Matter) -> list[Ask]:
    """Return what is not told of whether a repair or a replacement can be had."""
    names = ("repair_possible", "replacement_possible")
    return [Ask(name) for name in names if not is_told(getattr(matter.facts, name))]


def delivered_on(matter: Matter) -> date | None:
    """Return when the customer got the goods: delivered, or possession handed over."""
    return as_day(matter.facts.delivered) or as_day(matter.facts.possession_transferred)


def rejected_on(matter: Matter) -> date | None:
    """Return when the customer rejected the goods; who complains and wants the money back does so."""
    facts = matter.facts
    asked_back = as_day(facts.complained) if facts.customer_wants == "refund" else None
    return as_day(facts.rejected) or asked_back


BODY = Body("Goods", "Goods sold to consumers", concerns, [])
rule = BODY.rule


@rule(
    "GD-01",
    "What goods must be",
    source="Consumer Rights Act 2015 ss.9-18",
    since=ACT,
    decides=Decides.PERSON,
)
def conformity(matter: Matter) -> Iterator[Finding]:
    """Ask what is wrong; whether it conforms is for a person."""
    if do_not_conform(matter):
        yield Decide("whether the goods conform, where that is disputed")
        if matter.fault_kind == "not_fit_for_known_purpose":
            yield Decide("whether the customer relied on our skill, and whether that was reasonable")
    elif matter.facts.fault is None:
        yield Denied("goods.short_term_reject", "Nothing is wrong with the goods.")
        yield Denied("goods.repair_or_replace", "Nothing is wrong with the goods.")
    elif not matter.fault_kind:
        yield Ask("fault.kind" if matter.fault else "fault")


def strr_start(matter: Matter) -> date | None:
    """Return the day from which the thirty days run: the latest of delivery, possession, "it is ready"."""
    facts = matter.facts
    days = [as_day(facts.delivered), as_day(facts.possession_transferred), as_day(facts.installed_notified)]
    return max((day for day in days if day), default=None)


def strr_last_day(matter: Matter) -> date | None:
    """Return the last day of the short-term right to reject, pauses added; None where it has none yet."""
    start = strr_start(matter)
    facts = matter.facts
    if start is None or (facts.installation_by_trader and not as_day(facts.installed_notified)):
        return None
    last = days_beginning_with_next(start, SHORT_TERM_DAYS)
    perishes = as_day(facts.reasonable_life_ends)
    return _with_pauses(matter, min(last, perishes) if perishes else last)


def _with_pauses(matter: Matter, last: date) -> date:
    """Return the last day with the time of failed repairs left out: s.22(6)-(8)."""
    asked: date | None = None
    for one in matter.facts.tried or ():
        day = as_day(one.date)
        if one.action in REPAIRS:
            asked = asked or day
        elif one.action == "received_back" and asked and day:
            if (is_still_faulty(one) or matter.facts.second_fault) and asked <= last:
                waiting = days_both_included(asked, day)
                last = max(days_after(day, AFTER_REPAIR_DAYS), last + timedelta(days=waiting))
            asked = None
    return last


def missing_of_tries(matter: Matter) -> str:
    """Return what is not told of a repair or replacement and decides; nothing where all is told."""
    for one in matter.facts.tried or ():
        is_at_home = one.action == "repair_at_home_started" and one.finished_notified is True
        if is_at_home and not is_told(one.conforming) and not is_told(one.fault_seen):
            return "tried[].fault_seen"
        is_back = one.action == "received_back"
        if not one.action:
            return "tried[].action"
        if not as_day(one.date) and (is_back or one.action in REPAIRS):
            return "tried[].date"
        if is_back and not is_told(one.conforming) and not as_day(one.fault_seen):
            return "tried[].conforming"
    return ""


@rule(
    "GD-03, GD-05",
    "Short-term right to reject, and its pause during a repair",
    source="Consumer Rights Act 2015 ss.20, 22(1)-(3), (6)-(8)",
    since=ACT,
    decides=Decides.CUSTOMER,
)
def short_term_right(matter: Matter) -> Iterator[Finding]:
    """State the right to reject within thirty days, from delivery or from when it was ready."""
    if matter.fault_kind not in QUALITY:
        if matter.fault_kind == "incorrect_installation":
            because = "Wrong installation opens repair and price reduction, not the short-term right."
            yield Denied("goods.short_term_reject", because)
            if matter.facts.installation_by_trader is False:
                yield Denied("goods.repair_or_replace", "Installing it was not part of the contract.")
        return
    if missing := [*_missing(matter)]:
        yield from (Ask(name) for name in missing)
        return
    if matter.facts.contract_kind == "hire_purchase" and not is_told(matter.facts.possession_transferred):
        yield Ask("possession_transferred")
    last = strr_last_day(matter)
    if last is None:
        yield Stated(
            "goods.short_term_reject",
            text="The customer may reject the goods: the thirty days have not begun.",
        )
        yield Stated("goods.strr_customer_must_show_fault")
        return
    if missing_of_tries(matter):
        yield Ask(missing_of_tries(matter))
    else:
        yield Due("strr_last_day", last, _how_counted(matter, last))
    yield from _exercised(matter, last)


def _missing(matter: Matter) -> Iterator[str]:
    """Yield the facts without which nothing can be said of the short-term right."""
    missing = missing_for_start(matter)
    if missing:
        yield missing
    if missing == "delivered" and matter.facts.contract_kind == "hire_purchase":
        yield "possession_transferred"
    if not missing and missing_of_tries(matter) == "tried[].action":
        yield "tried[].action"


def missing_for_start(matter: Matter) -> str:
    """Return the fact without which the thirty days cannot be counted; nothing where they can."""
    facts = matter.facts
    if delivered_on(matter) is None and facts.delivered is not None:
        return "delivered"
    if facts.installation_by_trader and not is_told(facts.installed_notified):
        return "installed_notified"
    if facts.goods_kind == "perishable" and not is_told(facts.reasonable_life_ends):
        return "reasonable_life_ends"
    return ""


def _how_counted(matter: Matter, last: date) -> str:
    start = strr_start(matter)
    assert start  # noqa: S101 - there is a last day
    plain = days_beginning_with_next(start, SHORT_TERM_DAYS)
    said = f"30 days beginning with the day after {spoken(start)}"
    if matter.is_in_repair:
        return f"{said}; the days of the repair come on top"
    if last > plain:
        return f"{said}, and the days of the repair, or 7 days after the goods came back"
    return said if last == plain else "as long as such goods would reasonably keep"


def _exercised(matter: Matter, last: date) -> Iterator[Finding]:
    rejected = rejected_on(matter)
    if matter.is_in_repair and (matter.first_repair() or last) <= last:
        yield Decide("whether we have had a reasonable time for the repair before the customer may reject")
        return
    if (rejected or matter.on or last) <= last:
        yield Stated("goods.short_term_reject", unless=_exceptions(matter))
        yield Stated("goods.strr_customer_must_show_fault")
        yield from (Ask(name) for name in _open(matter))
    elif not missing_of_tries(matter):
        yield Denied("goods.short_term_reject", f"The last day was {spoken(last)}.")


def _open(matter: Matter) -> Iterator[str]:
    """Yield the facts that would open an exception."""
    names = ("goods_kind", "installation_by_trader")
    yield from (name for name in names if not is_told(getattr(matter.facts, name)))


def _exceptions(matter: Matter) -> tuple[str, ...]:
    facts, found = matter.facts, []
    if not is_told(facts.goods_kind):
        found.append("such goods would reasonably keep for a shorter time")
    if not is_told(facts.installation_by_trader):
        found.append("we still have to install them, for then the days have not begun")
    return tuple(found)


@rule(
    "GD-04", "Goods that perish", source="Consumer Rights Act 2015 s.22(4)", since=ACT, decides=Decides.PERSON
)
def perishables(matter: Matter) -> Iterator[Finding]:
    """Leave to a person how long such goods would keep."""
    if matter.facts.goods_kind == "perishable" and matter.fault_kind in QUALITY:
        yield Decide("for how long such goods would reasonably keep")


def presumption_last_day(matter: Matter) -> date | None:
    """Return the last day on which a fault that shows is taken to have been there at delivery."""
    delivered = delivered_on(matter)
    return months_beginning_with(delivered, PRESUMED_MONTHS) if delivered else None


@rule("GD-10", "Presumption of six months", source="Consumer Rights Act 2015 s.19(14)-(15)", since=ACT)
def presumption(matter: Matter) -> Iterator[Finding]:
    """Say who has to show that the fault was there at delivery."""
    if not do_not_conform(matter):
        return
    last = presumption_last_day(matter)
    appeared = as_day(matter.fault.appeared) if matter.fault else None
    if last is None:
        yield Ask("delivered")
        return
    yield Due("presumption_last_day", last, "6 months beginning with the day of delivery")
    if appeared is None:
        yield Ask("fault.appeared")
    elif appeared <= last:
        yield Stated("goods.presumed_faulty_at_delivery")
        yield Decide("whether it is shown that the fault came later, or does not fit the presumption")
    else:
        yield Stated("goods.customer_must_show_fault")
        yield Denied("goods.presumed_faulty_at_delivery", f"It showed after {spoken(last)}.")
        yield Decide("whether the fault was there, or the goods not durable enough, at delivery")
