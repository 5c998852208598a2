"""A visitor at the front door, the report, the health page and a place that is not there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

Accessible = Callable[[Page], None]
HEADINGS = {
    "/": "Every contact answered by someone who knows the customer",
    "/report": "Not found",
    "/nowhere": "There is no page at this address",
}


@pytest.mark.parametrize("path", HEADINGS)
def test_a_page_is_readable_on_a_desk_and_a_phone_by_day_and_by_night(
    page: Page, live_server: LiveServer, accessible: Accessible, path: str, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    page.goto(f"{live_server.url}{path}")

    expect(page.get_by_role("heading", level=1)).to_have_text(HEADINGS[path])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    accessible(page)


def test_light_and_dark_look_different(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url)
    seen = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        seen.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert seen == ["rgb(251, 250, 248)", "rgb(21, 24, 26)"]


def test_a_visitor_opens_the_report_from_the_front_door(
    page: Page, live_server: LiveServer, settings: Settings, report_page: Path, accessible: Accessible
) -> None:
    settings.REPORT = report_page
    page.goto(live_server.url)

    page.get_by_role("link", name="Open the value report").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What your customers are worth")
    assert page.url == f"{live_server.url}/report"
    accessible(page)


def test_a_visitor_who_strays_finds_back_with_the_keyboard_alone(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/nowhere")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Go to the start page")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page).to_have_title("Start · Rapport")


def test_the_health_page_answers_in_the_browser_too(page: Page, live_server: LiveServer) -> None:
    response = page.goto(f"{live_server.url}/health")

    assert response
    assert response.json()["status"] == "ok"


def test_everything_works_without_javascript(
    page_without_javascript: Page, live_server: LiveServer, settings: Settings, report_page: Path
) -> None:
    settings.REPORT = report_page
    page = page_without_javascript

    page.goto(live_server.url)
    page.get_by_role("link", name="Open the value report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What your customers are worth")
    page.goto(f"{live_server.url}/nowhere")
    page.get_by_role("link", name="Go to the start page").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(HEADINGS["/"])
