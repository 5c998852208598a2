"""A role-play in the browser, from the list to the review, also without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from rapport.engine.marking.conversation import CRITERIA
from rapport.practice.models import RolePlay
from rapport.practice.rules.scenes.reading import scene_named
from rapport.staff.models import User
from tests.browser.conftest import WIDTHS, Accessible, SignIn
from tests.cast import make_person

KETTLE = scene_named("angry-refund")
SLOW = 20_000  # milliseconds: the first turn reads the encoder, beside other tests
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("Alice")


def begin(page: Page, live_server: LiveServer, channel: str) -> None:
    page.goto(f"{live_server.url}/practice/scenes")
    page.get_by_role("link", name=KETTLE.title).first.click()
    page.get_by_role("radio", name=channel).check()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text(KETTLE.opening)).to_be_visible()


def say(page: Page, text: str) -> None:
    talk = page.get_by_role("log").get_by_role("listitem")
    before = talk.count()
    page.get_by_label(re.compile(r"What do you (say|write)\?")).fill(text)
    page.get_by_role("button", name="Say it").click()
    expect(talk).to_have_count(before + 2, timeout=SLOW)


def rate(page: Page) -> None:
    for name in CRITERIA:
        page.locator(f"input[name={name}][value='1']").check()
    page.get_by_role("button", name="Show the review").click()
    expect(page.get_by_role("heading", name="What to try next")).to_be_visible()


def check(page: Page, accessible: Accessible) -> None:
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert not page.evaluate(SIDEWAYS), f"the page scrolls sideways at {width}"
        accessible(page)


def test_a_role_play_face_to_face_from_the_list_to_the_review(
    page: Page, live_server: LiveServer, sign_in: SignIn, accessible: Accessible, alice: User
) -> None:
    sign_in(page, alice)
    page.goto(f"{live_server.url}/practice/scenes")
    check(page, accessible)
    begin(page, live_server, "Face to face")
    page.get_by_label("Your body language").select_option("Look at them, without staring")
    say(page, KETTLE.exemplary[0])
    expect(page.get_by_text("Look at them, without staring").first).to_be_visible()
    check(page, accessible)
    for text in KETTLE.exemplary[1:]:
        say(page, text)
    expect(page.get_by_role("heading", name="The conversation has ended")).to_be_visible()
    check(page, accessible)
    rate(page)
    expect(page.get_by_text("You named what it feels like.").first).to_be_visible()
    check(page, accessible)


def test_two_clicks_at_once_say_one_turn(
    page: Page, live_server: LiveServer, sign_in: SignIn, alice: User
) -> None:
    sign_in(page, alice)
    begin(page, live_server, "On the phone")
    page.get_by_label("What do you say?").fill(KETTLE.exemplary[0])
    page.get_by_role("button", name="Say it").dblclick()

    expect(page.get_by_role("log").get_by_role("listitem")).to_have_count(3, timeout=SLOW)
    assert RolePlay.objects.get().turns.count() == 3


def test_a_role_play_without_javascript(
    page_without_javascript: Page, live_server: LiveServer, sign_in: SignIn, alice: User
) -> None:
    page = page_without_javascript
    sign_in(page, alice)
    begin(page, live_server, "In writing")
    say(page, KETTLE.exemplary[0])
    page.get_by_role("button", name="End here").click()
    rate(page)
    expect(page.get_by_text("You stopped")).to_be_visible()
