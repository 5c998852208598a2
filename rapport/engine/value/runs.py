"""Runs of equal rows among columns of whole numbers."""

from collections.abc import Sequence

import numpy as np

from rapport.engine.value.histories import Ints

WORD_BITS = 63  # of a whole number above zero


def ordered_runs(columns: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Return the order by whole-numbered columns (n,), and where in it each run of equal rows starts.

    As far as 63 bits go, a row is one number with its place in the lowest bits: numbers are sorted several
    times as fast as places are by them.
    """
    if not len(columns[0]):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    lows = [column.min() for column in columns]
    bits = [int(column.max() - low).bit_length() for column, low in zip(columns, lows, strict=True)]
    place_bits = len(columns[0]).bit_length()
    if sum(bits) + place_bits > WORD_BITS:
        order = np.lexsort(columns[::-1])
        differs = np.any([np.diff(column[order]) != 0 for column in columns], axis=0)
        return order, np.flatnonzero(np.concatenate([[True], differs]))
    word = np.zeros(len(columns[0]), dtype=np.int64)
    for column, low, width in zip(columns, lows, bits, strict=True):
        word <<= width
        word |= column - low
    word <<= place_bits
    word |= np.arange(len(word))
    word.sort()
    row = word >> place_bits
    starts = np.flatnonzero(row[1:] != row[:-1]) + 1
    word &= (1 << place_bits) - 1
    return word, np.concatenate([[0], starts])
