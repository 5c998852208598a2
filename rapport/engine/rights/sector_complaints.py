"""Complaints under sector codes: financial services, telecoms, energy, housing, health."""

from collections.abc import Iterator
from datetime import date

from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.rules import Body
from rapport.engine.rights.time import days_after, months_after, spoken, working_days_after

SUMMARY_DAYS, FINAL_DAYS, PSD_DAYS, PSD_OUTER_DAYS, REFERRAL_MONTHS = 3, 56, 15, 35, 6
LETTER_DAYS, LETTER_DAYS_BEFORE = 42, 56
HOUSING_ACK, HOUSING_STAGE1, HEALTH_ACK, HEALTH_MONTHS, HEALTH_EXPLAIN_MONTHS = 5, 10, 3, 12, 6
HEALTH = ("nhs", "health", "adult_social_care", "social_care", "nhs_and_adult_social_care")
FINANCE, TELECOMS, ENERGY, HOUSING = (
    ("fca", "financial_services", "insurance", "banking", "payments", "e_money"),
    ("telecoms", "ofcom"),
    ("energy", "ofgem"),
    ("social_housing", "housing"),
)

ALL_SECTORS = (*FINANCE, *TELECOMS, *ENERGY, *HOUSING, *HEALTH)


def concerns(matter: Matter) -> bool:
    """Tell whether a complaint falls under a sector's code."""
    request = matter.request
    is_complaint = bool(request and request.kind == "complaint")
    return is_complaint or as_day(matter.facts.final_response_sent) is not None


BODY = Body("Sector complaints", "Complaints to firms under a sector's code", concerns, [])
rule = BODY.rule


def _received(matter: Matter) -> date | None:
    return as_day(matter.request.received) if matter.request else None


def _working(matter: Matter, event: date, n: int) -> date:
    return matter.earliest(lambda nation: working_days_after(event, n, nation, own_days=matter.own_days))


@rule(
    "CM-01, CM-02",
    "Complaints to any trader",
    source="ISO 10002:2018, as guidance; no statute",
    since=date(2018, 7, 1),
    basis="R",
    status="S",
    decides=Decides.PERSON,
)
def general(matter: Matter) -> Iterator[Finding]:
    """Say that no law fixes the days outside the sectors, where the sector is known."""
    if not is_told(matter.facts.sector):
        yield Ask("sector")
    elif matter.facts.sector not in ALL_SECTORS:
        yield Stated("cmp.no_statutory_days")
        yield Decide("the outcome")


@rule(
    "CM-03, CM-04",
    "Financial firms",
    source="FCA Handbook DISP 1.5.1R-1.5.4R, 1.6.1R, 1.6.2R",
    since=date(2016, 6, 30),
    basis="R",
    decides=Decides.PERSON,
)
def finance(matter: Matter) -> Iterator[Finding]:
    """Start the clocks of a financial firm: prompt words, three business days, eight weeks."""
    request = matter.request
    if matter.facts.sector not in FINANCE or request is None or request.kind != "complaint":
        return
    received = _received(matter)
    if not is_told(matter.facts.nation):
        yield Ask("nation")
    yield Stated("cmp.disp_ack_prompt")
    yield Decide("the outcome")
    if received is None:
        yield Ask("request.received")
        return
    if request.psd:
        yield Stated("cmp.psd_final_response")
        yield Denied("cmp.disp_final_response", "Payment complaints have fifteen business days.")
        yield Due("psd_response", _working(matter, received, PSD_DAYS), "15 business days")
        outer = _working(matter, received, PSD_OUTER_DAYS)
        yield Due(
            "psd_outer_limit_if_exceptional",
            outer,
            "35 business days, with a holding reply, in exceptional cases",
        )
        return
    yield Stated("cmp.disp_summary_resolution")
    yield Stated("cmp.disp_final_response", unless=() if is_told(request.psd) else ("it is about a payment",))
    if not is_told(request.psd):
        yield Ask("request.psd")
    summary = _working(matter, received, SUMMARY_DAYS)
    yield Due("summary_resolution", summary, "close of the third business day after it came")
    yield Due("final_response", days_after(received, FINAL_DAYS), "8 weeks after it came")
    yield Due(
        "eight_week_notice", days_after(received, FINAL_DAYS), "8 weeks: tell of the ombudsman if still open"
    )


@rule(
    "CM-05",
    "Financial ombudsman",
    source="FCA Handbook DISP 2.8.2R",
    since=date(2001, 12, 1),
    basis="R",
    status="S",
)
def ombudsman(matter: Matter) -> Iterator[Finding]:
    """Tell until when the customer may go to the ombudsman."""
    sent = as_day(matter.facts.final_response_sent)
    if matter.facts.sector in FINANCE and sent:
        yield Stated("cmp.fos_referral")
        yield Due("fos_referral", months_after(sent, REFERRAL_MONTHS), f"6 months after {spoken(sent)}")


def _telecoms(matter: Matter, days: int) -> Iterator[Finding]:
    if matter.facts.sector not in TELECOMS or matter.request is None:
        return
    received = _received(matter)
    if received is None:
        yield Ask("request.received")
        return
    yield Stated("cmp.ofcom_adr")
    yield Due("adr_letter", days_after(received, days), f"{days // 7} weeks after it came, or at deadlock")


@rule(
    "CM-06",
    "Telecoms",
    source="Ofcom General Conditions, complaints",
    since=date(2026, 4, 8),
    basis="R",
    status="S",
)
def telecoms(matter: Matter) -> Iterator[Finding]:
    """Count six weeks to the letter that opens the way to dispute resolution."""
    yield from _telecoms(matter, LETTER_DAYS)


@rule(
    "CM-06",
    "Telecoms, before",
    source="Ofcom General Conditions, complaints",
    since=date(2018, 10, 1),
    until=date(2026, 4, 7),
    basis="R",
    status="S",
)
def telecoms_before(matter: Matter) -> Iterator[Finding]:
    """Count the eight weeks that held until 7 April 2026."""
    yield from _telecoms(matter, LETTER_DAYS_BEFORE)


@rule(
    "CM-07",
    "Energy",
    source="Gas and Electricity (Consumer Complaints Handling Standards) Regulations 2008",
    since=date(2008, 10, 1),
    basis="R",
    status="S",
)
def energy(matter: Matter) -> Iterator[Finding]:
    """Count eight weeks to the ombudsman of energy."""
    if matter.facts.sector not in ENERGY or matter.request is None:
        return
    received = _received(matter)
    if received is None:
        yield Ask("request.received")
        return
    yield Stated("cmp.energy_adr")
    yield Due("eight_week_notice", days_after(received, FINAL_DAYS), "8 weeks after it came, or at deadlock")


@rule(
    "CM-08",
    "Social housing",
    source="Housing Ombudsman Code 2024 paras 6.2-6.3",
    since=date(2024, 4, 1),
    basis="R",
    status="S",
    decides=Decides.PERSON,
)
def housing(matter: Matter) -> Iterator[Finding]:
    """Start five working days to acknowledge, and ten from then to answer."""
    if matter.facts.sector not in HOUSING or matter.request is None:
        return
    received, acknowledged = _received(matter), as_day(matter.request.acknowledged)
    if received is None:
        yield Ask("request.received")
        return
    if not is_told(matter.facts.nation):
        yield Ask("nation")
    yield Stated("cmp.housing_ack")
    yield Decide("the outcome")
    yield Due("acknowledge", _working(matter, received, HOUSING_ACK), "5 working days after it came")
    if acknowledged:
        yield Stated("cmp.housing_stage1")
        stage1 = _working(matter, acknowledged, HOUSING_STAGE1)
        yield Due("stage1_response", stage1, "10 working days after it was acknowledged")
    else:
        yield Ask("request.acknowledged")


@rule(
    "CM-09",
    "Health and social care",
    source="SI 2009/309",
    since=date(2009, 4, 1),
    basis="R",
    status="S",
    decides=Decides.PERSON,
)
def health(matter: Matter) -> Iterator[Finding]:
    """Start three working days to acknowledge, and six months to explain; England alone."""
    received, nation = _received(matter), matter.facts.nation
    if matter.facts.sector not in HEALTH or matter.request is None:
        return
    if nation and nation != "england":
        yield Denied("cmp.health_ack", "These Regulations are England's.")
        return
    if received is None or not nation:
        yield Ask("nation" if received else "request.received")
        return
    yield Stated("cmp.health_ack")
    event = as_day(matter.request.act_date) or as_day(matter.request.date)
    if event:
        yield Due("complain_last_day", months_after(event, HEALTH_MONTHS), "12 months after it happened")
    explain = months_after(received, HEALTH_EXPLAIN_MONTHS)
    yield Due("explain_if_no_answer", explain, "6 months after it came, if there is no answer")
    yield Decide("the outcome")
    yield Due("acknowledge", _working(matter, received, HEALTH_ACK), "3 working days after it came")
