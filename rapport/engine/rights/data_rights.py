"""Data-protection requests: UK GDPR, Data Protection Act 2018, Data (Use and Access) Act 2025."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rapport.engine.rights.findings import Ask, Decide, Decides, Denied, Due, Finding, Stated
from rapport.engine.rights.matter import Matter, is_told
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.requests import Request
from rapport.engine.rights.rules import Body
from rapport.engine.rights.time import days_both_included, ico_month, literal_month, spoken

GDPR, NEW_TIMES = date(2018, 5, 25), date(2026, 2, 5)
SEARCH = date(2024, 1, 1)
ADULT, ONLINE_CONSENT_AGE, SCOTLAND_AGE = 18, 13, 12
NOT_OBJECTED = ("contract", "consent", "explicit_consent", "legal_obligation", "vital_interests")
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
    if not is_told(request.by_third_party):
        yield Ask("request.by_third_party")
    age = matter.facts.age
    if isinstance(age, int) and age < ADULT:
        yield Stated("dp.child_own_right")
        if not (matter.facts.nation == "scotland" and age >= SCOTLAND_AGE):  # s.208 presumes it
            yield Decide("whether the child understands enough to use the right alone")


@rule("DP-01", "A month to answer", source="UK GDPR arts 12(3), 12A(1)-(2)", since=GDPR, basis="R")
def clock(matter: Matter) -> Iterator[Finding]:
    """Start the month, state the right, and say from when and how long."""
    request = matter.request
    assert request  # noqa: S101 - the body concerns requests
    if acts_for_another(request):
        return
    code, name = RIGHTS[str(request.kind)]
    if code and code != "dp.portability":
        yield Stated(code)
    relevant = relevant_time(request)
    if isinstance(relevant, str):
        if relevant:
            yield Ask(relevant)
        return
    if not is_told(matter.facts.nation):
        yield Ask("nation")
    yield from _replies(matter, relevant, name, is_long=is_long(request))


def is_long(request: Request) -> bool:
    """Tell whether the time may be extended: a complex request, or several of one person."""
    several = request.number_of_requests
    return bool(request.complex) or (isinstance(several, int) and several > 1)


def _replies(matter: Matter, relevant: Relevant, name: str, *, is_long: bool) -> Iterator[Finding]:
    paused = f" and {relevant.paused} paused days" if relevant.paused else ""
    since = f"from {spoken(relevant.start)}{paused}"
    month = f"one month {since}, moved off weekends and holidays"
    if is_long:
        yield from _due(matter, relevant, "extension_notice", (1, month))
        told = f"three months {since}, if extended with notice in time"
        yield from _due(matter, relevant, name, (3, told))
    else:
        yield from _due(matter, relevant, name, (1, month))
    yield from _due(matter, relevant, "answer_or_explain", (1, month))


def _due(matter: Matter, relevant: Relevant, name: str, time: tuple[int, str]) -> Iterator[Finding]:
    """Yield the regulator's day and, since the new law, the earlier one of its words."""
    months, because = time
    yield Due(name, _ico(matter, relevant, months), because)
    if relevant.is_new_law:
        literal = literal_month(relevant.start, months, relevant.paused)
        yield Due(f"{name}_prudent", literal, "the same by the words 'beginning with'", "prudent")


def _ico(matter: Matter, relevant: Relevant, months: int) -> date:
    return matter.earliest(
        lambda nation: ico_month(relevant.start, months, nation, relevant.paused, own_days=matter.own_days)
    )


@rule(
    "DP-02",
    "Proof of identity",
    source="UK GDPR arts 12(6), 12A(2)(b)",
    since=GDPR,
    basis="R",
    decides=Decides.PERSON,
)
def identity(matter: Matter) -> Iterator[Finding]:
    """Say that the month begins with the proof of identity, where there was reason to ask for it."""
    request = matter.request
    if request and request.id_doubt_reasonable and not acts_for_another(request):
        yield Stated("dp.clock_starts_on_id")
        yield Decide("whether the doubt about identity is reasonable")
    elif request and as_day(request.id_asked) and request.id_doubt_reasonable is False:
        yield Denied("dp.clock_starts_on_id", "There was no reason to doubt who asks.")


@rule(
    "DP-03",
    "A pause to clarify",
    source="UK GDPR art 12A(5)-(6)",
    since=NEW_TIMES,
    basis="R",
    decides=Decides.DP,
)
def pause(matter: Matter) -> Iterator[Finding]:
    """Say that the days from our question to the answer do not count, for access alone."""
    request = matter.request
    if request is None or not as_day(request.clarification_asked) or acts_for_another(request):
        return
    if not as_day(request.received):
        return  # asked by the clock
    if request.kind != "subject_access" or request.large_volume is False:
        yield Denied(
            "dp.clock_paused", "The clock stands still for access alone, where it was needed to ask."
        )
        return
    is_told_volume = is_told(request.large_volume)
    yield Stated("dp.clock_paused", unless=() if is_told_volume else ("it was not needed to ask",))
    yield Decide("whether it was needed to ask what exactly is wanted")
    if not is_told_volume:
        yield Ask("request.large_volume")


@rule(
    "DP-04",
    "Two further months",
    source="UK GDPR art 12A(3)-(4)",
    since=GDPR,
    basis="R",
    decides=Decides.DP,
)
def extension(matter: Matter) -> Iterator[Finding]:
    """Say that a complex request, or one of many, may have two months more."""
    request = matter.request
    assert request  # noqa: S101 - the body concerns requests
    if acts_for_another(request):
        return
    if is_long(request):
        yield Stated("dp.extension_possible")
        yield Decide("whether the time is extended, with reasons told within the first month")
        return
    if is_told(request.complex) or is_told(request.number_of_requests):
        yield Denied("dp.extension_possible", "The request is neither complex nor one of several.")
    names = ("complex", "number_of_requests")
    yield from (Ask(f"request.{name}") for name in names if not is_told(getattr(request, name)))


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
    if request is None or not as_day(request.received) or acts_for_another(request):
        return
    yield Stated("dp.old_regime")
    if as_day(request.clarification_asked):
        yield Denied("dp.clock_paused", "It came in before 5 February 2026: the law then had no pause.")


@rule(
    "DP-06, DP-07",
    "What is due on access, and refusing",
    source="UK GDPR arts 12(4)-(5), 15(1A)",
    since=SEARCH,
    basis="R",
    decides=Decides.DP,
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
        elif not is_told(request.accuracy_disputed):
            yield Ask("request.accuracy_disputed")
        yield Decide("whether the data are wrong or incomplete")
    if request.kind not in ("rectification", "erasure", "restriction"):
        return
    if request.shared_with:
        yield Stated("dp.tell_recipients")
    elif not is_told(request.shared_with):
        yield Ask("request.shared_with")


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


@rule("DP-12", "Objection to marketing", source="UK GDPR art 21(2)-(3)", since=GDPR, basis="R", status="S")
def objection_to_marketing(matter: Matter) -> Iterator[Finding]:
    """State the objection to marketing, which is absolute: stop at once, and reply within the month."""
    request = matter.request
    if request is None or request.kind != "objection" or request.purpose != "direct_marketing":
        return
    yield Stated("dp.object_marketing_absolute")
    yield Stated("dp.suppression_list")
    yield Denied("dp.object_balance", "Marketing stops without any balance of interests.")
    if isinstance(relevant := relevant_time(request), Relevant):
        because = f"one month from {spoken(relevant.start)}; the stopping is at once"
        yield from _due(matter, relevant, "tell_person_what_was_done", (1, because))


@rule("DP-11", "Objection", source="UK GDPR art 21(1)", since=GDPR, basis="R", decides=Decides.DP)
def objection(matter: Matter) -> Iterator[Finding]:
    """State the objection that is weighed: against public task and legitimate interests alone."""
    request = matter.request
    if request is None or request.kind != "objection" or request.purpose == "direct_marketing":
        return
    if request.basis and request.basis in NOT_OBJECTED:
        yield Denied("dp.object_balance", "It is for data held on interests or a public task.")
    elif not is_told(request.purpose) and not request.basis:
        yield Ask("request.purpose")
        yield Ask("request.basis")
    else:
        could_be = (
            ("purpose", "it is about marketing, which stops at once"),
            ("basis", "the data are held on a contract, consent or a duty"),
        )
        missing = [(name, words) for name, words in could_be if not is_told(getattr(request, name))]
        yield Stated("dp.object_balance", unless=tuple(words for _, words in missing))
        yield Stated("dp.restriction")
        yield Denied("dp.object_marketing_absolute", "It is not about marketing.")
        yield Decide("whether our grounds outweigh theirs")
        yield from (Ask(f"request.{name}") for name, _ in missing)


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
