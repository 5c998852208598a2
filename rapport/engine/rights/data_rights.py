"""Data-protection requests: UK GDPR, Data Protection Act 2018, Data (Use and Access) Act 2025."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.requests import FurtherRequest, Request
from rapport.engine.rights.rules import Body
from rapport.engine.rights.time import days_both_included, ico_month, literal_month, spoken

GDPR, NEW_TIMES = date(2018, 5, 25), date(2026, 2, 5)
SEARCH = date(2024, 1, 1)
ADULT, ONLINE_CONSENT_AGE = 18, 13
RIGHTS = {  # kind of request: the code of the right, and the name of its deadline
    "subject_access": ("dp.access", "sar_reply"),
    "erasure": ("dp.erasure", "erasure_reply"),
    "rectification": ("dp.rectification", "rectification_reply"),
    "portability": ("dp.portability", "portability_reply"),
    "restriction": ("dp.restriction", "restriction_reply"),
    "objection": ("", "objection_reply"),
    "automated_decision_review": ("", "decision_review_reply"),
}


def concerns(matter: Matter) -> bool:
    """Tell whether somebody uses a right over their data."""
    request = matter.request
    return bool(request and request.kind in RIGHTS)


BODY = Body("Data rights", "Requests of people about their data", concerns, [])
rule = BODY.rule


@dataclass(frozen=True, slots=True)
class Relevant:
    """From when the month runs, how many days it was paused, and how many months it has."""

    start: date
    paused: int
    is_new_law: bool


def relevant_time(request: Request) -> Relevant | str:
    """Return from when the month runs: receipt, or the proof of identity that was rightly asked for.

    The fact that is missing where it cannot be said; nothing where the clock has not begun or stands still.
    Source: UK GDPR arts 12(6), 12A(2), 12A(5).
    """
    start = as_day(request.received)
    if start is None:
        return "request.received"
    is_new = start >= NEW_TIMES
    if as_day(request.id_asked) and not is_told(request.id_doubt_reasonable):
        return "request.id_doubt_reasonable"
    if request.id_doubt_reasonable:
        proof = as_day(request.id_received)
        if proof is None:
            return "" if request.id_received is None else "request.id_received"
        start = max(start, proof)
    return _paused(request, start, is_new=is_new)


def _paused(request: Request, start: date, *, is_new: bool) -> Relevant | str:
    asked, answered = as_day(request.clarification_asked), as_day(request.clarification_received)
    if not is_new or not asked or request.kind != "subject_access" or request.large_volume is False:
        return Relevant(start, 0, is_new)
    if answered is None:
        return "" if request.clarification_received is None else "request.clarification_received"
    return Relevant(start, days_both_included(asked, answered), is_new)


def acts_for_another(request: Request) -> bool | str:
    """Tell whether somebody asks for another without proof that they may, or the fact that is missing."""
    if not request.by_third_party:
        return False
    return (
        not request.authority_evidence
        if is_told(request.authority_evidence)
        else "request.authority_evidence"
    )


@rule(
    "DP-08",
    "Asking for another person",
    source="UK GDPR arts 8, 12; Data Protection Act 2018 ss.9, 208",
    since=GDPR,
    basis="R",
    status="S",
    decides=Decides.DP,
)
def for_another(matter: Matter) -> Iterator[Finding]:
    """Ask an agent for authority; a child's right is the child's own."""
    request = matter.request
    assert request  # noqa: S101 - the body concerns requests
    without = acts_for_another(request)
    if isinstance(without, str):
        yield Ask(without)
    elif without:
        yield Stated("dp.ask_for_authority")
    age = matter.facts.age
    if isinstance(age, int) and age < ADULT:
        yield Stated("dp.child_own_right")
        yield Decide("whether the child understands enough to use the right alone")


@rule("DP-01", "A month to answer", source="UK GDPR arts 12(3), 12A", since=GDPR, basis="R")
def clock(matter: Matter) -> Iterator[Finding]:
    """Start the month, state the right, and say from when and how long."""
    request = matter.request
    assert request  # noqa: S101 - the body concerns requests
    if acts_for_another(request):
        return
    code, name = RIGHTS[str(request.kind)]
    if code and code != "dp.portability":
        yield Stated(code)
    if request.id_doubt_reasonable:
        yield Stated("dp.clock_starts_on_id")
        yield Decide("whether the doubt about identity is reasonable")
    relevant = relevant_time(request)
    if isinstance(relevant, str):
        if relevant:
            yield Ask(relevant)
        return
    yield from _replies(matter, request, relevant, name)


def _replies(matter: Matter, request: Request, relevant: Relevant, name: str) -> Iterator[Finding]:
    if not relevant.is_new_law:
        yield Stated("dp.old_regime")
    if relevant.paused:
        yield Stated("dp.clock_paused")
        yield Decide("whether it was needed to ask what exactly is wanted")
    month = _ico(matter, relevant, 1)
    is_long = bool(request.complex) or (
        isinstance(request.number_of_requests, int) and request.number_of_requests > 1
    )
    said = f"{{}} from {spoken(relevant.start)}" + (
        f" and {relevant.paused} paused days" if relevant.paused else ""
    )
    if is_long:
        yield Stated("dp.extension_possible")
        yield Decide("whether the time is extended, with reasons told within the first month")
        yield Due("extension_notice", month, said.format("one month"))
        yield Due(
            name, _ico(matter, relevant, 3), said.format("three months") + ", if extended with notice in time"
        )
    else:
        yield Due(name, month, said.format("one month") + ", moved off weekends and holidays")
    if relevant.is_new_law:
        literal = literal_month(relevant.start, 3 if is_long else 1, relevant.paused)
        yield Due(f"{name}_prudent", literal, "the same by the words 'beginning with'", "prudent")
    yield Due("answer_or_explain", month, said.format("one month"))


def _ico(matter: Matter, relevant: Relevant, months: int) -> date:
    return matter.earliest(
        lambda nation: ico_month(relevant.start, months, nation, relevant.paused, own_days=matter.own_days)
    )


@rule(
    "DP-05",
    "Requests before the new law",
    source="SI 2026/82 reg 4",
    since=GDPR,
    until=date(2026, 2, 4),
    basis="R",
)
def no_pause(matter: Matter) -> Iterator[Finding]:
    """Say that an older request has no statutory pause."""
    request = matter.request
    if request and as_day(request.clarification_asked):
        yield Denied("dp.clock_paused", "It came in before 5 February 2026: the law then had no pause.")


@rule(
    "DP-06", "What is due on access", source="UK GDPR art 15(1A)", since=SEARCH, basis="R", decides=Decides.DP
)
def access(matter: Matter) -> Iterator[Finding]:
    """State the search that is due."""
    request = matter.request
    if request and request.kind == "subject_access" and not acts_for_another(request):
        yield Stated("dp.reasonable_search")
        yield Decide("what others' data and what exemptions keep back")


@rule("DP-09", "Rectification", source="UK GDPR arts 16, 18, 19", since=GDPR, basis="R", decides=Decides.DP)
def rectification(matter: Matter) -> Iterator[Finding]:
    """State what goes with a correction: restriction meanwhile, and telling recipients."""
    request = matter.request
    assert request  # noqa: S101 - the body concerns requests
    if request.kind == "rectification":
        if request.accuracy_disputed:
            yield Stated("dp.restriction")
        yield Decide("whether the data are wrong or incomplete")
    if request.kind in ("rectification", "erasure", "restriction") and request.shared_with:
        yield Stated("dp.tell_recipients")


@rule("DP-10", "Erasure", source="UK GDPR art 17", since=GDPR, basis="R", decides=Decides.DP)
def erasure(matter: Matter) -> Iterator[Finding]:
    """State what may be kept though erasure is asked for."""
    request = matter.request
    if request is None or request.kind != "erasure":
        return
    if request.legal_obligation_records or request.live_claim:
        yield Stated("dp.refuse_part")
    for name in ("legal_obligation_records", "live_claim"):
        if not is_told(getattr(request, name)):
            yield Ask(f"request.{name}")
    yield Decide("which data have a ground for erasure and which must be kept")


@rule("DP-12", "Objection", source="UK GDPR arts 21(1)-(3)", since=GDPR, basis="R", status="S")
def objection(matter: Matter) -> Iterator[Finding]:
    """State the absolute objection to marketing, and the balanced one to everything else."""
    request = matter.request
    if request is None or request.kind != "objection":
        return
    if not is_told(request.purpose):
        yield Ask("request.purpose")
    elif request.purpose == "direct_marketing":
        yield Stated("dp.object_marketing_absolute")
        yield Stated("dp.suppression_list")
        yield Denied("dp.object_balance", "Marketing stops without any balance of interests.")
        if isinstance(relevant := relevant_time(request), Relevant):
            because = f"one month from {spoken(relevant.start)}; the stopping is at once"
            yield Due("tell_person_what_was_done", _ico(matter, relevant, 1), because)
    else:
        yield Stated("dp.object_balance")
        yield Stated("dp.restriction")
        yield Decide("whether our grounds outweigh theirs")


@rule("DP-13", "Portability", source="UK GDPR art 20", since=GDPR, basis="R", status="S", decides=Decides.DP)
def portability(matter: Matter) -> Iterator[Finding]:
    """State portability where the data are held on consent or contract and by computer."""
    request = matter.request
    if request is None or request.kind != "portability" or acts_for_another(request):
        return
    missing = [name for name in ("basis", "automated") if not is_told(getattr(request, name))]
    if missing:
        yield from (Ask(f"request.{name}") for name in missing)
    elif request.basis in ("contract", "consent", "explicit_consent") and request.automated:
        yield Stated("dp.portability")
        yield Decide("what counts as data the person provided")
    else:
        yield Denied("dp.portability", "It is for data held by computer on consent or contract.")


ADM = ("dp.adm_information", "dp.adm_representations", "dp.adm_human_review", "dp.adm_contest")


@rule(
    "DP-14",
    "Automated decisions",
    source="UK GDPR arts 22A-22C",
    since=NEW_TIMES,
    basis="D",
    decides=Decides.PERSON,
)
def automated_decisions(matter: Matter) -> Iterator[Finding]:
    """State the safeguards of a decision that no person took and that matters."""
    request = matter.request
    if request is None or request.kind != "automated_decision_review":
        return
    missing = [name for name in ("solely_automated", "significant") if not is_told(getattr(request, name))]
    if missing:
        yield from (Ask(f"request.{name}") for name in missing)
    elif request.solely_automated and request.significant:
        yield from (Stated(code) for code in ADM)
        if request.special_category_used:
            yield Decide(
                "whether special data may be used: explicit consent, or law and substantial public interest"
            )
    else:
        yield from (Denied(code, "A person took part, or the decision does not matter much.") for code in ADM)


SEVERAL = Body(
    "Several requests",
    "Several requests, each of its own office",
    lambda matter: bool(matter.facts.requests),
    [],
)


@SEVERAL.rule("DP-01", "Several requests", source="UK GDPR arts 12(3), 12A, 15", since=GDPR, basis="R")
def several(matter: Matter) -> Iterator[Finding]:
    """Count each request by its own office."""
    asked = [one for one in matter.facts.requests or () if one.kind == "subject_access"]
    for suffix, one in zip(suffixes(asked), asked, strict=True):
        came = as_day(one.received) or as_day(one.delivered)
        if came is None:
            yield Ask("requests[].received")
            continue
        yield Stated("dp.access")
        own = [one.nation] if one.nation else list(matter.nations)
        day = min(ico_month(came, 1, str(nation), own_days=matter.own_days) for nation in own)
        yield Due(
            f"sar_reply{suffix}", day, f"one month from {spoken(came)}, moved off weekends and holidays"
        )
        if came >= NEW_TIMES:
            because = "the same by the words 'beginning with'"
            yield Due(f"sar_reply_prudent{suffix}", literal_month(came, 1), because, "prudent")


def suffixes(asked: list[FurtherRequest]) -> list[str]:
    """Return what tells the deadlines of several requests apart: the nation, else their place in the row."""
    nations = [str(one.nation) for one in asked]
    if len(asked) > 1 and len(set(nations)) == len(asked) and all(one.nation for one in asked):
        return [f"_{nation}" for nation in nations]
    return ["", "_second", "_third", "_fourth", "_fifth"][: len(asked)] + [""] * max(0, len(asked) - 5)
