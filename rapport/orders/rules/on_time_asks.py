"""What is asked of the report on promises, read from the words of an address: all from fixed lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from rapport.lib.errors import Refusal
from rapport.orders.rules.on_time import Against, Definition, Fate, Level

WINDOWS = ("4", "13", "26", "52")
USUAL = "13"
DAYS = ("0", "1", "2", "5", "10")
ANY = "any"
TOLERANCES = ("0", "1", "2", "5", "10")
GROUPS = {"item": "Item", "route": "Route", "team": "Team", "type": "Type of customer"}


class OnTimeWordNotKnown(Refusal):
    """Only the words that the page offers make a report."""

    code = "on_time_word_not_known"
    text = "'{field}={value}' is nothing the report knows. There are: {known}."


@dataclass(frozen=True)
class OnTimeAsk:
    """Which report: the definition, over so many weeks; and which lines behind it."""

    definition: Definition
    weeks: int
    words: Mapping[str, str]
    group: str = ""
    word: str = ""
    fate: Fate | None = None

    def address(self, **more: str) -> str:
        """Return the words of this report as an address has them, with more of them."""
        return urlencode({**self.words, **{name: value for name, value in more.items() if value}})


CHOICES: dict[str, tuple[str, ...]] = {
    "against": tuple(Against),
    "level": tuple(Level),
    "late": DAYS,
    "early": (*DAYS, ANY),
    "tolerance": TOLERANCES,
    "weeks": WINDOWS,
}
FIRST = {
    "against": str(Against.FIRST), "level": str(Level.LINE), "late": "0", "early": "0", "tolerance": "0",
    "weeks": USUAL,
}  # fmt: skip
BEHIND = ("group", "word", "fate")


def read_on_time(given: Mapping[str, str], *, is_list: bool = False) -> OnTimeAsk:
    """Read which report is asked for; `is_list` reads which lines behind it, too."""
    known = [*CHOICES, *(BEHIND if is_list else ())]
    for name, value in given.items():
        if name not in known:
            raise OnTimeWordNotKnown(field=name[:40], value=value[:40], known=", ".join(known))
    words = {name: _one_of(name, given.get(name, "") or FIRST[name], of) for name, of in CHOICES.items()}
    group = given.get("group", "")
    fate = given.get("fate", "")
    return OnTimeAsk(
        _definition(words), int(words["weeks"]), words,
        group=_one_of("group", group, tuple(GROUPS)) if group else "", word=given.get("word", ""),
        fate=Fate(_one_of("fate", fate, tuple(Fate))) if fate else None,
    )  # fmt: skip


def _definition(words: Mapping[str, str]) -> Definition:
    early = None if words["early"] == ANY else int(words["early"])
    return Definition(
        Against(words["against"]),
        Level(words["level"]),
        int(words["late"]),
        early,
        Decimal(words["tolerance"]),
    )


def _one_of(field: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise OnTimeWordNotKnown(field=field, value=value[:40], known=", ".join(known))
    return value
