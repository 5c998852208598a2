"""The filters and columns of the list of customers, as its page shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapport.customers.rules import CHOICES, Sort
from rapport.customers.templatetags.customer_words import category_words

Choices = tuple[tuple[str, str], ...]
LABELS = {
    "category": ("Category", "every category"),
    "rung": ("Rung", "every rung"),
    "kind": ("Kind", "every kind"),
    "segment": ("Segment", "every segment"),
    "lapsed": ("Lapsed", "lapsed or not"),
    "channel": ("Preferred channel", "every channel"),
    "has_needs": ("Needs", "noted or not"),
    "archived": ("Archive", "not archived"),
}
WORTH_ONLY = frozenset({"rung", "segment", "lapsed"})  # not for those who may not see worth
FIRST_SHOWN = 3  # the others stand behind "More filters"
SORT_WORDS = {
    Sort.NAME: "Name",
    Sort.VALUE: "Worth",
    Sort.LAST_BOUGHT: "Last bought",
    Sort.CHANGED: "Changed",
}


@dataclass(frozen=True)
class Filter:
    """One filter: its key in the address, its label, what it offers and what is chosen."""

    key: str
    label: str
    empty: str
    choices: Choices
    chosen: str


@dataclass(frozen=True)
class Column:
    """One column of the list; `sort` is the key it is sorted by, `order` the way it is sorted now."""

    label: str
    sort: str = ""
    order: str = ""
    is_number: bool = False


def filters_of(words: Mapping[str, str], teams: Iterable[tuple[int, str]], *, worth: bool) -> list[Filter]:
    """Return the filters in the order of the page, as the words of an address choose them."""
    team = Filter("team", "Team", "every team", _team_choices(teams), words.get("team", ""))
    named = [
        Filter(key, *LABELS[key], _choices(key), words.get(key, ""))
        for key in LABELS
        if worth or key not in WORTH_ONLY
    ]
    return [*named[:1], team, *named[1:]]


def columns_of(sort: str, *, worth: bool) -> list[Column]:
    """Return the columns, worth only for those who may see it."""
    sort = sort or Sort.NAME
    rising = {Sort.NAME: "ascending"}
    name, value, bought, _ = (
        Column(SORT_WORDS[key], key, rising.get(key, "descending") if key == sort else "") for key in Sort
    )
    worths = [Column("Rung"), Column(value.label, value.sort, value.order, is_number=True)]
    return [name, Column("Category"), *(worths if worth else []), bought, Column("Owed next")]


def _choices(key: str) -> Choices:
    if key == "archived":
        return (("yes", "archived"),)
    if key == "category":
        return tuple((word, category_words(word)) for word in CHOICES[key])
    return tuple((word, word if word != "none" else "not said") for word in CHOICES[key])


def _team_choices(teams: Iterable[tuple[int, str]]) -> Choices:
    return (*((str(number), name) for number, name in teams), ("none", "no team"))
