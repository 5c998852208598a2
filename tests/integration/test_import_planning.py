"""A file is read beside the page, by one plan at a time; two clicks or two people at once spoil nothing."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rapport.customers.imports import actions, queries, reading
from rapport.customers.imports.actions import planning
from rapport.customers.imports.mapping import Plan
from rapport.customers.imports.refusals import RunBegun, RunNotRead, RunNotStartable, RunNotThere
from rapport.customers.models import ImportRun
from rapport.orders.chores import run_imports
from rapport.orders.models import Order
from rapport.orders.views import imports as pages
from rapport.staff.models import User
from tests.cast import MONDAY_NINE, client_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)"),  # how Ibis 12 calls DuckDB 1.5
]
FILE = b"customer,date,amount,net\nA,2026-01-05,10.00,8\nB,2026-01-06,20.00,16\n"
GBP = Plan(currency="GBP")


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "var"


@pytest.fixture
def sent(olive: User, tmp_path: Path) -> ImportRun:
    """A file that was sent and is not read yet."""
    path = tmp_path / "o.csv"
    path.write_bytes(FILE)
    with path.open("rb") as file:
        return actions.receive(file, path.name, kind="orders", by=olive, at=MONDAY_NINE)


def clock() -> datetime:
    return MONDAY_NINE


def taken_in() -> list[tuple[int, str]]:
    return [(int(order.total), order.currency) for order in Order.objects.order_by("pk")]


def upload(client: Client, file: bytes = FILE.replace(b"amount", b"amount GBP")) -> ImportRun:
    client.post("/imports", {"kind": "orders", "file": SimpleUploadedFile("o.csv", file)})
    return ImportRun.objects.get()


def test_a_large_file_is_read_by_the_chore_and_the_page_says_how_far(
    olive: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "SMALL", 0)
    client = client_of(olive)
    run = upload(client, FILE.replace(b"10.00", b"GBP 10.00"))
    address = f"/imports/{run.pk}"

    assert (run.state, run.rows) == ("reading", None)
    assert "is read next" in client.get(address).content.decode()
    planning._write_down(run, 1_234_567, 2_000_000)
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "1,234,567 of about 2,000,000 rows" in part
    assert 'value="61"' in part
    assert "<html" not in part

    assert run_imports(MONDAY_NINE) == "1 imports"
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    page = client.get(address).content.decode()
    assert "Take in 2 rows" in page
    assert queries.progress(ImportRun.objects.get()) is None
    assert not Order.objects.exists()


def test_while_it_reads_it_writes_down_how_far_it_is(
    sent: ImportRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "ROWS_BETWEEN_WORDS", 1)
    told: list[list[int]] = []
    monkeypatch.setattr(planning, "_write_down", lambda run, rows, lines: told.append([rows, lines]))
    actions.plan(sent, GBP)

    assert told == [[2, 3], [3, 3]]


def test_what_stands_in_the_way_of_the_chore_is_said_on_the_page(
    olive: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "SMALL", 0)
    client = client_of(olive)
    run = upload(client, FILE)
    assert run_imports(MONDAY_NINE) == "1 imports"

    assert "names its currency" in client.get(f"/imports/{run.pk}").content.decode()
    assert run_imports(MONDAY_NINE) == "nothing to take in"


def test_a_fault_while_reading_is_said_once_and_does_not_come_again(
    olive: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "SMALL", 0)
    client = client_of(olive)
    run = upload(client)

    def broken(*_: object, **__: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(reading, "stage", broken)
    with pytest.raises(ZeroDivisionError):
        run_imports(MONDAY_NINE)
    assert run_imports(MONDAY_NINE) == "nothing to take in"
    assert "could not be read to its end" in client.get(f"/imports/{run.pk}").content.decode()


def test_while_a_file_is_read_it_neither_starts_nor_is_planned_anew(sent: ImportRun, olive: User) -> None:
    claimed = actions.ask_to_read(sent, GBP, door="page")

    with pytest.raises(RunNotRead):
        actions.start(sent, door="page", by=olive, at=MONDAY_NINE)
    with pytest.raises(RunBegun, match="reading"):
        actions.ask_to_read(sent, Plan(currency="EUR"), door="page")
    assert actions.read(claimed).rows == 2


def test_what_was_not_read_does_not_start(sent: ImportRun, olive: User) -> None:
    with pytest.raises(RunNotRead):
        actions.start(sent, door="page", by=olive, at=MONDAY_NINE)


def test_once_it_is_started_no_plan_changes_it(sent: ImportRun, olive: User) -> None:
    """Somebody opened the plan before another started it: what they saw is stale."""
    planned = actions.plan(sent, GBP)
    started = actions.start(planned, door="page", by=olive, at=MONDAY_NINE)
    other = Plan(columns={"amount": "net"}, currency="EUR")

    with pytest.raises(RunBegun, match="running"):
        actions.plan(planned, other)
    again = actions.start(planned, door="page", by=olive, at=MONDAY_NINE)
    assert again.mapping == started.mapping
    actions.take_in(again, clock=clock)
    assert taken_in() == [(10, "GBP"), (20, "GBP")]
    with pytest.raises(RunNotStartable):
        actions.start(planned, door="page", by=olive, at=MONDAY_NINE)


def test_a_reader_that_is_late_spoils_nothing(sent: ImportRun, olive: User) -> None:
    """Two read the same claim; the one that ends last finds a newer plan, or the run started."""
    late = actions.ask_to_read(sent, GBP, door="page")
    actions.read(late)
    planned = actions.plan(sent, Plan(columns={"amount": "net"}, currency="EUR"))
    after = actions.read(late)

    assert (after.state, after.mapping) == ("previewed", planned.mapping)
    assert [*Path(sent.path).parent.glob("*.rows")] == [queries.rows_of(planned)]
    started = actions.start(planned, door="page", by=olive, at=MONDAY_NINE)
    assert actions.read(late).state == "running"
    actions.take_in(started, clock=clock)
    assert taken_in() == [(8, "EUR"), (16, "EUR")]


def test_a_run_that_was_put_away_while_it_is_read_leaves_no_file(sent: ImportRun) -> None:
    claimed = actions.ask_to_read(sent, GBP, door="page")
    folder = Path(sent.path).parent
    found = queries.plan_for(claimed, GBP)
    planning.type_rows(claimed, found)
    ImportRun.objects.all().delete()
    Path(sent.path).unlink()

    with pytest.raises(RunNotThere):
        planning._settle(claimed, found.stored(), 2)
    assert [*folder.iterdir()] == []


@pytest.mark.django_db(transaction=True)
def test_what_was_started_is_not_put_away_and_its_copy_stays(olive: User, tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_bytes(FILE)
    with path.open("rb") as file:
        one = actions.receive(file, path.name, kind="orders", by=olive, at=MONDAY_NINE)
        file.seek(0)
        two = actions.receive(file, path.name, kind="orders", by=olive, at=MONDAY_NINE)
    planned = actions.plan(one, GBP)
    actions.start(planned, door="command", by=olive, at=MONDAY_NINE)

    with pytest.raises(RunBegun, match="running"):
        actions.forget(planned)
    actions.forget(two)
    assert Path(one.path).is_file()
    assert not Path(two.path).exists()
    with pytest.raises(RunNotThere):
        actions.forget(two)
