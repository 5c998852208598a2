"""The walk through every door of the portal: as each customer, as whoever left, and as a stranger.

Found from the addresses themselves, so that a new one is walked, too. Tests 29, 30, 31 and 46 of the desk.
"""

import re

import pytest
from django.test import Client
from django.utils.timezone import now

from rapport.desk.actions.rights import end_right
from rapport.desk.addresses.portal import urlpatterns
from rapport.desk.models import Attachment, PortalRight
from tests.cast import client_of
from tests.doors import PART, text_of
from tests.portal_world import COLLEAGUE, MARKS, SECRET, THIRD_PARTY, PortalWorld, make_portal_world

pytestmark = pytest.mark.django_db
DOORS = [str(pattern.pattern) for pattern in urlpatterns if str(pattern.pattern).startswith("portal")]
OWN = [route for route in DOORS if not route.startswith(("portal-rights", "portal/enter", "portal/asked"))]
OF_ONE = [route for route in OWN if PART.search(route)]
OF_ALL = [
    route for route in OWN if not PART.search(route) and route not in {"portal/sign-in", "portal/sign-out"}
]
SEES = {  # whose things each may see
    "Adamarker": {"Adamarker"},
    "Benmarker": {"Benmarker"},
    "Coramarker": {"Coramarker", "Acmemarker"},
    "Colemarker": {"Colemarker"},
    "Faymarker": {"Faymarker"},
}


@pytest.fixture
def world(db: None) -> PortalWorld:
    return make_portal_world()


def address(route: str, world: PortalWorld, mark: str) -> str:
    """Fill an address with what is of one customer."""
    case = world.cases[mark]
    file = Attachment.objects.get(message__case=case, name=f"{mark}.txt")
    order = world.customers[mark].orders.get()
    things = {"reference": case.reference, "number": order.pk if "orders" in route else file.pk}
    return "/" + PART.sub(lambda part: str(things[part[1]]), route)


def test_the_walk_goes_through_every_door() -> None:
    assert len(OF_ONE) == 4
    assert len(OF_ALL) == 5


@pytest.mark.parametrize("who", SEES)
def test_a_customer_finds_their_own_things_and_nobody_elses(world: PortalWorld, who: str) -> None:
    client, wrong = world.visit(who), {}
    for route in OF_ONE:
        for mark in MARKS:
            status = client.get(address(route, world, mark)).status_code
            expected = {200, 405} if mark in SEES[who] else {404, 405}
            if status not in expected:
                wrong[f"{route} of {mark}"] = status
            status = client.post(address(route, world, mark), {"text": "Mine?"}).status_code
            if mark not in SEES[who] and status not in {404, 405}:
                wrong[f"POST {route} of {mark}"] = status
    assert wrong == {}


@pytest.mark.parametrize("who", SEES)
def test_no_page_of_the_portal_names_anything_of_somebody_else(world: PortalWorld, who: str) -> None:
    client, told = world.visit(who), {}
    hidden = [mark for mark in MARKS if mark not in SEES[who]]
    for route in OF_ALL:
        status, text = text_of(client, f"/{route}")
        assert status == 200
        found = [mark for mark in hidden if mark.lower() in text.lower()]
        if found:
            told[route] = found
    for mark in SEES[who]:
        for route in OF_ONE:
            _, text = text_of(client, address(route, world, mark))
            found = [other for other in hidden if other.lower() in text.lower()]
            if found:
                told[f"{route} of {mark}"] = found
    assert told == {}


def test_who_has_the_right_sees_what_the_organisation_has(world: PortalWorld) -> None:
    _, text = text_of(world.visit("Coramarker"), "/portal")

    assert "Subject of Acmemarker" in text
    assert "Ring Acmemarker" in text


def test_the_page_of_a_case_shows_what_both_sides_said(world: PortalWorld) -> None:
    _, text = text_of(world.visit("Adamarker"), address("portal/cases/<str:reference>", world, "Adamarker"))

    assert "Question of Adamarker" in text
    assert "Answer to Adamarker" in text
    assert "Adamarker.exe" in text
    assert "it can run." in text


def test_a_note_a_forward_and_a_colleagues_address_are_on_no_page_of_the_portal(world: PortalWorld) -> None:
    """Test 46, by the pages: everything that stands in a case for colleagues alone carries SECRET."""
    told = []
    for who, seen in SEES.items():
        client = world.visit(who)
        pages = [f"/{route}" for route in OF_ALL]
        pages += [address(route, world, mark) for route in OF_ONE for mark in seen]
        for page in pages:
            _, text = text_of(client, page)
            told += [f"{who} {page}: {word}" for word in (SECRET, COLLEAGUE, THIRD_PARTY) if word in text]
    assert told == []


def test_the_files_of_a_forward_and_refused_ones_are_not_handed_out(world: PortalWorld) -> None:
    client = world.visit("Adamarker")
    files = Attachment.objects.filter(message__case=world.cases["Adamarker"])
    handed = {file.name: client.get(f"/portal/files/{file.pk}").status_code for file in files}

    assert handed == {"Adamarker.txt": 200, "drawing.txt": 404, "Adamarker.exe": 404}


def test_a_stranger_is_asked_for_an_address_at_every_door(world: PortalWorld) -> None:
    stranger, wrong = Client(headers={"host": "localhost"}), {}
    for route in [*OF_ALL, *OF_ONE]:
        answer = stranger.get(address(route, world, "Adamarker"))
        if answer.status_code != 405 and (answer.status_code, answer.get("Location")) != (
            302,
            "/portal/sign-in",
        ):
            wrong[route] = answer.status_code
    assert wrong == {}


def test_what_is_not_there_and_what_is_not_theirs_are_answered_alike(world: PortalWorld) -> None:
    client = world.visit("Adamarker")
    answers = {
        client.get(f"/portal/cases/{reference}").content.replace(
            client.cookies["csrftoken"].value.encode(), b""
        )
        for reference in (world.cases["Benmarker"].reference, "R-NOPE-NOPE")
    }
    assert len({_without_tokens(answer.decode()) for answer in answers}) == 1


def _without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_a_colleagues_sign_in_opens_no_page_of_the_portal(world: PortalWorld) -> None:
    assert client_of(world.alice).get("/portal")["Location"] == "/portal/sign-in"


def test_a_visit_to_the_portal_opens_no_page_of_the_desk(world: PortalWorld) -> None:
    client = world.visit("Adamarker")
    client.cookies["sessionid"] = client.cookies["rapport_portal"].value

    assert client.get("/customers")["Location"].startswith("/account/login")


def test_a_right_that_ends_takes_the_cases_away_at_once(world: PortalWorld) -> None:
    client, page = world.visit("Coramarker"), address("portal/cases/<str:reference>", world, "Acmemarker")
    assert client.get(page).status_code == 200

    end_right(PortalRight.objects.get(person=world.customers["Coramarker"]), by=world.bob, at=now())

    assert client.get(page).status_code == 404
