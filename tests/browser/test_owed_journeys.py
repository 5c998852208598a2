"""What customers are owed, from the first word to the letter: seven matters walked through a real browser."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from rapport.desk.models import Case, Clock
from rapport.staff.models import User
from tests.browser.conftest import WIDTHS, Accessible, SignIn
from tests.cast import make_dana, make_person

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def ago(days: int) -> str:
    """Return a day so many days ago, as a field for a day takes it."""
    return (localdate() - timedelta(days=days)).isoformat()


def last_friday_night() -> str:
    """Return half past nine on the last Friday that is over, as a field for a moment takes it."""
    today = localdate()
    return f"{today - timedelta(days=(today.weekday() - 4) % 7 or 7)}T21:30"


@dataclass
class Walk:
    """Somebody at the desk who opens a matter and answers what is asked, by the page alone."""

    page: Page
    base: str
    customer: int
    where: str = ""

    def take_down(self, subject: str) -> None:
        """Take a complaint down, and ask what is owed."""
        self.page.goto(f"{self.base}/cases/new?customer={self.customer}")
        self.page.get_by_label("What it is about").fill(subject)
        self.page.get_by_label("Kind", exact=True).select_option("complaint")
        self.page.get_by_label("What they said").fill(f"{subject}. What can you do?")
        self.page.get_by_role("button", name="Open the case").click()
        self.page.get_by_role("link", name="Find out").click()
        self.where = self.page.url

    def request(self, kind: str, subject: str, received: str, words: str = "") -> None:
        """Open a request about data or equality."""
        self.page.goto(f"{self.base}/rights/requests/new?customer={self.customer}")
        self.page.get_by_label("What it is about").select_option(kind)
        self.page.get_by_label("In a few words").fill(subject)
        self.page.get_by_label("When it came").fill(received)
        self.page.get_by_label("It came by").select_option("email")
        self.page.get_by_label("What they said").fill(words)
        self.page.get_by_role("button", name="Open the request").click()
        self.where = self.page.url

    def begin(self, about: str) -> None:
        """Say what it is about; what is known already stays ticked."""
        self.page.get_by_label(about).check()
        self.page.get_by_role("button", name="Begin").click()

    def tell(self, fact: str, value: str) -> None:
        """Answer the question for one fact: a radio button where there are some, else a field."""
        self.page.goto(f"{self.where}?ask={fact}")
        question = self.page.locator("#question")
        radio = question.locator(f"input[type=radio][name=value][value='{value}']")
        if radio.count():
            radio.check()
        else:
            question.locator("[name=value], [name=day]").last.fill(value)
        question.get_by_role("button", name="Tell it").click()

    def repaired(self, agreed: int, back: int) -> None:
        """Tell of a repair that did not help."""
        for action, day, order in (("repair_agreed", agreed, ""), ("received_back", back, "no")):
            self.page.goto(f"{self.where}?ask=tried")
            question = self.page.locator("#question")
            question.locator(f"input[name=action][value={action}]").check()
            question.locator("input[name=date]").fill(ago(day))
            if order:
                question.locator(f"input[name=conforming][value={order}]").check()
            question.get_by_role("button", name="Tell it").click()

    def says(self, text: str) -> Locator:
        """Return where a conclusion says something."""
        return self.page.locator("[aria-labelledby=follows] strong").filter(has_text=text).first

    def choose(self, choice: str) -> None:
        """Note what the customer chose."""
        self.page.get_by_role("button", name=choice).first.click()

    def decide(self, about: str, way: str, reason: str) -> None:
        """Decide about a right."""
        self.page.locator("#decisions summary", has_text="Decide").click()
        self.page.get_by_label("About").select_option(about)
        self.page.get_by_role("radio", name=way, exact=True).check()
        self.page.get_by_label("Why", exact=True).fill(reason)
        self.page.get_by_role("button", name="Decide", exact=True).click()

    def letter(self) -> str:
        """Draft the letter, and return what stands in the box."""
        self.page.get_by_role("button", name="Draft a letter from this").click()
        text = self.page.get_by_role("textbox", name="Reply").input_value()
        self.page.goto(self.where)
        return text


def bought(walk: Walk, days: int, channel: str = "in_person") -> None:
    for fact, value in (("channel", channel), ("contract_date", ago(days)), ("delivered", ago(days))):
        walk.tell(fact, value)


def a_toaster_on_day_29(walk: Walk) -> None:
    walk.take_down("The toaster stopped")
    walk.begin("Goods that are faulty")
    bought(walk, 29)
    walk.tell("fault.kind", "not_satisfactory_quality")
    walk.tell("fault.appeared", ago(1))
    expect(walk.says("The customer may reject the goods and have the")).to_be_visible()
    expect(walk.page.get_by_text("tell them now").first).to_be_visible()
    walk.choose("Reject and be refunded")
    walk.decide("goods.short_term_reject", "for", "It stopped after four weeks")
    expect(walk.page.locator("[aria-labelledby=ours]").get_by_text("Pay the refund").first).to_be_visible()
    assert "You chose: reject and be refunded." in walk.letter()


def a_sofa_repaired_twice(walk: Walk) -> None:
    walk.take_down("The sofa sags again")
    walk.begin("Goods that are faulty")
    bought(walk, 120)
    walk.tell("fault.kind", "not_satisfactory_quality")
    walk.tell("fault.appeared", ago(90))
    walk.repaired(88, 70)
    walk.repaired(60, 30)
    expect(walk.says("reject them for good: one of the two")).to_be_visible()
    walk.choose("Final rejection")
    walk.decide("goods.price_reduction_or_final_reject", "for", "Two repairs did not help")
    assert "You chose: final rejection." in walk.letter()


def a_late_delivery(walk: Walk) -> None:
    walk.take_down("The wardrobe has not come")
    walk.begin("Goods that have not come")
    walk.tell("contract_date", ago(40))
    walk.tell("delivery_agreed", ago(5))
    walk.tell("delivery_essential_told_before_contract", "no")
    expect(walk.says("The customer may set a further period")).to_be_visible()
    expect(walk.page.locator("[aria-labelledby=ours]").get_by_text("missed").first).to_be_visible()
    walk.choose("Set a further period")
    assert "We still have to deliver, or to give your money back." in walk.letter()


def a_cancelled_online_order(walk: Walk) -> None:
    walk.take_down("Sends the lamp back")
    walk.begin("Goods bought from afar, to be sent back")
    walk.tell("contract_date", ago(9))
    walk.tell("delivered", ago(6))
    walk.tell("cancel_info_given", ago(9))
    walk.choose("Cancel")
    walk.tell("goods_back", ago(0))
    expect(walk.page.locator("[aria-labelledby=ours]").get_by_text("Pay the refund").first).to_be_visible()
    assert "Everything you paid goes back" in walk.letter()


def an_access_request_of_31_january(walk: Walk) -> None:
    walk.request("subject_access", "Wants a copy of all", "2026-01-31T10:00", "Send me what you hold.")
    expect(walk.page.get_by_text("Monday 2 March 2026").first).to_be_visible()
    walk.tell("request.complex", "yes")
    expect(
        walk.page.locator("[aria-labelledby=ours]").get_by_text("Tell of the extension").first
    ).to_be_visible()
    walk.page.get_by_text("Extend with notice").click()
    walk.page.get_by_label("Why more time is needed").fill("There are ten years of letters.")
    walk.page.get_by_label("On what day they were told").fill("2026-02-20")
    walk.page.get_by_role("button", name="They were told: extend").click()
    expect(walk.page.get_by_text("Extended from 2 March 2026").first).to_be_visible()


def a_breach_on_a_friday_night(walk: Walk) -> None:
    walk.request("data_breach", "A list went to the wrong firm", last_friday_night())
    expect(walk.page.get_by_text("Tell the regulator of the breach").first).to_be_visible()
    expect(walk.page.locator("[aria-labelledby=ours]").get_by_text("Monday").first).to_be_visible()
    walk.tell("request.risk", "high")
    expect(walk.says("The people concerned are told without undue delay")).to_be_visible()
    walk.page.get_by_role("button", name="Tell the regulator of the breach: done").click()
    walk.page.goto(walk.where)
    expect(walk.page.locator("[aria-labelledby=ours]").get_by_text("met", exact=True).first).to_be_visible()


def a_deaf_customer(walk: Walk) -> None:
    today = f"{now() - timedelta(hours=1):%Y-%m-%dT%H:%M}"
    walk.request("reasonable_adjustment", "Cannot use the phone", today, "I am deaf: write to me.")
    walk.tell("request.characteristic", "disability")
    walk.page.get_by_label("What they ask for").fill("No calls")
    walk.page.get_by_label("What we do").fill("We write, or use the relay service")
    walk.page.get_by_role("button", name="Grant it").click()
    expect(walk.page.get_by_text("stands in the customer's record").first).to_be_visible()
    walk.page.goto(walk.where.removesuffix("/owed"))
    expect(
        walk.page.locator("#write").get_by_text("We write, or use the relay service").first
    ).to_be_visible()
    walk.page.goto(walk.where)


JOURNEYS: tuple[Callable[[Walk], None], ...] = (
    a_toaster_on_day_29, a_sofa_repaired_twice, a_late_delivery, a_cancelled_online_order,
    an_access_request_of_31_january, a_breach_on_a_friday_night, a_deaf_customer,
)  # fmt: skip


@pytest.fixture
def priya(transactional_db: None) -> User:
    return make_person("Priya")


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_a_matter_is_walked_from_the_first_word_to_the_letter_and_every_page_is_accessible(
    page: Page, live_server: LiveServer, priya: User, sign_in: SignIn, accessible: Accessible,
    journey: Callable[[Walk], None],
) -> None:  # fmt: skip
    sign_in(page, priya)
    walk = Walk(page, live_server.url, make_dana().pk)

    journey(walk)

    case = Case.objects.get()
    assert case.assessments.exists()
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(walk.where)
            assert not page.evaluate(SIDEWAYS)
            accessible(page)


def test_without_a_script_a_fact_is_told_and_the_lists_are_accessible(
    page_without_javascript: Page, page: Page, live_server: LiveServer, priya: User, sign_in: SignIn,
    accessible: Accessible,
) -> None:  # fmt: skip
    sign_in(page_without_javascript, priya)
    walk = Walk(page_without_javascript, live_server.url, make_dana().pk)
    an_access_request_of_31_january(walk)
    assert Clock.objects.get(of_right="sar_reply").extended_from

    sign_in(page, priya)
    kept = Case.objects.get().assessments.latest("pk").pk
    lists = ("/rights/requests", "/rights/requests/new", "/rights/watch", "/desk/reports/rights")
    more = ("/desk/reports/rights/cases", walk.where.removeprefix(live_server.url) + f"/assessments/{kept}")
    for address in (*lists, *more):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": WIDTHS[width]})
            page.goto(live_server.url + address)
            assert not page.evaluate(SIDEWAYS), address
            accessible(page)
