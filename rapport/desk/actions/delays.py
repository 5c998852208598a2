"""Delays that orders found: the desk tells each customer before the promise breaks, and moves it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rapport.customers.rules import Channel, ContactKind
from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.messages import Said, replied
from rapport.desk.actions.opening import NewCase, open_case
from rapport.desk.actions.states import change_state
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case, CasePromise, Message, Notice
from rapport.desk.queries.delays import case_of_line
from rapport.desk.rules import CaseKind, CaseState, EntryKind
from rapport.desk.rules.delays import NoticeEmpty, NoticeToNobody
from rapport.lib.errors import Refusal
from rapport.orders.actions.ahead import tell_risk
from rapport.orders.actions.papers import tell_revision
from rapport.orders.models import Agreement, AtRisk, PromisedLine
from rapport.orders.queries.lines import risks_visible_to
from rapport.orders.rules.notices import RiskOver
from rapport.staff.models import User

KIND = "delay"  # of a notice to a colleague


@dataclass(frozen=True)
class Telling:
    """How a customer is told: in which words, by which channel, and for which day if not the forecast's."""

    text: str
    channel: Channel = Channel.EMAIL
    new_due_at: datetime | None = None


@dataclass(frozen=True)
class ToldAll:
    """What came of telling everybody: how many were told, and why the others were not."""

    told: int
    left: tuple[str, ...]


@transaction.atomic
def tell_of_delay(risk: AtRisk, telling: Telling, *, by: User, at: datetime) -> Message:
    """Tell a customer of a delay and move the promise, in one act: neither happens without the other.

    The notice goes out as a reply of the desk, in the case of the promise or of the order, else in a new
    one that waits for the customer. By phone it is noted what they were told.
    """
    _refuse_unsayable(risk.line, telling)
    risk = tell_risk(risk, new_due_at=telling.new_due_at, by=by, at=at)
    line, promise = risk.line, risk.line.promise
    subject = f"New delivery day: order {line.order.number}, {line.item}"
    message = _say(line, telling, subject, by=by, at=at)
    case = message.case
    CasePromise.objects.update_or_create(promise=promise, defaults={"case": case, "message": message})
    text = f"{promise.text}. {risk.because}"
    tell_case(case, EntryKind.PROMISE, text, by=by, at=at, before="open", after="moved", promise=promise.pk)
    return message


@transaction.atomic
def ask_for_agreement(agreement: Agreement, telling: Telling, *, by: User, at: datetime) -> Message:
    """Ask a customer to agree to a revision, in the case of the line or its order, else in a new one."""
    _refuse_unsayable(agreement.line, telling)
    agreement = tell_revision(agreement, by=by, at=at)
    line, paper = agreement.line, agreement.revision.paper
    mark = agreement.revision.mark
    subject = f"Your agreement to {paper.number}, revision {mark}: order {line.order.number}"
    return _say(line, telling, subject, by=by, at=at)


def _refuse_unsayable(line: PromisedLine, telling: Telling) -> None:
    """Refuse words that say nothing, and mail to somebody without an address."""
    customer = line.promise.customer
    if not telling.text.strip():
        raise NoticeEmpty(name=customer.name)
    has_address = customer.contact_points.filter(kind=ContactKind.EMAIL).exists()
    if telling.channel == Channel.EMAIL and not has_address:
        raise NoticeToNobody(name=customer.name)


def _say(line: PromisedLine, telling: Telling, subject: str, *, by: User, at: datetime) -> Message:
    """Say something about a line in its case; one that is opened for it waits for the customer."""
    found = case_of_line(line)
    case = locked_case(found) if found else _opened(line, telling.channel, subject, by=by, at=at)
    said = Said(telling.text, telling.channel, from_name=by.name)
    message = replied(case, said, by=by, at=at, send_key=None)
    if not found:
        change_state(case, CaseState.WAITING, by=by, at=at)
    return message


def _opened(line: PromisedLine, channel: Channel, subject: str, *, by: User, at: datetime) -> Case:
    """Open a case for a customer who has none about this order."""
    new = NewCase(
        CaseKind.ORDER, subject, channel, customer=line.promise.customer, team=line.promise.team,
        order=line.order,
    )  # fmt: skip
    return open_case(new, by=by, at=at)


def tell_all(*, by: User, at: datetime) -> ToldAll:
    """Tell every customer at risk whom somebody sees, in the words that were drafted; each for itself.

    Who has no mail address, or was told meanwhile, is left, and it is said why.
    """
    told, left = 0, []
    for number in [*risks_visible_to(by).values_list("pk", flat=True)]:
        risk = risks_visible_to(by).filter(pk=number).first()
        if risk is None:
            continue
        try:
            tell_of_delay(risk, Telling(risk.notice), by=by, at=at)
        except RiskOver:
            continue
        except Refusal as refusal:
            left.append(str(refusal))
        else:
            told += 1
    return ToldAll(told, tuple(left))


@transaction.atomic
def warn_of_delays(*, at: datetime) -> int:
    """Tell whoever promised of what is at risk, once for each new day; return how many were told."""
    open_ones = AtRisk.objects.filter(told_at__isnull=True, ended_at__isnull=True, due_at__gt=at)
    rows = open_ones.select_related("line__order", "line__promise__customer", "line__promise__made_by")
    texts = {
        (risk.line.promise.made_by_id, _words(risk)) for risk in rows if risk.line.promise.made_by.is_active
    }
    known = Notice.objects.filter(kind=KIND, person__in={person for person, _ in texts})
    told = set(known.values_list("person", "text"))
    new = sorted(texts - told)
    Notice.objects.bulk_create(Notice(person_id=person, kind=KIND, text=text, at=at) for person, text in new)
    return len(new)


def _words(risk: AtRisk) -> str:
    promise = risk.line.promise
    return (
        f"At risk: {promise.text} to {promise.customer.name}, due {risk.due_at:%-d %B}, ready "
        f"{risk.new_due_at:%-d %B}. Tell them under Delays."
    )[:300]
