"""Business customers: Sale of Goods Act 1979, services, late payment."""

from collections.abc import Iterator
from datetime import date, timedelta

from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Pays, Stated
from rapport.engine.rights.goods import QUALITY
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.rules import Body
from rapport.engine.rights.time import days_after, days_beginning_with, spoken

SOGA, LATE = date(1979, 12, 31), date(2013, 3, 16)
DEFAULT_DAYS, LONGEST_DAYS, POINTS_OVER_BANK_RATE = 30, 30, 8.0
FIXED_SUMS = ((1_000.0, 40), (10_000.0, 70), (float("inf"), 100))
LONG_AFTER_DAYS = 92  # from then on whether it was accepted is no longer ours to say


def concerns(matter: Matter) -> bool:
    """Tell whether the customer is a business."""
    return matter.is_business


BODY = Body("Business customers", "Contracts between businesses", concerns, [])
rule = BODY.rule


@rule("BB-01", "Quality", source="Sale of Goods Act 1979 ss.13-15", since=SOGA, decides=Decides.PERSON)
def quality(matter: Matter) -> Iterator[Finding]:
    """State what goods between businesses must be."""
    if matter.facts.supply not in ("goods", "mixed"):
        return
    if matter.fault_kind in QUALITY:
        yield Stated("b2b.soga_quality")
        yield Stated("b2b.damages")
        yield Denied("goods.short_term_reject", "Consumer law does not apply to a business.")
        yield Decide("any exclusion clause, and whether it is reasonable")
    elif is_told(matter.facts.rejected) and not matter.fault_kind and matter.facts.fault is not None:
        yield Ask("fault.kind" if matter.fault else "fault")


@rule(
    "BB-02",
    "Rejection before acceptance",
    source="Sale of Goods Act 1979 ss.34-36",
    since=SOGA,
    decides=Decides.PERSON,
)
def rejection(matter: Matter) -> Iterator[Finding]:
    """State rejection until the goods are accepted, and the slight breach that bars it."""
    facts = matter.facts
    if facts.supply not in ("goods", "mixed") or matter.fault_kind not in QUALITY:
        return
    if matter.fault_kind == "slight_defect":
        yield from _slight(matter)
        return
    yield Decide("whether the breach is so slight that rejection is unreasonable (we must show it)")
    delivered, at = as_day(facts.delivered), as_day(facts.rejected) or matter.on
    if delivered is None:
        yield Ask("delivered")
    elif at and (at - delivered).days < LONG_AFTER_DAYS:
        yield Stated("b2b.reject_before_acceptance")
        yield Decide("whether the goods were accepted, or kept beyond a reasonable time")
    else:
        yield Denied(
            "b2b.reject_before_acceptance", "They were kept for months; a person may see it otherwise."
        )


def _slight(matter: Matter) -> Iterator[Finding]:
    if not is_told(matter.facts.nation):
        yield Ask("nation")
    elif matter.facts.nation == "scotland":
        yield Denied(
            "b2b.reject_before_acceptance", "In Scotland only a material breach lets the buyer reject: s.15B."
        )
        yield Decide("whether the breach is material")
    else:
        yield Stated("b2b.slight_breach_s15A")
        yield Denied("b2b.reject_before_acceptance", "The breach is slight: damages only.")
        yield Decide("whether the breach is so slight that rejection is unreasonable (we must show it)")


def relevant_day(matter: Matter) -> tuple[date, str] | str:
    """Return the last day to pay, or the fact that is missing.

    Source: Late Payment of Commercial Debts (Interest) Act 1998 s.4.
    """
    facts = matter.facts
    days = [
        day
        for day in (as_day(facts.performed) or as_day(facts.delivered), as_day(facts.invoice_received))
        if day
    ]
    if not as_day(facts.invoice_received):
        return "invoice_received"
    start = max(days)
    default = days_beginning_with(start, DEFAULT_DAYS)
    said = f"30 days beginning with {spoken(start)}"
    if isinstance(facts.payment_terms_days, int):
        agreed = days_after(start, facts.payment_terms_days)
        return _capped(matter, agreed, default, said)
    if is_told(facts.payment_date_agreed) and not facts.payment_date_agreed:
        return default, f"no day was agreed: {said}"
    return "payment_terms_days" if facts.payment_date_agreed else "payment_date_agreed"


def _capped(matter: Matter, agreed: date, default: date, said: str) -> tuple[date, str] | str:
    facts = matter.facts
    if facts.buyer_public_authority:
        return (
            (agreed, "the agreed day")
            if agreed <= default
            else (default, f"a public authority never has longer: {said}")
        )
    cap = days_after(default, LONGEST_DAYS)
    if agreed <= cap or facts.express_agreement:
        return agreed, "the agreed day"
    if not is_told(facts.express_agreement):
        return "express_agreement"
    return cap, "30 days after the default, for nothing longer was agreed expressly"


def is_too_long(matter: Matter) -> date | None:
    """Return the day that counts if a longer agreed time is grossly unfair; None if it is not longer."""
    facts = matter.facts
    invoiced = as_day(facts.invoice_received)
    if not facts.express_agreement or facts.buyer_public_authority or not invoiced:
        return None
    if not isinstance(facts.payment_terms_days, int):
        return None
    start = max(day for day in (as_day(facts.performed), invoiced) if day)
    cap = days_after(days_beginning_with(start, DEFAULT_DAYS), LONGEST_DAYS)
    return cap if days_after(start, facts.payment_terms_days) > cap else None


@rule(
    "BB-06",
    "Late payment",
    source="Late Payment of Commercial Debts (Interest) Act 1998 ss.4, 5A, 6",
    since=LATE,
    decides=Decides.PERSON,
)
def late_payment(matter: Matter) -> Iterator[Finding]:
    """State interest and the fixed sum once a debt between businesses is late."""
    facts = matter.facts
    if not isinstance(facts.debt_gbp, float):
        if as_day(facts.invoice_received):
            yield Ask("debt_gbp")
        return
    found = relevant_day(matter)
    if isinstance(found, str):
        yield Ask(found)
        return
    last, because = found
    yield Due("relevant_day", last, because)
    if cap := is_too_long(matter):
        yield Due("relevant_day_if_express_and_fair", last, "the agreed day, if it is fair")
        yield Due("relevant_day_if_grossly_unfair", cap, "30 days after the default, if it is grossly unfair")
        yield Decide("whether the long time for payment is grossly unfair to the supplier")
    yield Due("interest_starts", days_after(last, 1), "the day after")
    if not matter.is_past(last):
        yield Stated("b2b.interest_not_yet")
        yield Denied("b2b.statutory_interest", f"The last day to pay is {spoken(last)}.")
        return
    yield Stated("b2b.statutory_interest")
    yield Decide("whether to claim it")
    yield from _sums(matter, facts.debt_gbp, last)


def _sums(matter: Matter, debt: float, last: date) -> Iterator[Finding]:
    fixed = next(sum_gbp for below, sum_gbp in FIXED_SUMS if debt < below)
    yield Stated(f"b2b.fixed_sum:{fixed}")
    yield Pays("fixed_sum", float(fixed), f"for a debt of £{debt:,.2f}, beside the interest")
    rate_day = date(last.year - 1, 12, 31) if last.month <= 6 else date(last.year, 6, 30)
    rate = matter.facts.bank_rates.get(rate_day)
    if rate is None:
        yield Ask(f"bank_rate_{rate_day:%-d}_{rate_day:%b}_{rate_day:%Y}".lower())
        return
    days = ((matter.on or last) - last) // timedelta(days=1)
    interest = round(debt * (rate + POINTS_OVER_BANK_RATE) / 100 * days / 365, 2)
    said = f"{rate + POINTS_OVER_BANK_RATE:g} per cent a year for {days} days"
    yield Pays("interest", interest, said)


@rule(
    "BB-04",
    "Services",
    source="Supply of Goods and Services Act 1982 ss.13-15",
    since=date(1983, 7, 4),
    status="S",
    decides=Decides.PERSON,
)
def services(matter: Matter) -> Iterator[Finding]:
    """State care and skill between businesses."""
    if matter.fault_kind == "no_reasonable_care_and_skill":
        yield Stated("b2b.service_care_and_skill")
        yield Stated("b2b.damages")


@rule(
    "BB-05",
    "Exclusions",
    source="Unfair Contract Terms Act 1977 ss.2, 3, 6, 7, 11",
    since=date(1978, 2, 1),
    status="S",
    decides=Decides.PERSON,
)
def exclusions(matter: Matter) -> Iterator[Finding]:
    """Leave to a person whether a clause is reasonable."""
    if matter.facts.trader_term:
        yield Stated("b2b.reasonableness_test")
        yield Decide("any exclusion clause, and whether it is reasonable")
