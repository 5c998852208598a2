"""Odd input: whatever is sent to an address of the desk, by page or API, is answered and is no fault of ours.

A few tries for each form, drawn by chance from a fixed seed. Many more, before a release or after a change:
RAPPORT_TEST_ODD=60 RAPPORT_TEST_SEED=7 .venv/bin/pytest tests/integration/test_desk_odd_input.py
"""

import json
import os
import re
from random import Random

import pytest
from django.test import Client
from django.utils.timezone import now

from rapport.staff.rules import Role
from rapport.staff.tokens.actions import make_token
from rapport.staff.tokens.rules import Scope
from tests.cast import client_of
from tests.doors import Door, doors, operations
from tests.integration.test_walk_api import body_of
from tests.odd import ODD, ODD_IN_JSON, ODD_IN_PATH, ODD_KINDS, Asker, forms_in, with_one_odd
from tests.world import World, make_world

TRIES = int(os.environ.get("RAPPORT_TEST_ODD", "3"))
SEED = int(os.environ.get("RAPPORT_TEST_SEED", "1"))
WORDS = (
    *("q", "page", "after", "of", "customer", "order", "sort", "team", "assignee", "state", "write", "tag"),
    *("article", "notes", "tab", "size", "weeks", "scope", "figure", "kind", "type", "cause", "side", "part"),
    *("message", "article_q", "channel", "severity"),
)
DESK = [door for door in doors() if door.name.startswith("desk:")]
API = [one for one in operations() if not re.search(r"customers|orders|imports", one.path)]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def address_of(door: Door, world: World) -> str:
    return door.address(world, world.customers["Northumberta"])


def olive(world: World) -> Client:
    """The owner, who may send everything; a fault of ours is a status here."""
    return client_of(world.people[Role.OWNER], raise_request_exception=False)


def test_a_form_with_one_odd_field_is_answered(world: World) -> None:
    chance = Random(SEED)
    seen: set[tuple[str, ...]] = set()
    with Asker(olive(world)) as asker:
        for door in DESK:
            answer = asker.client.get(here := address_of(door, world))
            if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):
                continue
            for form in forms_in(answer.content.decode(), here):
                if form.shape in seen or form.action.startswith("/account/"):  # signed out, we ask no more
                    continue
                seen.add(form.shape)
                for fields in with_one_odd(form.fields, ODD, chance, most=TRIES):
                    asker.post(form.action, fields)
    assert asker.faults == {}
    assert asker.asked > 100


def test_an_address_with_odd_words_is_answered(world: World) -> None:
    chance = Random(SEED)
    with Asker(olive(world)) as asker:
        for door in DESK:
            for words in with_one_odd(dict.fromkeys(WORDS, ""), ODD, chance, most=TRIES * 2):
                asker.get(address_of(door, world), **{name: word for name, word in words.items() if word})
    assert asker.faults == {}


def test_an_odd_address_is_answered(world: World) -> None:
    chance = Random(SEED)
    with Asker(olive(world)) as asker:
        for door in (one for one in DESK if one.parts):
            for odd in chance.sample(ODD_IN_PATH, min(TRIES + 1, len(ODD_IN_PATH))):
                address = "/" + re.sub(r"<[^>]*>", odd, door.route)
                asker.get(address)
                asker.post(address, {})
    assert asker.faults == {}


def test_a_body_that_is_none_is_answered(world: World) -> None:
    with Asker(olive(world)) as asker:
        for door in DESK:
            for kind in ODD_KINDS:
                asker.send("POST", address_of(door, world), b"\xff\x00%00=&x\r\n--x", kind)
    assert asker.faults == {}


def test_an_operation_with_one_odd_field_is_answered(world: World) -> None:
    chance, one = Random(SEED), world.customers["Northumberta"]
    by = world.people[Role.OWNER]
    _, token = make_token("odd", scopes=[*Scope], days=1, by=by, at=now())
    headers = {"authorization": f"Bearer {token}"}
    kind = "application/json"
    with Asker(Client(headers={"host": "localhost"}, raise_request_exception=False)) as asker:
        for operation in API:
            method, address = operation.method.upper(), operation.address(world, one)
            plain = json.loads(body_of(operation, one) or "{}")
            for body in with_one_odd(plain, ODD_IN_JSON, chance, most=TRIES * 4):
                asker.send(method, address, json.dumps(body).encode(), kind, **headers)
            for none in (b"", b"\xff", b"[]", b"null", b"{", b'{"text": NaN}', b"[" * 5_000):
                asker.send(method, address, none, kind, **headers)
    assert asker.faults == {}
