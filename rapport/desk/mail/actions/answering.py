"""What we answer by ourselves: that a mail has come, when it is worked on, and which files we do not take."""

from datetime import datetime

from rapport.customers.rules import Channel
from rapport.desk.actions import Said, write_reply
from rapport.desk.mail import queries
from rapport.desk.mail.loops import Machine, plain_address, subject_digest, why_no_answer
from rapport.desk.mail.mime import CUT, Parsed
from rapport.desk.models import AutomaticAnswer, Case, Message
from rapport.desk.queries.expectations import expected_reply

HELLO = "Hello,\n\nthank you for your message."


def answer_automatically(
    case: Case, message: Message, mail: Parsed, machine: Machine, *, is_new: bool, at: datetime
) -> Message | None:
    """Acknowledge a new matter, and say what was not taken; nothing to machines, and never without end.

    Nothing that the sender wrote stands in it, so that nobody can have us carry their words to others.
    """
    untaken = _untaken(message, mail)
    mailbox, address = message.mailbox, mail.sender[1]
    if mailbox is None or not mailbox.acknowledges or not address or not (is_new or untaken):
        return None
    given = queries.given_answers(mailbox, address, mail.subject, at)
    if why_no_answer(machine, given, mail.written_at, at):
        return None
    AutomaticAnswer.objects.create(
        address=plain_address(address), mailbox=mailbox, subject_digest=subject_digest(mail.subject), at=at
    )
    said_of_it = (HELLO, _known_as(case), expected_reply(case, at) if is_new else "", untaken, mailbox.name)
    text = "\n\n".join(filter(None, said_of_it))
    said = Said(
        text, Channel.EMAIL, f"We have your message ({case.reference})", is_automatic=True, mailbox=mailbox,
        recipients=[("", address)], in_reply_to=message.rfc_id, references=message.rfc_id,
    )  # fmt: skip
    return write_reply(case, said, by=None, at=at)


def _known_as(case: Case) -> str:
    return f"It is known here as {case.reference}. An answer to this mail comes to the same place."


def _untaken(message: Message, mail: Parsed) -> str:
    """Say which files were not taken, and that a mail was too large."""
    said = []
    refused = [f"- a file: {file.refused}" for file in message.attachments.exclude(refused="")]
    if refused:
        said.append("These did not get through:\n" + "\n".join(dict.fromkeys(refused)))
    if CUT.lower() in mail.headers:
        said.append(
            "Your mail was too large for us: only its beginning has come. Send large files another way."
        )
    return "\n\n".join(said)
