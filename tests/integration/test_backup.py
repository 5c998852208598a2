"""`rapport backup` and `rapport restore`: exact while others write, on both databases, locked if wished."""

import gzip
import io
import json
import os
import shutil
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


def home_in(folder: Path, url: str) -> Home:
    """Return an installation whose database has no tables yet."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RAPPORT_")}
    settings = {"RAPPORT_DATA_DIR": str(folder), "RAPPORT_DATABASE_URL": url}
    return Home(folder, {**kept, **settings, "DJANGO_SETTINGS_MODULE": "rapport.site.settings"})


def url_of(name: str) -> str:
    """Return the address of a database on the server under test."""
    return urlsplit(os.environ["RAPPORT_DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """An installation that is up to date, made once: the others start as its copies."""
    folder, name = tmp_path_factory.mktemp("model"), f"rapport_model_{os.getpid()}"
    if connection.vendor == "postgresql":
        on_server(f"CREATE DATABASE {name}")
    on_sqlite = connection.vendor == "sqlite"
    here = home_in(folder, f"sqlite:///{folder / 'rapport.sqlite3'}" if on_sqlite else url_of(name))
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--skip-checks"]
    subprocess.run(migrate, env=here.environment, check=True)
    yield here
    if not on_sqlite:
        on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def home(tmp_path: Path, model: Home) -> Iterator[Open]:
    """Make installations, each with a database of its own of the kind under test; "empty" has no tables."""
    made: list[str] = []

    def make(name: str) -> Home:
        folder = tmp_path / name
        folder.mkdir()
        if connection.vendor == "sqlite":
            if name != "empty":
                shutil.copy(model.folder / "rapport.sqlite3", folder)
            return home_in(folder, f"sqlite:///{folder / 'rapport.sqlite3'}")
        made.append(f"rapport_{name}_{os.getpid()}")
        on_server(
            f"CREATE DATABASE {made[-1]}" + ("" if name == "empty" else f" TEMPLATE {database_of(model)}")
        )
        return home_in(folder, url_of(made[-1]))

    yield make
    for name in made:
        on_server(f"DROP DATABASE {name} WITH (FORCE)")


def database_of(home: Home) -> str:
    return urlsplit(home.environment["RAPPORT_DATABASE_URL"]).path.removeprefix("/")


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


def test_an_empty_place_takes_a_locked_backup_with_its_files_and_its_key(home: Open, tmp_path: Path) -> None:
    here, empty = home("here"), home("empty")
    here.written_for(0.2)
    (here.folder / "imports").mkdir()
    (here.folder / "imports" / "1.csv").write_text("customer,day\n")
    (tmp_path / "passphrase").write_text("nobody guesses this\n")
    locked = ["--passphrase-file", tmp_path / "passphrase"]

    here.done("backup", tmp_path / "all.rapport", *locked)
    empty.done("restore", tmp_path / "all.rapport", *locked)

    assert b"customer,day" not in (tmp_path / "all.rapport").read_bytes()
    assert (tmp_path / "all.rapport").stat().st_mode & 0o777 == 0o600
    assert (empty.folder / "imports" / "1.csv").read_text() == "customer,day\n"
    before = empty.asked("Customer.objects.count()")
    empty.written_for(0.2)
    assert empty.asked("Customer.objects.count()") > before > 0  # what was restored can be worked with
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


def test_a_backup_that_does_not_fit_is_refused(home: Open, tmp_path: Path) -> None:
    here = home("here")
    here.done("backup", tmp_path / "all.rapport")
    strange: dict[str, dict[str, Any]] = {
        "was written by Rapport 99.0.0": {"version": "99.0.0"},
        "holds a oracle database": {"kind": "oracle"},
        "does not know staff 9999_from_the_future": {"migrations": [["staff", "9999_from_the_future"]]},
    }

    for says, changed in strange.items():
        path = tmp_path / "changed.rapport"
        shutil.copy(tmp_path / "all.rapport", path)
        with_manifest(path, changed)
        declined = here.rapport("restore", path)

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
