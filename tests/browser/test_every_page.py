"""Every page of the site, found in its addresses: accessible, and no wider than a phone."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from rapport.staff.rules import Role
from tests.browser.conftest import WIDTHS, Accessible, SignIn
from tests.cast import client_of
from tests.doors import doors
from tests.world import World, make_world

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def pages_of(world: World) -> list[str]:
    """Return the addresses at which the owner finds a page; a part that only goes into one is none."""
    owner, one = client_of(world.people[Role.OWNER]), next(iter(world.customers.values()))
    found = {door.address(world, one): owner.get(door.address(world, one)) for door in doors()}
    return [
        address
        for address, answer in found.items()
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
        if address != "/cases/presences"
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_every_page_is_accessible_and_fits(
    page: Page,
    live_server: LiveServer,
    world: World,
    sign_in: SignIn,
    accessible: Accessible,
    width: int,
    scheme: str,
) -> None:
    addresses = pages_of(world)
    sign_in(page, world.people[Role.OWNER])
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    faults: list[str] = []
    for address in addresses:
        page.goto(live_server.url + address)
        if page.evaluate(SIDEWAYS):
            faults.append(f"{address}: wider than {width} pixels")
        try:
            accessible(page)
        except AssertionError as broken:
            faults.append(f"{address}: {broken}")

    assert len(addresses) > 40
    assert not faults, "\n".join(faults)
