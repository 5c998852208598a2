"""HTML of a mail made safe to show: no script, no style, no picture from elsewhere."""

import html
import re

import nh3

from rapport.desk.mail.words import storable

LARGEST = 200_000  # characters; a mail written by a person has less
DEEPEST = 100
TAGS = {
    *("a", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4"),
    *("hr", "i", "ins", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td"),
    *("tfoot", "th", "thead", "tr", "u", "ul"),
}
DROPPED_WHOLE = {
    "script",
    "style",
    "title",
    "head",
    "template",
    "svg",
    "math",
    "noscript",
    "iframe",
    "object",
}
LEADS_TO = {"http", "https", "mailto", "tel"}
BREAKS = re.compile(r"<\s*(?:br|/p|/div|/tr|/li|/h[1-6]|/blockquote)\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
REMOTE = re.compile(
    r"""(?:src|background|poster)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//""",
    re.IGNORECASE,
)
PICTURE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
SOURCE = re.compile(r"""\bsrc\s*=\s*["']?(https?://[^\s"'<>]{1,2000})""", re.IGNORECASE)
ALT = re.compile(r"""\balt\s*=\s*["']([^"'<>]*)["']""", re.IGNORECASE)
LINES = re.compile(r"\n[ \t\n]*\n")
NEVER_CLOSED = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


def is_too_much(page: str) -> bool:
    """Tell whether HTML is larger or deeper than any person's mail, and so shown as text alone."""
    return len(page) > LARGEST or _depth(page) > DEEPEST


def _depth(page: str) -> int:
    """Return how many tags are open at once; tags out of turn count as open."""
    open_now = deepest = 0
    for closing, name in TAG.findall(page):
        if name.lower() in NEVER_CLOSED:
            continue
        open_now = max(0, open_now + (-1 if closing else 1))
        deepest = max(deepest, open_now)
    return deepest


def has_remote_pictures(page: str) -> bool:
    """Tell whether HTML would fetch something from elsewhere when it is shown."""
    return bool(REMOTE.search(page[:LARGEST]))


def clean(page: str) -> str:
    """Return HTML that may stand in a page of ours.

    A picture from elsewhere becomes a link: fetching it would tell the sender that the mail was read, so
    somebody has to ask for it. Pictures that came along are among the files. Links do not tell where they
    were followed from.
    """
    cleaned = nh3.clean(
        PICTURE.sub(_picture_as_link, page),
        tags=TAGS,
        clean_content_tags=DROPPED_WHOLE,
        attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        url_schemes=LEADS_TO,
        link_rel="noopener noreferrer nofollow",
    )
    return storable(cleaned)


def _picture_as_link(found: re.Match[str]) -> str:
    source = SOURCE.search(found.group())
    if source is None:
        return ""
    address = html.escape(html.unescape(source.group(1)), quote=True)
    words = ALT.search(found.group())
    name = html.escape(html.unescape(words.group(1))[:100]) if words else ""
    return f'<a href="{address}">Picture from elsewhere{": " if name else ""}{name}</a> '


def words_of(page: str) -> str:
    """Return the words of HTML as plain text."""
    if is_too_much(page):
        return _tidy(html.unescape(TAG.sub(" ", page[: LARGEST * 5])))
    broken = BREAKS.sub(lambda found: f"\n{found.group()}", page)
    return _tidy(html.unescape(nh3.clean(broken, tags=set(), clean_content_tags=DROPPED_WHOLE)))


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in storable(text).split("\n"))
    return LINES.sub("\n\n", "\n".join(lines)).strip()
