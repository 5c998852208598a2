"""The list of customers through its page: found, filtered, sorted, kept as a view, exported."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.customers import actions
from rapport.customers.models import Customer, SavedView
from rapport.customers.queries import saved_views_of
from rapport.customers.rules import ValuationFacts, WorthRow
from rapport.customers.views.csv_files import csv_lines, safe_cell
from rapport.staff.models import AuditEntry, Team, User
from tests import cast

SignIn = Callable[[User | None], Client]


def text(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def value_of(customer: Customer, value: str, at: datetime) -> None:
    """Record what insights would say of a customer."""
    row = WorthRow(customer.pk, Decimal(value), Decimal(value) / 2, Decimal(value) * 2, rung="client")
    actions.record_worths(ValuationFacts(at.date(), "GBP", "bgnbd"), [row], at=at)


def test_a_stranger_is_asked_to_sign_in(client_of: SignIn) -> None:
    response = client_of(None).get("/customers")

    assert response.status_code == 302
    assert "next=/customers" in response["Location"]


def test_a_customer_is_found_by_the_beginning_of_a_word(
    client_of: SignIn, alice: User, bob: User, north: Team, monday_nine: datetime
) -> None:
    actions.add_customer({"name": "Dana Whitlock"}, by=bob, at=monday_nine)
    actions.add_customer({"name": "Ravi Menon"}, by=bob, at=monday_nine)

    page = text(client_of(alice), "/customers?q=whit")

    assert "Dana Whitlock" in page
    assert "Ravi Menon" not in page
    assert "1 customer" in page


def test_charlie_sees_nothing_of_another_team(client_of: SignIn, charlie: User, dana: Customer) -> None:
    page = text(client_of(charlie), "/customers")

    assert dana.name not in page
    assert "No customers yet" in page


def test_the_part_for_a_live_search_is_the_list_alone(client_of: SignIn, alice: User, dana: Customer) -> None:
    part = text(client_of(alice), "/customers", HX_Request="true")

    assert part.lstrip().startswith('<div id="found"')
    assert dana.name in part
    assert "<html" not in part


def test_going_back_in_the_browser_gets_the_whole_page(
    client_of: SignIn, alice: User, dana: Customer
) -> None:
    whole = text(client_of(alice), "/customers", HX_Request="true", HX_History_Restore_Request="true")

    assert "<html" in whole


@pytest.mark.parametrize("query", ["colour=red", "sort=salary", "category=foe", "after=!", "team=x"])
def test_filters_and_sorts_accept_named_keys_only(client_of: SignIn, bob: User, query: str) -> None:
    for address in ("/customers", "/customers/export"):
        assert client_of(bob).get(f"{address}?{query}").status_code == 422


def test_worth_stands_in_the_list_with_its_interval(
    client_of: SignIn, alice: User, dana: Customer, monday_nine: datetime
) -> None:
    value_of(dana, "412.60", monday_nine)

    page = text(client_of(alice), "/customers")

    assert "£413" in page
    assert "(£206 to £825)" in page
    assert "sort=value" in page


def test_who_may_not_see_worth_sees_no_column_of_it_and_cannot_sort_by_it(
    client_of: SignIn, lena: User, bob: User, dana: Customer, monday_nine: datetime
) -> None:
    value_of(dana, "412.60", monday_nine)
    actions.assign(dana, lena, by=bob, at=monday_nine)
    client = client_of(lena)

    page = text(client, "/customers")

    assert dana.name in page
    assert "£413" not in page
    assert "client" not in page
    assert "sort=value" not in page
    assert client.get("/customers?sort=value").status_code == 403
    assert client.get("/customers?rung=client").status_code == 403


def test_what_is_owed_next_stands_beside_the_customer(
    client_of: SignIn, alice: User, dana: Customer, monday_nine: datetime
) -> None:
    for days in (9, 2):
        due_at = monday_nine + timedelta(days=days)
        actions.make_promise(dana, f"Answer within {days} days", due_at=due_at, by=alice, at=monday_nine)

    page = text(client_of(alice), "/customers")

    assert "Answer within 2 days" in page
    assert "Answer within 9 days" not in page


def test_the_pager_leads_through_all_customers_once(client_of: SignIn, alice: User, north: Team) -> None:
    names = {cast.make_customer(f"Customer {number:03}", team=north).name for number in range(120)}
    client = client_of(alice)
    seen: list[str] = []
    address = "/customers"
    while address:
        response = client.get(address)
        seen += [row.customer.name for row in response.context["page"].rows]
        after = response.context["page"].after
        address = f"/customers?after={after}" if after else ""

    assert len(seen) == 120
    assert set(seen) == names


def test_the_list_needs_as_many_queries_for_sixty_customers_as_for_ten(
    client_of: SignIn, alice: User, north: Team
) -> None:
    client = client_of(alice)
    counts = []
    for first in (0, 10):
        for number in range(first, 10 + first * 5):
            cast.make_customer(f"Customer {number}", team=north)
        text(client, "/customers")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text(client, "/customers")
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 14


def test_a_list_is_in_the_audit_with_its_filter_and_count(
    client_of: SignIn, alice: User, dana: Customer
) -> None:
    text(client_of(alice), "/customers?category=consumer")

    row = AuditEntry.objects.filter(deed="list").latest("pk")
    assert (row.person, row.kind, row.count) == (alice.pk, "customer", 1)
    assert row.detail == {"asked": {"category": "consumer"}}


def test_a_filtered_list_is_kept_as_a_view_and_dropped_again(
    client_of: SignIn, alice: User, dana: Customer
) -> None:
    client = client_of(alice)

    kept = client.post("/customers/views", {"name": "Consumers", "query": "category=consumer"}, follow=True)
    view = saved_views_of(alice).get()

    assert kept.redirect_chain == [("/customers?category=consumer", 302)]
    assert ">Consumers</a>" in kept.content.decode()
    client.post(f"/customers/views/{view.pk}/dropped")
    assert not saved_views_of(alice).exists()


def test_a_view_of_somebody_else_is_not_there(
    client_of: SignIn, alice: User, bob: User, monday_nine: datetime
) -> None:
    view: SavedView = actions.save_view("Mine", "category=consumer", by=bob, at=monday_nine)

    assert client_of(alice).post(f"/customers/views/{view.pk}/dropped").status_code == 404
    assert saved_views_of(bob).exists()


def exported(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/customers/export{query}")
    assert response.status_code == 200
    sheet = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(sheet)))


def test_an_export_holds_what_is_asked_for_and_runs_no_formula(
    client_of: SignIn, bob: User, dana: Customer, north: Team
) -> None:
    cast.make_customer('=HYPERLINK("//evil")', team=north)
    cast.make_customer("@SUM(A1)", team=north)

    rows = exported(client_of(bob), "?category=consumer")

    assert {row["name"] for row in rows} == {"Dana Whitlock", '\'=HYPERLINK("//evil")', "'@SUM(A1)"}
    assert {row["team"] for row in rows} == {"North"}


def test_an_export_is_in_the_audit_with_its_filter_and_count(
    client_of: SignIn, bob: User, dana: Customer
) -> None:
    exported(client_of(bob), "?category=consumer")

    row = AuditEntry.objects.filter(deed="export").latest("pk")
    assert (row.person, row.count, row.detail) == (bob.pk, 1, {"asked": {"category": "consumer"}})


def test_who_may_not_export_finds_no_export(client_of: SignIn, alice: User, dana: Customer) -> None:
    client = client_of(alice)

    assert client.get("/customers/export").status_code == 404
    assert "Export" not in text(client, "/customers")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_would_start_a_formula_starts_with_an_apostrophe(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


def test_a_number_of_ours_stays_a_number() -> None:
    assert [safe_cell(value) for value in (Decimal("-2.50"), 3, None, "1=1")] == ["-2.50", "3", "", "1=1"]


def test_a_cell_with_a_line_break_stays_one_cell() -> None:
    line = "".join(csv_lines([["a\nb", 'c"d', "e,f"]]))

    assert list(csv.reader(io.StringIO(line, newline=""))) == [["a\nb", 'c"d', "e,f"]]
