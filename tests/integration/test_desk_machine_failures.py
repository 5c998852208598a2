"""The plug is pulled while the desk works: what was acknowledged is stored, and nothing is half."""

import json
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from django.db import OperationalError

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase, Said, open_case, receive_message
from rapport.desk.rules import CaseKind
from rapport.staff.models import User
from tests.benchmarks.writers import register
from tests.cast import MONDAY_NINE, client_of

NONE_OF = "NOT EXISTS (SELECT 1 FROM desk_entry e WHERE"
HALF = {
    "a case without its first entry": f"desk_case c WHERE {NONE_OF} e.case_id = c.id)",
    "a message without its entry": f"desk_message m WHERE {NONE_OF} e.message_id = m.id)",
    "an entry that the case does not count": (
        "desk_case c WHERE c.version <> (SELECT count(*) FROM desk_entry e WHERE e.case_id = c.id)"
    ),
}


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    with register() as environment:
        yield environment


def database(environment: Mapping[str, str]) -> Path:
    return Path(environment["RAPPORT_DATA_DIR"]) / "rapport.sqlite3"


def begun(environment: Mapping[str, str], *words: str) -> Popen[str]:
    command = [sys.executable, "-m", "tests.desk_writer", *words]
    return Popen(command, env=dict(environment), stdout=PIPE, text=True)


def told(said: str) -> list[tuple[str, object]]:
    """Return the whole lines of a writer; the last may have been cut."""
    return [tuple(json.loads(line)) for line in said.splitlines() if line.endswith("]")]


def assert_stored(environment: Mapping[str, str], said: list[tuple[str, object]]) -> None:
    with closing(sqlite3.connect(database(environment))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for what, table in (("case", "desk_case"), ("message", "desk_message")):
            stored = {number for (number,) in connection.execute(f"SELECT id FROM {table}")}
            assert {value for kind, value in said if kind == what} <= stored
        resolved = {n for (n,) in connection.execute("SELECT id FROM desk_case WHERE state = 'resolved'")}
        assert {value for kind, value in said if kind == "resolved"} <= resolved
        halves = {
            fault: connection.execute(f"SELECT count(*) FROM {rows}").fetchone()
            for fault, rows in HALF.items()
        }
    assert halves == dict.fromkeys(HALF, (0,))


def test_killed_at_random_what_was_acknowledged_is_stored_and_nothing_is_half(
    environment: dict[str, str],
) -> None:
    chance = random.Random(7)
    said: list[tuple[str, object]] = []
    for _ in range(4):
        process = begun(environment)
        assert process.stdout
        first = [process.stdout.readline() for _ in range(chance.randint(4, 12))]
        time.sleep(chance.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        said += told("".join(first) + process.communicate()[0])

    assert sum(kind == "message" for kind, _ in said) > 4
    assert_stored(environment, said)


def test_a_full_disk_is_told_nothing_is_half_and_with_room_the_work_goes_on(
    environment: dict[str, str],
) -> None:
    room = database(environment).stat().st_size + 300_000
    full = told(begun(environment, "--turns", "400", "--most-bytes", str(room)).communicate()[0])

    assert any(kind == "fault" for kind, _ in full)
    assert_stored(environment, full)
    after = told(begun(environment, "--turns", "2").communicate()[0])
    assert [kind for kind, _ in after].count("resolved") == 2
    assert_stored(environment, after)


def test_a_clock_that_was_set_back_does_not_turn_what_happened_around(dana: Customer, alice: User) -> None:
    new = NewCase(CaseKind.REQUEST, "A repair", Channel.PHONE, customer=dana)
    case = open_case(new, by=alice, at=MONDAY_NINE)

    receive_message(case, Said("Any news?", Channel.PHONE), at=MONDAY_NINE - timedelta(hours=1), by=alice)

    kinds = [entry.kind for entry in case.entries.all()]
    case.refresh_from_db()
    assert kinds == ["state", "message"]
    assert case.changed_at == MONDAY_NINE


@pytest.mark.django_db
def test_a_database_that_takes_no_changes_is_told_and_the_page_says_that_nothing_was_saved(
    dana: Customer, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def declined(*_: object, **__: object) -> None:
        raise OperationalError("attempt to write a readonly database")

    monkeypatch.setattr("rapport.customers.actions.timeline.TimelineEntry.save", declined)

    answer = client_of(alice).post(f"/customers/{dana.pk}/notes", {"text": "Called about the gauge."})

    assert answer.status_code == 503
    assert "Nothing was saved" in answer.content.decode()
    assert not dana.timeline.exists()
