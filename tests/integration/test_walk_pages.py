"""The walk through every page: every address, as every role and as a stranger.

Found from the addresses themselves: a new one fails here until tests/expectations.py says who may go there.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from rapport.staff.models import User
from rapport.staff.rules import Role
from tests.cast import client_of
from tests.doors import Door, doors, text_of
from tests.expectations import DECLINED, EXPECTED, KNOWN, LISTS, OPEN, OWN
from tests.world import World, make_world, value

DOORS = doors()
ROOMS = [door for door in DOORS if door.name in EXPECTED]
FOUND, NOT_THERE = (200, 302), (403, 404)
WRONG_METHOD = 405
OF_CUSTOMERS = (
    *("customers:", "orders:", "desk:portal_right", "desk:delay_told", "desk:agreement_asked"),
    *("desk:fault", "practice:from_case"),
)
OF_CASES = "cases/<int:number>"
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")  # how Ibis calls DuckDB


@pytest.fixture
def world(db: None, settings: Settings, report_page: Path) -> World:
    settings.REPORT = report_page
    return make_world()


@pytest.fixture
def valued(world: World, settings: Settings, tmp_path: Path) -> World:
    settings.DATA_DIR = tmp_path
    return value(world)


def people(world: World) -> Iterator[tuple[User, Client]]:
    """Yield everybody, signed in; Charlie too, the adviser of the other team."""
    for person in (*world.people.values(), world.charlie):
        yield person, client_of(person, raise_request_exception=False)  # a fault is a status here


def touches_a_customer(door: Door) -> bool:
    """Tell a door that is about one customer from one that is about all."""
    return bool(door.parts) and (door.name.startswith(OF_CUSTOMERS) or door.route.startswith(OF_CASES))


def test_every_address_has_an_expectation() -> None:
    assert {door.name for door in DOORS} - KNOWN == set(), "say in tests/expectations.py who may go there"
    assert KNOWN - {door.name for door in DOORS} == set(), "tests/expectations.py names what is not there"


def test_a_stranger_gets_nothing_but_the_way_in(world: World) -> None:
    stranger, wrong = client_of(), {}
    for door in DOORS:
        if door.name in OPEN:
            continue
        address = door.address(world, world.customers["Northumberta"])
        for answer in (stranger.get(address), stranger.post(address)):
            shown = answer.status_code == 302 and answer["Location"].startswith("/account/")
            if not shown and answer.status_code not in (401, 404, WRONG_METHOD):
                wrong[f"{door.name} {address}"] = answer.status_code
    assert wrong == {}


def test_open_pages_do_not_fail_whoever_comes(world: World) -> None:
    faults = {}
    for person, client in [(None, client_of()), *people(world)]:
        for door in DOORS:
            if door.name not in OPEN | OWN | {"account_logout"}:
                continue
            status = client.get(door.address(world, world.customers["Northumberta"])).status_code
            if status >= 500:
                faults[f"{person}: {door.name}"] = status
    assert faults == {}


def test_a_page_is_there_for_those_who_may_see_it_and_for_nobody_else(world: World) -> None:
    wrong = {}
    for person, client in people(world):
        for door in ROOMS:
            status = client.get(door.address(world, world.customers["Assignalda"])).status_code
            may = Role(person.role) in EXPECTED[door.name]
            declined = status == 422 and door.name in DECLINED
            if status not in (*(FOUND if may else NOT_THERE), WRONG_METHOD) and not (may and declined):
                wrong[f"{person.name}, {person.role}: {door.name}"] = status
    assert wrong == {}


def test_what_a_role_may_not_do_is_not_done_by_sending_a_form(world: World) -> None:
    wrong = {}
    for person, client in people(world):
        for door in ROOMS:
            if Role(person.role) in EXPECTED[door.name]:
                continue
            status = client.post(door.address(world, world.customers["Assignalda"])).status_code
            if status not in (*NOT_THERE, WRONG_METHOD):
                wrong[f"{person.name}, {person.role}: {door.name}"] = status
    assert wrong == {}


def test_a_customer_that_somebody_may_not_see_is_not_found(world: World) -> None:
    wrong = {}
    for person, client in people(world):
        for mark in world.hidden_from(person):
            for door in filter(touches_a_customer, ROOMS):
                address = door.address(world, world.customers[mark])
                statuses = {client.get(address).status_code, client.post(address).status_code}
                if not statuses <= {404, 403, WRONG_METHOD} or statuses == {WRONG_METHOD}:
                    wrong[f"{person.name}, {mark}: {door.name}"] = statuses
    assert wrong == {}


def test_a_customer_that_is_not_there_is_not_found(world: World) -> None:
    olive = client_of(world.people[Role.OWNER])
    wrong = {
        door.name: status
        for door in filter(touches_a_customer, ROOMS)
        if (status := olive.get(door.nowhere()).status_code) not in (404, WRONG_METHOD)
    }
    assert wrong == {}


def test_no_page_names_a_customer_to_somebody_who_may_not_see_them(valued: World) -> None:
    told, world = {}, valued
    for person, client in people(world):
        hidden = world.hidden_from(person)
        for door in ROOMS:
            _, text = text_of(client, door.address(world, world.customers["Assignalda"]))  # related to all
            found = [other for other in hidden if other.lower() in text.lower()]
            if found:
                told[f"{person.name}, {person.role}: {door.name}"] = found
    assert told == {}


def test_a_search_finds_nobody_whom_the_person_may_not_see(world: World) -> None:
    told = {}
    for person, client in people(world):
        for mark in world.hidden_from(person):
            for door in ROOMS:
                if door.name in LISTS and door.name.startswith("customers:"):
                    _, text = text_of(client, f"{door.address(world, world.customers[mark])}?q={mark}")
                    if f"{mark} markham".lower() in text.lower():
                        told[f"{person.name}: {door.name}"] = mark
    assert told == {}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_declines_filters_and_sorts_that_it_does_not_know(world: World, name: str) -> None:
    olive = client_of(world.people[Role.OWNER])
    [door] = [door for door in DOORS if door.name == name]
    address = door.address(world, world.customers["Northumberta"])

    assert text_of(olive, address)[0] in FOUND
    assert text_of(olive, f"{address}?colour=red")[0] == 422
    assert text_of(olive, f"{address}?sort=colour")[0] == 422
