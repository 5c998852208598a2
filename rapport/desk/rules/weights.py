"""The weights of the queue: what leaders may change, within what bounds, and what stands by default."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from itertools import pairwise

from rapport.customers.rules import RUNGS
from rapport.desk.rules.refusals import WeightNotRight
from rapport.desk.rules.words import Effort, Severity, StatedNeed

MOST_POINTS = 1_000
MOST_FOR_WORTH = 20  # worth and rung together: less than one step of severity, so that neither rules
BOUNDS: dict[str, tuple[int, int]] = {
    "waiting_per_hour": (1, 100),
    "floor_hours": (1, 24 * 30),
    "worth_per_point": (1, 1_000_000),
    "worth_most": (0, MOST_FOR_WORTH),
    "rung_most": (0, MOST_FOR_WORTH),
}
RISING = ("severity_low", "severity_normal", "severity_high", "severity_harm")


@dataclass(frozen=True)
class Weights:
    """Points by what is known of a case. None is below zero: nothing that is known moves a case down."""

    severity_low: int = 0
    severity_normal: int = 10
    severity_high: int = 40
    severity_harm: int = 80
    need_deadline: int = 20
    need_access: int = 15
    need_safety: int = 60
    need_hardship: int = 30
    need_distress: int = 30
    effort_small: int = 6
    effort_medium: int = 2
    effort_large: int = 0
    rung_most: int = 6
    worth_most: int = 6
    worth_per_point: int = 500  # a point for each so much of expected worth, in its currency
    waiting_per_hour: int = 2
    floor_hours: int = 48  # who has waited longer goes before all points


NEEDS: dict[StatedNeed, str] = {
    StatedNeed.DEADLINE: "need_deadline",
    StatedNeed.ACCESS: "need_access",
    StatedNeed.SAFETY: "need_safety",
    StatedNeed.HARDSHIP: "need_hardship",
    StatedNeed.DISTRESS: "need_distress",
}
SEVERITIES = {severity: f"severity_{severity}" for severity in Severity}
EFFORTS = {effort: f"effort_{effort}" for effort in Effort}
WORDS: dict[str, str] = {
    **{f"severity_{severity}": f"Severity {severity}" for severity in Severity},
    **{name: f"Told us of: {need}" for need, name in NEEDS.items()},
    **{f"effort_{effort}": f"{effort.capitalize()} piece of work" for effort in Effort},
    "rung_most": "Highest rung of the ladder (at most)",
    "worth_most": "Worth (at most)",
    "worth_per_point": "Worth that gives one point, in its currency",
    "waiting_per_hour": "Each hour of waiting",
    "floor_hours": "Hours of waiting after which a case goes before all points",
}


def weights_from(kept: Mapping[str, int]) -> Weights:
    """Return the weights that were kept; what was not known then stands at its default."""
    known = {one.name for one in fields(Weights)}
    return replace(Weights(), **{name: value for name, value in kept.items() if name in known})


def refuse_weights(weights: Weights) -> None:
    """Refuse weights out of bounds, worth that outweighs, and more points for what is less severe."""
    said = asdict(weights)
    for name, value in said.items():
        least, most = BOUNDS.get(name, (0, MOST_POINTS))
        if not least <= value <= most:
            raise WeightNotRight(name=WORDS[name], value=value, expected=f"{least:,} to {most:,}")
    both = weights.worth_most + weights.rung_most
    if both > MOST_FOR_WORTH:
        expected = f"worth and rung together to be at most {MOST_FOR_WORTH} points"
        raise WeightNotRight(name=WORDS["worth_most"], value=f"{both} with the rung", expected=expected)
    for lower, higher in pairwise(RISING):
        if said[lower] > said[higher]:
            expected = f"at least the {said[lower]} points of '{WORDS[lower]}'"
            raise WeightNotRight(name=WORDS[higher], value=said[higher], expected=expected)


def changes_of(before: Weights, after: Weights) -> dict[str, list[int]]:
    """Return the weights that change, each as it was and will be."""
    old, new = asdict(before), asdict(after)
    return {WORDS[name]: [old[name], new[name]] for name in old if old[name] != new[name]}


def worth_points(value: Decimal | None, weights: Weights) -> int:
    """Return the points for worth: one for each full `worth_per_point`, capped, and none below zero."""
    return min(weights.worth_most, max(0, int((value or Decimal(0)) // weights.worth_per_point)))


def rung_points(rung: str, weights: Weights) -> int:
    """Return the points for a rung: the highest gives all, the lowest and an unknown one none."""
    return weights.rung_most * RUNGS.index(rung) // (len(RUNGS) - 1) if rung in RUNGS else 0
