"""Requests about data, adjustments and breaches: opened as cases, extended with notice, granted."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from rapport.customers.actions.needs import note_access_need
from rapport.customers.models import AccessNeed, Customer
from rapport.customers.rules import Channel
from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.messages import Said, receive_message
from rapport.desk.actions.opening import NewCase, open_case
from rapport.desk.actions.owed.decisions import NewDecision, decide
from rapport.desk.actions.owed.telling import Telling, tell_facts
from rapport.desk.actions.refusing import told_when_refused
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Assessment, Case, Clock
from rapport.desk.queries.counting import working_for
from rapport.desk.queries.owed.assessments import day_at, known_facts, newest, told_in
from rapport.desk.queries.owed.decisions import able_to_decide
from rapport.desk.queries.redress import names_of
from rapport.desk.rules import CaseKind, EntryKind, StatedNeed
from rapport.desk.rules.deadlines import end_of
from rapport.desk.rules.owed.answers import deadlines_of
from rapport.desk.rules.owed.beginnings import AWARE, RECEIVED, REQUEST_KINDS
from rapport.desk.rules.owed.deadlines import REPLIES, Deadline
from rapport.desk.rules.owed.decisions import Way
from rapport.desk.rules.owed.refusals import (
    DecisionBeyondAuthority,
    ExtensionNotPossible,
    NoAdjustment,
    NothingAssessed,
    RequestNotRight,
)
from rapport.staff.models import User
from rapport.staff.rules import NotAllowed, Sight

WARN, NOON = timedelta(days=3), time(12)
GRANTED = "Granted. What it is stands in the record of the customer, for those who may see it."
ADJUSTMENT = "reasonable_adjustment"
ADJUST_CODE = "eq.reasonable_adjustment"


@dataclass(frozen=True)
class NewRequest:
    """A request as it comes in; `received_at` is when it came, or when we were sure of a breach."""

    kind: str  # as the engine calls it
    subject: str
    channel: Channel
    received_at: datetime
    customer: Customer | None = None
    words: str = ""
    id_doubt: bool = False


@transaction.atomic
def open_request(new: NewRequest, *, by: User, at: datetime) -> Case:
    """Open a request as a case, with the facts that it brings; its clock starts by itself."""
    if not by.may(Sight.CASES):
        raise NotAllowed(role=by.role, deed="open requests")
    if new.kind not in REQUEST_KINDS:
        expected = ", ".join(REQUEST_KINDS)
        raise RequestNotRight(field="kind", value=new.kind[:40], expected=expected)
    if new.received_at > at:
        value = f"{new.received_at:%-d %B %Y}"
        raise RequestNotRight(field="received", value=value, expected="a time that has been")
    is_adjustment = new.kind == ADJUSTMENT
    case = open_case(
        NewCase(
            CaseKind.REQUEST, new.subject, new.channel, new.customer, team=None if new.customer else by.team,
            stated_need=StatedNeed.ACCESS if is_adjustment else StatedNeed.NONE,
        ),
        by=by, at=at,
    )  # fmt: skip
    if new.words.strip():
        receive_message(case, Said(new.words.strip(), new.channel, from_name=_who(new)), by=by, at=at)
    case = Case.objects.select_related("customer", "team").get(pk=case.pk)
    tell_facts(case, _telling(case, new, by), by=by, at=at)
    return case


def _who(new: NewRequest) -> str:
    return new.customer.name if new.customer else ""


def _telling(case: Case, new: NewRequest, by: User) -> Telling:
    """Return the facts of a new request: what the records know, its kind, and when it came."""
    known = {one.fact: one for one in known_facts(case, by, told_in(None), kind=new.kind)}
    facts = {name: one.value for name, one in known.items()} | {"request.kind": new.kind}
    facts.pop(RECEIVED, None)
    local = new.received_at.astimezone(working_for(case.team).zone)
    if new.kind == "data_breach":
        facts[AWARE] = local.isoformat(timespec="minutes")
    else:
        facts[RECEIVED] = local.date().isoformat()
    if new.kind == ADJUSTMENT and new.words.strip():
        facts["request.need"] = new.words.strip()[:1000]
    if new.id_doubt:
        facts |= {"request.id_doubt_reasonable": True, "request.id_received": None}
    sources = {name: one.source for name, one in known.items() if name not in (RECEIVED, AWARE)}
    return Telling(facts, sources)


@dataclass(frozen=True)
class Notice:
    """The notice of an extension: why, and the day on which the person was told."""

    reason: str
    told_on: date


@told_when_refused
def extend_with_notice(
    case: Case, notice: Notice, *, by: User, at: datetime, version: int | None = None
) -> Clock:
    """Put the reply off as far as the law allows, once the person was told why within the first month.

    Source: UK GDPR art 12A(3)-(4).
    """
    case = locked_case(case, version=version)
    if not by.may(Sight.DATA_RIGHTS):
        who = names_of(able_to_decide(case, Sight.DATA_RIGHTS))
        raise DecisionBeyondAuthority(role=by.role, about="the extension", who=who)
    kept = newest(case)
    if kept is None:
        raise NothingAssessed(case=case.pk)
    reply, last = _to_extend(case, kept)
    _refuse_late(case, notice, last, day_at(case, at))
    clock = _reply_clock(case, reply)
    clock.extended_from = clock.due_at
    clock.due_at = end_of(reply.day, working_for(case.team))
    clock.extended_why = f"told on {notice.told_on:%-d %B %Y}: {notice.reason.strip().rstrip('.')}"[:400]
    clock.warn_at, clock.warned_at = clock.due_at - WARN, None
    clock.save(update_fields=["extended_from", "extended_why", "due_at", "warn_at", "warned_at"])
    told_at = datetime.combine(notice.told_on, NOON, working_for(case.team).zone)
    met = {"met_at": min(told_at, at), "ended_at": at, "ended_why": f"told on {notice.told_on:%-d %B %Y}"}
    Clock.objects.filter(case=case, of_right="extension_notice", ended_at__isnull=True).update(**met)
    said = f"{clock.name} extended to {reply.day:%-d %B %Y}, {clock.extended_why}"
    tell_case(case, EntryKind.CLOCK, said, by=by, at=at, after=f"{reply.day:%Y-%m-%d}", right=reply.name)
    return clock


def _to_extend(case: Case, kept: Assessment) -> tuple[Deadline, Deadline]:
    """Return the reply that may be put off, and the last day of its notice."""
    legal = {one.name: one for one in deadlines_of(kept.answer) if one.kind == "legal"}
    reply = next((legal[name] for name in REPLIES if name in legal), None)
    if reply is None or "extension_notice" not in legal:
        why = "by the facts it is neither complex nor one of several"
        way_out = "Tell those facts where they are so; else answer within the month."
        raise ExtensionNotPossible(case=case.pk, why=why, way_out=way_out)
    return reply, legal["extension_notice"]


def _refuse_late(case: Case, notice: Notice, last: Deadline, today: date) -> None:
    if len(notice.reason.strip()) < 3:
        way_out = "Say why more time is needed."
        raise ExtensionNotPossible(case=case.pk, why="no reason is given", way_out=way_out)
    latest = min(last.day, today)
    if notice.told_on > latest:
        why = f"the person has to be told by {latest:%-d %B %Y}, not on {notice.told_on:%-d %B %Y}"
        raise ExtensionNotPossible(case=case.pk, why=why, way_out="Answer as soon as can be.")


def _reply_clock(case: Case, reply: Deadline) -> Clock:
    found = Clock.objects.filter(case=case, of_right=reply.name, ended_at__isnull=True).first()
    if found is None or found.extended_from:
        why = "it was extended before" if found else "its clock is over"
        raise ExtensionNotPossible(case=case.pk, why=why, way_out="The law knows one extension.")
    return found


@told_when_refused
def grant_adjustment(
    case: Case, asked_for: str, adjustment: str, *, by: User, at: datetime, version: int | None = None
) -> AccessNeed:
    """Grant an adjustment: it stands in the customer's record from now on, wherever a reply is written."""
    case = locked_case(case, version=version)
    kept = newest(case)
    if case.customer is None:
        raise NoAdjustment(case=case.pk, why="has no customer", way_out="Say first which customer it is.")
    if kept is None or kept.request_kind != ADJUSTMENT:
        way_out = "Tell the fact that it is a request for an adjustment."
        raise NoAdjustment(case=case.pk, why="asks for no adjustment", way_out=way_out)
    need = note_access_need(case.customer, asked_for, adjustment=adjustment, by=by, at=at)
    if ADJUST_CODE in {one["code"] for one in kept.answer["conclusions"]}:
        decide(case, NewDecision(ADJUST_CODE, Way.FOR, GRANTED), by=by, at=at)
    else:
        tell_case(case, EntryKind.DECISION, "An adjustment was granted.", by=by, at=at, after="for")
    return need
