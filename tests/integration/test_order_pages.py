"""The pages of orders and of imports, through every door and for every role."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.customers.imports import queries
from rapport.customers.models import Customer, ImportRun
from rapport.orders.actions import add_order
from rapport.orders.chores import run_imports
from rapport.orders.models import Order
from rapport.orders.rules import Line
from rapport.staff.models import User
from tests.cast import MONDAY_NINE, client_of, make_customer, make_dana

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)"),  # how Ibis 12 calls DuckDB 1.5
]
FILE = b"order,customer,date,amount\n1,A,2026-01-05,10.00\n2,B,2026-01-06,x\n"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "var"


@pytest.fixture
def dana(db: None) -> Customer:
    return make_dana()


def order_of(customer: Customer, by: User, day: int = 0, currency: str = "GBP") -> Order:
    at = MONDAY_NINE + timedelta(days=day)
    return add_order(customer, [Line("Lamp", Decimal(12))], currency=currency, ordered_at=at, by=by, at=at)


def test_alice_sees_an_order_and_charlie_sees_nothing(dana: Customer, alice: User, charlie: User) -> None:
    order = order_of(dana, alice)

    assert "Lamp" in client_of(alice).get(f"/orders/{order.pk}").content.decode()
    assert client_of(charlie).get(f"/orders/{order.pk}").status_code == 404
    assert client_of(charlie).get(f"/orders?customer={dana.pk}").status_code == 404
    assert order.number not in client_of(charlie).get("/orders").content.decode().split("<main")[1].split(
        "table"
    )


def test_a_list_is_cut_into_pages_and_nothing_is_shown_twice(dana: Customer, alice: User) -> None:
    numbers = [order_of(dana, alice, day=n % 7).pk for n in range(60)]
    client = client_of(alice)
    first = client.get("/orders").context["page"]
    second = client.get("/orders", {"after": first.after}).context["page"]

    seen = [order.pk for page in (first, second) for order in page.orders]
    assert (len(first.orders), second.after) == (50, "")
    assert sorted(seen) == sorted(numbers)


def test_filters_of_orders_are_named(dana: Customer, alice: User) -> None:
    client = client_of(alice)

    for query in ("sort=total", "customer=x", "currency=pounds", "after=yesterday", "currency=%00%00%00"):
        assert client.get(f"/orders?{query}").status_code == 422


def test_a_list_asks_the_database_the_same_number_of_times(dana: Customer, alice: User) -> None:
    order_of(dana, alice)
    client = client_of(alice)
    client.get("/orders")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/orders")
    for day in range(10):
        order_of(make_customer(f"Somebody {day}", team=dana.team), alice, day=day)
    with CaptureQueriesContext(connection) as many:
        client.get("/orders")

    assert len(many) == len(few)


def test_currencies_are_never_added(dana: Customer, alice: User) -> None:
    order_of(dana, alice)
    order_of(dana, alice, currency="EUR")
    totals = client_of(alice).get(f"/orders?customer={dana.pk}").context["totals"]

    assert [(each.currency, each.ordered) for each in totals] == [("EUR", Decimal(12)), ("GBP", Decimal(12))]


def test_a_file_is_planned_taken_in_and_taken_back_on_pages(olive: User) -> None:
    client = client_of(olive)
    sent = client.post("/imports", {"kind": "orders", "file": SimpleUploadedFile("o.csv", FILE)}, follow=True)
    run = ImportRun.objects.get()
    assert "names its currency" in sent.content.decode()

    page = client.post(f"/imports/{run.pk}/mapping", {**_columns(), "currency": "GBP"}, follow=True)
    assert "1 added" in page.content.decode()
    assert "unreadable amount" in page.content.decode()
    assert not Order.objects.exists()

    client.post(f"/imports/{run.pk}/started")
    assert "running" in client.get(f"/imports/{run.pk}").content.decode()
    assert run_imports(MONDAY_NINE) == "1 imports"
    page = client.get(f"/imports/{run.pk}")
    assert "taken in" in page.content.decode()
    rejected = b"".join(client.get(f"/imports/{run.pk}/rejected.csv").streaming_content)  # type: ignore[attr-defined]
    assert rejected.decode().splitlines()[1] == "3,unreadable amount,2,B,2026-01-06,x"

    client.post(f"/imports/{run.pk}/undone")
    run_imports(MONDAY_NINE)
    assert not Order.objects.exists()
    assert "taken back" in client.get("/imports").content.decode()


def _columns() -> dict[str, str]:
    names = {"order": "order", "customer": "customer", "time": "date", "amount": "amount"}
    return {f"column_{field}": column for field, column in names.items()}


def test_a_file_of_another_format_is_declined_with_the_way_out(olive: User) -> None:
    file = SimpleUploadedFile("o.xlsx", b"PK\x03\x04 xl/ workbook")
    page = client_of(olive).post("/imports", {"kind": "orders", "file": file}, follow=True)

    assert "Save the sheet as CSV" in page.content.decode()


def test_only_who_may_take_files_in_finds_the_pages(alice: User, bob: User) -> None:
    run = ImportRun.objects.create(
        kind="orders", file_name="o.csv", path="x", digest="x", made_at=MONDAY_NINE
    )

    for address in ("/imports", f"/imports/{run.pk}", f"/imports/{run.pk}/rejected.csv"):
        assert client_of(alice).get(address).status_code == 404
        assert client_of().get(address).status_code == 302
    assert client_of(bob).get("/imports").status_code == 200
    assert client_of(alice).post(f"/imports/{run.pk}/undone").status_code == 404


def test_a_failing_import_stops_and_says_so(olive: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(olive)
    client.post("/imports", {"kind": "orders", "file": SimpleUploadedFile("o.csv", FILE)})
    run = ImportRun.objects.get()
    client.post(f"/imports/{run.pk}/mapping", {**_columns(), "currency": "GBP"})
    client.post(f"/imports/{run.pk}/started")
    Path(run.path).unlink()
    queries.rows_of(ImportRun.objects.get()).unlink()

    with pytest.raises(Exception, match="stored copy"):
        run_imports(MONDAY_NINE)
    assert ImportRun.objects.get().state == "stopped"
