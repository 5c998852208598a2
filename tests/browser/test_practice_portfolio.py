"""A learner makes a case evidence and claims with it; an assessor signs one claim and sends one back."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from rapport.desk.models import Case
from rapport.practice.actions.assurance import ask_signature
from rapport.practice.actions.enrolling import Care, enrol
from rapport.staff.models import User
from tests.browser.conftest import WIDTHS, Accessible, SignIn
from tests.case_makers import hear, make_case
from tests.cast import make_dana, make_person
from tests.portfolio_cast import keep

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def alice(transactional_db: None) -> User:
    alice = make_person("Alice")
    imran = make_person("Imran")
    enrol(alice, Care(imran, None, "Larger print"), by=imran, at=now())
    return alice


@pytest.fixture
def case(alice: User) -> Case:
    case = make_case(make_dana(), "Late again", team=alice.team, at=now() - timedelta(days=2))
    hear(case, "The parcel came late again. Ring me on 07700 900461. Dana Whitlock")
    return case


def fits(page: Page, accessible: Accessible) -> None:
    """See that a page is accessible and is not pushed sideways, at a desk and on a phone."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        accessible(page)
        assert not page.evaluate(SIDEWAYS), page.url


def claim(page: Page, point: str, narrative: str) -> None:
    page.get_by_label("Marking point").select_option(point)
    page.get_by_label("How does it show the point?").fill(narrative)
    page.get_by_role("button", name="Claim this point").click()


def make_evidence(page: Page, accessible: Accessible, address: str) -> str:
    """Go from a case to evidence as a learner does, and return the address of it."""
    page.goto(address)
    page.get_by_label("Title").fill("A late parcel put right")
    for box in page.get_by_role("checkbox").all():
        box.check()
    fits(page, accessible)
    page.get_by_role("button", name="Show the copy").click()
    expect(page.get_by_text("Ring me on [Phone 1]. [Customer]")).to_be_visible()
    fits(page, accessible)
    page.get_by_role("button", name="keep it").click()
    expect(page.get_by_text("waits for a check by a second person")).to_be_visible()
    return page.url


def decide(page: Page, accessible: Accessible) -> None:
    """Sign the claim for P18 off, and send the one for P21 back."""
    fits(page, accessible)
    page.get_by_role("link", name="P18").click()
    expect(page.get_by_text("Larger print")).to_be_visible()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Sign it off").click()
    page.get_by_role("link", name="P21").click()
    fits(page, accessible)
    page.get_by_label("Comment").fill("What came of it?")
    page.get_by_role("button", name="Send it back").click()


def test_a_case_becomes_evidence_and_an_assessor_decides(
    page: Page, live_server: LiveServer, sign_in: SignIn, accessible: Accessible, case: Case, alice: User
) -> None:
    practice, imran = f"{live_server.url}/practice", User.objects.get(name="Imran")
    sign_in(page, alice)
    evidence = make_evidence(page, accessible, f"{practice}/portfolio/from-case/{case.pk}")

    sign_in(page, imran)
    page.goto(f"{practice}/claims")
    page.get_by_role("link", name="A late parcel put right").click()
    fits(page, accessible)
    page.get_by_role("button", name="Nobody can be told").click()

    sign_in(page, alice)
    page.goto(evidence)
    claim(page, "P18", "I apologised and called back with a day.")
    claim(page, "P21", "I said what I would do.")
    fits(page, accessible)

    sign_in(page, imran)
    page.goto(f"{practice}/claims")
    decide(page, accessible)

    sign_in(page, alice)
    page.goto(f"{practice}/portfolio")
    expect(page.get_by_text("P18: signed off")).to_be_visible()
    expect(page.get_by_text("P21: sent back")).to_be_visible()
    fits(page, accessible)
    page.get_by_role("link", name="Marking points").click()
    fits(page, accessible)


def test_a_witness_signs_by_a_link_without_signing_in(
    page: Page, page_without_javascript: Page, live_server: LiveServer, accessible: Accessible, alice: User
) -> None:
    evidence = keep(alice)
    secret = ask_signature(evidence, "witness", "Ms Keller", by=User.objects.get(name="Imran"), at=now())
    for place in (page, page_without_javascript):
        place.goto(f"{live_server.url}/practice/sign/{secret}")
    fits(page, accessible)

    page.get_by_role("button", name="It is so: sign").click()
    expect(page.get_by_text("Thank you")).to_be_visible()
    page_without_javascript.get_by_role("button", name="It is so: sign").click()

    assert evidence.signatures.get().agrees
    expect(page_without_javascript.get_by_text("was used")).to_be_visible()
