"""Equality in services: Equality Act 2010; Northern Ireland has its own laws."""

from collections.abc import Iterator
from datetime import date

from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.requests import Request
from rapport.engine.rights.rules import Body
from rapport.engine.rights.time import months_beginning_with

EQUALITY, AGE = date(2010, 10, 1), date(2012, 10, 1)
CLAIM_MONTHS, ADULT = 6, 18
MARRIAGE = ("marriage", "civil", "married")
# Stems of the words by which a code names a characteristic that services may not look at.
CHARACTERISTICS = (
    "disab", "gender", "pregnan", "matern", "breastfeed", "race", "racial", "ethnic", "national", "colour",
    "relig", "belief", "sex",
)  # fmt: skip
STAND_INS = (
    "postcode", "name", "surname", "language", "accent", "device", "neighbourhood", "area",
)  # fmt: skip
FORMATS = (
    "large print", "larger", "bigger", "large type", "braille", "easy read", "plain", "audio", "subtitle",
    "caption", "text", "e-mail", "email", "bsl", "sign", "format", "screen reader", "written", "in writing",
    "read out", "pdf", "contrast",
)  # fmt: skip
KINDS = ("reasonable_adjustment", "discrimination_complaint", "prioritisation_check")


def concerns(matter: Matter) -> bool:
    """Tell whether equality in a service is at stake."""
    request = matter.request
    return bool(request and request.kind in KINDS)


BODY = Body("Equality", "Equal treatment in services, and adjustments", concerns, [])
rule = BODY.rule


def is_age(what: str) -> bool:
    """Tell whether a code names age."""
    return "age" in what.split("_")


def is_marriage(what: str) -> bool:
    """Tell whether a code names marriage or civil partnership, which services may look at."""
    return any(word in MARRIAGE for word in what.split("_"))


def is_protected(what: str) -> bool:
    """Tell whether a code names a characteristic that is protected in services."""
    return is_age(what) or any(word.startswith(CHARACTERISTICS) for word in what.split("_"))


def is_in_great_britain(matter: Matter) -> bool:
    """Tell whether it is known that the 2010 Act counts."""
    return is_told(matter.facts.nation) and matter.facts.nation != "northern_ireland"


@rule(
    "EQ-09",
    "Northern Ireland",
    source="Disability Discrimination Act 1995",
    since=date(1996, 12, 2),
    basis="D",
    status="S",
)
def northern_ireland(matter: Matter) -> Iterator[Finding]:
    """Say that Northern Ireland has its own laws."""
    if not is_told(matter.facts.nation):
        yield Ask("nation")
    elif matter.facts.nation == "northern_ireland":
        yield Stated("eq.ni_law")
        yield Denied("eq.equality_act_2010", "The 2010 Act does not apply to services in Northern Ireland.")


@rule(
    "EQ-04, EQ-05",
    "Reasonable adjustments, free of charge",
    source="Equality Act 2010 ss.20, 21, 29(7)",
    since=EQUALITY,
    basis="D",
)
def adjustments(matter: Matter) -> Iterator[Finding]:
    """State the adjustment and that it costs the person nothing; only a person may refuse."""
    request = matter.request
    if request is None or request.kind != "reasonable_adjustment":
        return
    yield Decide("any refusal")
    if is_in_great_britain(matter):
        yield Stated("eq.reasonable_adjustment")
        yield Stated("eq.no_charge")
        if request.need and any(word in request.need.lower() for word in FORMATS):
            yield Stated("eq.accessible_info")
        if not is_told(request.need):
            yield Ask("request.need")


@rule(
    "EQ-07",
    "The record of an adjustment",
    source="UK GDPR art 9",
    since=date(2018, 5, 25),
    basis="D",
    status="S",
    decides=Decides.DP,
)
def record(matter: Matter) -> Iterator[Finding]:
    """Say how an adjustment is written down where it tells of health."""
    request = matter.request
    if request is None or request.kind != "reasonable_adjustment":
        return
    if not is_told(request.special_category):
        yield Ask("request.special_category")
    elif request.special_category:
        yield Stated("eq.special_category_record")
        yield Decide("the condition on which it is kept, who sees it, and when it is looked at again")


@rule(
    "EQ-01, EQ-02, EQ-03",
    "Discrimination",
    source="Equality Act 2010 ss.13, 19, 27, 28, 29",
    since=EQUALITY,
    basis="D",
    decides=Decides.PERSON,
)
def discrimination(matter: Matter) -> Iterator[Finding]:
    """State what the Act covers, and that people who complained are not treated worse for it."""
    request = matter.request
    if request is None or request.kind != "discrimination_complaint":
        return
    if is_in_great_britain(matter):
        yield from _covered(matter, request)
        yield from _victimised(request)


def _covered(matter: Matter, request: Request) -> Iterator[Finding]:
    what = request.characteristic
    if not what:
        if not as_day(request.detriment):
            yield Ask("request.characteristic")
        return
    age, act = matter.facts.age, as_day(request.act_date)
    is_child = isinstance(age, int) and age < ADULT
    if is_age(what) and not is_told(age):
        yield Ask("age")
    elif is_marriage(what) or (is_age(what) and (is_child or (act and act < AGE))):
        yield Stated("eq.not_covered")
        yield Denied("eq.direct_prohibited", "In services the Act does not cover it.")
    elif is_protected(what):
        yield Stated("eq.equality_act_2010")
        yield Stated("eq.direct_prohibited")
        yield Decide(
            "whether the person was treated worse because of it, and for age whether that is justified"
        )
    else:
        yield Stated("eq.not_covered")


def _victimised(request: Request) -> Iterator[Finding]:
    acts = {"protected_act": as_day(request.protected_act), "detriment": as_day(request.detriment)}
    if not all(acts.values()):
        told = any(acts.values()) or is_told(request.good_faith)
        yield from (Ask(f"request.{name}") for name, day in acts.items() if told and not day)
        return
    if not is_told(request.good_faith):
        yield Ask("request.good_faith")
    elif request.good_faith:
        yield Stated("eq.victimisation")
        yield Decide("whether they were treated worse because they complained")
    else:
        yield Denied("eq.victimisation", "What was said was not in good faith.")


@rule("EQ-08", "Time to sue", source="Equality Act 2010 s.118(1)", since=EQUALITY, basis="D", status="S")
def time_to_sue(matter: Matter) -> Iterator[Finding]:
    """Tell until when a claim can be brought."""
    request = matter.request
    if request is None or request.kind != "discrimination_complaint":
        return
    act = as_day(request.act_date) or as_day(request.detriment)
    if act is None:
        yield Ask("request.act_date")
    elif is_in_great_britain(matter):
        yield Stated("eq.information_on_time_limit")
        yield Due(
            "county_court_claim", months_beginning_with(act, CLAIM_MONTHS), "6 months starting with the act"
        )


@rule(
    "EQ-06",
    "Who comes first",
    source="Equality Act 2010 ss.13, 15, 19, 29",
    since=EQUALITY,
    basis="D",
    decides=Decides.PERSON,
)
def priority(matter: Matter) -> Iterator[Finding]:
    """Look at the criterion by which some customers come first."""
    request = matter.request
    if request is None or request.kind != "prioritisation_check":
        return
    if not request.criterion:
        yield Ask("request.criterion")
        return
    if is_protected(request.criterion) or is_marriage(request.criterion):
        yield from _by_characteristic(request)
    elif request.groups_worse_off or any(word in STAND_INS for word in request.criterion.split("_")):
        yield Stated("eq.indirect_risk")
        yield Denied("eq.direct_prohibited", "The criterion is no characteristic itself.")
        yield Decide("whether it is a proportionate means to a legitimate aim")
    else:
        yield Denied("eq.direct_prohibited", "The criterion is no characteristic.")
        yield Denied("eq.indirect_risk", "No group is told to come off worse.")
        if not is_told(request.groups_worse_off):
            yield Ask("request.groups_worse_off")


def _by_characteristic(request: Request) -> Iterator[Finding]:
    """State the ban, save where disabled people come first: they may be treated better (s.13(3))."""
    is_disability = "disab" in str(request.criterion)
    worse_off = request.groups_worse_off or ()
    suffer = any(one.startswith("disab") for one in worse_off)
    if is_disability and not is_told(request.groups_worse_off):
        yield Ask("request.groups_worse_off")
    elif is_disability and not suffer:
        yield Denied("eq.direct_prohibited", "Disabled people may be treated better than others.")
    else:
        yield Stated("eq.direct_prohibited")
    yield Decide("whether the order may be so: more for disabled people, or age with a reason")
