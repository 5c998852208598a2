"""Look from outside where the mail of the corpus ended: `python -m tests.mail_accounting`."""

import json
import sys
from collections import Counter

import django

django.setup()

from rapport.desk.mail.actions.fetching import TAKE_ALL  # noqa: E402 - Django is set up first
from rapport.desk.mail.loops import plain_address  # noqa: E402
from rapport.desk.mail.sealing import sealed  # noqa: E402
from rapport.desk.models import Case, Message, ReceivedMail  # noqa: E402
from rapport.desk.rules import Intake  # noqa: E402
from tests.letters import make_mailbox  # noqa: E402
from tests.mail_corpus import Piece, corpus  # noqa: E402
from tests.mail_servers import PASSWORD  # noqa: E402


def set_up(port: int) -> dict[str, int]:
    """Make the mailbox that the corpus is fetched for."""
    mailbox = make_mailbox(
        imap_host="127.0.0.1", imap_port=port, imap_security="none", imap_user="help",
        imap_password=sealed(PASSWORD), uid_validity=TAKE_ALL,
    )  # fmt: skip
    return {"mailbox": mailbox.pk}


def progress() -> dict[str, int]:
    """Return how much is stored, and how much of it was read."""
    mail = ReceivedMail.objects.all()
    return {"stored": mail.count(), "read": mail.exclude(state=Intake.WAITING).count()}


def account() -> dict[str, object]:
    """Return where everything ended, and what is wrong with it."""
    pieces = corpus()
    states = Counter(ReceivedMail.objects.order_by().values_list("state", flat=True))
    return {
        "states": dict(states),
        "messages": Message.objects.filter(direction="in").count(),
        "answers": Message.objects.filter(direction="out").count(),
        "unreadable": [*ReceivedMail.objects.filter(hold_code="unreadable").values_list("why", flat=True)],
        "kept": sorted(ReceivedMail.objects.values_list("blob__digest", flat=True)),
        "read by others": read_by_others(pieces),
        "machines answered": machines_answered(pieces),
        "half": half(),
    }


def read_by_others(pieces: list[Piece]) -> list[str]:
    """Return the cases in which the mark of one sender stands beside another's, or in another's case."""
    marks = {piece.sender: piece.mark for piece in pieces if piece.mark.startswith("mark-")}
    wrong = []
    for case in Case.objects.prefetch_related("messages"):
        said = " ".join(f"{one.text} {one.html} {one.subject}" for one in case.messages.all())
        found = {sender for sender, mark in marks.items() if mark in said}
        senders = {plain_address(one.from_address) for one in case.messages.all() if one.direction == "in"}
        if len(senders) > 1 or not found <= senders:
            wrong.append(f"{case.reference}: {found} in a case of {senders}")
    return wrong


def machines_answered(pieces: list[Piece]) -> list[str]:
    """Return the mail of machines, and of ourselves, that was answered automatically."""
    of_machines = {_id(piece) for piece in pieces if piece.is_machine}
    answers = Message.objects.filter(direction="out")
    to_us = answers.filter(recipients__icontains="shop.example")
    wrong = {one.in_reply_to for one in answers if one.in_reply_to in of_machines}
    return sorted(wrong | {one.rfc_id for one in to_us})


def _id(piece: Piece) -> str:
    return piece.raw.partition(b"Message-ID: <")[2].partition(b">")[0].decode()


def half() -> list[str]:
    """Return cases without a first entry or a message, and messages without their entry or their mail."""
    empty = [case.reference for case in Case.objects.all() if not _is_whole(case)]
    incoming = Message.objects.filter(direction="in")
    return empty + [one.subject for one in incoming.filter(received=None) | incoming.filter(entry=None)]


def _is_whole(case: Case) -> bool:
    return case.entries.filter(kind="state").exists() and case.messages.filter(direction="in").exists()


if __name__ == "__main__":
    deed, *words = sys.argv[1:]
    found = {"set_up": lambda: set_up(int(words[0])), "progress": progress, "account": account}[deed]()
    json.dump(found, sys.stdout)
