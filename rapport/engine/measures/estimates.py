"""What every measure returns: a figure, how many it rests on, and the interval it may lie in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A figure with n and its interval.

    `value` is None where there is nothing to reckon from, or where too much is still open to say.
    `low` and `high` are None where the data do not bound the figure on that side.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    confidence: float = CONFIDENCE

    def at_least(self, fewest: int) -> "Estimate":
        """Return the estimate, or one without a value where it rests on fewer than `fewest`."""
        return self if self.n >= fewest else Estimate(None, self.n, confidence=self.confidence)


NOTHING = Estimate(None, 0)
