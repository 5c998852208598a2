"""Mail that was stored is understood: filed in a case, held for a person, or refused, in one transaction."""

import logging
from datetime import datetime

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import F

from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase, Said, open_case, receive_message
from rapport.desk.mail import queries
from rapport.desk.mail.actions.answering import answer_automatically
from rapport.desk.mail.actions.bounced import tell_of_bounce
from rapport.desk.mail.bounces import read_bounce
from rapport.desk.mail.filing import Decision, Facts, Hold, decide
from rapport.desk.mail.loops import Machine
from rapport.desk.mail.mime import CUT, Parsed, parse
from rapport.desk.models import Blob, Case, Message, ReceivedMail
from rapport.desk.rules import CaseKind, CaseMergedMeanwhile, Intake

LOG = logging.getLogger(__name__)
MOST_ATTEMPTS = 5
NO_SUBJECT = "(no subject)"


def read_waiting(*, at: datetime) -> int:
    """Read what waits, and return how much was read; one mail that cannot be read stops no other."""
    waiting = list(queries.waiting_mail())
    for received in waiting:
        read_mail(received, at=at)
    return len(waiting)


def read_mail(received: ReceivedMail, *, at: datetime) -> ReceivedMail:
    """Understand one mail. What cannot be understood is held, with the reason, and the mail as it came.

    The attempt is counted before: a mail that brings the process down is held the fifth time.
    """
    ReceivedMail.objects.filter(pk=received.pk).update(attempts=F("attempts") + 1)
    if received.attempts >= MOST_ATTEMPTS:
        return _unreadable(received, f"Reading it was cut off {received.attempts} times.")
    try:
        return _read(received, at)
    except (OperationalError, InterfaceError, CaseMergedMeanwhile):
        LOG.exception("Mail %s could not be read now; it is tried again", received.pk)
    except DatabaseError as fault:
        return _unreadable(received, f"The database does not take it: {fault}")
    except Exception as fault:
        LOG.exception("Mail %s could not be read", received.pk)
        return _unreadable(received, f"It could not be read: {type(fault).__name__}.")
    return received


@transaction.atomic
def _unreadable(received: ReceivedMail, why: str) -> ReceivedMail:
    held = ReceivedMail.objects.select_for_update().get(pk=received.pk)
    if held.state == Intake.WAITING:
        held.state, held.hold_code, held.why = Intake.HELD, Hold.UNREADABLE, why[:500]
        held.save(update_fields=["state", "hold_code", "why"])
    return held


@transaction.atomic
def _read(received: ReceivedMail, at: datetime) -> ReceivedMail:
    blob = Blob.objects.select_for_update().get(
        pk=received.blob_id
    )  # two of the same bytes: one after the other
    received = (
        ReceivedMail.objects.select_for_update(of=("self",)).select_related("mailbox").get(pk=received.pk)
    )
    if received.state != Intake.WAITING:
        return received
    raw = bytes(blob.body)
    mail = parse(raw)
    report = read_bounce(raw)
    bounced = queries.message_bounced(report) if queries.machine_of(mail) == Machine.BOUNCE else None
    facts = queries.facts_of(received, mail, bounced)
    decision = decide(facts)
    _note(received, mail, decision)
    if decision.state == Intake.FILED:
        received.message = file_in(received, mail, facts, decision, at=at)
        if bounced:
            tell_of_bounce(bounced, report, at=at)
    received.save()
    return received


def _note(received: ReceivedMail, mail: Parsed, decision: Decision) -> None:
    """Write what is known of a mail beside it, for the lists."""
    name, address = mail.sender
    received.state, received.why = decision.state, decision.why[:500]
    received.hold_code = decision.hold or ""
    received.rfc_id, received.subject = mail.rfc_id, mail.subject
    received.sender = (f"{name} <{address}>" if name and address else address or name)[:400]
    if decision.state == Intake.HELD:
        received.suggested_id = decision.case or None


def file_in(
    received: ReceivedMail, mail: Parsed, facts: Facts, decision: Decision, *, at: datetime
) -> Message:
    """Put a mail into its case, which may be a new one, and answer by itself where that is due."""
    is_new = not decision.case
    case = _opened(received, mail, at) if is_new else Case.objects.get(pk=decision.case)
    notes = _notes(mail, facts, case)
    message = receive_message(case, _said(received, mail, facts.machine, notes), at=received.at)
    answer_automatically(case, message, mail, facts.machine, is_new=is_new, at=at)
    return message


def _opened(received: ReceivedMail, mail: Parsed, at: datetime) -> Case:
    """Open a case for a mail that belongs to none."""
    customer = queries.customer_writing(mail)
    name, address = mail.answer_to
    team = customer.team if customer and customer.team else received.mailbox.team
    new = NewCase(
        CaseKind.ENQUIRY, mail.subject or NO_SUBJECT, Channel.EMAIL, customer=customer,
        contact_name=name or mail.sender[0], contact_address=address, team=team,
    )  # fmt: skip
    return open_case(new, by=None, at=min(received.at, at))


def _said(received: ReceivedMail, mail: Parsed, machine: Machine, notes: list[str]) -> Said:
    name, address = mail.sender
    elsewhere = mail.answer_to[1]
    return Said(
        mail.text, Channel.EMAIL, mail.subject or NO_SUBJECT, from_name=name, from_address=address,
        answer_to=elsewhere if elsewhere != address else "", recipients=mail.recipients, copies=mail.copies,
        html=mail.html, has_remote_pictures=mail.has_remote_pictures, notes=notes,
        is_automatic=machine != Machine.NONE, mailbox=received.mailbox, rfc_id=mail.rfc_id,
        in_reply_to=next(iter(mail.in_reply_to), ""), references=" ".join(mail.references[-20:]),
        files=mail.files,
    )  # fmt: skip


def _notes(mail: Parsed, facts: Facts, case: Case) -> list[str]:
    """Return what an adviser should know of a mail before they trust it."""
    notes = [*mail.faults]
    if size := mail.headers.get(CUT.lower(), "").strip():
        notes.append(f"It was too large ({_megabytes(size)}): only its beginning was kept.")
    if queries.poses_as_colleague(mail):
        notes.append(
            f"The name '{mail.sender[0]}' is a colleague's, and {mail.sender[1]} is not their address."
        )
    if mail.answer_to[1] != mail.sender[1]:
        notes.append(f"Answers go to {mail.answer_to[1]}, as it asks, and not to {mail.sender[1]}.")
    if facts.keyed and not queries.takes_part(facts.sender, case):
        notes.append(
            f"{facts.sender or 'Its sender'} is new in this case, and knew the address for answers to it."
        )
    if facts.keyed or facts.threaded:
        notes += _subject_changed(mail.subject, case)
    return notes


def _subject_changed(subject: str, case: Case) -> list[str]:
    if not subject or queries.same_subject(subject, case.subject):
        return []
    return [f"Its subject is new: '{subject}'. If it is another matter, split it into a case of its own."]


def _megabytes(size: str) -> str:
    return f"{int(size) / 1024**2:.0f} MB" if size.isascii() and size.isdigit() else "more than we take"
