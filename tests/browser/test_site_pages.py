"""Pages that belong to no room in Chromium: sign-in for a stranger, the report, health, what is not there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from rapport.staff.models import User

Accessible = Callable[[Page], None]
SignIn = Callable[[Page, User], None]
NOWHERE = "There is no page at this address"


def test_a_page_that_is_not_there_is_readable_on_a_desk_and_a_phone_by_day_and_by_night(
    page: Page, live_server: LiveServer, accessible: Accessible, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    page.goto(f"{live_server.url}/nowhere")

    expect(page.get_by_role("heading", level=1)).to_have_text(NOWHERE)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    accessible(page)


@pytest.mark.parametrize(("path", "heading"), [("/nowhere", NOWHERE), ("/report", "Not found")])
def test_what_is_not_there_is_said_in_the_frame_to_who_is_signed_in(
    page: Page,
    live_server: LiveServer,
    accessible: Accessible,
    sign_in: SignIn,
    settings: Settings,
    olive: User,
    path: str,
    heading: str,
) -> None:
    settings.REPORT = Path("/srv/shop/report.html")
    sign_in(page, olive)

    page.goto(f"{live_server.url}{path}")

    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    accessible(page)


def test_light_and_dark_look_different(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/nowhere")
    seen = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        seen.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert seen == ["rgb(251, 250, 248)", "rgb(21, 24, 26)"]


def test_an_owner_opens_the_report_from_home(
    page: Page,
    live_server: LiveServer,
    sign_in: SignIn,
    settings: Settings,
    olive: User,
    report_page: Path,
    accessible: Accessible,
) -> None:
    settings.REPORT = report_page
    sign_in(page, olive)
    page.goto(live_server.url)

    page.get_by_role("link", name="Open the value report").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What your customers are worth")
    assert page.url == f"{live_server.url}/report"
    accessible(page)


def test_a_visitor_who_strays_finds_the_way_to_sign_in_with_the_keyboard_alone(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(f"{live_server.url}/nowhere")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Go to the start page")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{live_server.url}/account/login/?next=/")


def test_the_health_page_answers_in_the_browser_too(page: Page, live_server: LiveServer) -> None:
    response = page.goto(f"{live_server.url}/health")

    assert response
    assert response.json()["status"] == "ok"


def test_everything_works_without_javascript(
    page_without_javascript: Page,
    live_server: LiveServer,
    sign_in: SignIn,
    settings: Settings,
    olive: User,
    report_page: Path,
) -> None:
    settings.REPORT = report_page
    page = page_without_javascript
    sign_in(page, olive)

    page.goto(live_server.url)
    page.get_by_role("link", name="Open the value report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What your customers are worth")
    page.goto(f"{live_server.url}/nowhere")
    page.get_by_role("link", name="Go to the start page").click()

    expect(page).to_have_title("Home · Rapport")
