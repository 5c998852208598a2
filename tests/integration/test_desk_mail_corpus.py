"""Five hundred hostile and real-shaped mails: each ends once, and nothing of one customer reaches another."""

import hashlib
import time

import pytest

from rapport.desk.mail.actions import read_mail, store_mail
from rapport.desk.models import ReceivedMail
from tests.cast import MONDAY_NINE
from tests.letters import make_mailbox
from tests.mail_accounting import account
from tests.mail_corpus import corpus

pytestmark = pytest.mark.django_db


def test_every_mail_of_the_corpus_is_somewhere_and_no_machine_is_answered() -> None:
    mailbox = make_mailbox()
    for piece in corpus():
        store_mail(mailbox, piece.raw, at=MONDAY_NINE)
    slowest = max(_seconds(received) for received in ReceivedMail.objects.order_by("pk"))
    found = account()

    states = found["states"]
    assert isinstance(states, dict)
    assert sum(states.values()) == 500
    assert set(states) == {"filed", "held", "refused"}
    assert found["messages"] == states["filed"]
    assert isinstance(found["answers"], int)
    assert found["answers"] > 20
    for fault in ("unreadable", "read by others", "machines answered", "half"):
        assert not found[fault], (fault, found[fault])
    assert found["kept"] == sorted(hashlib.sha256(piece.raw).hexdigest() for piece in corpus())
    assert slowest < 1


def _seconds(received: ReceivedMail) -> float:
    """Read a mail, and return the seconds of computing that it took."""
    began = time.process_time()
    read_mail(received, at=MONDAY_NINE)
    return time.process_time() - began
