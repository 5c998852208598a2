"""A person settles mail: files it, opens a case for it, refuses it, or blocks who sent it."""

from datetime import datetime

from django.db import transaction

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.states import change_state
from rapport.desk.mail import queries
from rapport.desk.mail.actions.reading import file_in
from rapport.desk.mail.filing import Decision
from rapport.desk.mail.mime import parse
from rapport.desk.mail.refusals import MailSettledAlready
from rapport.desk.models import BlockedSender, Case, ReceivedMail
from rapport.desk.queries import resolve_case
from rapport.desk.rules import CaseFieldNotRight, CaseState, Intake
from rapport.staff.actions import record
from rapport.staff.models import User

UNSETTLED = {Intake.HELD, Intake.REFUSED}


@transaction.atomic
def file_mail(received: ReceivedMail, case: Case, *, by: User, at: datetime) -> ReceivedMail:
    """File a mail in a case that a person chose; one that was refused may be taken back in this way.

    A case that was set aside as spam is open again: what a person puts there is to be seen.
    """
    filed = _file(received, resolve_case(case).pk, by=by, at=at)
    now = locked_case(resolve_case(case))
    if now.state == CaseState.SPAM:
        change_state(now, CaseState.OPEN, by=by, at=at, why="A mail was filed in it.")
    return filed


@transaction.atomic
def open_mail(received: ReceivedMail, *, by: User, at: datetime) -> ReceivedMail:
    """Open a case of its own for a mail."""
    return _file(received, 0, by=by, at=at)


def _file(received: ReceivedMail, case: int, *, by: User, at: datetime) -> ReceivedMail:
    received = _locked(received, UNSETTLED)
    mail = parse(bytes(received.blob.body))
    facts = queries.facts_of(received, mail, None)
    received.message = file_in(received, mail, facts, Decision(Intake.FILED, case=case), at=at)
    received.suggested = None
    return _settle(received, Intake.FILED, "", by=by, at=at)


@transaction.atomic
def refuse_mail(received: ReceivedMail, why: str, *, by: User, at: datetime) -> ReceivedMail:
    """Refuse a mail that was held, with the reason; its bytes are kept, and it may be taken back."""
    if not why.strip():
        raise CaseFieldNotRight(field="reason", value=why, expected="why the mail is refused")
    return _settle(_locked(received, {Intake.HELD}), Intake.REFUSED, why.strip(), by=by, at=at)


@transaction.atomic
def block_sender(pattern: str, why: str, *, by: User, at: datetime) -> BlockedSender:
    """Refuse from now on what an address sends, or a whole domain written @example.org."""
    pattern = "".join(pattern.split()).lower()
    if "@" not in pattern or "." not in pattern.rpartition("@")[2] or not why.strip():
        expected = "an address or @domain, with a reason, such as @example.org: sends advertising"
        raise CaseFieldNotRight(field="sender", value=pattern, expected=expected)
    blocked, _ = BlockedSender.objects.get_or_create(
        pattern=pattern[:254], defaults={"why": why.strip()[:200], "by": by, "at": at}
    )
    record(by, "block", blocked, at=at, pattern=blocked.pattern, why=blocked.why)
    return blocked


@transaction.atomic
def unblock_sender(blocked: BlockedSender, *, by: User, at: datetime) -> None:
    """Take mail of a sender again; what was refused meanwhile stays on its list."""
    record(by, "unblock", blocked, at=at, pattern=blocked.pattern)
    blocked.delete()


def _locked(received: ReceivedMail, states: set[Intake]) -> ReceivedMail:
    found = ReceivedMail.objects.select_for_update(of=("self",)).select_related("mailbox", "blob")
    mail = found.get(pk=received.pk)
    if mail.state not in states:
        raise MailSettledAlready(number=mail.pk, state=mail.state)
    return mail


def _settle(received: ReceivedMail, state: Intake, why: str, *, by: User, at: datetime) -> ReceivedMail:
    before = received.state
    received.state, received.why, received.settled_by, received.settled_at = state, why[:500], by, at
    received.save()
    record(by, "settle", received, at=at, before=before, after=state)
    return received
