"""An adviser in a real browser: find somebody, open them, note a need; two people at one record."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from rapport.customers import actions
from rapport.customers.models import Customer
from rapport.customers.rules import ValuationFacts, WorthRow
from rapport.staff.models import User
from tests import cast
from tests.browser.conftest import guarded

Accessible = Callable[[Page], None]
PLACES = {
    "/customers": "Customers",
    "/customers/new?kind=person": "New person",
    "/customers/types": "Types of customer",
    "/customers/duplicates": "Possible duplicates",
    "{dana}": "Dana Whitlock",
    "{dana}/edit": "Edit Dana Whitlock",
    "{dana}/category": "What is Dana Whitlock to us?",
    "{dana}/needs": "Note a need",
    "{dana}/relations?find=dana": "Add a relation",
    "{dana}/consents/history": "Consent of Dana Whitlock",
    "{dana}/merge/{twin}": "Are these one party?",
}


@pytest.fixture
def bob(transactional_db: None) -> User:
    """The leader of team North, in a database that the server sees too."""
    return cast.make_person("Bob")


@pytest.fixture
def register(bob: User) -> tuple[Customer, Customer]:
    """Dana with something of everything, and a record that may be her too."""
    at = now()
    dana, twin = (
        actions.add_customer({"name": name}, by=bob, at=at) for name in ("Dana Whitlock", "D. Whitlock")
    )
    for record in (dana, twin):
        actions.add_contact_point(record, "phone", "020 7946 0958", by=bob, at=at)
    actions.note_need(dana, "information", "Two days' notice", source="Phone", meets="A text", by=bob, at=at)
    actions.note_need(dana, "information", "A named person", source="Phone", is_want=True, by=bob, at=at)
    actions.note_access_need(dana, "Large print", by=bob, at=at)
    actions.note_alternative(dana, "Calder Yarns", by=bob, at=at)
    actions.relate(dana, "supplier", by=bob, at=at)
    actions.make_promise(dana, "Send the card", due_at=at + timedelta(hours=5), by=bob, at=at)
    actions.note_touchpoint(dana, "Asked about looms", stage="use", channel="phone", by=bob, at=at)
    actions.record_consent(dana, "marketing", "email", "given", by=bob, at=at)
    row = WorthRow(dana.pk, Decimal(412), Decimal(120), Decimal(905), "Eleven purchases.", 0.9, "client")
    actions.record_worths(ValuationFacts(at.date(), "GBP", "bgnbd"), [row], at=at)
    return dana, twin


def sign_in(page: Page, live_server: LiveServer, person: User) -> None:
    """Give the browser the session of somebody who signed in."""
    session = cast.client_of(person).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )


@pytest.fixture
def desk(page: Page, live_server: LiveServer, bob: User) -> Page:
    """A page in which Bob is signed in."""
    sign_in(page, live_server, bob)
    return page


@pytest.fixture
def other_desk(browser: Browser, live_server: LiveServer, bob: User) -> Iterator[Page]:
    """A second browser of the same team."""
    with guarded(browser) as context:
        page = context.new_page()
        sign_in(page, live_server, cast.make_person("Alice"))
        yield page


@pytest.mark.parametrize("place", PLACES)
def test_a_page_is_readable_on_a_desk_and_a_phone_by_day_and_by_night(
    desk: Page,
    live_server: LiveServer,
    register: tuple[Customer, Customer],
    accessible: Accessible,
    place: str,
) -> None:
    dana, twin = register
    address = place.format(dana=f"/customers/{dana.pk}", twin=twin.pk)
    for width, scheme in ((1440, "light"), (390, "dark")):
        desk.set_viewport_size({"width": width, "height": 844})
        desk.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

        desk.goto(f"{live_server.url}{address}")

        expect(desk.get_by_role("heading", level=1)).to_have_text(PLACES[place])
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
        accessible(desk)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the link or button of that name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    pytest.fail(f"Tab never reaches {name!r}.")


def test_a_need_is_noted_with_the_keyboard_alone(
    desk: Page, live_server: LiveServer, register: tuple[Customer, Customer]
) -> None:
    desk.goto(f"{live_server.url}/customers")

    desk.keyboard.press("/")
    desk.keyboard.type("dana")
    expect(desk.locator("#found tbody tr")).to_have_count(1)
    tab_to(desk, "Dana Whitlock")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Dana Whitlock")
    tab_to(desk, "Note a need")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Note a need")
    tab_to_field(desk, "What they need")
    desk.keyboard.type("Yarn from one dye lot")
    tab_to_field(desk, "How we know")
    desk.keyboard.type("Said on the phone")
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("status").first).to_contain_text("The need is noted")
    expect(desk.get_by_text("Yarn from one dye lot").first).to_be_visible()


def tab_to_field(page: Page, label: str) -> None:
    """Press Tab until the field of that label has the focus."""
    field = page.get_by_label(label, exact=True).element_handle()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("field => field === document.activeElement", field):
            return
    pytest.fail(f"Tab never reaches {label!r}.")


def test_the_list_follows_what_is_typed_and_goes_back(
    desk: Page, live_server: LiveServer, register: tuple[Customer, Customer]
) -> None:
    desk.goto(f"{live_server.url}/customers")
    expect(desk.locator("#found tbody tr")).to_have_count(2)

    desk.get_by_label("Search").fill("dana w")
    expect(desk.locator("#found tbody tr")).to_have_count(1)
    assert "q=dana+w" in desk.url or "q=dana%20w" in desk.url
    desk.go_back()

    expect(desk.locator("#found tbody tr")).to_have_count(2)
    expect(desk.get_by_role("heading", level=1)).to_have_text("Customers")


def test_of_two_browsers_the_second_chooses_between_theirs_and_its_own(
    desk: Page,
    other_desk: Page,
    live_server: LiveServer,
    register: tuple[Customer, Customer],
    accessible: Accessible,
) -> None:
    dana, _ = register
    for page in (desk, other_desk):
        page.goto(f"{live_server.url}/customers/{dana.pk}/edit")

    desk.get_by_label("How they like to be dealt with").fill("Short calls")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Dana Whitlock")
    other_desk.get_by_label("How they like to be dealt with").fill("Long letters")
    other_desk.get_by_label("Language").fill("cy")
    other_desk.get_by_role("button", name="Save").click()

    expect(other_desk.get_by_role("heading", level=1)).to_have_text(
        "Somebody changed Dana Whitlock while you were writing"
    )
    accessible(other_desk)
    dana.refresh_from_db()
    assert (dana.contact_style, dana.language) == ("Short calls", "")
    other_desk.get_by_role("radio", name="Yours: Long letters").check()
    other_desk.get_by_role("button", name="Save what I chose").click()
    expect(other_desk.get_by_role("heading", level=1)).to_have_text("Dana Whitlock")
    dana.refresh_from_db()
    assert (dana.contact_style, dana.language) == ("Long letters", "cy")


def test_a_need_is_noted_without_javascript(
    page_without_javascript: Page, live_server: LiveServer, bob: User, register: tuple[Customer, Customer]
) -> None:
    page = page_without_javascript
    sign_in(page, live_server, bob)
    page.goto(f"{live_server.url}/customers")

    page.get_by_label("Search").fill("dana")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Dana Whitlock").click()
    page.get_by_role("link", name="Note a need").first.click()
    page.get_by_label("What they need", exact=True).fill("Yarn from one dye lot")
    page.get_by_label("How we know").fill("Said on the phone")
    page.get_by_role("button", name="Note it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Dana Whitlock")
    expect(page.get_by_text("Yarn from one dye lot").first).to_be_visible()
