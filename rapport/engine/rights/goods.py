"""Goods sold to consumers: Consumer Rights Act 2015, Part 1 chapter 2."""

from collections.abc import Iterator
from datetime import date, timedelta

from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.matter import REPAIRS, Matter, is_told
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
SHORT_TERM_DAYS, AFTER_REPAIR_DAYS, PRESUMED_MONTHS, REFUND_DAYS = 30, 7, 6, 14


def concerns(matter: Matter) -> bool:
    """Tell whether goods were sold to a consumer."""
    return matter.is_consumer and matter.facts.supply in ("goods", "mixed")


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
    if matter.fault_kind in CONFORMITY:
        yield Stated("goods.damages_possible")
        yield Decide("whether the goods conform, where that is disputed")
        if matter.fault_kind == "not_fit_for_known_purpose":
            yield Decide("whether the customer relied on our skill, and whether that was reasonable")
    elif matter.facts.fault is None:
        yield Denied("goods.short_term_reject", "Nothing is wrong with the goods.")
        yield Denied("goods.repair_or_replace", "Nothing is wrong with the goods.")
    elif _is_about_a_fault(matter):
        yield Ask("fault.kind" if matter.fault else "fault")


def _is_about_a_fault(matter: Matter) -> bool:
    facts = matter.facts
    told = (facts.rejected, facts.tried, facts.customer_wants, facts.complained, facts.repair_possible)
    return bool(matter.fault and not matter.fault_kind) or (
        not is_told(facts.fault) and any(one is not None and is_told(one) for one in told)
    )


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
            if one.conforming is False and asked <= last:
                waiting = days_both_included(asked, day)
                last = max(days_after(day, AFTER_REPAIR_DAYS), last + timedelta(days=waiting))
            asked = None
    return last


def is_in_repair(matter: Matter) -> bool:
    """Tell whether a repair or replacement is under way."""
    tried = matter.facts.tried or ()
    return bool(tried) and tried[-1].action in REPAIRS and tried[-1].finished_notified is not True


@rule(
    "GD-03",
    "Short-term right to reject",
    source="Consumer Rights Act 2015 ss.20, 22(1)-(3)",
    since=ACT,
    decides=Decides.CUSTOMER,
)
def short_term_right(matter: Matter) -> Iterator[Finding]:
    """State the right to reject within thirty days, from delivery or from when it was ready."""
    if matter.fault_kind not in QUALITY:
        if matter.fault_kind == "incorrect_installation":
            because = "Wrong installation opens repair and price reduction, not the short-term right."
            yield Denied("goods.short_term_reject", because)
        return
    if missing := _missing_for_start(matter):
        yield Ask(missing)
        return
    last = strr_last_day(matter)
    if last is None:
        yield Stated(
            "goods.short_term_reject",
            text="The customer may reject the goods: the thirty days have not begun.",
        )
        yield Stated("goods.strr_customer_must_show_fault")
        return
    yield Due("strr_last_day", last, _how_counted(matter, last))
    yield from _exercised(matter, last)


def _missing_for_start(matter: Matter) -> str:
    facts = matter.facts
    if strr_start(matter) is None and facts.delivered is not None:
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
    if last > plain:
        return f"{said}, and the days of the repair, or 7 days after the goods came back"
    return said if last == plain else "as long as such goods would reasonably keep"


def _exercised(matter: Matter, last: date) -> Iterator[Finding]:
    rejected = as_day(matter.facts.rejected)
    if rejected is None and is_in_repair(matter) and (matter.first_repair() or last) <= last:
        yield Decide("whether we have had a reasonable time for the repair before the customer may reject")
        return
    if (rejected or matter.on or last) <= last:
        yield Stated("goods.short_term_reject", unless=_exceptions(matter))
        yield Stated("goods.strr_customer_must_show_fault")
        if not is_told(matter.facts.goods_kind):
            yield Ask("goods_kind")
        if not is_told(matter.facts.installation_by_trader):
            yield Ask("installation_by_trader")
    else:
        yield Denied("goods.short_term_reject", f"The last day was {spoken(last)}.")


def _exceptions(matter: Matter) -> tuple[str, ...]:
    return (
        () if is_told(matter.facts.goods_kind) else ("such goods would reasonably keep for a shorter time",)
    )


@rule(
    "GD-04", "Goods that perish", source="Consumer Rights Act 2015 s.22(4)", since=ACT, decides=Decides.PERSON
)
def perishables(matter: Matter) -> Iterator[Finding]:
    """Leave to a person how long such goods would keep."""
    if matter.facts.goods_kind == "perishable" and matter.fault_kind in QUALITY:
        yield Decide("for how long such goods would reasonably keep")


def presumption_last_day(matter: Matter) -> date | None:
    """Return the last day on which a fault that shows is taken to have been there at delivery."""
    delivered = as_day(matter.facts.delivered)
    return months_beginning_with(delivered, PRESUMED_MONTHS) if delivered else None


@rule("GD-10", "Presumption of six months", source="Consumer Rights Act 2015 s.19(14)-(15)", since=ACT)
def presumption(matter: Matter) -> Iterator[Finding]:
    """Say who has to show that the fault was there at delivery."""
    if matter.fault_kind not in CONFORMITY:
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
