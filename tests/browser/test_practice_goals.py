"""A goal with its checks, a reflection without the customer, feedback: with and without script."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from rapport.practice.models import Feedback, Goal, Reflection
from rapport.staff.models import User
from tests.browser.conftest import WIDTHS, Accessible, SignIn
from tests.cast import make_dana, make_person

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def alice(transactional_db: None) -> User:
    make_dana()
    return make_person("Alice")


def test_the_checks_answer_while_one_writes_and_a_goal_is_set_and_worked_on(
    page: Page, live_server: LiveServer, sign_in: SignIn, alice: User, accessible: Accessible, width: int
) -> None:
    sign_in(page, alice)
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.goto(f"{live_server.url}/practice/goals/new")

    page.get_by_label("Your goal").fill("Get better at listening.")
    expect(page.locator("#checks")).to_contain_text("“better” is hard to see.")
    page.get_by_label("How will you see it?").fill("I ask one open question in five calls.")
    expect(page.locator("#checks")).not_to_contain_text("hard to see")
    accessible(page)
    page.get_by_role("button", name="Set this goal").click()
    page.get_by_label("What did you do, and what did you see?").fill("Three of five.")
    page.get_by_role("button", name="Note it").click()

    expect(page.get_by_text("Three of five.")).to_be_visible()
    accessible(page)
    assert not page.evaluate(SIDEWAYS)
    assert [entry.deed for entry in Goal.objects.get().entries.all()] == ["set", "progress"]


def test_a_reflection_is_kept_without_the_customer_and_becomes_a_goal_without_javascript(
    page_without_javascript: Page, live_server: LiveServer, sign_in: SignIn, alice: User
) -> None:
    page = page_without_javascript
    sign_in(page, alice)
    page.goto(f"{live_server.url}/practice/reflections/new")

    page.get_by_label("What?", exact=True).fill("I cut Dana Whitlock short.")
    page.get_by_label("So what?").fill("She fell silent.")
    page.get_by_label("Now what?").fill("Ask one open question in five calls.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("I cut [the customer] short.")).to_be_visible()
    page.get_by_role("button", name="Use this text").click()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Make “now what” a goal").click()

    expect(page.get_by_role("heading", name="Ask one open question in five calls.")).to_be_visible()
    assert "Dana" not in Reflection.objects.get().what


def test_a_colleague_is_asked_and_would_rather_not(
    page: Page, live_server: LiveServer, sign_in: SignIn, alice: User
) -> None:
    bob = make_person("Bob")
    sign_in(page, alice)
    page.goto(f"{live_server.url}/practice/feedback")
    page.get_by_role("link", name="Ask a colleague").click()
    page.get_by_label("Whom do you ask?").select_option("Bob")
    page.get_by_label("What do you want to know?").fill("How did I sound?")
    page.get_by_role("button", name="Ask", exact=True).click()
    sign_in(page, bob)
    page.goto(f"{live_server.url}/practice/feedback")
    page.get_by_role("link", name="How did I sound?").click()
    page.get_by_role("button", name="I would rather not").click()

    expect(page.get_by_text("You declined. No reason is asked for.")).to_be_visible()
    assert Feedback.objects.get().state == "declined"
