"""Customers added, changed by two people, categorised, archived, merged and compared through their pages."""

from collections.abc import Callable
from datetime import datetime

from django.test import Client

from rapport.customers import actions
from rapport.customers.models import Customer, Merge
from rapport.staff.models import User

SignIn = Callable[[User | None], Client]


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def filled_in(customer: Customer, **changed: str) -> dict[str, str]:
    """Return what a browser sends for a customer as it stands, with some fields changed."""
    fields = {"name": customer.name, "external_id": customer.external_id or "", "team": str(customer.team_id)}
    return {**fields, "version": str(customer.version), **changed}


def test_the_kind_of_somebody_new_is_asked_first(client_of: SignIn, alice: User) -> None:
    client = client_of(alice)

    assert "?kind=organisation" in text(client, "/customers/new")
    assert "?kind=organisation" in text(client, "/customers/new?kind=alien")
    assert "New organisation" in text(client, "/customers/new?kind=organisation")


def test_a_new_customer_gets_a_proposed_category_with_its_reason(client_of: SignIn, alice: User) -> None:
    client = client_of(alice)
    filled = {
        "kind": "person",
        "name": "Ravi Menon",
        "team": str(alice.team_id),
        "buys_from_us": "yes",
        "mainly_private_use": "yes",
    }

    page = client.post("/customers/new", filled, follow=True).content.decode()

    assert "external consumer</strong>, proposed" in page
    assert "mainly for private use" in page


def test_a_customer_without_a_name_is_not_added(client_of: SignIn, alice: User) -> None:
    response = client_of(alice).post("/customers/new", {"kind": "person", "name": "  "})

    assert response.status_code == 422
    assert not Customer.objects.exists()


def test_who_serves_nobody_adds_nobody(client_of: SignIn, lena: User) -> None:
    assert client_of(lena).get("/customers/new").status_code == 404


def test_a_taken_number_is_refused_in_the_form(
    client_of: SignIn, alice: User, dana: Customer, northwind: Customer
) -> None:
    response = client_of(alice).post(
        f"/customers/{dana.pk}/edit", filled_in(dana, external_id=northwind.external_id or "")
    )

    assert response.status_code == 422
    assert f"belongs to {northwind.name}, customer {northwind.pk}, already" in response.content.decode()


def test_of_two_who_change_one_customer_the_second_is_told_the_difference(
    client_of: SignIn, alice: User, bob: User, dana: Customer
) -> None:
    opened_by_both = filled_in(dana)
    first = client_of(alice).post(
        f"/customers/{dana.pk}/edit", {**opened_by_both, "contact_style": "Short calls"}
    )
    second = client_of(bob).post(
        f"/customers/{dana.pk}/edit",
        {**opened_by_both, "contact_style": "Long letters", "language": "cy"},
    )

    page = second.content.decode()
    dana.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 409)
    assert "Short calls" in page
    assert "Long letters" in page
    assert dana.contact_style == "Short calls"
    assert dana.language == ""


def test_after_a_conflict_what_was_chosen_is_saved(
    client_of: SignIn, alice: User, bob: User, dana: Customer
) -> None:
    opened = filled_in(dana)
    client_of(alice).post(f"/customers/{dana.pk}/edit", {**opened, "contact_style": "Short calls"})
    dana.refresh_from_db()
    chosen = filled_in(dana, contact_style="Long letters", language="cy")

    response = client_of(bob).post(f"/customers/{dana.pk}/edit", chosen)

    dana.refresh_from_db()
    assert response.status_code == 302
    assert (dana.contact_style, dana.language) == ("Long letters", "cy")


def test_a_form_without_a_version_saves_nothing(client_of: SignIn, alice: User, dana: Customer) -> None:
    for version in ("", "-1", "²", "99999999999999999999"):
        filled = filled_in(dana, name="Overwritten", version=version)
        assert client_of(alice).post(f"/customers/{dana.pk}/edit", filled).status_code == 422

    dana.refresh_from_db()
    assert dana.name == "Dana Whitlock"


def test_the_answers_change_the_proposal_and_a_person_confirms(
    client_of: SignIn, alice: User, dana: Customer
) -> None:
    client = client_of(alice)

    asked = client.post(f"/customers/{dana.pk}/facts", {"supplies_us": "yes"}, follow=True)
    assert "Proposed: stakeholder" in " ".join(asked.content.decode().split())
    client.post(f"/customers/{dana.pk}/category", {"category": "stakeholder"})

    dana.refresh_from_db()
    assert dana.category == "stakeholder"
    assert dana.category_confirmed_by == alice
    assert "confirmed" in text(client, f"/customers/{dana.pk}")


def test_an_archived_customer_leaves_the_list_and_comes_back(
    client_of: SignIn, alice: User, dana: Customer
) -> None:
    client = client_of(alice)

    assert "Erasing" in text(client, f"/customers/{dana.pk}/archive")
    client.post(f"/customers/{dana.pk}/archive", follow=True)
    assert dana.name not in text(client, "/customers")
    assert dana.name in text(client, "/customers?archived=yes")
    assert "nothing was erased" in text(client, f"/customers/{dana.pk}")

    client.post(f"/customers/{dana.pk}/restored", follow=True)
    assert dana.name in text(client, "/customers")


def doubles(alice: User, at: datetime) -> tuple[Customer, Customer]:
    """Add two records with one e-mail address."""
    records = [actions.add_customer({"name": name}, by=alice, at=at) for name in ("Tilda Marsh", "T. Marsh")]
    for record in records:
        actions.add_contact_point(record, "email", "tilda@example.org", by=alice, at=at)
    return records[0], records[1]


def test_duplicates_are_shown_with_the_reason_and_merged_and_parted(
    client_of: SignIn, alice: User, monday_nine: datetime
) -> None:
    one, other = doubles(alice, monday_nine)
    client = client_of(alice)
    compare = f"/customers/{one.pk}/merge/{other.pk}"

    assert "same e-mail" in text(client, "/customers/duplicates")
    assert "same e-mail" in text(client, f"/customers/{one.pk}/duplicates")
    assert "same e-mail" in text(client, compare)
    client.post(compare, {"kept": one.pk, "reason": "Told us on the phone"})

    assert client.get(f"/customers/{other.pk}")["Location"] == f"/customers/{one.pk}"
    assert "T. Marsh was merged in" in " ".join(text(client, f"/customers/{one.pk}").split())
    client.post(f"/customers/merges/{Merge.objects.get().pk}/undone")
    assert "T. Marsh" in text(client, f"/customers/{other.pk}")


def test_the_second_of_two_merges_is_told_that_one_record_is_gone(
    client_of: SignIn, alice: User, bob: User, monday_nine: datetime
) -> None:
    one, other = doubles(alice, monday_nine)
    client_of(alice).post(f"/customers/{one.pk}/merge/{other.pk}", {"kept": one.pk, "reason": "Same"})

    response = client_of(bob).post(
        f"/customers/{one.pk}/merge/{other.pk}", {"kept": other.pk, "reason": "Same"}
    )

    assert response.status_code == 409
    assert f"was merged into customer {one.pk} meanwhile" in response.content.decode()
    assert Merge.objects.count() == 1


def test_a_merge_keeps_one_of_the_two_and_no_third(
    client_of: SignIn, alice: User, dana: Customer, monday_nine: datetime
) -> None:
    one, other = doubles(alice, monday_nine)

    response = client_of(alice).post(
        f"/customers/{one.pk}/merge/{other.pk}", {"kept": dana.pk, "reason": "Mistyped"}
    )

    assert response.status_code == 422
    assert not Merge.objects.exists()


def test_charlie_sees_no_duplicates_of_another_team_and_merges_none(
    client_of: SignIn, alice: User, charlie: User, monday_nine: datetime
) -> None:
    one, other = doubles(alice, monday_nine)
    client = client_of(charlie)

    assert "Tilda" not in text(client, "/customers/duplicates")
    merged = client.post(f"/customers/{one.pk}/merge/{other.pk}", {"kept": one.pk, "reason": "Mine"})
    assert merged.status_code == 404
    assert not Merge.objects.exists()


def test_types_are_compared_by_what_was_noted_with_n(
    client_of: SignIn, alice: User, charlie: User, dana: Customer, monday_nine: datetime
) -> None:
    meets = "A text message the evening before"
    actions.note_need(
        dana, "information", "Two days' notice", source="Phone", meets=meets, by=alice, at=monday_nine
    )

    page = text(client_of(alice), "/customers/types")

    assert meets in page
    assert "n&nbsp;1, of them 1 with needs noted" in " ".join(page.split())
    for name in ("external consumer", "external business", "internal", "stakeholder"):
        assert name in page
    assert meets not in text(client_of(charlie), "/customers/types")
