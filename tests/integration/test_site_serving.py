"""`rapport serve` as a process of its own: it starts, says where it is, answers, and stops when told to."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection

from rapport import __version__
from rapport.staff.rules import digest_of
from tests.installations import MIGRATE, url_of

RAPPORT = Path(sys.executable).with_name("rapport")
Start = Callable[..., subprocess.Popen[str]]
once = pytest.mark.once  # all but the test that is given a database


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and nobody in it, to begin with: making them takes longer than a test."""
    folder = tmp_path_factory.mktemp("tables")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RAPPORT_")}
    own = {"RAPPORT_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "rapport.site.settings"}
    subprocess.run(MIGRATE, env=kept | own, check=True)
    return folder / "rapport.sqlite3"


@pytest.fixture
def start(start_afresh: Start, tables: Path, tmp_path: Path) -> Start:
    """Start `rapport serve` in a folder with tables and nothing in them."""
    (tmp_path / "var").mkdir()
    shutil.copy(tables, tmp_path / "var")
    return start_afresh


@pytest.fixture
def start_afresh(tmp_path: Path) -> Iterator[Start]:
    """Start `rapport serve` in an empty folder; whatever still runs afterwards is ended."""
    started: list[subprocess.Popen[str]] = []

    def serve(port: int, **settings: str) -> subprocess.Popen[str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("RAPPORT_")}
        started.append(
            subprocess.Popen(
                [RAPPORT, "serve", "--port", str(port)],
                cwd=tmp_path,
                env={**kept, **settings},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,  # so that its worker can be ended with it
            )
        )
        return started[-1]

    yield serve
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=40)


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def where(process: subprocess.Popen[str]) -> str:
    """Return the address the process prints first."""
    assert process.stdout
    line = process.stdout.readline()
    assert "http://localhost:" in line, process.stderr and process.stderr.read()
    return next(word for word in line.split() if word.startswith("http"))


def read(url: str, session: str = "") -> str:
    asked = urllib.request.Request(url, headers={"Cookie": f"sessionid={session}"})
    with urllib.request.urlopen(asked, timeout=40) as response:
        text: str = response.read().decode()
    return text


@once
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_in_an_empty_folder_answers_and_stops_when_told(
    start_afresh: Start, port: int, tmp_path: Path, told: signal.Signals
) -> None:
    process = start_afresh(port)

    assert where(process) == f"http://localhost:{port}"
    assert f'"version": "{__version__}"' in read(f"http://localhost:{port}/health")
    process.send_signal(told)
    _, said = process.communicate(timeout=40)

    assert process.returncode == 0
    assert "Traceback" not in said
    with sqlite3.connect(tmp_path / "var" / "rapport.sqlite3") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@once
def test_ctrl_c_is_heard_by_the_server_alone_which_then_stops_its_worker(start: Start, port: int) -> None:
    process = start(port)
    address = where(process)
    worker = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[-1])

    os.kill(worker, signal.SIGINT)
    assert '"status": "ok"' in read(f"{address}/health")
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=40)

    assert process.returncode == 0
    assert "Killing" not in said


@once
def test_of_two_headers_that_say_who_asks_the_web_servers_own_counts(
    start: Start, port: int, tmp_path: Path
) -> None:
    """A stranger sends the header; a web server that adds a line of its own puts it behind."""
    where(start(port, RAPPORT_TRUSTED_PROXIES="127.0.0.1"))
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=40)) as asked:
        _sign_in_wrongly(asked, ["198.51.100.1", "203.0.113.7"])

    with sqlite3.connect(tmp_path / "var" / "rapport.sqlite3") as database:
        kept = database.execute("SELECT address FROM staff_failedsignin").fetchall()
    assert kept == [(digest_of("203.0.113.7"),)]


def _sign_in_wrongly(asked: http.client.HTTPConnection, forwarded: list[str]) -> None:
    asked.request("GET", "/account/login/")
    page = asked.getresponse()
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    token = page.read().decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]

    form = urlencode({"csrfmiddlewaretoken": token, "login": "x@example.com", "password": "wrong"}).encode()
    asked.putrequest("POST", "/account/login/")
    for name, value in (
        ("Cookie", cookie),
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Length", str(len(form))),
        *(("X-Forwarded-For", address) for address in forwarded),
    ):
        asked.putheader(name, value)
    asked.endheaders(form)
    answer = asked.getresponse()
    answer.read()
    assert answer.status in (200, 422)


@once
def test_its_pages_and_styles_come_without_a_build_step(start: Start, port: int) -> None:
    address = where(start(port))

    assert "/static/css/tokens.css" in read(f"{address}/")
    assert "light-dark(" in read(f"{address}/static/css/tokens.css")


SIGN_IN = """
import django; django.setup()
from django.test import Client
from django.utils.timezone import now
from rapport.staff.models import User
visitor = Client()
olive = User.objects.create_user("olive@example.org", name="Olive", role="owner", joined_at=now())
visitor.force_login(olive)
print(visitor.cookies["sessionid"].value)
"""


def session_in(folder: Path) -> str:
    """Sign an owner in behind the server's back, and return their session."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RAPPORT_")}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "rapport.site.settings"}
    return subprocess.run(
        [sys.executable, "-c", SIGN_IN],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


@once
def test_it_shows_the_report_that_the_setting_names(
    start: Start, port: int, report_page: Path, tmp_path: Path
) -> None:
    address = where(start(port, RAPPORT_REPORT=str(report_page)))

    assert "What your customers are worth" in read(f"{address}/report", session_in(tmp_path))
    assert "What your customers are worth" not in read(f"{address}/report")


@pytest.mark.django_db(transaction=True)
def test_it_keeps_its_records_in_the_database_it_is_given(
    start_afresh: Start, port: int, tmp_path: Path
) -> None:
    address = where(start_afresh(port, RAPPORT_DATABASE_URL=given_database(tmp_path)))

    assert '"database": "reachable"' in read(f"{address}/health")
    assert not (tmp_path / "var" / "rapport.sqlite3").exists()


def given_database(folder: Path) -> str:
    """Return the address of the tests' own database on PostgreSQL, else of a SQLite file."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{folder / 'given.sqlite3'}"
    return url_of(connection.settings_dict["NAME"])


@once
def test_it_moves_on_from_a_port_that_is_taken(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = listener.getsockname()[1]

        assert where(start(taken)) != f"http://localhost:{taken}"


@once
def test_a_setting_that_cannot_stand_stops_the_start_with_one_sentence(start: Start, port: int) -> None:
    process = start(port, RAPPORT_DEBUG="perhaps")

    _, said = process.communicate(timeout=20)

    assert process.returncode == 2
    assert "RAPPORT_DEBUG is 'perhaps'. It expects on or off." in said
    assert "Traceback" not in said


@once
def test_the_first_start_prints_the_owners_link_which_opens_a_page(start: Start, port: int) -> None:
    process = start(port)
    address = where(process)
    assert process.stdout

    line = process.stdout.readline()

    assert f"{address}/join/" in line
    assert "<form" in read(line.split()[-1])


@once
def test_the_chores_are_done_beside_the_pages_unless_told_not_to(start: Start, port: int) -> None:
    process = start(port)
    address = where(process)

    for _ in range(100):
        if '"chores": "done"' in read(f"{address}/health"):
            break
        time.sleep(0.2)

    assert '"chores": "done"' in read(f"{address}/health")


@once
def test_what_is_acknowledged_is_there_after_the_power_goes(start: Start, port: int, tmp_path: Path) -> None:
    process = start(port)
    where(process)
    assert process.stdout
    link = process.stdout.readline().split()[-1]
    os.killpg(process.pid, signal.SIGKILL)

    with sqlite3.connect(tmp_path / "var" / "rapport.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM staff_invitation").fetchone() == (1,)
    assert "/join/" in link
