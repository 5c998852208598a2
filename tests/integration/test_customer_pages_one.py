"""The page of one customer: what it leads with, who may see what, and what is noted on its sheets."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.customers import actions, queries
from rapport.customers.models import Customer
from rapport.customers.rules import Category, ValuationFacts, WorthRow
from rapport.staff.models import AuditEntry, User

SignIn = Callable[[User | None], Client]
NEED = {"text": "Two days' notice", "kind": "information", "source": "Phone", "meets": "A text message"}
LATER = "2099-05-01T10:00"
SHEETS: dict[str, tuple[dict[str, str], str]] = {  # what is filled in, and what the page says after it
    "needs": (NEED, "Two days&#x27; notice"),
    "access-needs": ({"asked_for": "Large print", "adjustment": "18 point"}, "Large print"),
    "contact-points": ({"kind": "phone", "value": "020 7946 0958"}, "+44 20 7946 0958"),
    "relations": ({"role": "supplier", "title": "Yarn"}, "our supplier"),
    "alternatives": ({"name": "Calder Yarns", "switching_cost": "£60 of samples"}, "Calder Yarns"),
    "promises": ({"text": "Send the card", "due_at": LATER}, "Send the card"),
    "touchpoints": ({"text": "Asked about looms", "stage": "use", "channel": "phone"}, "Asked about looms"),
    "notes": ({"text": "Keeps two looms"}, "Keeps two looms"),
    "consents": (
        {"purpose": "marketing", "channel": "email", "state": "given", "how": "Form"},
        "marketing by email",
    ),
    "assignments": ({"person": "charlie@example.com"}, "Open to Charlie"),
}


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_the_page_leads_with_who_they_are_what_they_need_what_we_owe_and_worth(
    client_of: SignIn, alice: User, dana: Customer
) -> None:
    page = text(client_of(alice), f"/customers/{dana.pk}")

    headings = ["Who they are", "What they need", "What we owe next", "What they are worth", "Their journey"]
    places = [page.index(f">{heading}</h2>") for heading in headings]
    assert places == sorted(places)


def test_charlie_finds_no_customer_of_another_team(client_of: SignIn, charlie: User, dana: Customer) -> None:
    client = client_of(charlie)
    places = ["", "/edit", "/category", "/archive", "/timeline", "/duplicates", "/consents/history"]

    for place in [*places, *(f"/{noun}" for noun in SHEETS)]:
        response = client.get(f"/customers/{dana.pk}{place}")
        assert response.status_code == 404, place
        assert dana.name not in response.content.decode()


def test_a_view_of_a_customer_is_in_the_audit_once_in_ten_minutes(
    client_of: SignIn, alice: User, dana: Customer
) -> None:
    for place in ("", "", "/needs", "/timeline"):
        text(client_of(alice), f"/customers/{dana.pk}{place}")

    assert 1 <= AuditEntry.objects.filter(deed="view", thing=dana.pk, person=alice.pk).count() <= 2


def test_worth_stands_with_its_interval_and_its_sentence_for_those_who_may_see_it(
    client_of: SignIn, alice: User, lena: User, dana: Customer, monday_nine: datetime
) -> None:
    row = WorthRow(
        dana.pk, Decimal("412.60"), Decimal(120), Decimal(905), "Eleven purchases.", 0.93, "client"
    )
    actions.record_worths(ValuationFacts(monday_nine.date(), "GBP", "bgnbd"), [row], at=monday_nine)
    actions.assign(dana, lena, by=alice, at=monday_nine)

    seen, hidden = (text(client_of(person), f"/customers/{dana.pk}") for person in (alice, lena))

    for words in ("£413", "90% range: £120 to £905", "Eleven purchases.", "93 % likely"):
        assert words in seen
        assert words not in hidden
    assert "What they are worth" not in hidden


@pytest.mark.parametrize("category", [Category.INTERNAL, Category.STAKEHOLDER])
def test_who_does_not_buy_is_not_measured_in_money(
    client_of: SignIn, alice: User, dana: Customer, category: Category
) -> None:
    Customer.objects.filter(pk=dana.pk).update(category=category)

    assert "Not measured in money" in text(client_of(alice), f"/customers/{dana.pk}")


@pytest.mark.parametrize("noun", SHEETS)
def test_what_is_noted_on_a_sheet_stands_on_the_page(
    client_of: SignIn, bob: User, charlie: User, dana: Customer, noun: str
) -> None:
    client = client_of(bob)
    filled, said = SHEETS[noun]

    response = client.post(f"/customers/{dana.pk}/{noun}", filled)

    assert response.status_code == 302
    assert said in text(client, f"/customers/{dana.pk}")


@pytest.mark.parametrize("noun", SHEETS)
def test_an_empty_sheet_is_shown_again_with_what_is_missing(
    client_of: SignIn, bob: User, dana: Customer, noun: str
) -> None:
    response = client_of(bob).post(f"/customers/{dana.pk}/{noun}", {})

    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()


def test_a_refusal_stands_in_the_form_with_what_was_typed(
    client_of: SignIn, alice: User, dana: Customer
) -> None:
    response = client_of(alice).post(
        f"/customers/{dana.pk}/contact-points", {"kind": "phone", "value": "ring me"}
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "does not read as a phone number" in page
    assert 'value="ring me"' in page


def test_a_promise_in_the_past_is_refused_in_the_form(client_of: SignIn, alice: User, dana: Customer) -> None:
    filled = {"text": "Too late", "due_at": "2001-01-01T10:00"}

    response = client_of(alice).post(f"/customers/{dana.pk}/promises", filled)

    assert response.status_code == 422
    assert "Set a later time" in response.content.decode()


def test_access_needs_are_not_there_for_those_who_may_not_see_them(
    client_of: SignIn, alice: User, lena: User, dana: Customer, monday_nine: datetime
) -> None:
    actions.note_access_need(dana, "Large print", by=alice, at=monday_nine)
    actions.assign(dana, lena, by=alice, at=monday_nine)
    client = client_of(lena)

    page = text(client, f"/customers/{dana.pk}")

    assert "Large print" not in page
    assert "Access needs" not in page
    assert client.get(f"/customers/{dana.pk}/access-needs").status_code == 404
    need = dana.access_needs.get()
    ended = client.post(f"/customers/{dana.pk}/access-needs/{need.pk}/ended")
    assert ended.status_code == 404


def test_a_customer_is_opened_to_a_colleague_by_leaders_alone(
    client_of: SignIn, alice: User, bob: User, charlie: User, dana: Customer
) -> None:
    assert client_of(alice).get(f"/customers/{dana.pk}/assignments").status_code == 404

    client_of(bob).post(f"/customers/{dana.pk}/assignments", {"person": charlie.email})
    # Charlie is an adviser: they see their own team and whom they are assigned.
    assert client_of(charlie).get(f"/customers/{dana.pk}").status_code == 200

    client_of(bob).post(f"/customers/{dana.pk}/assignments/{charlie.pk}/ended")
    assert client_of(charlie).get(f"/customers/{dana.pk}").status_code == 404


def test_a_need_ends_and_a_promise_is_kept_by_a_button(
    client_of: SignIn, alice: User, dana: Customer, monday_nine: datetime
) -> None:
    need = actions.note_need(dana, "information", "A quick word", source="Phone", by=alice, at=monday_nine)
    promise = actions.make_promise(
        dana, "Call back", due_at=monday_nine + timedelta(days=1), by=alice, at=monday_nine
    )
    client = client_of(alice)

    client.post(f"/customers/{dana.pk}/needs/{need.pk}/ended")
    client.post(f"/customers/{dana.pk}/promises/{promise.pk}/kept")
    page = text(client, f"/customers/{dana.pk}")

    assert "Nobody has written down what they need" in page
    assert "We owe them nothing" in page
    assert "Kept late, it was due" in page


def test_a_button_of_one_customer_ends_nothing_of_another(
    client_of: SignIn, alice: User, dana: Customer, northwind: Customer, monday_nine: datetime
) -> None:
    need = actions.note_need(dana, "information", "A word", source="Phone", by=alice, at=monday_nine)

    response = client_of(alice).post(f"/customers/{northwind.pk}/needs/{need.pk}/ended")

    assert response.status_code == 404
    need.refresh_from_db()
    assert need.ended_on is None


def test_the_other_party_of_a_relation_is_found_by_search_and_chosen(
    client_of: SignIn, alice: User, dana: Customer, monday_nine: datetime
) -> None:
    other = actions.add_customer({"kind": "organisation", "name": "Northwind"}, by=alice, at=monday_nine)
    client = client_of(alice)
    sheet = f"/customers/{dana.pk}/relations"

    assert f'href="?other={other.pk}"' in text(client, f"{sheet}?find=northw")
    assert f'value="{other.pk}"' in text(client, f"{sheet}?other={other.pk}")
    client.post(sheet, {"role": "member", "other": other.pk, "title": "Buyer"})

    assert "Northwind</a>, Buyer" in " ".join(text(client, f"/customers/{dana.pk}").split())
    assert "Dana Whitlock</a> is member of them" in " ".join(text(client, f"/customers/{other.pk}").split())


def test_a_relation_with_somebody_who_may_not_be_seen_is_refused(
    client_of: SignIn, alice: User, dana: Customer, charlie: User, monday_nine: datetime
) -> None:
    hidden = actions.add_customer({"name": "Hidden Hart"}, by=charlie, at=monday_nine)
    client = client_of(alice)

    assert client.get(f"/customers/{dana.pk}/relations?other={hidden.pk}").status_code == 404
    response = client.post(f"/customers/{dana.pk}/relations", {"role": "member", "other": hidden.pk})
    assert response.status_code in {404, 422}
    assert "Hidden Hart" not in response.content.decode()
    assert not dana.relations.exists()


def test_the_receipt_of_a_consent_is_signed_and_ours(
    client_of: SignIn, alice: User, dana: Customer, monday_nine: datetime
) -> None:
    actions.record_consent(dana, "marketing", "email", "given", by=alice, at=monday_nine, how="Form")
    client = client_of(alice)
    event = dana.consents.get()

    response = client.get(f"/customers/{dana.pk}/consents/{event.pk}/receipt")

    assert "attachment" in response["Content-Disposition"]
    copy = json.loads(response.content)
    assert queries.receipt_is_ours(copy)
    assert "Download" in text(client, f"/customers/{dana.pk}/consents/history")


def test_the_time_line_goes_on_where_the_page_ends(
    client_of: SignIn, alice: User, dana: Customer, monday_nine: datetime
) -> None:
    for number in range(40):
        actions.note(dana, f"Note {number:02}.", by=alice, at=monday_nine + timedelta(minutes=number))
    client = client_of(alice)

    first = client.get(f"/customers/{dana.pk}")
    page = first.content.decode()
    rest = text(client, f"/customers/{dana.pk}/timeline?after={first.context['stretch'].after}")

    assert "Note 39." in page
    assert "Note 05." not in page
    assert "Note 05." in rest
    assert "Note 39." not in rest


def test_the_page_needs_as_many_queries_with_much_noted_as_with_little(
    client_of: SignIn, alice: User, dana: Customer, monday_nine: datetime
) -> None:
    client = client_of(alice)
    counts = []
    for often in (2, 12):
        for number in range(often):
            at = monday_nine + timedelta(hours=often, minutes=number)
            words = f"{often} and {number}"
            other = actions.add_customer({"name": f"Customer {words}"}, by=alice, at=at)
            actions.relate(dana, "member", other, by=alice, at=at)
            actions.note_need(dana, "information", words, source="Phone", by=alice, at=at)
            actions.make_promise(dana, words, due_at=at + timedelta(days=1), by=alice, at=at)
            actions.note_touchpoint(dana, words, stage="use", channel="phone", by=alice, at=at)
        text(client, f"/customers/{dana.pk}")
        with CaptureQueriesContext(connection) as seen:
            text(client, f"/customers/{dana.pk}")
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert counts[0] <= 30
