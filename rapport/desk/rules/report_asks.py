"""What is asked of the reports, read from the words of an address: all of them from fixed lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapport.desk.rules.definitions import BY_KEY, ReportWordNotKnown
from rapport.desk.rules.measures import USUAL, WINDOWS

CASES = "cases"  # every case opened in the window
GROUPS = ("kind", "type", "side", "cause")
PARTS = ("yes", "no")


@dataclass(frozen=True)
class ReportAsk:
    """Which figures: of a scope, over a window."""

    scope: str
    weeks: int


@dataclass(frozen=True)
class ListAsk:
    """Which cases behind a figure: all of them or a part, of one group, from a number down."""

    report: ReportAsk
    figure: str
    part: str = ""
    group: str = ""
    word: str = ""
    after: int | None = None


def read_report(words: Mapping[str, str], scopes: Iterable[str]) -> ReportAsk:
    """Return what figures are asked for; the first scope and the usual window where nothing is said."""
    known = list(scopes)
    scope = _one_of("team", words.get("team", ""), known) or known[0]
    weeks = _one_of("weeks", words.get("weeks", ""), [str(each) for each in WINDOWS])
    return ReportAsk(scope, int(weeks or USUAL))


def read_list(words: Mapping[str, str], scopes: Iterable[str]) -> ListAsk:
    """Return which cases are asked for."""
    figure = _one_of("figure", words.get("of", ""), [CASES, *BY_KEY]) or CASES
    part = _one_of("part", words.get("part", ""), [*PARTS])
    chosen = [(group, words[group]) for group in GROUPS if words.get(group)]
    group, word = chosen[0] if chosen else ("", "")
    after = words.get("after", "")
    if after and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise ReportWordNotKnown(field="after", value=after[:40], known="the number of a case")
    return ListAsk(read_report(words, scopes), figure, part, group, word, int(after) if after else None)


def _one_of(field: str, value: str, known: list[str]) -> str:
    if value and value not in known:
        raise ReportWordNotKnown(field=field, value=value[:40], known=", ".join(known))
    return value
