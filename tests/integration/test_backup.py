"""`rapport backup` and `rapport restore`: exact while others write, on both databases, locked if wished."""

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests.benchmarks.writers import WRITER

RAPPORT = Path(sys.executable).with_name("rapport")
COUNTED = "; ".join(f"from rapport.{room}.models import *" for room in ("customers", "orders", "staff"))


@dataclass(frozen=True)
class Home:
    """An installation of Rapport: its folder and the environment that leads to its database."""

    folder: Path
    environment: dict[str, str]

    def rapport(self, *words: object) -> subprocess.CompletedProcess[str]:
        """Run the command here."""
        return subprocess.run(
            [RAPPORT, *map(str, words)], env=self.environment, capture_output=True, text=True, check=False
        )

    def done(self, *words: object) -> str:
        """Run the command here, which must go well, and return what it prints."""
        run = self.rapport(*words)
        assert run.returncode == 0, run.stderr
        return run.stdout

    def asked(self, question: str) -> Any:
        """Return the answer to an expression over the models."""
        code = f"import django; django.setup(); {COUNTED}; import json; print(json.dumps({question}))"
        run = subprocess.run(
            [sys.executable, "-c", code], env=self.environment, capture_output=True, text=True, check=True
        )
        return json.loads(run.stdout)

    def written_for(self, seconds: float) -> None:
        """Let one writer work here for so long."""
        self.writer("--seconds", seconds, "--stop", self.folder / "never").communicate(timeout=120)

    def writer(self, *words: object) -> subprocess.Popen[str]:
        """Start a writer here."""
        command = [sys.executable, "-m", "tests.benchmarks.writers", WRITER, *map(str, words)]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)


Open = Callable[[str], Home]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Open]:
    """Make installations, each with an empty database of its own of the kind under test."""
    made: list[str] = []

    def make(name: str) -> Home:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("RAPPORT_")}
        folder = tmp_path / name
        url = f"sqlite:///{folder / 'rapport.sqlite3'}"
        if connection.vendor == "postgresql":
            made.append(f"rapport_{name}_{os.getpid()}")
            on_server(f"CREATE DATABASE {made[-1]}")
            url = urlsplit(os.environ["RAPPORT_DATABASE_URL"])._replace(path=f"/{made[-1]}").geturl()
        settings = {"RAPPORT_DATA_DIR": str(folder), "RAPPORT_DATABASE_URL": url}
        here = Home(folder, {**kept, **settings, "DJANGO_SETTINGS_MODULE": "rapport.site.settings"})
        if name != "empty":
            migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
            subprocess.run(migrate, env=here.environment, check=True)
        return here

    yield make
    for name in made:
        on_server(f"DROP DATABASE {name} WITH (FORCE)")


def on_server(sql: str) -> None:
    with psycopg.connect(os.environ["RAPPORT_DATABASE_URL"], autocommit=True) as server:
        server.execute(sql)


def manifest(path: Path) -> dict[str, Any]:
    with tarfile.open(path) as tar:
        found = tar.extractfile("manifest.json")
        assert found
        return dict(json.load(found))


def test_a_backup_made_while_others_write_is_of_one_moment_and_restores_equal(
    home: Open, tmp_path: Path
) -> None:
    here, elsewhere, stop = home("here"), home("elsewhere"), tmp_path / "stop"
    here.written_for(0.5)
    writers = [here.writer("--seconds", 60, "--stop", stop) for _ in range(3)]
    time.sleep(2)

    here.done("backup", tmp_path / "all.rapport")
    stop.touch()
    faults = [json.loads(writer.communicate(timeout=120)[0])["faults"] for writer in writers]
    elsewhere.done("restore", tmp_path / "all.rapport")
    elsewhere.done("backup", tmp_path / "again.rapport")

    created, customers, needs = elsewhere.asked(
        "[AuditEntry.objects.filter(deed='create').count(), Customer.objects.count(), Need.objects.count()]"
    )
    assert faults == [[], [], []]
    assert customers == created > 0
    assert 0 <= customers - needs <= 3  # each of three writers may stand between two of its steps
    assert customers < here.asked("Customer.objects.count()")
    assert (
        manifest(tmp_path / "all.rapport")["database"]["tables"]
        == manifest(tmp_path / "again.rapport")["database"]["tables"]
    )


def test_what_was_restored_can_be_worked_with(home: Open, tmp_path: Path) -> None:
    here, elsewhere = home("here"), home("elsewhere")
    here.written_for(0.5)
    here.done("backup", tmp_path / "all.rapport")
    elsewhere.done("restore", tmp_path / "all.rapport")
    before = elsewhere.asked("Customer.objects.count()")

    elsewhere.written_for(0.5)

    assert elsewhere.asked("Customer.objects.count()") > before > 0


def test_an_empty_place_takes_a_locked_backup_with_its_files_and_its_key(home: Open, tmp_path: Path) -> None:
    here, empty = home("here"), home("empty")
    (here.folder / "imports").mkdir()
    (here.folder / "imports" / "1.csv").write_text("customer,day\n")
    (tmp_path / "passphrase").write_text("nobody guesses this\n")
    locked = ["--passphrase-file", tmp_path / "passphrase"]

    here.done("backup", tmp_path / "all.rapport", *locked)
    empty.done("restore", tmp_path / "all.rapport", *locked)

    assert b"customer,day" not in (tmp_path / "all.rapport").read_bytes()
    assert (tmp_path / "all.rapport").stat().st_mode & 0o777 == 0o600
    assert (empty.folder / "imports" / "1.csv").read_text() == "customer,day\n"
    assert (empty.folder / "secret-key").read_text() == (here.folder / "secret-key").read_text()


def test_records_are_replaced_only_by_force_and_backed_up_first(home: Open, tmp_path: Path) -> None:
    here = home("here")
    here.written_for(0.5)
    here.done("backup", tmp_path / "all.rapport")
    before = here.asked("Customer.objects.count()")
    here.written_for(0.5)

    declined = here.rapport("restore", tmp_path / "all.rapport")
    here.done("restore", tmp_path / "all.rapport", "--force")

    assert declined.returncode == 2
    assert "customers" in declined.stderr
    assert "pass --force" in declined.stderr
    assert here.asked("Customer.objects.count()") == before
    assert len(list((here.folder / "backups").glob("before-restore-*.rapport"))) == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"version": "99.0.0"}, "was written by Rapport 99.0.0"),
        ({"kind": "oracle"}, "holds a oracle database"),
        ({"migrations": [["staff", "9999_from_the_future"]]}, "does not know staff 9999_from_the_future"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused(
    home: Open, tmp_path: Path, changed: dict[str, Any], says: str
) -> None:
    here = home("here")
    here.done("backup", tmp_path / "all.rapport")
    with_manifest(tmp_path / "all.rapport", changed)

    declined = here.rapport("restore", tmp_path / "all.rapport")

    assert declined.returncode == 2
    assert says in declined.stderr


def with_manifest(path: Path, changed: dict[str, Any]) -> None:
    """Write the backup again with other facts in its manifest."""
    out = io.BytesIO()
    with tarfile.open(path) as old, tarfile.open(fileobj=out, mode="w") as new:
        for entry in old:
            content = old.extractfile(entry)
            assert content
            text = content.read()
            if entry.name == "manifest.json":
                facts = json.loads(text)
                facts |= {key: value for key, value in changed.items() if key in facts}
                facts["database"] |= {
                    key: value for key, value in changed.items() if key in facts["database"]
                }
                text = json.dumps(facts).encode()
                entry.size = len(text)
            new.addfile(entry, io.BytesIO(text))
    path.write_bytes(gzip.compress(out.getvalue()))


def test_before_a_migration_changes_something_the_database_is_backed_up(home: Open) -> None:
    here = home("here")
    assert list(here.folder.glob("backups/*")) == []
    here.asked(
        "[__import__('django.db').db.connection.cursor().execute(\"DELETE FROM django_migrations"
        " WHERE app = 'sessions'\") and None, __import__('django.db').db.connection.cursor()"
        ".execute('DROP TABLE django_session') and None]"
    )

    here.done("work", "--once")

    assert len(list(here.folder.glob("backups/before-*.rapport"))) == 1
