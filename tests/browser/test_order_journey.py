"""A part comes late and customers are told in time; a machine builder gets a late drawing revision."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate, localtime, now
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from rapport.customers.models import Promise, PromiseMove
from rapport.desk.models import Message
from rapport.orders.actions.ahead import move_part, slow_step
from rapport.orders.actions.papers import add_paper, add_requirement, answer_revision, attach_paper
from rapport.orders.models import PromisedLine
from rapport.orders.rules.requirements import Limits
from rapport.orders.rules.words import Answer, PaperKind
from rapport.staff.models import User
from tests.browser.conftest import WIDTHS, Accessible, SignIn
from tests.cast import make_person
from tests.making import Works, make_builder, make_line, make_works

NAMES = ("Borrowdale Machines Ltd", "Ennerdale Presses Ltd", "Wasdale Pumps Ltd")
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def bob(transactional_db: None) -> User:
    return make_person("Bob")


@pytest.fixture
def works(bob: User) -> Works:
    return make_works(bob)


def promised(works: Works, bob: User, name: str) -> PromisedLine:
    """Promise a builder ten gauges in twelve days; they wait for the glass."""
    at = now()
    due_at = localtime(at).replace(hour=17, minute=0) + timedelta(days=12)
    return make_line(make_builder(name), bob, at=at, due_at=due_at, parts=[works.glass])


def move_the_glass(page: Page, live_server: LiveServer, day: date) -> None:
    """Say on the page of the part that it comes on another day."""
    page.goto(f"{live_server.url}/works/parts")
    page.get_by_role("link", name="P-2").click()
    page.get_by_role("link", name="It comes on another day").click()
    page.get_by_label("Expected on now").fill(day.isoformat())
    page.get_by_label("Why").fill("the furnace of our supplier failed")
    page.get_by_role("button", name="Move it").click()


def test_a_part_is_late_and_everybody_at_risk_is_told_before_it_breaks(
    page: Page, live_server: LiveServer, sign_in: SignIn, works: Works, bob: User
) -> None:
    lines = [promised(works, bob, name) for name in NAMES]
    sign_in(page, bob)
    late = localdate() + timedelta(days=20)
    move_the_glass(page, live_server, late)
    expect(page.get_by_text("at risk", exact=True)).to_have_count(3)

    page.goto(f"{live_server.url}/queue")
    page.get_by_role("link", name="3 promises will not be kept as things stand").click()
    for name in NAMES:
        expect(page.get_by_role("article", name=name)).to_contain_text("the furnace of our supplier failed")

    first = page.get_by_role("article", name=NAMES[0])
    first.get_by_text("Read and adapt the notice").click()
    first.get_by_label("Notice").fill(
        "Dear Borrowdale, the glass is late. You can have five of the ten in time."
    )
    first.get_by_role("button", name="Send the notice").click()
    expect(page.get_by_text(f"{NAMES[0]} is told, and the promise is moved.")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(2)
    page.get_by_role("button", name="Tell all 2 by mail").click()
    expect(page.get_by_text("No promise is at risk")).to_be_visible()

    assert Message.objects.filter(direction="out").count() == 3
    assert Message.objects.filter(text__contains="five of the ten in time").count() == 1
    assert PromiseMove.objects.count() == 3
    assert all(one.due_at.date() >= late for one in Promise.objects.filter(line__in=lines))
    assert not Promise.objects.filter(broken_at__isnull=False).exists()
    page.goto(f"{live_server.url}/orders/lines/{lines[0].pk}")
    expect(page.get_by_text("moved from")).to_be_visible()


def agreed_line(works: Works, bob: User) -> PromisedLine:
    """Promise a line by revision A of a drawing, which the builder agreed to, with a bore to measure."""
    line = promised(works, bob, NAMES[0])
    drawing = add_paper(PaperKind.DRAWING, "TD-118", "Hinge plate", mark="A", by=bob, at=now())
    asked = attach_paper(line, drawing, by=bob, at=now())
    answer_revision(asked, Answer.AGREED, who="Ms Fell", by=bob, at=now())
    add_requirement(line, "Bore", Limits(Decimal("11.99"), Decimal("12.01"), "mm"), by=bob, at=now())
    return line


def issue_revision_b(page: Page, live_server: LiveServer) -> None:
    """Issue a late revision on the page of the drawing."""
    page.goto(f"{live_server.url}/works/papers")
    page.get_by_role("link", name="TD-118").click()
    page.get_by_role("link", name="Issue a revision").click()
    page.get_by_label("Revision").fill("B")
    page.get_by_label("What changed").fill("Bore 12 mm instead of 10 mm")
    page.get_by_role("button", name="Issue it").click()


def ask_for_agreement(page: Page) -> None:
    """Ask the builder from the page of the drawing."""
    expect(page.get_by_text("agreement wanted")).to_be_visible()
    page.get_by_role("link", name="Customers to ask").click()
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_text("is asked about TD-118 revision B.")).to_be_visible()


def test_a_machine_builder_agrees_to_a_late_revision_before_the_line_goes_out(
    page_without_javascript: Page, live_server: LiveServer, sign_in: SignIn, works: Works, bob: User
) -> None:
    line, page = agreed_line(works, bob), page_without_javascript
    sign_in(page, bob)
    issue_revision_b(page, live_server)
    ask_for_agreement(page)
    page.goto(f"{live_server.url}/works/papers/{line.agreements.all()[0].revision.paper_id}")
    page.get_by_role("link", name=str(line), exact=True).first.click()

    page.get_by_role("link", name="Deliver").click()
    page.get_by_role("button", name="It went out").click()
    expect(
        page.get_by_text("Not agreed with the customer: TD-118 revision B. Not checked: Bore.")
    ).to_be_visible()

    page.goto(f"{live_server.url}/orders/lines/{line.pk}")
    page.get_by_role("link", name="Note their answer").click()
    page.get_by_label("They").select_option("agreed")
    page.get_by_label("Who said so").fill("Ms Fell, by mail")
    page.get_by_role("button", name="Note it").click()
    page.get_by_role("link", name="Check", exact=False).first.click()
    page.get_by_label("Measured value").fill("12.004")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("met", exact=True)).to_be_visible()
    page.get_by_role("link", name="Deliver").click()
    page.get_by_role("button", name="It went out").click()

    expect(page.get_by_text("10 of 10")).to_be_visible()
    line.refresh_from_db()
    assert line.delivered_at is not None
    assert Promise.objects.get(line=line).kept_at == line.delivered_at


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_promised_lines_are_accessible_and_fit(
    page: Page,
    live_server: LiveServer,
    sign_in: SignIn,
    accessible: Accessible,
    works: Works,
    bob: User,
    width: int,
    scheme: str,
) -> None:
    line = promised(works, bob, NAMES[0])
    late = localdate() + timedelta(days=20)
    move_part(works.glass, late, why="the furnace failed", by=bob, at=now())
    slow_step(works.turning, localdate(), late, percent=50, why="a lathe is mended", by=bob, at=now())
    sign_in(page, bob)
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for address in ("/delays", f"/orders/lines/{line.pk}", "/works/steps", "/works/on-time", "/orders/lines"):
        page.goto(live_server.url + address)
        assert not page.evaluate(SIDEWAYS), address
        accessible(page)
