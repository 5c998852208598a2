"""How an article is found, drawn, and put into a reply."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.desk.rules.articles import Findable, as_html, as_text, best_first, review_state, words_looked_for

TODAY = date(2026, 3, 2)
SHELF = [
    Findable(1, " return gauge ", " return gauge post "),
    Findable(2, " prices ", " prices gauge listed "),
    Findable(3, " opening hours ", " opening hours monday "),
]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("How do I return my gauges?", [1, 2]),
        ("gauge", [1, 2]),
        ("Are you open on Monday", [3]),
        ("return", [1]),
        ("what is this", []),
        ("", []),
    ],
)
def test_the_best_article_comes_first(text: str, numbers: list[int]) -> None:
    assert best_first(SHELF, words_looked_for(text)) == numbers


def test_more_than_one_word_may_be_asked_for() -> None:
    assert best_first(SHELF, ["gauge", "listed"], fewest=2) == [2]


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (-2, "review overdue by 2 days", "bad"),
        (-1, "review overdue by 1 day", "bad"),
        (0, "review due today", "warn"),
        (1, "review in 1 day", "warn"),
        (14, "review in 14 days", "warn"),
        (15, "review in 15 days", "plain"),
    ],
)
def test_a_review_turns_red_once_it_is_overdue(days: int, words: str, tone: str) -> None:
    assert review_state(TODAY + timedelta(days=days), TODAY) == (words, tone)


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "![x](https://evil.example/pixel.png)",
        "[x](data:text/html,<script>1</script>)",
        "<svg onload=alert(1)>",
    ],
)
def test_nothing_in_an_article_runs_or_is_fetched(evil: str) -> None:
    html = as_html(evil)

    assert not any(tag in html for tag in ("<script", "<img", "<svg", 'href="javascript', 'href="data'))


def test_markdown_is_drawn() -> None:
    assert as_html("# Title\n\n**now**") == "<h2>Title</h2>\n<p><strong>now</strong></p>\n"


@given(st.text(max_size=300))
def test_any_text_can_be_drawn_and_put_into_a_reply(text: str) -> None:
    assert "<script" not in as_html(text)
    assert isinstance(as_text(text), str)
