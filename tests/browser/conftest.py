"""A real browser on a real server: Chromium of the system, nothing from elsewhere, accessible to all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, Route
from pytest_django.live_server_helper import LiveServer

from rapport.staff.models import User
from tests import machine
from tests.cast import client_of

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {1440: 900, 390: 844}
Accessible = Callable[[Page], None]
SignIn = Callable[[Page, User], None]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Put SQLite's test database into a file: in memory, two requests at once lock each other out."""
    settings = connections["default"].settings_dict
    if settings["ENGINE"].endswith("sqlite3"):
        settings["TEST"]["NAME"] = str(tmp_path_factory.mktemp("browser") / "test.sqlite3")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium of this system."""
    path = machine.find_chromium()
    if not path:
        pytest.fail("Chromium is missing. Run: apt-get install --yes chromium", pytrace=False)
    return {**browser_type_launch_args, "executable_path": path, "args": list(machine.CHROMIUM_FLAGS)}


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    """Each colour scheme in turn."""
    return str(request.param)


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def width(request: pytest.FixtureRequest) -> int:
    """A desk and a phone in turn."""
    return int(request.param)


@contextmanager
def guarded(browser: Browser, **looks: Any) -> Iterator[BrowserContext]:
    """Open a browser window that reaches this machine alone; a page that asks for more has failed."""
    strangers: list[str] = []

    def guard(route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme == "data" or address.hostname in LOOPBACK:
            route.continue_()
            return
        strangers.append(route.request.url)
        route.abort()

    context = browser.new_context(**looks)
    context.route("**/*", guard)
    yield context
    context.close()
    assert strangers == [], "the page asked for something from elsewhere"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may not complain: a blocked style or a failed script ends the test."""
    complaints: list[str] = []
    with guarded(browser) as context:
        page = context.new_page()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
    known = ("status of 404", "Status Error Code 404")  # a page that a test wants to be missing
    assert [text for text in complaints if not any(words in text for words in known)] == []


@pytest.fixture
def page_without_javascript(browser: Browser) -> Iterator[Page]:
    """A page in a browser that runs no script."""
    with guarded(browser, java_script_enabled=False) as context:
        yield context.new_page()


@pytest.fixture
def accessible() -> Accessible:
    """Check a page against the rules of accessibility, and name each element that breaks one."""

    def check(page: Page) -> None:
        page.wait_for_load_state("load")  # a page without its styles is another page
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        broken = [
            f"{rule['id']}: {rule['help']}: {node['html']}"
            for rule in found.response["violations"]
            for node in rule["nodes"]
        ]
        assert broken == []

    return check


@pytest.fixture
def sign_in(live_server: LiveServer) -> SignIn:
    """Sign somebody in by a cookie, so that a journey need not begin at the sign-in page."""

    def let_in(page: Page, person: User) -> None:
        session = client_of(person).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    return let_in
