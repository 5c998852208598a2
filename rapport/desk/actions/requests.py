"""A team asks another for something: a case like any other, with the team that asks as its customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from rapport.customers.rules import Channel
from rapport.desk.actions.messages import File, Said, receive_message
from rapport.desk.actions.once import sent_before, sent_once
from rapport.desk.actions.opening import NewCase, open_case
from rapport.desk.models import Case, Message
from rapport.desk.queries.requests import internal_customer_of
from rapport.desk.rules import CaseFieldNotRight, CaseKind
from rapport.desk.rules.files import refuse_files
from rapport.staff.actions import record
from rapport.staff.models import Team, User


@dataclass(frozen=True)
class Ask:
    """What somebody asks another team for."""

    team: Team
    subject: str
    text: str
    files: Sequence[File] = ()


def ask_team(ask: Ask, *, by: User, at: datetime, key: str) -> Case:
    """Open a request to another team; sent twice with the same `key` it is one."""
    send_key = _key(f"ask {by.pk} {key}")
    if there := sent_before(send_key):
        return there.case
    return sent_once(send_key, lambda: _asked(ask, send_key, by=by, at=at)).case


@transaction.atomic
def _asked(ask: Ask, send_key: str, *, by: User, at: datetime) -> Message:
    customer = internal_customer_of(by)
    if ask.team.pk == by.team_id:
        raise CaseFieldNotRight(field="team", value=ask.team.name, expected="a team other than your own")
    new = NewCase(
        CaseKind.INTERNAL, ask.subject, Channel.INTERNAL, customer=customer, team=ask.team,
        contact_name=by.name, contact_address=by.email,
    )  # fmt: skip
    case = open_case(new, by=by, at=at)
    return _say(case, ask.text, ask.files, by=by, at=at, send_key=send_key)


def answer_request(
    case: Case, text: str, *, by: User, at: datetime, key: str, files: Sequence[File] = ()
) -> Message:
    """Say something more in a request of one's own team; sent twice with the same `key` it is one."""
    send_key = _key(f"ask {by.pk} {case.pk} {key}")
    return sent_once(send_key, lambda: _say(case, text, files, by=by, at=at, send_key=send_key))


@transaction.atomic
def _say(case: Case, text: str, files: Sequence[File], *, by: User, at: datetime, send_key: str) -> Message:
    if not text.strip():
        raise CaseFieldNotRight(field="message", value="", expected="what you ask the other team for")
    refuse_files([(file.name, len(file.body)) for file in files])
    said = Said(text, Channel.INTERNAL, from_name=by.name, files=files)
    message = receive_message(case, said, at=at, send_key=send_key)
    record(by, "message", case, at=at)
    return message


def _key(text: str) -> str:
    return sha256(text.encode()).hexdigest()
