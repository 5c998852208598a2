"""Services for consumers: Consumer Rights Act 2015, Part 1 chapter 4; unfair terms, Part 2."""

from collections.abc import Iterator

from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.goods import ACT, REFUND_DAYS, missing_of_tries
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.rules import Body
from rapport.engine.rights.time import days_beginning_with, spoken

CARE = "no_reasonable_care_and_skill"
ABOUT_THE_SERVICE = ("service", "performance", "work", "job", "result")  # words of the code
LATE = "The customer may have a part of the price back, if the time that is reasonable has passed."


def concerns(matter: Matter) -> bool:
    """Tell whether a service was done for a consumer."""
    return matter.is_consumer and matter.facts.supply in ("service", "mixed")


BODY = Body("Services", "Services done for consumers", concerns, [])
rule = BODY.rule


def is_badly_done(matter: Matter) -> bool:
    """Tell whether the work lacked care, or was not what was said of it."""
    said = matter.facts.statement or None
    is_broken = said is not None and said.relied_on is True and said.true is False
    return matter.fault_kind == CARE or bool(is_broken and said and is_about_the_service(said.about))


def is_about_the_service(about: object) -> bool:
    """Tell whether a statement was about the service itself, not about the trader."""
    return any(word in ABOUT_THE_SERVICE for word in str(about).split("_"))


@rule(
    "SV-02, SV-03",
    "Doing it again",
    source="Consumer Rights Act 2015 ss.49, 50, 54(3), 55",
    since=ACT,
    decides=Decides.CUSTOMER,
)
def repeat_performance(matter: Matter) -> Iterator[Finding]:
    """State that the service is done again, where that is possible."""
    if not is_badly_done(matter):
        if matter.facts.supply == "service" and not matter.fault_kind and matter.facts.fault is not None:
            yield Ask("fault.kind" if matter.fault else "fault")
        return
    if matter.facts.repeat_possible is False:
        yield Denied("service.repeat_performance", "It cannot be done again.")
        return
    unless = () if is_told(matter.facts.repeat_possible) else ("it is impossible to do it again",)
    yield Stated("service.repeat_performance", unless=unless)
    yield Decide("a reasonable time to do the work again")
    if unless:
        yield Ask("repeat_possible")


@rule("SV-04", "Price reduction", source="Consumer Rights Act 2015 s.56", since=ACT, decides=Decides.PERSON)
def price_reduction(matter: Matter) -> Iterator[Finding]:
    """State the price reduction where doing it again is impossible or failed."""
    facts = matter.facts
    is_open = facts.repeat_possible is False or matter.failed_repair
    if is_badly_done(matter) and (missing := missing_of_tries(matter)):
        yield Ask(missing)
    elif is_badly_done(matter) and is_open:
        yield Stated("service.price_reduction")
        yield Decide("the amount that fits, up to the whole price")
    elif is_badly_done(matter):
        yield Denied("service.price_reduction", "Doing it again comes first.")
    agreed = as_day(facts.trader_agreed_refund)
    is_service = facts.supply == "service" or is_badly_done(matter)
    if agreed and is_service and not as_day(facts.cancelled):
        because = f"14 days beginning with {spoken(agreed)}, when we agreed that it is due"
        yield Due("refund_last_day", days_beginning_with(agreed, REFUND_DAYS), because)


@rule(
    "SV-01, SV-02",
    "What was said",
    source="Consumer Rights Act 2015 ss.50, 54(4)",
    since=ACT,
    decides=Decides.PERSON,
)
def statements(matter: Matter) -> Iterator[Finding]:
    """State what an untrue statement opens that is not about the service itself."""
    said = matter.facts.statement or None
    if said is None:
        return
    for name in ("about", "relied_on", "true"):
        if not is_told(getattr(said, name)):
            yield Ask(f"statement.{name}")
            return
    if said.relied_on and said.true is False and not is_about_the_service(said.about):
        yield Stated("service.price_reduction")
        yield Denied("service.repeat_performance", "The statement was not about the service itself.")
        yield Decide("the amount that fits")


@rule(
    "SV-01",
    "Reasonable time",
    source="Consumer Rights Act 2015 ss.52, 54(5)",
    since=ACT,
    decides=Decides.PERSON,
)
def reasonable_time(matter: Matter) -> Iterator[Finding]:
    """State what is owed where no time was agreed and the work is not finished."""
    facts = matter.facts
    is_open = is_told(facts.finished) and not facts.finished
    has_no_time = is_told(facts.time_agreed) and not facts.time_agreed
    if is_open and not is_told(facts.time_agreed):
        yield Ask("time_agreed")
    elif has_no_time and not is_told(facts.finished) and not as_day(facts.performed):
        yield Ask("finished")
    elif has_no_time and is_open:
        yield Stated("service.reasonable_time")
        yield Stated("service.price_reduction", text=LATE)
        yield Denied("service.repeat_performance", "Work that is late is not done again for that.")
        yield Decide("what time was reasonable, and whether it has passed")


@rule(
    "SV-05",
    "Other remedies",
    source="Consumer Rights Act 2015 s.54(6)-(7)",
    since=ACT,
    decides=Decides.PERSON,
)
def other_remedies(matter: Matter) -> Iterator[Finding]:
    """State that loss may be claimed as well."""
    if is_badly_done(matter):
        yield Stated("service.damages_possible")


@rule("SV-06", "Terms that cut rights", source="Consumer Rights Act 2015 s.57", since=ACT)
def contracting_out(matter: Matter) -> Iterator[Finding]:
    """Flag a term that excludes care and skill."""
    if matter.facts.trader_term:
        yield Stated("service.term_not_binding")


TERMS = Body("Unfair terms", "Terms in contracts with consumers", lambda matter: matter.is_consumer, [])


@TERMS.rule(
    "UT-01, UT-02",
    "Fairness of terms",
    source="Consumer Rights Act 2015 ss.62-69",
    since=ACT,
    status="U",
    decides=Decides.PERSON,
)
def fairness(matter: Matter) -> Iterator[Finding]:
    """Leave the fairness of a term to a person."""
    if matter.facts.trader_term:
        yield Stated("terms.fairness_test")
        yield Decide("whether the term is fair, plain and prominent")
    elif matter.facts.goods_kind == "accommodation_specific_date":
        yield Decide("our own booking terms and their fairness")
