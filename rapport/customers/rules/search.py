"""How a customer is found by words: the same plain words on both sides."""

import re
import unicodedata
from collections.abc import Iterable

NUMBER = re.compile(r"[\d\s()+./-]{6,}")
WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 8  # of a query; more do not make it narrower in practice
LONGEST_WORD = 60


def plain_words(text: str) -> list[str]:
    """Return the words of a text: small letters without accents, and digits; nothing else is left.

    So no operator of a search engine can be in them.
    """
    flat = unicodedata.normalize("NFKD", text).casefold()
    if not flat.isascii():  # letter by letter: a long English text is spared that
        flat = "".join(letter for letter in flat if not unicodedata.combining(letter))
    return [word[:LONGEST_WORD] for word in WORD.findall(flat)]


def search_text(parts: Iterable[str]) -> str:
    """Return what a customer is searched by, from name, external id, contact points and notes."""
    found = dict.fromkeys(word for part in parts for word in plain_words(part))
    return " ".join(found)


def query_words(query: str) -> list[str]:
    """Return the words that must all begin a word of the customer; a phone number is one word."""
    if NUMBER.fullmatch(query.strip()) and not re.fullmatch(r"\d{4}-\d\d?-\d\d?", query.strip()):
        digits = re.sub(r"\D", "", query.strip().replace("(0)", ""))
        return [digits.removeprefix("00")] if digits else []
    return plain_words(query)[:MOST_WORDS]
