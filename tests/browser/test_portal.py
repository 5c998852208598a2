"""The journey of a customer: write by the form, come in by a link, read and answer; each page accessible."""

import re

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from rapport.customers.rules import Channel
from rapport.desk.actions import links, write_reply
from rapport.desk.actions.articles import write_article
from rapport.desk.actions.messages import Said
from rapport.desk.models import Case
from rapport.staff.models import User
from tests.browser.conftest import WIDTHS, Accessible, SignIn
from tests.cast import make_person
from tests.portal_world import PortalWorld, make_portal_world

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
ADDRESS = "coramarker@example.org"
ARTICLE = """Pack it so that nothing moves, and send it to us by tracked post.

## What goes into the parcel

- the gauge
- the slip, **signed**

| Size | Postage |
|---|---|
| up to 2 kg | we pay |

More on [our page](https://shop.example/returns)."""


@pytest.fixture
def world(transactional_db: None) -> PortalWorld:
    made = make_portal_world()
    fields = {"title": "How do I return a gauge?", "body": ARTICLE, "is_public": True}
    write_article(fields | {"review_on": localdate()}, by=made.bob, at=now())
    return made


def come_in(page: Page, server: LiveServer) -> None:
    """Ask for a link, open it from the mail, and press the button."""
    page.goto(f"{server.url}/portal/sign-in")
    page.get_by_label("Your e-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Look in your mail")).to_be_visible()
    mails: list[str] = []
    links.answer_asks(lambda subject, text, to: mails.append(text), at=now())
    found = re.search(r"http\S+/portal/enter/\S+", mails[-1])
    assert found
    page.goto(found[0])
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("heading", name="Your messages")).to_be_visible()


def test_a_customer_writes_is_answered_and_answers(
    page_without_javascript: Page, live_server: LiveServer, world: PortalWorld
) -> None:
    """Without JavaScript, from the first letter to the second."""
    page = page_without_javascript
    come_in(page, live_server)
    page.get_by_role("link", name="Write to us").click()
    page.get_by_label("For whom").select_option(label="Acmemarker Ltd")
    page.get_by_label("What it is about").select_option(label="Something went wrong: a complaint")
    page.get_by_label("In a few words").fill("The gauge is late")
    page.get_by_label("Your message").fill("It should have come on Monday.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("It should have come on Monday.")).to_be_visible()
    case = Case.objects.get(subject="The gauge is late")
    assert case.customer == world.customers["Acmemarker"]
    write_reply(case, Said("It left today.", Channel.PORTAL), by=world.alice, at=now())

    page.reload()
    expect(page.get_by_text("It left today.")).to_be_visible()
    page.get_by_label("Your message").fill("Thank you.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Your e-mail address")).to_be_visible()


def test_a_stranger_writes_by_the_form_and_gets_a_reference(
    page_without_javascript: Page, live_server: LiveServer, world: PortalWorld
) -> None:
    page = page_without_javascript
    page.goto(f"{live_server.url}/form")
    page.get_by_label("In a few words").fill("A question")
    page.get_by_label("Your message").fill("Do you sell barometers?")
    page.get_by_label("Your name").fill("Sam Stranger")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Give an e-mail address or a phone number")).to_be_visible()
    page.get_by_label("E-mail address").fill("sam@example.org")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_text(Case.objects.get(contact_name="Sam Stranger").reference)).to_be_visible()


def test_answers_are_suggested_while_somebody_types(
    page: Page, live_server: LiveServer, world: PortalWorld
) -> None:
    page.goto(f"{live_server.url}/form")
    page.get_by_label("In a few words").press_sequentially("returning a gauge")

    expect(page.get_by_role("link", name="How do I return a gauge?")).to_be_visible()


def pages_of(world: PortalWorld) -> list[str]:
    """Return the pages that a customer with a right finds, and those open to all."""
    acme = world.cases["Acmemarker"]
    order = world.customers["Acmemarker"].orders.get()
    article = world.bob.articles.get()
    return [
        *("/portal", f"/portal/cases/{acme.reference}", "/portal/cases/new", "/portal/orders"),
        *(f"/portal/orders/{order.pk}", "/portal/promises", "/portal/details", "/portal/cases/R-NO"),
        *("/form", "/help", "/help?q=nothing", f"/help/{article.pk}", "/portal/asked", "/portal/enter/abc"),
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_every_page_for_customers_is_accessible_and_fits(
    page: Page,
    live_server: LiveServer,
    world: PortalWorld,
    accessible: Accessible,
    width: int,
    scheme: str,
) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{live_server.url}/portal/sign-in")
    accessible(page)
    come_in(page, live_server)
    faults: list[str] = []
    for address in pages_of(world):
        page.goto(live_server.url + address)
        if page.evaluate(SIDEWAYS):
            faults.append(f"{address}: wider than {width} pixels")
        try:
            accessible(page)
        except AssertionError as broken:
            faults.append(f"{address}: {broken}")

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_pages_of_articles_requests_and_rights_are_accessible_and_fit(
    page: Page,
    live_server: LiveServer,
    world: PortalWorld,
    sign_in: SignIn,
    accessible: Accessible,
    width: int,
    scheme: str,
) -> None:
    leader: User = make_person("Olive")
    article, acme = world.bob.articles.get(), world.customers["Acmemarker"]
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sign_in(page, leader)
    for address in (
        *("/articles", "/articles/new", f"/articles/{article.pk}", f"/articles/{article.pk}/edit"),
        *("/requests", "/requests/new", f"/portal-rights/{acme.pk}"),
        f"/cases/{world.cases['Acmemarker'].pk}/articles",
    ):
        page.goto(live_server.url + address)
        assert not page.evaluate(SIDEWAYS), address
        accessible(page)
