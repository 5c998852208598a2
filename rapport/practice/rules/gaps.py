"""Which marking points a handled case could show, by what happened in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapport.practice.rules.portfolio import Shown


class Sign(StrEnum):
    """Something that happened in a case; the value says it in words."""

    COMPLAINT = "a complaint was handled"
    SETTLED = "a complaint was settled"
    PROMISE = "a promise was kept"
    REDRESS = "something was put right"
    ESCALATED = "it was passed up or signed by somebody with more authority"
    RIGHTS = "what the customer is owed was assessed"
    INTERNAL = "another team asked or was asked"
    CAUSE = "its cause was found and acted upon"
    NEED = "the customer told of a need"
    TALK = "there was a conversation to and fro"


# Which points a case with such a sign may show; a person decides whether it does.
SHOWS: dict[Sign, tuple[str, ...]] = {
    Sign.COMPLAINT: ("P18", "P21", "P22"),
    Sign.SETTLED: ("P18", "P21", "P15"),
    Sign.PROMISE: ("P21", "P23"),
    Sign.REDRESS: ("P18", "P25", "P26"),
    Sign.ESCALATED: ("P26",),
    Sign.RIGHTS: ("P25",),
    Sign.INTERNAL: ("P08", "P09", "P13"),
    Sign.CAUSE: ("P04", "P11", "P14"),
    Sign.NEED: ("P15", "P01"),
    Sign.TALK: ("P22", "P23"),
}
MOST_SUGGESTED = 8


@dataclass(frozen=True)
class Handled:
    """A case somebody handled, as the desk shows it to them, and what happened in it."""

    number: int
    name: str  # its reference alone
    signs: tuple[Sign, ...]


@dataclass(frozen=True)
class Suggestion:
    """A case that could close gaps: which points, and why."""

    case: Handled
    points: tuple[str, ...]

    @property
    def why(self) -> str:
        """Why it is suggested, in words."""
        return "; ".join(sign for sign in self.case.signs if {*SHOWS[sign]} & {*self.points})


def suggest(handled: Iterable[Handled], shown: Iterable[Shown]) -> list[Suggestion]:
    """Return cases that could close a gap, those that could close most first.

    A point is a gap until it is signed off, and where evidence of a case would be of another kind.
    """
    gaps = {one.point for one in shown if not one.is_enough and "case" not in one.kinds}
    found = []
    for case in handled:
        points = {point for sign in case.signs for point in SHOWS[sign]} & gaps
        if points:
            found.append(Suggestion(case, tuple(sorted(points))))
    return sorted(found, key=lambda one: (-len(one.points), -one.case.number))[:MOST_SUGGESTED]
