"""Five hundred hostile mails through a real IMAP server, the fetcher killed at random: all are somewhere."""

import hashlib
import random
import signal
import time
from pathlib import Path

import pytest

from tests.installations import Installation, installation
from tests.letters import letter
from tests.mail_corpus import corpus
from tests.mail_servers import imap_server

MODULE = "tests.mail_accounting"
KILLS = 6
PROGRESS = "SELECT count(*) + count(CASE WHEN state <> 'waiting' THEN 1 END) FROM desk_receivedmail"
pytestmark = pytest.mark.django_db  # which kind of database is under test


def test_59_nothing_is_lost_doubled_or_mixed_while_the_fetcher_is_killed(tmp_path: Path) -> None:
    pieces = corpus()
    with installation(tmp_path, RAPPORT_MAIL_HOSTS="127.0.0.1") as here, imap_server() as imap:
        imap.append(*(piece.raw for piece in pieces))
        here.told(MODULE, "set_up", str(imap.port))
        kills = kill_at_random(here, len(pieces))
        assert here.run("mail", "fetch").returncode == 0
        found = here.told(MODULE, "account")
        on_the_server = sorted(hashlib.sha256(raw).hexdigest() for raw in imap.all_mail())

    states = found["states"]
    assert kills >= KILLS - 1
    assert set(states) == {"filed", "held", "refused"}
    assert sum(states.values()) == len(pieces) == 500
    assert states["refused"] == 50  # the repeats, and nothing else
    assert found["kept"] == on_the_server  # every byte of every mail, once
    assert found["messages"] == states["filed"]
    assert found["answers"] > 20
    for fault in ("unreadable", "read by others", "machines answered", "half"):
        assert not found[fault], (fault, found[fault])


def kill_at_random(here: Installation, size: int) -> int:
    """Start the fetcher and kill it when it got somewhere, again and again; return how often.

    Where it is killed is counted in mails stored and read, so that a busy machine kills no less.
    """
    chance, kills = random.Random(11), 0
    for goal in sorted(chance.sample(range(5, 2 * size - 100), KILLS)):
        process = here.begin("mail", "fetch")
        while process.poll() is None and here.asked_sql(PROGRESS) < goal:
            time.sleep(0.01)
        time.sleep(chance.random() / 20)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.communicate(timeout=60)
    return kills


def test_the_pipe_command_stores_mail_and_tells_a_mail_server_what_to_do(tmp_path: Path) -> None:
    with installation(tmp_path) as here:
        here.told(MODULE, "set_up", "1")
        stored = here.run("mail", "take", "help@shop.example", given=letter("By the pipe"))
        nobody = here.run("mail", "take", "nobody@shop.example", given=letter())
        nothing = here.run("mail", "take", "Help")
        progress = here.told(MODULE, "progress")
        gone = Installation(here.environment | {"RAPPORT_DATABASE_URL": "postgresql://127.0.0.1:1/none"})
        later = gone.run("mail", "take", "Help", given=letter())

    assert (stored.returncode, stored.stdout) == (0, b"Stored as mail 1\n")
    assert nobody.returncode == 67
    assert b"There is no mailbox 'nobody@shop.example'. There are: Help." in nobody.stderr
    assert nothing.returncode == 65
    assert later.returncode == 75
    assert progress == {"stored": 1, "read": 0}
