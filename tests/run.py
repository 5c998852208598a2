"""Run every check, two at a time, and sum up: `make test`, or `python -m tests.run unit browser`."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

from tests import machine

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent
SITE_TEMPLATES = ROOT / "rapport"
REPORT_TEMPLATES = ROOT / "rapport/engine/value/report/templates"
NOT_THE_CHECKOUT = "import rapport, sys; sys.exit(not rapport.__file__.startswith(sys.prefix))"
WHERE_THE_SAMPLE_IS = "from rapport.engine.value.sample import sample_path; print(sample_path())"
FRONT_DOOR = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "rapport.site.settings"
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
visitor = Client(headers={"host": "localhost"})
assert visitor.get("/").headers["Location"].startswith("/account/login/")
assert visitor.get("/account/login/").status_code == 200
assert visitor.get("/static/css/tokens.css").status_code == 200
"""
# The value engine keeps nothing in the database: its tests are a group of their own, and run once.
OF_VALUE = "test_value_*"
WITH_DATABASE = ["tests/integration", f"--ignore-glob=*/{OF_VALUE}"]
ON_SERVER = [*WITH_DATABASE, "-m", "not spark and not once"]
PG_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
AT_ONCE = min(2, os.cpu_count() or 1)
# Where the commands of a group write, so that groups that run at once do not talk into each other.
OUTPUT: ContextVar[IO[bytes] | None] = ContextVar("OUTPUT", default=None)


@dataclass(frozen=True)
class Outcome:
    """How one group went: its tests by result, whether all is well, and what is worth saying."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    ok: bool = True
    note: str = ""
    seconds: float = 0.0


Check = Callable[[], Outcome]
Command = Sequence[str | Path]


def lint() -> Outcome:
    """Check the style of code and templates."""
    djlint = BIN / "djlint"
    return _commands(
        [
            [BIN / "ruff", "check", "."],
            [BIN / "ruff", "format", "--check", "."],
            [djlint, "--lint", "--quiet", SITE_TEMPLATES],
            [djlint, "--check", "--quiet", SITE_TEMPLATES],
            [
                djlint,
                "--lint",
                "--quiet",
                "--profile",
                "jinja",
                "--extension",
                "html.jinja",
                REPORT_TEMPLATES,
            ],
        ]
    )


def types() -> Outcome:
    """Check the types."""
    return _commands([[BIN / "mypy"]])


def contracts() -> Outcome:
    """Check that rooms lean one way."""
    return _commands([[BIN / "lint-imports", "--no-logo"]])


def unit() -> Outcome:
    """Run the tests that need neither database nor network."""
    return _pytest(["tests/unit"])


def sqlite() -> Outcome:
    """Run the integration tests on SQLite."""
    return _pytest(WITH_DATABASE)


def value() -> Outcome:
    """Run the value engine and its command on files."""
    return _pytest([str(path) for path in sorted((ROOT / "tests/integration").glob(OF_VALUE))])


def postgres() -> Outcome:
    """Run the integration tests on PostgreSQL: the given server, else the system's, else the embedded one."""
    given = os.environ.get("RAPPORT_DATABASE_URL", "")
    if given.startswith("postgres"):
        return replace(_pytest(ON_SERVER, url=given), note="on the server of RAPPORT_DATABASE_URL")
    if shutil.which("pg_virtualenv") and list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        settings = [word for setting in PG_SETTINGS for word in ("-o", setting)]
        before = ["pg_virtualenv", *settings]
        outcome = _pytest(ON_SERVER, before=before, url="postgresql:///postgres")
        return replace(outcome, note="on the PostgreSQL of this system")
    outcome = _pytest(ON_SERVER, before=[PYTHON, "-m", "tests.embedded_postgres"])
    return replace(outcome, note="on the embedded PostgreSQL")


def browser() -> Outcome:
    """Run the journeys in Chromium."""
    machine.chromium()
    return _pytest(["tests/browser"])


def wheel() -> Outcome:
    """Build the wheel, install it away from the checkout, and use what comes in it from there."""
    with tempfile.TemporaryDirectory(prefix="rapport-wheel-") as name:
        away = Path(name)
        build: Command = [PYTHON, "-m", "build", "--wheel", "--no-isolation", "--outdir", away, ROOT]
        built = _commands([build, [PYTHON, "-m", "venv", away / "venv"]])
        installed = _installed(away) if built.ok else built
        return _smoke(away) if installed.ok else installed


def _installed(away: Path) -> Outcome:
    """Install the wheel with the locked versions; where uv cannot reach its index, with pip."""
    python = away / "venv/bin/python"
    locked: Command = ["--constraint", ROOT / "requirements.lock"]
    uv: Command = [BIN / "uv", "pip", "install", "--quiet", "--python", python, *locked, *away.glob("*.whl")]
    pip: Command = [python, "-m", "pip", "install", "--quiet", *away.glob("*.whl")]
    by_uv = _commands([uv], folder=away)
    return by_uv if by_uv.ok else _commands([pip], folder=away)


def _smoke(away: Path) -> Outcome:
    """Run the command, the front door and the value of the sample log; none may come from the checkout."""
    python, rapport = away / "venv/bin/python", away / "venv/bin/rapport"
    asked: Command = [python, "-c", WHERE_THE_SAMPLE_IS]
    sample = subprocess.run(
        asked, cwd=away, env=_surroundings(), stdout=subprocess.PIPE, text=True, check=False
    )
    used: list[Command] = [
        [python, "-c", NOT_THE_CHECKOUT],
        [rapport, "--version"],
        [python, "-c", FRONT_DOOR],
        [rapport, "value", sample.stdout.strip()],
    ]
    return _commands(used, folder=away)


def spark() -> Outcome:
    """Run the tests that need PySpark and Java."""
    machine.java()
    return _pytest(["tests", "-m", "spark"])


# In the order in which they begin, so that the two lanes end at about one time.
EVERYTHING: dict[str, Check] = {
    "lint": lint,
    "types": types,
    "contracts": contracts,
    "unit": unit,
    "sqlite": sqlite,
    "postgres": postgres,
    "browser": browser,
    "value": value,
    "wheel": wheel,
}
ON_REQUEST: dict[str, Check] = {"spark": spark}


def _surroundings(url: str = "") -> dict[str, str]:
    """Return the environment of a command, without settings and package indexes of whoever runs the tests."""
    foreign = ("PYTHONPATH", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "VIRTUAL_ENV")
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in foreign and not key.startswith("RAPPORT_")
    }
    return {**kept, **({"RAPPORT_DATABASE_URL": url} if url else {})}


def _commands(commands: Iterable[Command], *, folder: Path = ROOT) -> Outcome:
    """Run commands in turn, all of them, and say whether all went well."""
    codes = [_call(words, folder, _surroundings()) for words in commands]
    return Outcome(ok=not any(codes))


def _call(words: Command, folder: Path, env: dict[str, str]) -> int:
    output = OUTPUT.get()
    return subprocess.call([*map(str, words)], cwd=folder, env=env, stdout=output, stderr=output)


def _pytest(words: Sequence[str], *, before: Sequence[str] = (), url: str = "") -> Outcome:
    """Run pytest, below another command if need be, and count its tests."""
    with tempfile.TemporaryDirectory(prefix="rapport-tests-") as folder:
        results = Path(folder) / "results.xml"
        command = [*before, PYTHON, "-m", "pytest", "-q", f"--junit-xml={results}", *words]
        code = _call(command, ROOT, _surroundings(url))
        if not results.exists():
            return Outcome(ok=False, note="pytest did not get as far as its tests")
        return _counted(results, code)


def _counted(results: Path, code: int) -> Outcome:
    suites = list(ET.parse(results).getroot().iter("testsuite"))
    total, failures, errors, skipped = (
        sum(int(suite.get(kind, 0)) for suite in suites)
        for kind in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return Outcome(passed=total - failed - skipped, failed=failed, skipped=skipped, ok=code == 0)


def chosen(words: Sequence[str]) -> dict[str, Check]:
    """Return the checks that were asked for by name, or all of `make test`."""
    known = EVERYTHING | ON_REQUEST
    unknown = [word for word in words if word not in known]
    if unknown:
        raise SystemExit(f"There is no group '{unknown[0]}'. There are: {', '.join(known)}.")
    return {name: known[name] for name in words} if words else EVERYTHING


def left_out(variable: str) -> list[str]:
    """Return the groups that RAPPORT_TEST_SKIP names."""
    names = [name.strip() for name in variable.split(",") if name.strip()]
    unknown = [name for name in names if name not in EVERYTHING]
    if unknown:
        raise SystemExit(f"RAPPORT_TEST_SKIP names '{unknown[0]}'. There are: {', '.join(EVERYTHING)}.")
    return names


def run(name: str, check: Check) -> Outcome:
    """Run one group; what it says is printed under its headline when it is done.

    A missing part of the system is a failure that names the way out.
    """
    began = time.monotonic()
    print(f"... {name} begins", flush=True)
    with tempfile.TemporaryFile() as output:
        earlier = OUTPUT.set(output)
        try:
            outcome = check()
        except machine.PartMissing as missing:
            outcome = Outcome(ok=False, note=str(missing))
        finally:
            OUTPUT.reset(earlier)
        output.seek(0)
        said = output.read().decode(errors="replace")
    print(f"\n=== {name}: {(check.__doc__ or '').partition(chr(10))[0]}\n{said}", end="", flush=True)
    return replace(outcome, seconds=time.monotonic() - began)


def summary(outcomes: dict[str, Outcome], skipped_by_choice: Sequence[str]) -> list[str]:
    """Return a line for each group and last the count of tests, in which a failed check counts as one."""
    lines = ["", "=== Summary"]
    for name, outcome in outcomes.items():
        counts = f"{outcome.passed} passed, {outcome.failed} failed, {outcome.skipped} skipped"
        said = [counts if outcome.passed + outcome.failed + outcome.skipped else "", outcome.note]
        lines.append(
            f"{name:10} {'ok' if outcome.ok else 'FAILED':7}{outcome.seconds:6.1f} s  "
            + "; ".join(filter(None, said))
        )
    lines += [f"{name:10} not run: left out by choice (RAPPORT_TEST_SKIP)" for name in skipped_by_choice]
    passed = sum(outcome.passed for outcome in outcomes.values())
    failed = sum(outcome.failed or int(not outcome.ok) for outcome in outcomes.values())
    skipped = sum(outcome.skipped for outcome in outcomes.values())
    return [*lines, f"{passed} passed, {failed} failed, {skipped} skipped"]


def main(words: Sequence[str]) -> int:
    """Run the chosen groups, print the summary, and return 1 if one of them failed."""
    skip = left_out(os.environ.get("RAPPORT_TEST_SKIP", ""))
    groups = {name: check for name, check in chosen(words).items() if name not in skip}
    with ThreadPoolExecutor(AT_ONCE) as lanes:
        outcomes = dict(zip(groups, lanes.map(run, groups.keys(), groups.values()), strict=True))
    print("\n".join(summary(outcomes, skip)), flush=True)
    return 0 if all(outcome.ok for outcome in outcomes.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
