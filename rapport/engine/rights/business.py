"""Business customers: Sale of Goods Act 1979, services, late payment."""

from collections.abc import Iterator
from dataclasses import dataclass
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
    elif matter.fault_kind == "no_right_to_sell":
        yield Stated("b2b.damages")
    elif not matter.fault_kind and matter.facts.fault is not None:
        yield Ask("fault.kind" if matter.fault else "fault")


@rule(
    "BB-02, BB-03",
    "Rejection before acceptance, and slight breaches",
    source="Sale of Goods Act 1979 ss.15A, 15B, 34-36",
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
    yield Decide(_grave_enough(matter))
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


def _grave_enough(matter: Matter) -> str:
    """Return what a person decides about how grave the breach is: ss.15A, 15B."""
    if matter.facts.nation == "scotland":
        return "whether the breach is material, as Scots law asks before goods are rejected"
    return "whether the breach is so slight that rejection is unreasonable (we must show it)"


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


@dataclass(frozen=True, slots=True)
class Payment:
    """When a debt has to be paid: the default thirty days, the longest without express words, the agreed."""

    start: date
    agreed: date | None

    @property
    def default(self) -> date:
        """The last of thirty days beginning with the later of performance and invoice: s.4(5)."""
        return days_beginning_with(self.start, DEFAULT_DAYS)

    @property
    def cap(self) -> date:
        """The last day without something longer agreed expressly: s.4(3A)-(3C)."""
        return days_after(self.default, LONGEST_DAYS)

    @property
    def is_long(self) -> bool:
        """Whether more than the cap was agreed."""
        return self.agreed is not None and self.agreed > self.cap


def payment_of(matter: Matter) -> Payment | str:
    """Return when the debt has to be paid, or the fact that is missing.

    Source: Late Payment of Commercial Debts (Interest) Act 1998 s.4.
    """
    facts = matter.facts
    invoiced, performed = as_day(facts.invoice_received), as_day(facts.performed) or as_day(facts.delivered)
    if not invoiced or not performed:
        return "performed" if invoiced else "invoice_received"
    start, terms = max(invoiced, performed), facts.payment_terms_days
    if isinstance(terms, int):
        return Payment(start, days_after(start, terms))
    if is_told(facts.payment_date_agreed) and not facts.payment_date_agreed:
        return Payment(start, None)
    return "payment_terms_days" if facts.payment_date_agreed else "payment_date_agreed"


def relevant_day(matter: Matter, payment: Payment) -> tuple[date, str] | str:
    """Return the last day to pay and how it was found, or the fact that is missing."""
    facts, said = matter.facts, f"30 days beginning with {spoken(payment.start)}"
    if payment.agreed is None:
        return payment.default, f"no day was agreed: {said}"
    if facts.buyer_public_authority and payment.agreed > payment.default:
        return payment.default, f"a public authority never has longer: {said}"
    if not payment.is_long or facts.express_agreement:
        return payment.agreed, "the agreed day"
    if not is_told(facts.express_agreement):
        return "express_agreement"
    return payment.cap, "30 days after the default, for nothing longer was agreed expressly"


@rule(
    "BB-06",
    "Late payment: when",
    source="Late Payment of Commercial Debts (Interest) Act 1998 s.4",
    since=LATE,
    decides=Decides.PERSON,
)
def last_day_to_pay(matter: Matter) -> Iterator[Finding]:
    """Tell the last day to pay a debt between businesses, and from when interest runs."""
    facts = matter.facts
    about = (facts.debt_gbp, facts.invoice_received, facts.payment_terms_days, facts.payment_date_agreed)
    if not any(is_told(one) for one in about):
        return
    payment = payment_of(matter)
    found = payment if isinstance(payment, str) else relevant_day(matter, payment)
    if isinstance(payment, str) or isinstance(found, str):
        yield Ask(str(found))
        if found == "payment_date_agreed":
            yield Ask("payment_terms_days")
        return
    last, because = found
    yield Due("relevant_day", last, because)
    yield Due("interest_starts", days_after(last, 1), "the day after")
    if last > payment.default and not is_told(facts.buyer_public_authority):
        yield Ask("buyer_public_authority")
    if payment.is_long and last == payment.agreed:
        yield from _fairness(payment)


def _fairness(payment: Payment) -> Iterator[Finding]:
    assert payment.agreed  # noqa: S101 - it is longer than the cap
    yield Due("relevant_day_if_express_and_fair", payment.agreed, "the agreed day, if it is fair")
    because = "30 days after the default, if what was agreed is grossly unfair"
    yield Due("relevant_day_if_grossly_unfair", payment.cap, because)
    yield Decide("whether the long time for payment is grossly unfair to the supplier")


@rule(
    "BB-07",
    "Late payment: how much",
    source="Late Payment of Commercial Debts (Interest) Act 1998 ss.1, 5A, 6",
    since=LATE,
    decides=Decides.PERSON,
)
def late_payment(matter: Matter) -> Iterator[Finding]:
    """State interest and the fixed sum once a debt between businesses is late."""
    payment = payment_of(matter)
    found = payment if isinstance(payment, str) else relevant_day(matter, payment)
    if isinstance(found, str):
        return  # asked by the rule on when
    last, _ = found
    if not matter.is_past(last):
        is_open = not isinstance(payment, str) and last > payment.default
        could_be_public = is_open and not is_told(matter.facts.buyer_public_authority)
        unless = ("the buyer is a public authority, which never has longer than 30 days",)
        yield Stated("b2b.interest_not_yet", unless=unless if could_be_public else ())
        yield Denied("b2b.statutory_interest", f"The last day to pay is {spoken(last)}.")
        return
    yield Stated("b2b.statutory_interest")
    yield Denied("b2b.interest_not_yet", f"The last day to pay was {spoken(last)}.")
    yield Decide("whether to claim it")
    if isinstance(matter.facts.debt_gbp, float):
        yield from _sums(matter, matter.facts.debt_gbp, last)
    else:
        yield Ask("debt_gbp")


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
    if matter.facts.supply == "service" and not matter.fault_kind and matter.facts.fault is not None:
        yield Ask("fault.kind" if matter.fault else "fault")
    elif matter.fault_kind == "no_reasonable_care_and_skill":
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
