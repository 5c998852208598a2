"""Test 62: the power goes while the desk works. Test 64: while its tables are changed."""

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from subprocess import PIPE, Popen

import psycopg

from tests.benchmarks.writers import register
from tests.installations import MIGRATE, Installation, installation
from tests.integration.test_desk_machine_failures import assert_stored, told


class Listener(threading.Thread):
    """Take down what a writer says, as it says it."""

    def __init__(self, writer: "Popen[str]") -> None:
        super().__init__(daemon=True)
        self.writer, self.lines = writer, [""]

    def run(self) -> None:
        """Read until the writer ends."""
        assert self.writer.stdout
        for line in self.writer.stdout:
            self.lines.append(line)

    def said(self) -> str:
        """Return what was said until now."""
        return "".join(self.lines)


def test_62_what_lies_on_the_disk_at_any_moment_holds_the_last_acknowledged_change(tmp_path: Path) -> None:
    """Test 62: the files as they lie, with half a page of what was being written behind them."""
    chance = random.Random(62)
    command = [sys.executable, "-m", "tests.desk_writer"]
    with register() as environment, Popen(command, env=environment, stdout=PIPE, text=True) as writer:
        listener = Listener(writer)
        listener.start()
        moments = [_moment(listener, environment, tmp_path / str(n), chance) for n in range(6)]
        writer.kill()
        listener.join()

    assert len(told(moments[-1][0])) > len(told(moments[0][0])) > 0
    for said, folder in moments:
        assert_stored({"RAPPORT_DATA_DIR": str(folder)}, told(said))


def _moment(
    listener: Listener, environment: dict[str, str], folder: Path, chance: random.Random
) -> tuple[str, Path]:
    """Stop everything at a moment and copy what lies on the disk then."""
    already = len(listener.lines)
    while len(listener.lines) < already + 3:
        time.sleep(0.01)
    time.sleep(chance.uniform(0, 0.2))
    listener.writer.send_signal(signal.SIGSTOP)
    said = listener.said()
    folder.mkdir()
    for name in ("rapport.sqlite3", "rapport.sqlite3-wal"):
        shutil.copy(Path(environment["RAPPORT_DATA_DIR"]) / name, folder)
    with (folder / "rapport.sqlite3-wal").open("ab") as log:
        log.write(chance.randbytes(chance.randrange(4_000)))
    listener.writer.send_signal(signal.SIGCONT)
    return said, folder


def migrations_done(here: Installation) -> int:
    """Return how many migrations are recorded; none where there is no table yet."""
    try:
        return here.asked_sql("SELECT count(*) FROM django_migrations")
    except (sqlite3.OperationalError, psycopg.errors.UndefinedTable):
        return 0


def killed_after(count: int, here: Installation, chance: random.Random) -> bool:
    """Begin to migrate and pull the plug soon after so many migrations; tell whether it was in time."""
    process = Popen(MIGRATE, env=here.environment)
    while process.poll() is None and migrations_done(here) < count:
        time.sleep(0.02)
    time.sleep(chance.uniform(0, 0.1))
    was_running = process.poll() is None
    process.kill()
    process.wait()
    return was_running


def test_64_a_migration_that_was_killed_half_way_is_done_by_running_it_again(tmp_path: Path) -> None:
    """Test 64: killed three times, then run to its end; the tables are whole and can be worked with."""
    chance = random.Random(64)
    with installation(tmp_path, has_tables=False) as here:
        killed = [killed_after(count, here, chance) for count in (4, 15, 30)]
        subprocess.run(MIGRATE, env=here.environment, check=True)
        is_whole = subprocess.run([*MIGRATE, "--check"], env=here.environment, check=False).returncode == 0
        rows = "SELECT count(*) FROM (SELECT DISTINCT app, name FROM django_migrations) AS one"
        each_once = migrations_done(here) == here.asked_sql(rows)
        command = [sys.executable, "-m", "tests.desk_writer", "--turns", "1"]
        worked = subprocess.run(command, env=here.environment, capture_output=True, text=True, check=True)
        if here.environment["RAPPORT_DATABASE_URL"].startswith("sqlite"):
            with closing(sqlite3.connect(tmp_path / "rapport.sqlite3")) as file:
                assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    assert any(killed)
    assert (is_whole, each_once) == (True, True)
    assert [kind for kind, _ in told(worked.stdout)] == [
        "ready",
        "case",
        "message",
        "message",
        "resolved",
        "done",
    ]
