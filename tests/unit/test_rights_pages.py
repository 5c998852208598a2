"""The pages of the rights engine: the example runs, every rule is told of, the watch-list has its days."""

import doctest
from datetime import date
from pathlib import Path

import pytest

from docs.rights_pages import index_page, rights_pages
from rapport.engine.rights.bodies import BODIES
from rapport.engine.rights.reading import vocabulary
from rapport.engine.rights.watching import SEEN, WATCHED

HOW_TO = Path(__file__).parents[2] / "docs/how-to/ask-what-is-owed.md"
# The rules of the sheet that the engine was written from, by body.
LAST = {
    "SC": 5, "GD": 20, "DG": 6, "SV": 6, "UT": 2, "CX": 11, "DM": 4, "DP": 20, "PE": 5, "EQ": 9, "CM": 9,
    "BB": 8,
}  # fmt: skip


def test_the_example_in_the_guide_prints_what_it_says() -> None:
    assert doctest.testfile(str(HOW_TO), module_relative=False).failed == 0


def test_every_rule_of_the_sheet_stands_in_the_code() -> None:
    written = {one for body in BODIES for rule in body.rules for one in rule.id.split(", ")}
    sheet = {f"{area}-{number:02}" for area, last in LAST.items() for number in range(1, last + 1)}

    assert sheet - written == {"DP-19"}  # special data: told of by EQ-07 and DP-14, no conclusion of its own
    assert written - sheet == set()


def test_every_page_says_that_it_is_no_advice_and_every_rule_has_its_source() -> None:
    pages = rights_pages()

    assert all("not legal advice" in page for page in pages.values())
    for body in BODIES:
        (page,) = (page for page in pages.values() if page.startswith(f"# Rights: {body.name}\n"))
        assert all(f"## {rule.id}: {rule.title}\n" in page for rule in body.rules)
        assert page.count("- **Source**") == page.count("- **Holds**") == len(body.rules)


def test_a_rule_is_read_down_to_what_its_helpers_read_and_count() -> None:
    page = rights_pages()["rights/goods.md"]
    right = page[page.index("## GD-03") : page.index("## GD-04")]

    assert "`installed_notified`" in right  # read by a helper of a helper
    assert "`strr_last_day`" in right
    assert "how many days a pause holds" in right


@pytest.mark.parametrize("name", [name for name, _, _ in vocabulary()])
def test_the_index_lists_every_fact_with_its_question(name: str) -> None:
    assert f"| `{name}` |" in index_page()


@pytest.mark.parametrize("one", WATCHED, ids=lambda one: one.matter)
def test_a_matter_to_watch_is_due_on_its_day_and_not_before(one) -> None:  # type: ignore[no-untyped-def]
    assert one.review_by > SEEN
    assert not one.is_due(date.fromordinal(one.review_by.toordinal() - 1))
    assert one.is_due(one.review_by)
    assert f"| {one.matter} |" in index_page()
