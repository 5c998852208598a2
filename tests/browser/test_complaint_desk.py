"""A complaint half-way, at the complaint desk: accessible and fitting; a step refused, redress signed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from rapport.customers.models import Customer
from rapport.desk.actions import (
    Deadline,
    note_failure,
    offer_redress,
    open_stage,
    plan_action,
    promise_in_case,
)
from rapport.desk.models import Case
from rapport.desk.rules import ActionKind, ClockKind
from rapport.staff.models import User
from tests.browser.conftest import WIDTHS, Accessible, SignIn
from tests.cast import make_dana, make_person
from tests.complaint_cast import follow_five_steps, goodwill, make_complaint

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
PAGES = ("/procedures", "/procedures/five-step", "/procedures/new", "/authority", "/causes")


@pytest.fixture
def bob(transactional_db: None) -> User:
    return make_person("Bob")


@pytest.fixture
def case(bob: User) -> Case:
    """A complaint in its fourth step, with everything that can stand on the page."""
    alice, dana = make_person("Alice"), make_dana()
    today = now()
    worth = {"value": Decimal(900), "value_low": Decimal(600), "value_high": Decimal(1200), "purchases": 7}
    Customer.objects.filter(pk=dana.pk).update(**worth, value_currency="GBP", worth_as_of=today.date())
    dana.refresh_from_db()
    case = make_complaint(dana, alice, at=today)
    follow_five_steps(case, alice, until=3)
    offer_redress(case, goodwill("60"), by=alice, at=today)
    offer_redress(case, goodwill("5"), by=bob, at=today)
    promise_in_case(case, "Ring with the result of the test", today + timedelta(hours=1), by=alice, at=today)
    due_on = today.date() + timedelta(days=2)
    plan_action(
        case, ActionKind.CONTAINMENT, "Check the batch", owner=alice, due_on=due_on, by=alice, at=today
    )
    note_failure(case, "The gauge read two degrees high", today.date(), by=alice, at=today)
    deadline = Deadline(today + timedelta(days=30), "Scheme rules, 4.2", ClockKind.STATUTORY)
    open_stage(case, "Consumer Ombudsman", deadline=deadline, by=bob, at=today)
    return case


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_complaints_are_accessible_and_fit(
    page: Page, live_server: LiveServer, case: Case, bob: User, sign_in: SignIn, accessible: Accessible,
    width: int, scheme: str,
) -> None:  # fmt: skip
    sign_in(page, bob)
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for address in (f"/cases/{case.pk}/complaint-desk", *PAGES):
        page.goto(live_server.url + address)
        assert not page.evaluate(SIDEWAYS), address
        accessible(page)


def test_a_step_is_refused_and_redress_signed_without_a_script(
    page_without_javascript: Page, live_server: LiveServer, case: Case, bob: User, sign_in: SignIn
) -> None:
    page = page_without_javascript
    sign_in(page, bob)
    page.goto(f"{live_server.url}/cases/{case.pk}/complaint-desk")

    page.get_by_role("button", name="Resolve is done").click()
    expect(page.get_by_role("alert")).to_contain_text("What is missing: the decision, in words")
    page.get_by_role("button", name="Sign it").click()
    expect(page.get_by_text("It is signed.")).to_be_visible()
    page.get_by_label("What was decided").fill("A new gauge leaves on Monday.")
    page.get_by_role("button", name="Resolve is done").click()

    expect(page.get_by_text("The step is done.")).to_be_visible()
    expect(page.get_by_role("button", name="Follow up is done")).to_be_visible()
