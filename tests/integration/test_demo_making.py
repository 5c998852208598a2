"""`rapport demo`: a database of its own, a shop in it, and the way to sign in."""

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from rapport.site.demo.place import DATABASE, FolderNotDemo, take_place

pytestmark = pytest.mark.once

COMMAND = [sys.executable, "-m", "rapport.cli", "demo", "--no-serve", "--customers", "200"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A small demo, made in a process of its own, and what it said."""
    folder = tmp_path_factory.mktemp("demo")
    elsewhere = {**os.environ, "RAPPORT_DATABASE_URL": "postgresql:///not_the_demos"}
    done = subprocess.run(
        [*COMMAND, "--folder", folder], env=elsewhere, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def counted(folder: Path, sql: str) -> int:
    with sqlite3.connect(folder / DATABASE) as database:
        return int(database.execute(sql).fetchone()[0])


def test_the_demo_holds_customers_of_all_four_categories(made: tuple[Path, str]) -> None:
    folder, _ = made

    assert counted(folder, "SELECT count(*) FROM customers_customer") == 200
    assert counted(folder, "SELECT count(DISTINCT category) FROM customers_customer") == 4
    assert counted(folder, "SELECT count(*) FROM customers_customer WHERE category = ''") == 0


@pytest.mark.parametrize(
    "table",
    [
        *("customers_need", "customers_relation", "customers_promise", "customers_consentevent"),
        *(
            "customers_timelineentry",
            "customers_contactpoint",
            "customers_accessneed",
            "customers_alternative",
        ),
        *("orders_order", "orders_orderline", "orders_payment", "orders_refund"),
        *("orders_promisedline", "orders_delivery", "orders_milestone", "orders_agreement", "orders_atrisk"),
        *("orders_check", "orders_nonconformance", "orders_partmove"),
        *("insights_cost", "insights_valuation", "insights_worth", "insights_rungsnapshot"),
        *("desk_assessment", "desk_rightchoice", "desk_rightdecision"),
        *("practice_goal", "practice_goalentry", "practice_reflection", "practice_feedback", "practice_wish"),
    ],
)
def test_there_is_something_of_every_kind(made: tuple[Path, str], table: str) -> None:
    assert counted(made[0], f"SELECT count(*) FROM {table}") > 0


@pytest.mark.parametrize(
    "table",
    [
        *("desk_case", "desk_message", "desk_entry", "desk_clock", "desk_servicetarget", "desk_savedreply"),
        *("desk_caseprocedure", "desk_stepdone", "desk_redress", "desk_casecause", "desk_causeaction"),
        *("desk_casepromise", "desk_recovery", "desk_article", "desk_absence", "desk_portalright"),
    ],
)
def test_there_is_something_of_every_kind_at_the_desk(made: tuple[Path, str], table: str) -> None:
    assert counted(made[0], f"SELECT count(*) FROM {table}") > 0


def test_a_week_is_told_and_nothing_of_it_waits_to_be_sent(made: tuple[Path, str]) -> None:
    mail = "SELECT count(*) FROM desk_message WHERE channel = 'email' AND direction = 'out'"

    cases = 60 + 8 + 1 + 4  # of a week, complaints, a request between teams, requests about rights
    assert counted(made[0], "SELECT count(*) FROM desk_case") == cases
    assert counted(made[0], "SELECT count(*) FROM desk_case WHERE kind = 'complaint'") == 8
    assert counted(made[0], mail) > 10
    assert counted(made[0], f"{mail} AND delivery <> 'sent'") == 0


def test_one_redress_waits_for_a_signature_and_ten_mails_for_a_person(made: tuple[Path, str]) -> None:
    asked = "SELECT count(*) FROM desk_redress WHERE state = 'asked' AND worth = 450"

    assert counted(made[0], asked) == 1
    assert counted(made[0], "SELECT count(*) FROM desk_receivedmail WHERE state = 'held'") == 10


def test_everybody_of_every_role_works_there(made: tuple[Path, str]) -> None:
    assert counted(made[0], "SELECT count(DISTINCT role) FROM staff_user") == 9


def test_every_row_of_every_file_was_taken_in(made: tuple[Path, str]) -> None:
    sql = "SELECT count(*) FROM customers_importrun WHERE state = 'done' AND counts NOT LIKE '%rejected%'"

    assert counted(made[0], sql) == 4


def test_it_says_how_to_sign_in(made: tuple[Path, str]) -> None:
    assert re.search(r"owner +judith@thistlewood\.example +password thistle-\w+", made[1])
    assert re.search(r"an adviser +nell@thistlewood\.example +password thistle-\w+", made[1])


def test_a_folder_with_records_of_real_work_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_text("kept")

    with pytest.raises(FolderNotDemo, match="not a demo's"):
        take_place(tmp_path)

    assert (tmp_path / DATABASE).read_text() == "kept"
