"""Start the web server: bring the database up to date, find a free port, say where it is, stop cleanly."""

import errno
import http.client
import multiprocessing
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import django
from django.db import connection
from django.utils.timezone import now
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from rapport.lib.errors import Refusal

PORTS_TO_TRY = 100
THREADS = 4
SECONDS_TO_FINISH = 5
SECONDS_TO_ANSWER = 60
HIGHEST_PORT = 65_535
ALL_ADDRESSES = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on
LOCAL_ADDRESSES = ("localhost", "127.0.0.1", "::1", *ALL_ADDRESSES)


class NoFreePort(Refusal):
    """Every port that was tried is taken."""

    code = "no_free_port"
    text = "Ports {first} to {last} on {host} are all taken. Stop a program that holds one, or pass --port."


class AddressNotOurs(Refusal):
    """This machine does not have the address, or may not listen there."""

    code = "address_not_ours"
    text = (
        "Rapport cannot listen on {host}, port {port}: {reason}. "
        "Pass --host localhost or a --port above 1023."
    )


def serve(host: str, port: int, *, report: Path | None = None, chores: bool = True) -> None:
    """Serve the site until SIGINT or SIGTERM, on `port` or the next free one, and print its address.

    `report` is the page to show as the value report; without it the RAPPORT_REPORT setting stands.
    With `chores` the chore loop runs beside it, else `rapport work` has to.
    """
    if report:
        # The worker is a process of its own and reads its settings from here.
        os.environ["RAPPORT_REPORT"] = str(report.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.site.settings")
    django.setup()
    link = _prepare()
    port = free_port(host, port)
    is_open = threading.Event()
    _announce(host, port, link, is_open)
    with _chores_beside(is_open) if chores else nullcontext():
        _run(host, port)


def _prepare() -> str | None:
    """Bring the database up to date, and return the path at which the first owner joins if there is none."""
    from rapport.site.upkeep import bring_up_to_date  # noqa: PLC0415 - Django is set up only now
    from rapport.staff.actions import first_owner_link  # noqa: PLC0415

    bring_up_to_date(at=now(), tell=_tell)
    link: str | None = first_owner_link(now())
    connection.close()  # the worker opens its own
    return link


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


@contextmanager
def _chores_beside(is_open: threading.Event) -> Iterator[None]:
    """Do the chores in a thread, once the site is open; what is cut off goes on at the next start."""
    from rapport.site.work.loop import work_until  # noqa: PLC0415 - Django is set up only now

    stop = threading.Event()

    def work() -> None:
        is_open.wait()
        work_until(stop)

    worker = threading.Thread(target=work, name="chores", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        is_open.set()
        worker.join(SECONDS_TO_FINISH)


def free_port(host: str, port: int) -> int:
    """Return `port` if nobody listens there on `host`, else the next one that is free."""
    last = min(port + PORTS_TO_TRY - 1, HIGHEST_PORT)
    for candidate in range(port, last + 1):
        if _is_free(host, candidate):
            return candidate
    raise NoFreePort(first=port, last=last, host=host)


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left counts as free
        try:
            listener.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise AddressNotOurs(host=host, port=port, reason=error.strerror) from None
    return True


def address(host: str, port: int) -> str:
    """Return the address a person on this machine types."""
    name = "localhost" if host in LOCAL_ADDRESSES else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _announce(host: str, port: int, link: str | None, is_open: threading.Event) -> None:
    """Print the address as soon as the site answers there, and not before."""
    threading.Thread(target=_print_when_open, args=(host, port, link, is_open), daemon=True).start()


def _print_when_open(host: str, port: int, link: str | None, is_open: threading.Event) -> None:
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - where to knock, not to listen
    while not _answers(target, port):
        time.sleep(0.05)
    sys.stdout.write(f"Rapport is at {address(host, port)} (Ctrl+C stops it)\n")
    if link:
        sys.stdout.write(f"Nobody works here yet. The owner joins at {address(host, port)}{link}\n")
    sys.stdout.flush()
    is_open.set()


def _answers(host: str, port: int) -> bool:
    """Knock, and tell whether anything was answered: the first answer loads the whole application."""
    asked = http.client.HTTPConnection(host, port, timeout=SECONDS_TO_ANSWER)
    try:
        asked.request("GET", "/health")
        asked.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()
    return True


def _run(host: str, port: int) -> None:
    # A forked worker would inherit the chores' open database and lose its write-ahead log by closing it.
    multiprocessing.set_start_method("spawn", force=True)
    numeric = "127.0.0.1" if host == "localhost" else host  # the server takes addresses, no names
    server: Any = Granian(  # which class this is, it decides by the machine: no type can follow
        "rapport.site.worker:application",
        address=numeric,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        workers_kill_timeout=SECONDS_TO_FINISH,
    )
    server.serve()
