"""Trading practices and dispute schemes: Digital Markets, Competition and Consumers Act 2024."""

from collections.abc import Iterator
from datetime import date

from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.rules import Body

PRACTICES, ADR = date(2025, 4, 6), date(2026, 4, 6)


def concerns(matter: Matter) -> bool:
    """Tell whether a practice, a consumer's complaint or a subscription is at stake."""
    request = matter.request
    others = matter.is_business or matter.facts.customer in ("internal", "stakeholder")
    is_complaint = bool(request and request.kind == "complaint") and not others
    return (
        bool(request and request.kind == "practice_check")
        or is_complaint
        or bool(as_day(matter.facts.renewed))
    )


BODY = Body("Trading", "Unfair practices, dispute schemes, subscriptions", concerns, [])
rule = BODY.rule


@rule(
    "DM-01, DM-02",
    "Unfair practices",
    source="Digital Markets, Competition and Consumers Act 2024 Part 4 ch.1, Sch 20",
    since=PRACTICES,
    basis="D",
    status="S",
    decides=Decides.PERSON,
)
def practices(matter: Matter) -> Iterator[Finding]:
    """State a ban, or leave the practice to a person."""
    request = matter.request
    if request is None or request.kind != "practice_check":
        return
    if not request.practice:
        yield Ask("request.practice")
    elif "review" in request.practice:
        yield Stated("dmcc.fake_review_prohibited")
    else:
        yield Stated("dmcc.unfair_practice_check")
        yield Decide("whether the practice misleads, presses, or falls short of honest trade")


@rule(
    "DM-03",
    "Notice of a dispute scheme",
    source="Digital Markets, Competition and Consumers Act 2024 s.308",
    since=ADR,
    basis="R",
)
def adr_notice(matter: Matter) -> Iterator[Finding]:
    """State the notice that goes with the answer, where a scheme binds us."""
    request = matter.request
    if request is None or request.kind != "complaint":
        return
    if not as_day(request.received):
        yield Ask("request.received")
        return
    if not is_told(matter.facts.adr_obligation):
        if not matter.facts.sector:
            yield Ask("adr_obligation")
    elif not matter.facts.adr_obligation:
        yield Denied("dmcc.adr_notice", "No scheme binds us.")
    else:
        yield from _notice(matter, as_day(request.final_answer))
        if not is_told(request.final_answer):
            yield Ask("request.final_answer")


def _notice(matter: Matter, answer: date | None) -> Iterator[Finding]:
    who = matter.facts.customer
    yield Stated("dmcc.adr_notice", unless=() if who else ("the customer is no consumer",))
    if not who:
        yield Ask("customer")
    if answer:
        yield Due("adr_notice_with_answer", answer, "with the answer")


@rule(
    "DM-03",
    "Notice of a dispute body, before",
    source="ADR for Consumer Disputes Regulations 2015 reg 19",
    since=date(2015, 10, 1),
    until=date(2026, 4, 5),
    basis="R",
)
def adr_before(matter: Matter) -> Iterator[Finding]:
    """State the older duty for complaints received before 6 April 2026."""
    request = matter.request
    if request is None or request.kind != "complaint":
        return
    if not as_day(request.received):
        yield Ask("request.received")
    elif not matter.facts.customer:
        yield Ask("customer")
    elif matter.is_consumer:
        yield Stated("dmcc.adr_information_old")
        yield Denied("dmcc.adr_notice", "It came in before 6 April 2026: the 2015 Regulations count.")


@rule(
    "DM-04",
    "Subscriptions",
    source="Digital Markets, Competition and Consumers Act 2024 Part 4 ch.2",
    since=date(2024, 5, 24),  # the day of the Act; this part of it is not in force
    basis="D",
    status="S",
)
def subscriptions(matter: Matter) -> Iterator[Finding]:
    """Say that the law on subscriptions is not in force."""
    if as_day(matter.facts.renewed):
        yield Stated("dmcc.subscription_not_in_force")
        yield Denied(
            "dmcc.renewal_cooling_off", "That part of the Act is not in force; spring 2027 is expected."
        )
