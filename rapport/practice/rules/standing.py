"""How far somebody is with a marking point: not shown, practised, evidenced, signed off."""

from collections.abc import Set as AbstractSet
from enum import StrEnum

from rapport.practice.rules.content import MarkingPoint


class Standing(StrEnum):
    """How far a marking point is."""

    NOT_SHOWN = "not shown"
    PRACTISED = "practised"
    EVIDENCED = "evidenced"
    SIGNED_OFF = "signed off"


ICONS = {
    Standing.NOT_SHOWN: "point-open",
    Standing.PRACTISED: "point-half",
    Standing.EVIDENCED: "point-full",
    Standing.SIGNED_OFF: "point-signed",
}


def standing_of(
    marking: MarkingPoint,
    shown: AbstractSet[str],
    *,
    evidenced: AbstractSet[str] = frozenset(),
    signed_off: AbstractSet[str] = frozenset(),
) -> Standing:
    """Return how far a marking point is; `shown` has points of its topic, the others rows of the syllabus.

    It is practised as soon as one of the points that practise it was shown in an answer.
    """
    if marking.row in signed_off:
        return Standing.SIGNED_OFF
    if marking.row in evidenced:
        return Standing.EVIDENCED
    return Standing.PRACTISED if shown & set(marking.practised_by) else Standing.NOT_SHOWN
