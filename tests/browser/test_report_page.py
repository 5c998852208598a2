"""The value report in Chromium: any width, light and dark, on paper, by keyboard and for a screen reader."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from rapport.engine.value.report import render_report
from tests.report_samples import SAMPLES

ADDRESS = "http://report.localhost/"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [
    (sample, width, scheme)
    for sample in SAMPLES
    for width, scheme in ((1440, "light"), (1440, "dark"), (390, "light"), (390, "dark"))
    if sample == "shop" or (width, scheme) in {(1440, "light"), (390, "dark")}
]

WORDS_CUT_OR_COVERED = """() => [...document.querySelectorAll('svg')]
    .filter(svg => svg.checkVisibility()).flatMap(svg => {
        const frame = svg.getBoundingClientRect(), seen = [];
        return [...svg.querySelectorAll('text')].flatMap(text => {
            const at = text.getBoundingClientRect();
            const covered = seen.some(other => at.left < other.right - 1 && other.left < at.right - 1
                && at.top < other.bottom - 4 && other.top < at.bottom - 4);
            seen.push(at);
            const cut = at.left < frame.left - 9 || at.right > frame.right + 2;
            return covered || cut ? [svg.querySelector('title').textContent + ': ' + text.textContent] : [];
        });
    })"""


@contextmanager
def visited(browser: Browser, sample: str, **looks: Any) -> Iterator[Page]:
    """Show a report; fail if it asks for anything else or has a word to say on the console."""
    html = render_report(SAMPLES[sample]())
    asked: list[str] = []
    said: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if route.request.url == ADDRESS:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            route.abort()

    context = browser.new_context(**looks)
    context.route("**/*", answer)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.goto(ADDRESS)
    yield page
    context.close()
    assert asked == [ADDRESS]
    assert said == []


def open_all_tables(page: Page) -> None:
    for summary in page.locator("summary").all():
        summary.click()


@pytest.mark.parametrize(("sample", "width", "scheme"), LOOKS)
def test_a_report_breaks_no_rule_of_accessibility_and_cuts_no_word(
    browser: Browser, sample: str, width: int, scheme: str
) -> None:
    with visited(browser, sample, viewport={"width": width, "height": 900}, color_scheme=scheme) as page:
        if sample != "sixty cohorts":  # its tables hold 7,000 cells, which cost axe half a minute
            open_all_tables(page)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(WORDS_CUT_OR_COVERED) == []


def test_the_policy_lets_the_style_of_the_page_through(browser: Browser) -> None:
    with visited(browser, "shop", color_scheme="light") as page:
        expect(page.locator(".worth strong")).to_have_css("color", "rgb(15, 92, 102)")


def test_a_report_follows_the_dark_and_paper_is_always_light(browser: Browser) -> None:
    with visited(browser, "shop", color_scheme="dark") as page:
        expect(page.locator("body")).to_have_css("background-color", "rgb(21, 24, 26)")
        page.emulate_media(media="print", color_scheme="dark")
        expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
        expect(page.locator("body")).to_have_css("color", "rgb(28, 34, 38)")


@pytest.mark.parametrize(("width", "shown", "hidden"), [(1440, "wide", "narrow"), (390, "narrow", "wide")])
def test_each_width_gets_one_drawing_of_each_picture(
    browser: Browser, width: int, shown: str, hidden: str
) -> None:
    with visited(browser, "shop", viewport={"width": width, "height": 900}) as page:
        for picture in page.locator("figure").all():
            expect(picture.locator(f"svg.{shown}")).to_be_visible()
            expect(picture.locator(f"svg.{hidden}")).to_be_hidden()


def test_letters_of_a_picture_keep_a_readable_size_on_a_phone(browser: Browser) -> None:
    with visited(browser, "shop", viewport={"width": 390, "height": 900}) as page:
        words = page.locator("svg.narrow text")
        assert min(words.evaluate_all("all => all.map(word => word.getBoundingClientRect().height)")) >= 11


def test_the_keyboard_reaches_the_report_first_and_then_every_table(browser: Browser) -> None:
    with visited(browser, "shop", viewport={"width": 390, "height": 900}) as page:
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        table = page.get_by_role("region", name="Customers by value, highest first")
        table.focus()
        page.keyboard.press("ArrowRight")
        expect(table).to_be_focused()
        page.wait_for_timeout(200)
        assert table.evaluate("region => region.scrollLeft") > 0


def test_a_screen_reader_hears_the_picture_and_its_reading(browser: Browser) -> None:
    with visited(browser, "shop") as page:
        picture = page.get_by_role("img", name="Customers by rung")
        expect(picture).to_be_visible()
        expect(picture).to_have_accessible_name(re.compile(r"the most valuable is client"))


def test_paper_shows_folded_tables_and_leaves_out_what_needs_a_screen(browser: Browser) -> None:
    with visited(browser, "shop") as page:
        page.emulate_media(media="print")
        expect(page.get_by_text("1 Nov 2025", exact=True)).to_be_visible()
        expect(page.locator("nav")).to_be_hidden()
        expect(page.locator("#cohorts details")).to_be_hidden()
        expect(page.locator("#cohorts .paper-only")).to_be_visible()
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 12
