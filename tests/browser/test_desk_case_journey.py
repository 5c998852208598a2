"""A day with cases in a real browser: answered, noted and closed, by keyboard and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from rapport.customers.models import AccessNeed, Customer, Need
from rapport.desk.actions import write_note
from rapport.desk.actions.notices import tell_colleague
from rapport.desk.models import Case
from rapport.staff.models import User
from tests.case_makers import hear, make_case, now_of
from tests.cast import MONDAY_NINE

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, User], None]
Accessible = Callable[[Page], None]


@pytest.fixture
def case(dana: Customer, alice: User, bob: User) -> Case:
    Need.objects.create(
        customer=dana, kind="information", text="A date she can plan with", noted_on=MONDAY_NINE
    )
    AccessNeed.objects.create(customer=dana, asked_for="Large print", noted_at=MONDAY_NINE)
    case = make_case(dana)
    hear(case, "It shows 12 bar and should show 10.\n\nI have asked twice before.", from_name="Dana Whitlock")
    write_note(case, "Ask @Alice, she knows the gauge.", by=bob, at=MONDAY_NINE)
    tell_colleague(alice, "Bob mentions you", kind="mentioned", case=case, by=bob, at=MONDAY_NINE)
    return case


def test_a_case_is_answered_and_closed_by_keyboard(
    page: Page, live_server: LiveServer, sign_in: SignIn, accessible: Accessible, alice: User, case: Case
) -> None:
    sign_in(page, alice)
    page.goto(f"{live_server.url}/cases")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(case.subject)
    accessible(page)

    page.keyboard.press("r")
    box = page.get_by_label("Reply", exact=True)
    expect(box).to_be_focused()
    box.fill("We send a new gauge today.")
    page.wait_for_timeout(1200)
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    note = page.get_by_label("Note", exact=True)
    expect(note).to_have_value("")
    page.get_by_role("link", name="Reply to the customer (draft)").click()
    expect(box).to_have_value("We send a new gauge today.")
    page.get_by_role("button", name="Send and resolve").click()

    expect(page.get_by_text("Your reply goes out in ten seconds.")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_label("Reply", exact=True)).to_have_value("We send a new gauge today.")


def test_a_case_is_closed_by_one_key_and_recognised_as_a_complaint_by_another(
    page: Page, live_server: LiveServer, sign_in: SignIn, alice: User, case: Case
) -> None:
    sign_in(page, alice)
    page.goto(f"{live_server.url}/cases/{case.pk}")
    page.keyboard.press("e")
    page.wait_for_url("**/cases")
    assert now_of(case).state == "closed"

    page.goto(f"{live_server.url}/cases/{case.pk}")
    page.keyboard.press("c")
    expect(page.get_by_text("It is a complaint now")).to_be_visible()
    assert now_of(case).kind == "complaint"


def test_a_note_is_written_without_javascript(
    page_without_javascript: Page, live_server: LiveServer, sign_in: SignIn, alice: User, case: Case
) -> None:
    page = page_without_javascript
    sign_in(page, alice)
    page.goto(f"{live_server.url}/cases/{case.pk}")
    page.get_by_role("link", name="Note for colleagues").click()
    page.get_by_label("Note", exact=True).fill("She rang as well.")
    page.get_by_role("button", name="Write the note").click()

    expect(page.get_by_text("She rang as well.")).to_be_visible()
    expect(page.get_by_text("Note, for colleagues only").last).to_be_visible()
