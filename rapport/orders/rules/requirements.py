"""Technical requirements: what is asked of an item, and whether a measured value meets it."""

from dataclasses import dataclass
from decimal import Decimal

from rapport.lib.errors import Refusal


class RequirementNotRight(Refusal):
    """A requirement that nothing could meet, or that says nothing."""

    code = "requirement_not_right"
    text = (
        "The requirement '{name}' cannot be: {why}. Say what is asked, with the lower limit below the upper."
    )


class MeasureNotGiven(Refusal):
    """A requirement with limits is checked by a number."""

    code = "measure_not_given"
    text = "'{name}' has limits ({limits}), so that a check needs the measured value. Give the number."


@dataclass(frozen=True)
class Limits:
    """Between what a value has to lie, the limits included; None is no limit on that side."""

    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""

    @property
    def is_measured(self) -> bool:
        """Whether a number decides, and not the eye."""
        return self.low is not None or self.high is not None

    def words(self) -> str:
        """Return the limits as a drawing would say them."""
        unit = f" {self.unit}" if self.unit else ""
        if self.low is not None and self.high is not None:
            return f"{self.low.normalize():f} to {self.high.normalize():f}{unit}"
        if self.low is not None:
            return f"at least {self.low.normalize():f}{unit}"
        return f"at most {self.high.normalize():f}{unit}" if self.high is not None else "by eye"


def refuse_wrong_limits(name: str, limits: Limits) -> None:
    """Refuse a requirement without words, or with its limits the wrong way round."""
    if not name.strip():
        raise RequirementNotRight(name=name, why="it has no words")
    if limits.low is not None and limits.high is not None and limits.low > limits.high:
        raise RequirementNotRight(name=name, why=f"{limits.low} is above {limits.high}")


def is_met(name: str, limits: Limits, value: Decimal | None, *, by_eye: bool) -> bool:
    """Tell whether a requirement is met: by the measured value where it has limits, else by the eye."""
    if not limits.is_measured:
        return by_eye
    if value is None:
        raise MeasureNotGiven(name=name, limits=limits.words())
    return (limits.low is None or value >= limits.low) and (limits.high is None or value <= limits.high)
