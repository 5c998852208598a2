"""Purchase histories as the purchase models see them: weighted groups of equal customers."""

from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rapport.lib.errors import Refusal

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TICKED_OFF_FROM = 10_000  # rows; fewer are sorted as fast


class HistoryRefused(Refusal):
    """A history that no customer can have."""

    code = "history_refused"
    text = "{rows} of {total} purchase histories have {fault}. Expected {expected}."


@dataclass(frozen=True)
class Histories:
    """Customers by repeats (x), time of the last repeat (t_x) and age (T); all of shape (n,).

    Times count from the first purchase, in any one unit; `weight` is how many customers
    a row stands for. Source of the notation: Fader, Hardie and Lee (2005), Marketing Science 24.
    """

    repeats: Floats
    last_repeat: Floats
    age: Floats
    weight: Floats

    def __len__(self) -> int:
        return len(self.repeats)

    @property
    def customers(self) -> float:
        """Count the customers behind the rows."""
        return float(self.weight.sum())

    @property
    def mean_age(self) -> float:
        """Return the mean age, the unit of the starting point; 1 where nobody has any age."""
        mean = float(np.average(self.age, weights=self.weight)) if len(self) else 0.0
        return mean if mean > 0 else 1.0

    @cached_property
    def distinct_repeats(self) -> tuple[Floats, Ints]:
        """Return the distinct x and, per row, its place in them: special functions run on these."""
        return distinct(self.repeats)

    @cached_property
    def distinct_ages(self) -> tuple[Floats, Ints]:
        """Return the distinct T and, per row, its place in them."""
        return distinct(self.age)

    @cached_property
    def customers_by_repeats(self) -> Floats:
        """Return the customers behind each of the distinct x."""
        values, places = self.distinct_repeats
        counts = np.bincount(places, weights=self.weight, minlength=len(values))
        return np.asarray(counts, dtype=np.float64)

    def rows(self, which: slice | Ints) -> "Histories":
        """Return some of the rows."""
        return Histories(self.repeats[which], self.last_repeat[which], self.age[which], self.weight[which])


def distinct(values: Floats | Ints) -> tuple[Floats, Ints]:
    """Return the distinct values and the place of each; whole numbers are ticked off instead of sorted."""
    whole = values.astype(np.int64)
    if len(values) < TICKED_OFF_FROM or whole.max() > len(values) or (whole != values).any():
        found, places = np.unique(values, return_inverse=True)
        return found.astype(np.float64), places
    is_there = np.zeros(int(whole.max()) + 1, dtype=bool)
    is_there[whole] = True
    return np.flatnonzero(is_there).astype(np.float64), (np.cumsum(is_there) - 1)[whole]


def histories(
    repeats: ArrayLike, last_repeat: ArrayLike, age: ArrayLike, weight: ArrayLike | None = None
) -> Histories:
    """Check and gather purchase histories.

    Refuses what no customer can have: a last repeat after the age, repeats below zero or
    not whole, times or weights that are negative or not numbers.
    """
    x, t_x, T = (
        np.atleast_1d(np.asarray(column, dtype=np.float64)) for column in (repeats, last_repeat, age)
    )
    w = np.ones_like(x) if weight is None else np.atleast_1d(np.asarray(weight, dtype=np.float64))
    lengths = [len(column) for column in (x, t_x, T, w)]
    if min(lengths) != max(lengths):
        _refuse(max(lengths) - min(lengths), max(lengths), "no value in one column", "arrays of one length")
    for fault, expected, bad in (
        ("a value that is no number", "finite numbers", ~np.isfinite(x + t_x + T + w)),
        ("repeats that are negative or not whole", "0, 1, 2, ...", (x < 0) | (x != np.floor(x))),
        ("a last repeat after their age", "0 <= last_repeat <= age", (t_x < 0) | (t_x > T)),
        ("a negative weight", "a weight of 0 or more", w < 0),
    ):
        if bad.any():
            _refuse(int(bad.sum()), len(x), fault, expected)
    return Histories(x, t_x, T, w)


def _refuse(rows: int, total: int, fault: str, expected: str) -> NoReturn:
    raise HistoryRefused(rows=rows, total=total, fault=fault, expected=expected)
