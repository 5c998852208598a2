"""The frame in Chromium: any width, light and dark, by keyboard alone, without JavaScript, for everybody."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from rapport.customers.models import Customer, Promise
from rapport.staff.models import User

Accessible = Callable[[Page], None]
SignIn = Callable[[Page, User], None]
PAGES = {
    "/design/": "Design",
    "/keys": "Keys",
    "/kept": "What is kept, and for how long",
}
TARGETS_TOO_SMALL = """() => [...document.querySelectorAll('a, button, summary, input, select, textarea')]
    .filter(one => one.checkVisibility() && !one.closest('p, li:not(.rail li), dd, .skip, label'))
    .filter(one => !one.matches('.skip, [type=checkbox], [type=radio]'))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([, at]) => at.width && (at.width < 24 || at.height < 24))
    .map(([one, at]) => `${one.outerHTML.slice(0, 90)} ${at.width}x${at.height}`)"""


@pytest.fixture
def owed(olive: User, dana: Customer, northwind: Customer) -> list[Promise]:
    """Two promises, so that home has a list to move in."""
    at = now()
    return [
        Promise.objects.create(
            customer=customer,
            made_by=olive,
            text="Call back",
            made_at=at,
            due_at=at + timedelta(hours=hours),
        )
        for hours, customer in ((1, dana), (2, northwind))
    ]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_in_the_frame_is_readable_on_a_desk_and_a_phone_by_day_and_by_night(
    page: Page,
    live_server: LiveServer,
    accessible: Accessible,
    sign_in: SignIn,
    olive: User,
    path: str,
    width: int,
    scheme: str,
) -> None:
    sign_in(page, olive)
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    page.goto(f"{live_server.url}{path}")

    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(TARGETS_TOO_SMALL) == []
    accessible(page)


def test_home_is_readable_with_and_without_anything_to_do(
    page: Page,
    live_server: LiveServer,
    accessible: Accessible,
    sign_in: SignIn,
    lena: User,
    olive: User,
    owed: list[Promise],
    scheme: str,
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for person in (lena, olive):
        sign_in(page, person)
        page.goto(live_server.url)
        accessible(page)


@pytest.mark.parametrize("wide", [390, 600, 768, 1000, 1152, 1344, 1700, 1920])
def test_no_width_makes_a_page_scroll_sideways(
    page: Page, live_server: LiveServer, sign_in: SignIn, olive: User, wide: int
) -> None:
    sign_in(page, olive)
    page.set_viewport_size({"width": wide, "height": 900})
    page.goto(f"{live_server.url}/design/")

    assert page.evaluate("document.documentElement.scrollWidth") <= wide


def test_the_rail_of_a_phone_holds_every_place_without_javascript(
    page_without_javascript: Page, live_server: LiveServer, sign_in: SignIn, olive: User
) -> None:
    page = page_without_javascript
    sign_in(page, olive)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/design/")
    rail = page.get_by_role("navigation", name="Main")

    expect(rail.get_by_role("link", name="Kept for how long")).to_be_hidden()
    rail.get_by_text("More").click()
    rail.get_by_role("link", name="Kept for how long").click()

    expect(page).to_have_url(f"{live_server.url}/kept")
    rail.get_by_text("More").click()
    expect(rail.get_by_role("button", name="Sign out")).to_be_in_viewport()


def test_the_definition_of_a_figure_comes_by_hover_focus_and_tap(
    page: Page, live_server: LiveServer, sign_in: SignIn, olive: User
) -> None:
    sign_in(page, olive)
    page.goto(f"{live_server.url}/design/")
    figure = page.locator(".figure").first
    definition, mark = figure.get_by_text("Of the customers whose"), figure.locator("summary")

    expect(definition).to_be_hidden()
    mark.hover()
    expect(definition).to_be_visible()
    page.mouse.move(0, 0)
    expect(definition).to_be_hidden()
    mark.focus()
    expect(definition).to_be_visible()
    page.keyboard.press("Escape")
    expect(definition).to_be_hidden()
    mark.blur()
    mark.dispatch_event("click")
    expect(definition).to_be_visible()


def test_the_definition_of_a_figure_comes_by_tap_without_javascript(
    page_without_javascript: Page, live_server: LiveServer, sign_in: SignIn, olive: User
) -> None:
    page = page_without_javascript
    sign_in(page, olive)
    page.goto(f"{live_server.url}/design/")

    page.locator(".figure summary").first.click()

    expect(page.get_by_text("Of the customers whose")).to_be_visible()


def test_keys_lead_from_place_to_place(
    page: Page, live_server: LiveServer, sign_in: SignIn, olive: User
) -> None:
    sign_in(page, olive)
    page.goto(f"{live_server.url}/kept")

    page.keyboard.press("g")
    page.keyboard.press("h")

    expect(page).to_have_url(f"{live_server.url}/")


def test_keys_move_in_a_list_and_the_row_opens_by_enter(
    page: Page, live_server: LiveServer, sign_in: SignIn, olive: User, owed: list[Promise]
) -> None:
    sign_in(page, olive)
    page.goto(live_server.url)
    links = page.locator("main table").first.get_by_role("link")

    for key, row in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(links.nth(row)).to_be_focused()


def test_a_slash_goes_to_the_search_box_and_what_is_typed_there_is_no_shortcut(
    page: Page, live_server: LiveServer, sign_in: SignIn, olive: User
) -> None:
    sign_in(page, olive)
    page.goto(f"{live_server.url}/design/")
    box = page.get_by_role("searchbox")

    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("gh?jn/")

    expect(box).to_have_value("gh?jn/")
    expect(page).to_have_url(f"{live_server.url}/design/")
    page.keyboard.press("Escape")
    expect(box).not_to_be_focused()


def test_a_question_mark_shows_the_map_of_keys_over_the_page(
    page: Page, live_server: LiveServer, sign_in: SignIn, accessible: Accessible, olive: User
) -> None:
    sign_in(page, olive)
    page.goto(f"{live_server.url}/kept")

    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys.get_by_text("Search what the page lists")).to_be_visible()
    accessible(page)
    page.keyboard.press("Escape")

    expect(keys).to_have_count(0)
    expect(page).to_have_url(f"{live_server.url}/kept")


def test_keys_rest_for_whoever_switched_them_off(
    page: Page, live_server: LiveServer, sign_in: SignIn, olive: User
) -> None:
    olive.has_keys = False
    olive.save()
    sign_in(page, olive)
    page.goto(f"{live_server.url}/design/")

    page.keyboard.press("/")

    expect(page.get_by_role("searchbox")).not_to_be_focused()
    page.goto(f"{live_server.url}/keys")
    expect(page.get_by_text("They are off for you")).to_be_visible()


def test_a_refusal_of_a_part_is_said_at_the_top_and_the_part_stays_as_it_was(
    page: Page, live_server: LiveServer, sign_in: SignIn, settings: Settings, olive: User
) -> None:
    settings.REPORT = Path("/srv/shop/report.html")
    sign_in(page, olive)
    page.goto(f"{live_server.url}/kept")

    page.evaluate("htmx.ajax('GET', '/report', {target: 'main h1', swap: 'innerHTML'})")

    expect(page.get_by_role("alert")).to_contain_text("There is no value report at /srv/shop/report.html")
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES["/kept"])


def test_a_part_that_nobody_answers_is_said_too(
    page: Page, live_server: LiveServer, sign_in: SignIn, olive: User
) -> None:
    sign_in(page, olive)
    page.goto(f"{live_server.url}/kept")

    page.evaluate("htmx.ajax('GET', '/nowhere', {target: 'main h1', swap: 'innerHTML'}).catch(() => null)")

    expect(page.get_by_role("alert")).to_contain_text("Rapport answered 404, and nothing was changed.")
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES["/kept"])


def test_a_keyboard_alone_passes_the_rail_in_one_step(
    page: Page, live_server: LiveServer, sign_in: SignIn, olive: User
) -> None:
    sign_in(page, olive)
    page.goto(f"{live_server.url}/kept")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


def test_paper_holds_the_content_and_no_rail(
    page: Page, live_server: LiveServer, sign_in: SignIn, olive: User
) -> None:
    sign_in(page, olive)
    page.goto(f"{live_server.url}/kept")

    page.emulate_media(media="print", color_scheme="dark")

    expect(page.locator(".rail")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_signing_out_from_the_rail_ends_the_visit(
    page: Page, live_server: LiveServer, sign_in: SignIn, olive: User
) -> None:
    sign_in(page, olive)
    page.goto(f"{live_server.url}/kept")

    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{live_server.url}/kept")

    expect(page).to_have_url(f"{live_server.url}/account/login/?next=/kept")
