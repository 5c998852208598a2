"""The API: who comes in by which token, what they see, and the one shape in which a problem is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from rapport.customers.models import Customer, Need
from rapport.orders.models import Order
from rapport.site.api import PER_PERSON
from rapport.staff.models import AuditEntry, Token, User
from rapport.staff.rules import digest_of
from rapport.staff.tokens.actions import make_token, withdraw_token
from rapport.staff.tokens.rules import Scope

pytestmark = pytest.mark.django_db


def client_with(user: User, *scopes: str, days: int = 30, at: datetime | None = None) -> Client:
    """Return a program that comes in with a token of somebody's."""
    _, secret = make_token("a program", scopes=scopes or list(Scope), days=days, by=user, at=at or now())
    return Client(headers={"authorization": f"Bearer {secret}"})


def told(response: Any) -> Any:
    return response.json()


def test_without_a_token_nobody_comes_in(dana: Customer) -> None:
    answer = Client().get(f"/api/customers/{dana.pk}")

    assert answer.status_code == 401
    assert told(answer)["code"] == "token_not_known"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_sees_what_its_person_sees(alice: User, charlie: User, dana: Customer) -> None:
    assert told(client_with(alice).get(f"/api/customers/{dana.pk}"))["name"] == dana.name
    assert told(client_with(alice).get("/api/customers"))["customers"][0]["number"] == dana.pk
    assert client_with(charlie).get(f"/api/customers/{dana.pk}").status_code == 404
    assert told(client_with(charlie).get("/api/customers"))["customers"] == []
    assert told(client_with(charlie).get("/api/orders"))["orders"] == []


def test_many_tokens_give_a_person_no_more_requests(
    alice: User, bob: User, dana: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PER_PERSON, "num_requests", 3)
    programs = [client_with(alice) for _ in range(4)]
    addresses = [f"/api/customers/{dana.pk}", "/api/customers", "/api/orders", "/api/orders"]
    answers = [program.get(at) for program, at in zip(programs, addresses, strict=True)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert told(answers[-1])["code"] == "too_many_requests"
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert client_with(bob).get("/api/orders").status_code == 200


@pytest.mark.parametrize("part", ["", "/relations", "/needs", "/worth"])
def test_charlie_finds_nothing_of_a_customer_of_another_team(
    charlie: User, dana: Customer, part: str
) -> None:
    answer = client_with(charlie).get(f"/api/customers/{dana.pk}{part}")

    assert answer.status_code == 404
    assert dana.name not in answer.content.decode()


def test_a_token_opens_the_doors_of_its_scopes_alone(alice: User, dana: Customer) -> None:
    answer = client_with(alice, Scope.ORDERS_READ).get(f"/api/customers/{dana.pk}")

    assert answer.status_code == 403
    assert told(answer)["code"] == "scope_missing"
    assert told(answer)["facts"]["scope"] == "customers:read"


def test_a_token_ends_on_its_last_day_when_withdrawn_and_with_its_person(alice: User, dana: Customer) -> None:
    address = f"/api/customers/{dana.pk}"
    late, withdrawn, gone = (client_with(alice, at=now() - timedelta(days=ago)) for ago in (31, 0, 0))
    withdraw_token(Token.objects.order_by("-pk")[1], by=alice, at=now())

    assert late.get(address).status_code == 401
    assert withdrawn.get(address).status_code == 401
    assert gone.get(address).status_code == 200
    alice.is_active = False
    alice.save()
    assert gone.get(address).status_code == 401


def test_only_a_digest_of_a_token_is_kept(alice: User) -> None:
    token, secret = make_token("a program", scopes=["orders:read"], days=1, by=alice, at=now())

    assert token.digest == digest_of(secret)
    assert secret not in str(list(Token.objects.values()))
    assert secret not in str(list(AuditEntry.objects.values()))


def test_a_filter_that_nobody_knows_is_refused(alice: User) -> None:
    for address in ("/api/customers?colour=red", "/api/customers?sort=colour", "/api/orders?colour=red"):
        answer = client_with(alice).get(address)

        assert answer.status_code == 422
        assert "code" in told(answer)


def test_a_customer_is_added_and_changed_and_a_stale_change_is_told_the_difference(alice: User) -> None:
    program = client_with(alice)
    added = program.post(
        "/api/customers", {"name": "Priya Nair", "notes": "Call after six"}, content_type="application/json"
    )
    address = f"/api/customers/{told(added)['number']}"
    first = program.patch(address, {"version": 1, "name": "Priya N"}, content_type="application/json")
    stale = program.patch(address, {"version": 1, "name": "P. Nair"}, content_type="application/json")

    assert (added.status_code, first.status_code, stale.status_code) == (201, 200, 409)
    assert told(first)["version"] == 2
    assert told(stale)["facts"]["differences"] == [
        {"field": "name", "before": "Priya Nair", "theirs": "Priya N", "yours": "P. Nair"}
    ]
    assert told(program.get(address))["name"] == "Priya N"


def test_an_adviser_gives_no_customer_to_another_team(alice: User, charlie: User) -> None:
    body = {"name": "Priya Nair", "team": charlie.team_id}
    answer = client_with(alice).post("/api/customers", body, content_type="application/json")

    assert answer.status_code == 403
    assert not Customer.objects.filter(name="Priya Nair").exists()


def test_a_need_is_noted_and_ends(alice: User, dana: Customer) -> None:
    program = client_with(alice)
    body = {"kind": "information", "text": "An invoice with the VAT number", "source": "call"}
    noted = program.post(f"/api/customers/{dana.pk}/needs", body, content_type="application/json")
    ended = program.put(f"/api/needs/{told(noted)['number']}/ended")

    assert (noted.status_code, ended.status_code) == (201, 200)
    assert Need.objects.get(pk=told(noted)["number"]).ended_on
    assert program.put(f"/api/needs/{told(noted)['number']}/ended").status_code == 422


def test_a_relation_names_only_whom_one_may_see(alice: User, charlie: User, dana: Customer) -> None:
    theirs = told(
        client_with(charlie).post("/api/customers", {"name": "Hidden Ltd"}, content_type="application/json")
    )
    body = {"role": "member", "other": theirs["number"]}
    address = f"/api/customers/{dana.pk}/relations"
    declined = client_with(alice).post(address, body, content_type="application/json")
    made = client_with(alice).post(address, {"role": "supplier"}, content_type="application/json")

    assert declined.status_code == 404
    assert made.status_code == 201
    assert told(made)["is_with_us"] is True
    assert client_with(charlie).delete(f"/api/relations/{told(made)['number']}").status_code == 404
    assert client_with(alice).delete(f"/api/relations/{told(made)['number']}").status_code == 204


def test_an_order_is_taken_in_once(alice: User, dana: Customer) -> None:
    before = Order.objects.count()
    body = {
        "customer": dana.pk,
        "lines": [{"product": "Desk lamp", "amount": "12.40"}, {"product": "Bulb", "amount": "2.60"}],
        "currency": "GBP",
        "ordered_at": "2026-03-02T09:00:00Z",
        "external_id": "shop-4821",
    }
    program = client_with(alice)
    taken, again = (program.post("/api/orders", body, content_type="application/json") for _ in range(2))

    assert (taken.status_code, again.status_code) == (201, 422)
    assert told(taken)["total"] == "15.00"
    assert told(again)["code"] == "order_id_taken"
    assert Order.objects.count() == before + 1


def test_worth_is_for_roles_that_may_see_it(alice: User, dana: Customer, lena: User) -> None:
    dana.assignments.create(person=lena, assigned_by=alice, assigned_at=now())

    assert client_with(alice).get(f"/api/customers/{dana.pk}/worth").status_code == 200
    assert client_with(lena).get(f"/api/customers/{dana.pk}").status_code == 200
    assert client_with(lena).get(f"/api/customers/{dana.pk}/worth").status_code == 403


def test_what_is_not_as_documented_is_told_part_by_part(alice: User) -> None:
    program = client_with(alice)
    wrong = program.post("/api/customers", {"name": "a\x00b", "interest": 9}, content_type="application/json")
    no_json = program.post("/api/customers", "{", content_type="application/json")

    assert wrong.status_code == 422
    assert any("NUL" in why for why in told(wrong)["facts"]["faults"].values())
    assert no_json.status_code == 400
    assert told(no_json)["code"] == "body_not_readable"


def test_every_look_at_a_customer_stands_in_the_audit(alice: User, dana: Customer) -> None:
    client_with(alice).get(f"/api/customers/{dana.pk}")
    client_with(alice).get("/api/customers?q=dana")

    assert AuditEntry.objects.filter(person=alice.pk, deed="view", thing=dana.pk).count() == 1
    assert AuditEntry.objects.get(person=alice.pk, deed="list").detail["asked"] == {"q": "dana"}
