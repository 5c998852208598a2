"""Knowledge: how an article is written, found, and when it is to be looked at again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import nh3
from markdown_it import MarkdownIt

from rapport.customers.rules.search import plain_words
from rapport.lib.errors import Refusal

LONGEST_TITLE = 200
LONGEST_BODY = 20_000
REVIEW_AFTER = timedelta(days=180)
WARN_BEFORE = timedelta(days=14)
FEWEST_LETTERS = 3  # of a word that says what somebody looks for
TAGS = {
    *("p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h2", "h3", "h4"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_OFTEN = (
    "a about after all also am an and any are as at be been before but by can could did do does for "
    "from get has have hello help her hi him his how i if in into is it its just may me my need no not "
    "now of on one or our out please she so some that the their them then there they this to too up us "
    "want was we were what when where which who why will with would you your"
)
SAID_OFTEN = frozenset(_OFTEN.split())  # words that say nothing of what somebody looks for
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")


class ArticleNotFound(Refusal):
    code = "article_not_found"
    text = "There is no article {number}. Look for it by words in the list of articles."


class ArticleFieldNotRight(Refusal):
    code = "article_field_not_right"
    text = "{field} is '{value}'. It expects {expected}. Change it and save again."


class ArticleChangedMeanwhile(Refusal):
    """Somebody else saved the article since this person opened it; nothing was overwritten."""

    code = "article_changed_meanwhile"
    text = (
        "'{title}' was changed by {by} since you opened it; the difference is in: {fields}. "
        "Compare both, then save again with version {version}."
    )


class ArticleRetired(Refusal):
    code = "article_retired"
    text = "'{title}' is retired and is not used any more. Bring it back first, or use another article."


@dataclass(frozen=True)
class Findable:
    """What an article is found by: the words of its title, and all its words, each with a space around it."""

    number: int
    title: str
    words: str


def review_state(review_on: date, today: date) -> tuple[str, str]:
    """Return in words how an article stands with its review, and the tone."""
    late = (today - review_on).days
    if late > 0:
        return f"review overdue by {late} day{'' if late == 1 else 's'}", "bad"
    if late == 0:
        return "review due today", "warn"
    return (
        f"review in {-late} day{'' if late == -1 else 's'}",
        "warn" if -late <= WARN_BEFORE.days else "plain",
    )


def words_looked_for(text: str) -> list[str]:
    """Return the words of a question that say what it is about, each once."""
    words = [word for word in plain_words(text) if word not in SAID_OFTEN]
    return [*dict.fromkeys(word for word in words if len(word) >= FEWEST_LETTERS or word.isdigit())]


def best_first(articles: Iterable[Findable], words: Sequence[str], *, fewest: int = 1) -> list[int]:
    """Return the numbers of the articles that fit, the best first; ties by number.

    A word of the title counts three times one of the text; a word fits where one begins with it, or it
    with one of at least four letters: "gauges" finds "gauge". Fewer than `fewest` words do not fit.
    """
    found = []
    for article in articles:
        hits = [_weight(word, article) for word in words]
        if sum(1 for hit in hits if hit) >= max(1, fewest):
            found.append((-sum(hits), article.number))
    return [number for _, number in sorted(found)]


def _weight(word: str, article: Findable) -> int:
    return 3 if _fits(word, article.title) else int(_fits(word, article.words))


def _fits(word: str, words: str) -> bool:
    """Tell whether one of the words begins with a word, or the word with one of at least four letters."""
    return f" {word}" in words or any(f" {word[:end]} " in words for end in range(4, len(word)))


def as_html(body: str) -> str:
    """Return an article as HTML: headings below the page's own, no pictures, no script, links to the web."""
    drawn = _MARKDOWN.render(body).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    cleaned: str = nh3.clean(
        drawn, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"}
    )
    return cleaned


def as_text(body: str) -> str:
    """Return an article as it goes into a reply: the words without the signs; a link with its address."""
    text, is_item = "", False
    for token in _MARKDOWN.parse(body):
        is_item = token.type == "list_item_open" or (is_item and token.type != "inline")
        if token.type == "inline":
            text += _line(token.children or [])
        elif token.type == "list_item_open":
            text = text.rstrip("\n") + "\n- "
        elif token.type.endswith("_close") and not is_item:
            text = text.rstrip("\n") + "\n\n"
    return text.strip()


def _line(parts: Sequence[object]) -> str:
    said: list[str] = []
    link = ""
    for part in parts:
        kind = getattr(part, "type", "")
        if kind == "link_open":
            link = str(getattr(part, "attrs", {}).get("href", ""))
        elif kind == "link_close":
            said.append(f" ({link})" if link and said[-1:] != [link] else "")
        elif kind in {"softbreak", "hardbreak"}:
            said.append("\n")
        else:
            said.append(getattr(part, "content", ""))
    return "".join(said).strip()
