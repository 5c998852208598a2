"""The report as one page: complete in itself, honest where it knows little, safe with any name."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from rapport.engine.value.log.accounting import Accounting, RowClass, RowCount, add_up
from rapport.engine.value.report import render_report
from rapport.engine.value.report.headings import HEADINGS
from tests import report_samples
from tests.report_samples import HOSTILE, NAMES, SAMPLES, shop

VOID = {"meta", "link", "br"}


class Reader(HTMLParser):
    """Keeps the tags and attributes of a page, and checks that tags close in turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, text: str) -> None:
        if "style" not in self.open:
            self.text.append(text)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [known for name, known in self.tags if name == tag]

    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


@pytest.fixture(params=SAMPLES)
def page(request: pytest.FixtureRequest) -> str:
    return render_report(SAMPLES[request.param]())


def test_every_tag_closes_and_every_name_is_used_once(page: str) -> None:
    reader = Reader(page)
    assert not reader.open
    names = [known["id"] for _, known in reader.tags if "id" in known]
    assert len(names) == len(set(names))


def test_what_a_label_or_link_points_at_is_there(page: str) -> None:
    reader = Reader(page)
    names = {known["id"] for _, known in reader.tags if "id" in known}
    for _, known in reader.tags:
        assert set((known.get("aria-labelledby") or "").split()) <= names
        target = known.get("href") or ""
        assert not target.startswith("#") or target[1:] in names


def test_a_page_has_no_script_no_inline_style_and_no_address(page: str) -> None:
    reader = Reader(page)
    assert not reader.of("script")
    assert len(reader.of("style")) == 1
    for tag, known in reader.tags:
        assert not any(name == "style" or name.startswith("on") for name in known), tag
        assert "src" not in known
        assert (known.get("href") or "#").startswith(("#", "data:"))
    assert "url(" not in page
    assert "@import" not in page


def test_the_policy_allows_the_style_of_the_page_and_nothing_else(page: str) -> None:
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(m["content"] for m in Reader(page).of("meta") if m.get("http-equiv"))
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_all_sections_are_there_in_order_even_without_figures(page: str) -> None:
    assert re.findall(r'<section id="(\w+)">', page) == list(HEADINGS)


def test_headings_start_with_one_and_skip_no_level(page: str) -> None:
    levels = [int(tag[1]) for tag, _ in Reader(page).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}


def test_a_page_holds_no_half_number(page: str) -> None:
    assert not re.search(r"\b(nan|inf|None|Undefined)\b", Reader(page).words())
    assert not re.search(r'="[^"]*\b(nan|inf|None)\b', page)


def test_every_picture_has_a_title_a_description_and_a_reading(page: str) -> None:
    reader = Reader(page)
    pictures = reader.of("svg")
    assert pictures
    for known in pictures:
        assert known["role"] == "img"
        assert len((known["aria-labelledby"] or "").split()) == 2
    assert len(reader.of("figure")) == len(reader.of("figcaption"))
    assert len(pictures) == 2 * len(reader.of("figure"))


def test_every_table_has_a_caption_and_every_heading_cell_a_scope(page: str) -> None:
    reader = Reader(page)
    assert len(reader.of("table")) == len(reader.of("caption"))
    assert all(known["scope"] in {"row", "col"} for known in reader.of("th"))


def test_a_picture_has_its_table_behind_it() -> None:
    page = render_report(shop())
    for part in re.split(r"<section ", page)[1:]:
        assert "<svg" not in part or "<table" in part


def test_names_are_shown_as_they_stand_and_never_run() -> None:
    page = render_report(report_samples.hostile())
    assert HOSTILE not in page
    assert HOSTILE in Reader(page).words()


def test_pseudonyms_replace_every_name_of_the_list() -> None:
    named, hidden = render_report(shop()), render_report(shop(), pseudonymise=True)
    words = Reader(hidden).words()
    assert "Halloway Brass Band" in named
    assert not any(name in words for name in NAMES)
    assert f"Customer {len(NAMES)}" in words


def test_a_total_without_enough_origins_says_that_it_is_not_calibrated() -> None:
    words = Reader(render_report(report_samples.without_bands())).words()
    assert "90% band not calibrated: 2 past origins with a known outcome, 4 are needed" in words
    assert "not calibrated" not in Reader(render_report(shop())).words()


def test_cautions_stand_before_the_first_section() -> None:
    page = render_report(shop())
    assert page.index(shop().cautions[0]) < page.index("<section")


def test_too_little_data_is_said_in_a_sentence() -> None:
    words = Reader(render_report(report_samples.nothing_known())).words()
    assert "Too little data for cohorts: no month ends after a first purchase." in words
    assert "Not tested on its own past: the log leaves no origin to forecast from." in words


def test_the_rows_of_the_table_add_up_to_its_last_line() -> None:
    page = render_report(shop())
    table = re.search(r'<section id="rows">.*?</table>', page, re.DOTALL)
    assert table
    head, foot = table[0].split("<tfoot>")
    numbers = re.findall(r"<td>([\d,]+)</td>\s*<td>[^<]*%</td>", head)
    total = re.findall(r"<td>([\d,]+)</td>", foot)[0]
    assert sum(int(n.replace(",", "")) for n in numbers) == int(total.replace(",", ""))


def test_money_counted_with_another_class_is_not_called_unreadable() -> None:
    counts = (RowCount(RowClass.KEPT, "a", 2, 30.0), RowCount(RowClass.MERGED, "b", 1, None))
    words = Reader(render_report(shop(accounting=add_up(counts)))).words()
    assert "among kept" in words
    assert "not readable" not in words.split("all rows")[0].split("Ended as")[1]


def test_rows_that_do_not_add_up_are_reported() -> None:
    broken = Accounting(99_999, shop().accounting.counts)
    assert "the classes do not add up to that" in render_report(shop(accounting=broken))


def test_a_model_that_loses_to_a_naive_rule_says_so() -> None:
    chosen, *others = report_samples.backtest()
    page = render_report(shop(backtest=(replace(chosen, rmse=1.5), *others)))
    assert "by RMSE it does not beat the naive rule “mean rate”: do not lean on it." in Reader(page).words()


def test_a_page_stays_small_enough_to_mail() -> None:
    assert len(render_report(shop()).encode()) < 300_000
