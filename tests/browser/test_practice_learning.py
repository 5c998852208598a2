"""A learner's evening, by keyboard alone, and what is back a week later; an assessor marks what was sent."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from rapport.practice.actions.learning import give_answer, mark_answer
from rapport.practice.actions.marking import count_agreement, send_answer
from rapport.practice.models import Answer, Decision, SentAnswer
from rapport.practice.queries.content import question_named
from rapport.practice.views import learning as learning_views
from rapport.staff.models import User
from tests.browser.conftest import WIDTHS, Accessible, SignIn
from tests.cast import make_person
from tests.learning_world import ASKED, WRITTEN, enrol

ANSWER = re.compile(r"/practice/answers/\d+$")
READING_MS = 60_000  # the first mark of a process reads the encoder and the examples
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
EVENING = {
    "Why should you hear a customer out before you offer a solution?": (
        "Because people calm down when they feel heard, and otherwise I would solve the wrong problem."
    ),
    "A complaint has been solved. What else should happen, and what for?": WRITTEN,
    "A customer shouts and swears at you. Name two things you do to handle it calmly.": "I stay calm then.",
}


@pytest.fixture
def lena(transactional_db: None) -> User:
    return make_person("Lena")


@pytest.fixture
def imran(transactional_db: None) -> User:
    return make_person("Imran")


def go_to(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus, and then Enter."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{wanted} cannot be reached with the Tab key")


def test_a_learners_evening_and_a_week_later_by_keyboard_alone(
    page: Page, live_server: LiveServer, sign_in: SignIn, lena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(page, lena)
    page.goto(f"{live_server.url}/practice")
    go_to(page, page.get_by_role("link", name="Complaints, and putting things right"))
    for question, text in EVENING.items():
        go_to(page, page.get_by_role("link", name=question))
        expect(page.get_by_label("Your answer")).to_be_focused()
        page.keyboard.type(text)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_url(ANSWER, timeout=READING_MS)
        expect(page.get_by_role("heading", name="A model answer")).to_be_visible()
        expect(page.get_by_role("heading", name="Next question")).to_have_count(1)
        go_to(page, page.get_by_role("link", name="← Complaints, and putting things right"))
    assert Answer.objects.count() == len(EVENING)

    page.goto(f"{live_server.url}/practice/due")
    expect(page.get_by_text("Nothing is due today")).to_be_visible()
    later = localdate() + timedelta(days=7)
    monkeypatch.setattr(learning_views, "localdate", lambda: later)
    page.reload()
    back = page.get_by_role("main").get_by_role("listitem")
    expect(back).to_have_count(len(EVENING))
    for question in EVENING:
        expect(back.filter(has_text=question)).to_have_count(1)


def test_what_earned_a_point_is_told_by_a_number_and_by_words(
    page: Page, live_server: LiveServer, sign_in: SignIn, lena: User
) -> None:
    sign_in(page, lena)
    page.goto(f"{live_server.url}/practice/topics/complaints/questions/follow-up")
    page.get_by_label("Your answer").fill(WRITTEN)
    page.get_by_role("button", name="Mark my answer").click()
    expect(page).to_have_url(ANSWER, timeout=READING_MS)

    expect(page.get_by_role("heading", name="1 of 2 points shown")).to_be_visible()
    expect(page.locator("mark")).to_contain_text("(point 1)")
    expect(page.get_by_text("Not there yet: Records the cause")).to_be_visible()


def sent_by(learner: User) -> SentAnswer:
    answer = give_answer(*question_named(*ASKED), WRITTEN, by=learner, at=now())
    mark_answer(answer, at=now())
    return send_answer(answer, by=learner, at=now())


def test_an_assessor_marks_without_seeing_the_machine_and_compares_afterwards(
    page_without_javascript: Page, live_server: LiveServer, sign_in: SignIn, lena: User, imran: User
) -> None:
    enrol(lena, imran)
    sent_by(lena)
    page = page_without_javascript
    sign_in(page, imran)
    page.goto(f"{live_server.url}/practice/marking")
    page.get_by_role("link", name="A complaint has been solved.").click()
    expect(page.get_by_text("The machine's view is hidden")).to_be_visible()
    for point in ("1. Checks with the customer", "2. Records the cause"):
        page.get_by_role("group", name=point).get_by_label("Shown", exact=True).check()
    page.get_by_label("To the learner on point 2").fill("You told me where you log it.")
    page.get_by_role("button", name="Save my marks").click()

    expect(page.get_by_role("heading", name="You and the machine")).to_be_visible()
    expect(page.get_by_text("without seeing the machine's view")).to_be_visible()
    assert Decision.objects.get().by == imran


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_learning_are_accessible_and_fit(
    page: Page,
    live_server: LiveServer,
    sign_in: SignIn,
    accessible: Accessible,
    lena: User,
    imran: User,
    width: int,
    scheme: str,
) -> None:
    enrol(lena, imran)
    sent = sent_by(lena)
    topic = "/practice/topics/complaints"
    seen_by = {
        lena: [
            "/practice", "/practice/due", "/practice/progress", topic, f"{topic}/questions/follow-up",
            f"{topic}/cases/recovered", sent.answer.get_absolute_url(),
        ],
        imran: ["/practice/marking", sent.get_absolute_url(), "/practice/marking/agreement"],
    }  # fmt: skip
    count_agreement(at=now())
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for person, addresses in seen_by.items():
        sign_in(page, person)
        for address in addresses:
            page.goto(live_server.url + address)
            assert not page.evaluate(SIDEWAYS), address
            accessible(page)
