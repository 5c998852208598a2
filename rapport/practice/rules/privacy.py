"""What of a customer stands in a text of practice, and how it reads without."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapport.engine.text.personal import EMAIL, ORDER, PHONE, POSTCODE, personal_data
from rapport.lib.errors import Refusal

INSTEAD = {EMAIL: "[e-mail address]", PHONE: "[phone number]", POSTCODE: "[postcode]", ORDER: "[number]"}
THE_CUSTOMER = "[the customer]"
SHORTEST_NAME = 3  # letters: shorter ones are words of every text
NAME_LIKE = re.compile(r"\b[^\W\d_a-zß-öø-ÿ][\w'’&.-]*(?:[ \t]+[^\W\d_a-zß-öø-ÿ][\w'’&.-]*){1,4}")
PART = re.compile(r"[\w'’-]+")
COMMON = frozenset(("And", "Company", "Customer", "Group", "Limited", "Ltd", "Services", "Shop", "The"))


@dataclass(frozen=True)
class Found:
    """Something of a customer in a text; `is_known` where the register has it, else it only looks so."""

    words: str
    instead: str
    start: int
    end: int
    is_known: bool


@dataclass(frozen=True)
class Known:
    """What the register knows: the customer in question by name and contact points, others by name."""

    names: Sequence[str] = ()  # found in parts, too
    others: Sequence[str] = ()  # found whole: a first name alone tells of nobody in particular
    points: Sequence[str] = ()


class CustomerNamed(Refusal):
    """A text of practice holds what the register knows of a customer."""

    code = "customer_named"
    text = "Practice keeps no customer's data, and the text holds {found}. Use the text without it."


class CustomerPerhaps(Refusal):
    """A text of practice holds what looks like somebody's data."""

    code = "customer_perhaps"
    text = (
        "Practice keeps no customer's data, and this looks like some: {found}. Use the text without it, "
        "or tick that it belongs to no customer."
    )


def possible_names(text: str) -> set[str]:
    """Return the runs of two to five words with capitals that could be a name, and the runs within them."""
    runs = (hit[0].split() for hit in NAME_LIKE.finditer(text))
    return {
        " ".join(words[first : last + 1]).rstrip(".,;:")
        for words in runs
        for first in range(len(words))
        for last in range(first + 1, len(words))
    }


def of_customers(text: str, known: Known) -> list[Found]:
    """Return what stands in a text of these customers, and all that is shaped like anybody's data."""
    found = [*_named(text, known), *_shaped(text, {_key(one) for one in known.points})]
    return _apart(sorted(found, key=lambda one: (one.start, -one.end)))


def _shaped(text: str, keys: set[str]) -> Iterator[Found]:
    for one in personal_data(text):
        yield Found(one.text, INSTEAD[one.kind], one.start, one.end, _key(one.text) in keys)


def _key(written: str) -> str:
    return "".join(letter for letter in written.casefold() if letter.isalnum() or letter == "@")


def _named(text: str, known: Known) -> Iterator[Found]:
    """Yield where a name stands: whole in whatever letters, of the customer in question also a part of it.

    A part, as it is written in the name, may be a word like any other (Will, Rose): it is not known.
    """
    wholes = [r"\s+".join(map(re.escape, name.split())) for name in (*known.names, *known.others)]
    parts = [re.escape(part) for name in known.names for part in PART.findall(name) if _tells(part)]
    for hit in _hits(wholes, text, re.IGNORECASE):
        yield Found(hit[0], THE_CUSTOMER, hit.start(), hit.end(), is_known=True)
    for hit in _hits(parts, text, re.NOFLAG):
        yield Found(hit[0], THE_CUSTOMER, hit.start(), hit.end(), is_known=False)


def _hits(wanted: Sequence[str], text: str, flags: re.RegexFlag) -> Iterator[re.Match[str]]:
    """Yield where one of some patterns stands as a word of its own, with what makes it a possessive."""
    if wanted:
        yield from re.finditer(rf"(?<!\w)(?:{'|'.join(wanted)})(?:['’]s)?(?!\w)", text, flags)


def _tells(part: str) -> bool:
    return len(part) >= SHORTEST_NAME and part[0].isupper() and part not in COMMON


def _apart(found: Sequence[Found]) -> list[Found]:
    """Return findings that do not overlap, the first and longest of each place."""
    kept: list[Found] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def without(text: str, found: Iterable[Found]) -> str:
    """Return a text in which something neutral stands in the place of each finding."""
    for one in sorted(found, key=lambda one: one.start, reverse=True):
        text = text[: one.start] + one.instead + text[one.end :]
    return text


def refuse_customers(found: Iterable[Found], *, said_none: bool) -> None:
    """Refuse what the register knows; what only looks like data unless somebody says it is no customer's."""
    all_of_it = [*found]
    named = [one.words for one in all_of_it if one.is_known]
    if named:
        raise CustomerNamed(found=_listed(named))
    if all_of_it and not said_none:
        raise CustomerPerhaps(found=_listed([one.words for one in all_of_it]))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"“{one}”" for one in dict.fromkeys(words))
