"""Data-protection duties: breaches, complaints, sharing, keeping, children's consent."""

from collections.abc import Iterator
from datetime import date, datetime, time

from rapport.engine.rights.data_rights import GDPR, ONLINE_CONSENT_AGE
from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.rules import Body
from rapport.engine.rights.several_requests import offices, received_on, suffixes
from rapport.engine.rights.time import days_after, days_beginning_with, hours_after, rolled, spoken

COMPLAINTS = date(2026, 6, 19)
NOTICE_HOURS, ACK_DAYS = 72, 30
POLICE = ("police", "law_enforcement", "hmrc", "trading_standards", "crime_agency")
KINDS = ("data_breach", "dp_complaint", "third_party_disclosure", "retention_check", "consent_check")


def concerns(matter: Matter) -> bool:
    """Tell whether a duty over data is at stake."""
    request = matter.request
    several = any(one.kind == "dp_complaint" for one in matter.facts.requests or ())
    return bool(request and request.kind in KINDS) or several


BODY = Body("Data duties", "Breaches, complaints, sharing and keeping of data", concerns, [])
rule = BODY.rule


@rule(
    "DP-15",
    "A breach, to the regulator",
    source="UK GDPR art 33",
    since=GDPR,
    basis="D",
    status="S",
    decides=Decides.DP,
)
def breach_notice(matter: Matter) -> Iterator[Finding]:
    """Start the seventy-two hours when we are aware; who decides the risk is a person."""
    request = matter.request
    if request is None or request.kind != "data_breach":
        return
    yield Stated("dp.breach_log")
    yield Decide("how high the risk to people is")
    aware = request.aware
    if request.risk == "unlikely":
        yield Denied(
            "dp.breach_notify_ico", "A risk to people is unlikely; the breach is logged all the same."
        )
        return
    if not is_told(request.risk):
        yield Ask("request.risk")
    else:
        yield Stated("dp.breach_notify_ico")
    if not as_day(aware):
        yield Ask("request.aware")
        return
    moment = aware if isinstance(aware, datetime) else datetime.combine(as_day(aware) or date.min, time())
    said = "72 hours from when we were aware, nights, weekends and holidays counted"
    yield Due("ico_notice", hours_after(moment, NOTICE_HOURS), said)


@rule(
    "DP-16",
    "A breach, to people",
    source="UK GDPR art 34",
    since=GDPR,
    basis="D",
    status="S",
    decides=Decides.DP,
)
def breach_to_people(matter: Matter) -> Iterator[Finding]:
    """State that people are told where the risk to them is high."""
    request = matter.request
    if request is None or request.kind != "data_breach" or not is_told(request.risk):
        return
    if request.risk == "high":
        yield Stated("dp.breach_tell_people")
    else:
        yield Denied("dp.breach_tell_people", "The risk is not high.")


@rule(
    "DP-17",
    "A data-protection complaint",
    source="Data Protection Act 2018 s.164A",
    since=COMPLAINTS,
    basis="R",
)
def complaint(matter: Matter) -> Iterator[Finding]:
    """Start the thirty days for the acknowledgement."""
    request = matter.request
    if request and request.kind == "dp_complaint":
        received = as_day(request.received)
        if received is None:
            yield Ask("request.received")
        else:
            if not is_told(matter.facts.nation):
                yield Ask("nation")
            yield from _acknowledged(matter, received, matter.nations)


def _acknowledged(
    matter: Matter, received: date, nations: tuple[str, ...], suffix: str = ""
) -> Iterator[Finding]:
    yield Stated("dp.complaint_ack")
    yield Stated("dp.complaint_outcome_without_undue_delay")
    yield Decide("the outcome of the complaint")
    counted = days_after(received, ACK_DAYS)
    day = min(rolled(counted, nation, matter.own_days) for nation in nations)
    yield Due(f"ack{suffix}", day, f"30 days after {spoken(received)}, moved off weekends and holidays")
    prudent = days_beginning_with(received, ACK_DAYS)
    yield Due(f"ack{suffix}_prudent", prudent, "30 days beginning with the day it came", "prudent")


@rule(
    "DP-17", "Earlier complaints", source="SI 2026/82 reg 7", since=GDPR, until=date(2026, 6, 18), basis="R"
)
def earlier_complaint(matter: Matter) -> Iterator[Finding]:
    """Say that an earlier complaint has no statutory duty."""
    request = matter.request
    if request and request.kind == "dp_complaint" and as_day(request.received):
        yield Denied("dp.complaint_ack", "It came in before 19 June 2026, when the duty began.")


@rule("DP-17", "Several complaints", source="Data Protection Act 2018 s.164A", since=GDPR, basis="R")
def several_complaints(matter: Matter) -> Iterator[Finding]:
    """Count each of several complaints by itself."""
    asked = [one for one in matter.facts.requests or () if one.kind == "dp_complaint"]
    for suffix, one in zip(suffixes(asked), asked, strict=True):
        came = received_on(one)
        if came is None:
            yield Ask("requests[].received")
        elif came >= COMPLAINTS:
            yield from _acknowledged(matter, came, offices(matter, one), suffix)
        else:
            yield Denied("dp.complaint_ack", "It came in before 19 June 2026, when the duty began.")


@rule(
    "DP-18, DP-20",
    "Sharing",
    source="UK GDPR arts 5(1), 6, 8A; Data Protection Act 2018 Sch 2",
    since=GDPR,
    basis="D",
    status="U",
    decides=Decides.DP,
)
def sharing(matter: Matter) -> Iterator[Finding]:
    """Say whether data may or must be given to somebody who asks."""
    request = matter.request
    if request is None or request.kind != "third_party_disclosure":
        return
    if request.court_order:
        yield Stated("dp.must_share")
        return
    if not is_told(request.court_order):
        yield Ask("request.court_order")
    else:
        yield Denied("dp.must_share", "Without an order of a court nobody must share.")
    is_police = any(word in str(request.requester) for word in POLICE)
    if is_police or request.purpose == "crime":
        unless = () if is_told(request.court_order) else ("an order of a court compels us",)
        yield Stated("dp.may_share_if_necessary", unless=unless)
    else:
        if not is_told(request.purpose):
            yield Ask("request.purpose")
        yield Denied("dp.may_share_if_necessary", "No ground to share is told.")
    yield Decide("what is necessary to share, recorded with the basis")


@rule("DP-20", "Keeping", source="UK GDPR art 5(1)(e)", since=GDPR, basis="D", status="U", decides=Decides.DP)
def keeping(matter: Matter) -> Iterator[Finding]:
    """Flag data that are kept for longer than they are needed."""
    request = matter.request
    if request is None or request.kind != "retention_check":
        return
    kept, needed = request.kept_years, request.needed_years
    if not isinstance(kept, int) or not isinstance(needed, int):
        yield Ask("request.needed_years" if isinstance(kept, int) else "request.kept_years")
    elif kept > needed:
        yield Stated("dp.storage_limit_breach_risk")
        yield Decide("the period that is written down for this kind of record")
    else:
        yield Denied("dp.storage_limit_breach_risk", "They are not kept for longer than needed.")


@rule(
    "DP-08",
    "A child's consent",
    source="UK GDPR art 8; Data Protection Act 2018 s.9",
    since=GDPR,
    basis="D",
    status="S",
    decides=Decides.DP,
)
def childs_consent(matter: Matter) -> Iterator[Finding]:
    """Say that a child under thirteen cannot consent to an online service alone."""
    request, age = matter.request, matter.facts.age
    if request is None or request.kind != "consent_check":
        return
    if not isinstance(age, int):
        if not request.channel:
            yield Ask("age")
        return
    if age >= ONLINE_CONSENT_AGE or request.parent_consent:
        yield Denied("dp.child_consent_invalid", "The child is old enough, or a parent consented.")
    elif not is_told(request.parent_consent):
        yield Ask("request.parent_consent")
    else:
        yield Stated("dp.child_consent_invalid")
