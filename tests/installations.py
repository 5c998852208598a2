"""An installation of its own, for tests that kill processes: on the kind of database under test."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

MIGRATE = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--skip-checks"]


@dataclass(frozen=True)
class Installation:
    """The environment that leads to a database of its own."""

    environment: dict[str, str]

    def begin(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start the command `rapport` here; whoever starts it ends it."""
        return self._start(["-m", "rapport.cli", *words])

    def run(self, *words: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        """Run the command `rapport` here to its end."""
        command = [sys.executable, "-m", "rapport.cli", *words]
        return subprocess.run(command, env=self.environment, input=given, capture_output=True, check=False)

    def told(self, module: str, *words: str) -> Any:
        """Return what a module of the tests prints here, read as JSON."""
        process = self._start(["-m", module, *words])
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err.decode()
        return json.loads(out)

    def asked_sql(self, question: str) -> int:
        """Return the number that a question to the database gives, asked without starting a process."""
        url = self.environment["RAPPORT_DATABASE_URL"]
        if url.startswith("sqlite"):
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
                return int(file.execute(question).fetchone()[0])
        with psycopg.connect(url) as server:
            [answer] = server.execute(question).fetchone() or [0]
            return int(answer)

    def _start(self, words: list[str]) -> "subprocess.Popen[bytes]":
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen([sys.executable, *words], env=self.environment, **pipes)  # type: ignore[call-overload,no-any-return]


@contextmanager
def installation(folder: Path, *, has_tables: bool = True, **settings: str) -> Iterator[Installation]:
    """Make an installation in a folder, with its tables unless told not to, and take it away afterwards."""
    name = f"rapport_apart_{os.getpid()}"
    on_sqlite = connection.vendor == "sqlite"
    if not on_sqlite:
        _on_server(f"CREATE DATABASE {name}")
    url = f"sqlite:///{folder / 'rapport.sqlite3'}" if on_sqlite else url_of(name)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RAPPORT_")}
    own = {"RAPPORT_DATA_DIR": str(folder), "RAPPORT_DATABASE_URL": url, **settings}
    environment = kept | own | {"DJANGO_SETTINGS_MODULE": "rapport.site.settings"}
    if has_tables:
        subprocess.run(MIGRATE, env=environment, check=True)
    try:
        yield Installation(environment)
    finally:
        if not on_sqlite:
            _on_server(f"DROP DATABASE {name} WITH (FORCE)")


def url_of(name: str) -> str:
    """Return the address of another database of the server, which may be named by no host at all."""
    return f"{os.environ['RAPPORT_DATABASE_URL'].rpartition('/')[0]}/{name}"


def _on_server(statement: str) -> None:
    with psycopg.connect(os.environ["RAPPORT_DATABASE_URL"], autocommit=True) as server:
        server.execute(statement)
