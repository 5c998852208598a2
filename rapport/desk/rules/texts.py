"""Texts of cases: placeholders of saved replies, who is mentioned, addresses, and the words of the search."""

import re
from collections.abc import Iterable, Mapping
from email.utils import formataddr, getaddresses

from rapport.customers.rules import search_text
from rapport.desk.rules.case_refusals import PlaceholderNotKnown
from rapport.desk.rules.refusals import CaseFieldNotRight

PLACEHOLDERS = {
    "customer": "the customer's name",
    "first_name": "the first word of it",
    "reference": "the reference of the case",
    "subject": "what the case is about",
    "me": "your name",
    "team": "your team",
    "order": "the number of the order",
    "today": "today's date",
}
STYLES = ("", "plain", "warm", "formal", "brief")
MOST_ADDRESSES = 20
LONGEST_SEARCH = 100_000  # letters of different words: a novel
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_QUOTED = re.compile(r'"[^"\n\r]*"')
_NO_ADDRESS = re.compile(r"[\x00-\x1f\x7f:;]")
_ADDRESS = re.compile(r"[^\s@<>\"(),;:\\]+@[^\s@<>\"(),;:\\]+\.[^\s@<>\"(),;:\\]{2,}")


def refuse_strange_placeholders(body: str) -> None:
    """Refuse a text with a placeholder that nothing stands for."""
    for name in _PLACEHOLDER.findall(body):
        if name not in PLACEHOLDERS:
            raise PlaceholderNotKnown(
                name="{" + name + "}", known=", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
            )


def filled(body: str, facts: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled; what is not known stays, so that a person sees it.

    Each is filled once: a customer called {me} is not filled again.
    """
    return _PLACEHOLDER.sub(lambda found: facts.get(found[1]) or found[0], body)


def mentioned(text: str, names: Iterable[str]) -> list[str]:
    """Return who is mentioned by @name, whole names first; @Bob is not found in @Bobby."""
    low = text.casefold()
    return [name for name in names if re.search(rf"@{re.escape(name.casefold())}(?!\w)", low)]


def read_addresses(field: str, text: str) -> list[tuple[str, str]]:
    """Return the addresses of a line, as pairs of name and address; refuse one that is none.

    A line is one line: what begins another header, or names a group, is no address.
    """
    line = " ".join(text.split())
    found = [(name.strip(), address.strip()) for name, address in getaddresses([line]) if name or address]
    bad = [
        address or name for name, address in found if not _ADDRESS.fullmatch(address) or len(address) > 254
    ]
    is_strange = bool(_NO_ADDRESS.search(_QUOTED.sub("", text)))
    if bad or is_strange or (line and not found) or len(found) > MOST_ADDRESSES:
        value = bad[0] if bad else line[:80]
        raise CaseFieldNotRight(
            field=field, value=value, expected=f"up to {MOST_ADDRESSES} mail addresses, parted by commas"
        )
    return list(dict.fromkeys(found))


def address_line(addresses: Iterable[Iterable[str]]) -> str:
    """Return pairs of name and address as one line."""
    return ", ".join(formataddr((name, address)) if name else address for name, address in addresses)


def beginning(text: str, letters: int) -> str:
    """Return a text of so many letters at most, with a sign where it goes on."""
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def more_search(search: str, parts: Iterable[str]) -> str:
    """Return the words of a search text with those of more texts behind them, each word once."""
    found = dict.fromkeys([*search.split(), *search_text(parts).split()])
    return " ".join(found)[:LONGEST_SEARCH]
