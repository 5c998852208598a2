"""The command `rapport import`, as a process that is killed and started again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROWS = 12_000
SET_UP = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
from django.utils.timezone import now
from rapport.staff.models import User
User.objects.create_user("olive@example.com", name="Olive", role="owner", joined_at=now())
"""
COUNT = """
import django
django.setup()
from rapport.orders.models import Order
print(Order.objects.count(), len(set(Order.objects.values_list("external_id", flat=True))))
"""

pytestmark = pytest.mark.once


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """A folder of its own with an empty register and an owner, on SQLite."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAPPORT_")}
    found = kept | {"RAPPORT_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "rapport.site.settings"}
    subprocess.run([sys.executable, "-c", SET_UP], env=found, check=True)
    return found


def importing(*words: str, env: dict[str, str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "rapport.cli", "import", *words]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_an_import_that_is_killed_goes_on_and_every_order_is_there_once(
    surroundings: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    rows = "".join(f"K{n % 500},2026-01-{n % 28 + 1:02},{n % 90}.50\n" for n in range(ROWS))
    file.write_text("customer,date,amount\n" + rows)
    words = ("orders", str(file), "--currency", "GBP")
    first = importing(*words, env=surroundings)
    assert first.stderr is not None
    assert "of 12,000 rows" in first.stderr.readline()
    first.send_signal(signal.SIGKILL)
    first.communicate()

    said, told = importing(*words, env=surroundings).communicate()

    assert "goes on at row" in told
    assert f"{ROWS:,}  added" in said
    counted = subprocess.run(
        [sys.executable, "-c", COUNT], env=surroundings, check=True, capture_output=True, text=True
    )
    assert counted.stdout.split() == [str(ROWS), str(ROWS)]


def test_a_kind_that_nobody_brings_is_refused(surroundings: dict[str, str]) -> None:
    process = importing("invoices", "x.csv", env=surroundings)
    _, told = process.communicate()

    assert process.returncode == 2
    assert "There are: customers, referrals, orders, lines, milestones, costs." in told


def test_a_file_that_cannot_be_planned_leaves_no_run_and_no_copy(
    surroundings: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "strange.csv"
    file.write_text("colour,weight\nred,3\n")
    process = importing("customers", str(file), env=surroundings)
    _, told = process.communicate()

    assert process.returncode == 2
    assert "Name one with --map" in told
    assert [*(tmp_path / "imports").iterdir()] == []


def test_a_command_in_an_empty_folder_makes_its_database_first(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAPPORT_")}
    file = tmp_path / "orders.csv"
    file.write_text("customer,date,amount\nK1,2026-01-03,9.50\n")
    command = [sys.executable, "-m", "rapport.cli", "import", "orders", str(file), "--currency", "GBP"]

    told = subprocess.run(
        command, env=kept | {"RAPPORT_DATA_DIR": str(tmp_path)}, capture_output=True, text=True, check=False
    )

    assert told.returncode == 2
    assert told.stderr.startswith("There is no owner yet who could answer for the import.")
