"""The walk through every operation of the API: as every role, and as a stranger."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from rapport.customers.models import Customer
from rapport.staff.models import User
from rapport.staff.rules import Role
from rapport.staff.tokens.actions import make_token
from rapport.staff.tokens.rules import Scope
from tests.complaint_world import case_of
from tests.doors import Operation, operations
from tests.world import World, make_world

OPERATIONS = operations()
OF_ONE = [operation for operation in OPERATIONS if "{" in operation.path]
ENDS = ("create_order", "create_case", "offer_redress_in_bulk", "open_request")
ABOUT_ONE = [one for one in OPERATIONS if one.id.endswith(ENDS)]
LISTS = [operation for operation in OPERATIONS if operation.method == "get" and "{" not in operation.path]
BODY: dict[str, Any] = {"name": "x", "role": "buyer", "text": "y", "source": "z", "version": 1}
BODY |= {"key": "walk", "position": 1, "why": "because", "reason": "z", "send_key": "k"}
OPENING = ("/api/cases", "/api/rights-requests")
KINDS = {
    "needs": "information",
    "redress": "goodwill",
    "promises": "call",
}  # one name, several lists


DESK = tuple(
    f"/api/{of}"
    for of in ("cases", "webhooks", "deadlines", "cause", "articles", "targets", "rights", "decisions")
)
CASE: dict[str, Any] = {  # what the operations on cases take; each refuses what is not its own
    "/api/cases": {"kind": "enquiry", "subject": "x", "channel": "phone"},
    "/state": {"state": "closed", "version": 1},
    "/assignee": {"version": 1},
    "/complaint": {},
    "/merged": {"into": 1, "version": 1},
    "/splits": {"messages": [1]},
    "/links": {"other": 1},
    "/messages": {"text": "x", "send_key": "12345678", "version": 1},
    "/notes": {"text": "x"},
    "/deadlines": {"name": "x", "source": "y", "because": "z", "begins_on": "2026-03-02", "length": 30},
    "/extended": {"ends_on": "2099-01-01", "why": "x"},
    "/ended": {"is_met": True},
    "/cause": {"cause": 1},
    "/cases/{number}/faults": {"fault": 1},
    "/cause-actions": {"kind": "containment", "text": "walk on", "due_on": "2099-01-01"},
    "/effect": {"effect": 50},
    "/cases/{number}/articles": {"article": 1},
    "/api/articles": {"title": "x", "body": "y"},
    "/api/causes": {"name": "x"},
    "/api/targets": {"target": "resolution", "working_minutes": 60},
    "/articles/{number}": {"title": "y", "version": 1},
    "/facts": {"facts": {"supply": "goods"}, "version": 1},
    "/choices": {"code": "goods.x", "choice": "y"},
    "/decisions": {"about": "a right", "way": "for", "why": "because"},
    "/signed": {"answer": "x"},
    "/declined": {"answer": "x"},
    "/reversed": {"way": "for", "why": "because"},
    "{number}": {"subject": "y", "version": 1},
    "/api/rights-requests": {
        "kind": "erasure",
        "subject": "x",
        "channel": "email",
        "received_at": "2026-03-02T09:00:00Z",
    },
    "/api/webhooks": {"url": "https://example.com/", "events": ["case.state"]},
}


LINE: dict[str, Any] = {  # what the operations on promised lines take
    "/orders/{number}/lines": {"item": "x", "route": "y", "quantity": 1, "due_at": "2099-01-01T00:00:00Z"},
    "/deliveries": {"quantity": 1},
    "/milestones": {"step": "Turning"},
    "/done": {},
    "/parts": {"part": "P-1", "why": "x"},
    "/delays/{number}/told": {"text": "x"},
    "/faults/{number}/cause": {"cause": 1},
    "/lines/{number}/papers": {"paper": "D-7"},
    "/answer": {"answer": "agreed", "who": "x"},
    "/requirements": {"name": "x"},
    "/checks": {"by_eye": True},
    "/lines/{number}/faults": {"text": "x"},
    "/right": {"how": "x"},
    "/api/steps": {"name": "x", "stage": "production"},
    "/api/papers": {"kind": "drawing", "number": "D-8", "title": "x", "revision": "A"},
}
OF_LINES = tuple(
    f"/api/{thing}"
    for thing in (
        *("lines", "orders/", "delays", "faults", "milestones", "parts", "agreements", "requirements"),
        *("papers", "steps"),
    )
)


def body_of(operation: Operation, one: Customer) -> str:
    """Return a body that the operation can read; it is about one customer where the address is not."""
    if operation.method == "get":
        return ""
    body = None
    if operation.path.startswith(DESK):
        body = next((fields for end, fields in CASE.items() if operation.path.endswith(end)), None)
    if operation.path.startswith(OF_LINES):
        return json.dumps(next(fields for end, fields in LINE.items() if operation.path.endswith(end)))
    if body is not None:
        return json.dumps(body | ({"customer": one.pk} if operation.path in OPENING else {}))
    order = {
        "customer": one.pk,
        "lines": [{"product": "x", "amount": "1.00"}],
        "currency": "GBP",
        "ordered_at": "2026-03-02T09:00:00Z",
    }
    about = {
        "kind": KINDS.get(operation.path.rsplit("/", 1)[-1], "person"),
        "cases": [case_of(one).pk],
        "due_at": "2099-01-01T00:00:00Z",
    }
    return json.dumps(BODY | order | about)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def ask(
    operation: Operation, world: World, one: Customer, token: str = "", query: str = ""
) -> tuple[int, str]:
    """Ask for an operation on one customer; a fault of ours is a status here."""
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    headers = {"authorization": f"Bearer {token}"} if token else {}
    answer = client.generic(
        operation.method.upper(), operation.address(world, one) + query, headers=headers,
        data=body_of(operation, one), content_type="application/json",
    )  # fmt: skip
    return answer.status_code, answer.content.decode()


def people(world: World) -> Iterator[tuple[User, str]]:
    """Yield everybody with a token that may do everything their role may."""
    for person in (*world.people.values(), world.charlie):
        yield person, token_of(person)


def token_of(person: User) -> str:
    return make_token("walk", scopes=list(Scope), days=1, by=person, at=now())[1]


def test_there_is_an_api_to_walk_through() -> None:
    assert {operation.path for operation in OPERATIONS} >= {"/api/customers", "/api/orders"}
    assert OF_ONE
    assert LISTS


def test_a_stranger_is_turned_away_from_every_operation(world: World) -> None:
    one = world.customers["Northumberta"]

    told = {operation.id: ask(operation, world, one)[0] for operation in OPERATIONS}
    guessed = {operation.id: ask(operation, world, one, token="guess")[0] for operation in OPERATIONS}

    assert {*told.values(), *guessed.values()} == {401}


def test_a_customer_that_somebody_may_not_see_is_not_found(world: World) -> None:
    wrong = {}
    for person, token in people(world):
        for mark in world.hidden_from(person):
            for operation in [*OF_ONE, *ABOUT_ONE]:
                status, text = ask(operation, world, world.customers[mark], token)
                if status != 404 or mark.lower() in text.lower():
                    wrong[f"{person.name}, {mark}: {operation.id}"] = (status, text[:80])
    assert wrong == {}


def test_no_list_names_a_customer_to_somebody_who_may_not_see_them(world: World) -> None:
    told = {}
    for person, token in people(world):
        for operation in OPERATIONS:
            if operation.method != "get":
                continue
            status, text = ask(operation, world, world.customers["Assignalda"], token)
            found = [mark for mark in world.hidden_from(person) if mark.lower() in text.lower()]
            if found or status not in (200, 403, 404):
                told[f"{person.name}, {person.role}: {operation.id}"] = (status, found)
    assert told == {}


@pytest.mark.parametrize("operation", LISTS, ids=lambda operation: operation.id)
def test_a_list_declines_filters_that_it_does_not_know(world: World, operation: Operation) -> None:
    token, one = token_of(world.people[Role.OWNER]), world.customers["Northumberta"]

    assert ask(operation, world, one, token)[0] == 200
    assert ask(operation, world, one, token, "?colour=red")[0] == 422
    assert ask(operation, world, one, token, "?sort=colour")[0] == 422


@pytest.mark.parametrize("operation", OF_ONE, ids=lambda operation: operation.id)
def test_what_is_not_there_is_not_found(world: World, operation: Operation) -> None:
    token = token_of(world.people[Role.OWNER])
    client = Client(headers={"host": "localhost"})
    address = re.sub(r"\{\w+\}", "987654321", operation.path)

    answer = client.generic(
        operation.method.upper(), address, headers={"authorization": f"Bearer {token}"},
        data=body_of(operation, world.customers["Northumberta"]), content_type="application/json",
    )  # fmt: skip

    assert answer.status_code == 404


def test_nobody_is_related_to_a_customer_whom_the_person_may_not_see(world: World) -> None:
    charlie, hidden = world.charlie, world.customers["Northumberta"]
    own = world.customers["Southwickeria"]

    answer = Client(headers={"host": "localhost"}).post(
        f"/api/customers/{own.pk}/relations", {"role": "buyer", "other": hidden.pk},
        headers={"authorization": f"Bearer {token_of(charlie)}"}, content_type="application/json",
    )  # fmt: skip

    assert answer.status_code == 404
    assert not own.relations.filter(role="buyer").exists()
