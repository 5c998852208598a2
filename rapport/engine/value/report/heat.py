"""Pictures made of cells: each holds its number, and the shade only repeats it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapport.engine.value.report.drawing import NARROW, WIDE, Drawing, Mark, box, words

STEPS = 8  # shades in the style sheet, from heat-1
DARK_FROM = 5  # from this shade the figure takes the other ink
CELL = 26
NAMES_WIDE, NAMES_NARROW = 96, 60
ABOVE, BELOW = 40, 8
WIDEST_CELL = 44
FIT = {WIDE: 24, NARROW: 12}  # columns that stay readable at a width


@dataclass(frozen=True)
class Grid:
    """Shares by row and column; None is an empty cell.

    `plain_columns` of the left carry no shade: what stands there holds by definition.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    shares: tuple[tuple[float | None, ...], ...]
    across: str
    down: str
    plain_columns: int = 0

    def top(self) -> float:
        """Return the largest shaded share, 1 where there is none."""
        shaded = (share for row in self.shares for share in row[self.plain_columns :] if share)
        return max(shaded, default=1.0)


def draw_grid(grid: Grid, width: int) -> Drawing:
    """Draw as many columns of a grid as fit, from the left."""
    shown = min(len(grid.columns), FIT[width])
    left = NAMES_NARROW if width == NARROW else NAMES_WIDE
    cell = min((width - left) / shown, WIDEST_CELL)
    marks = [words("tick", grid.down, (0, 32)), words("tick", grid.across, (left, 12))]
    for j, name in enumerate(grid.columns[:shown]):
        marks.append(words("tick middle", name, (left + cell * (j + 0.5), 32)))
    for i, name in enumerate(grid.rows):
        y = ABOVE + CELL * i
        marks.append(words("tick", name, (0, y + CELL / 2 + 4)))
        marks += _cells(grid, i, (left, cell, shown))
    return Drawing(width, ABOVE + CELL * len(grid.rows) + BELOW, tuple(marks))


def _cells(grid: Grid, i: int, level: tuple[float, float, int]) -> list[Mark]:
    left, cell, shown = level
    y, top = ABOVE + CELL * i, grid.top()
    marks: list[Mark] = []
    for j, share in enumerate(grid.shares[i][:shown]):
        if share is None:
            continue
        x = left + cell * j
        shade = 0 if j < grid.plain_columns else shade_of(share, top)
        ink = "cell-light" if shade >= DARK_FROM else "cell"
        marks.append(box(f"heat-{shade}", (x + 0.5, y + 0.5), (cell - 1, CELL - 1)))
        marks.append(words(ink, cell_text(share), (x + cell / 2, y + CELL / 2 + 4)))
    return marks


def shade_of(share: float, top: float) -> int:
    """Return the shade of a share, 0 for none and `STEPS` for the largest."""
    if share <= 0:
        return 0
    return min(STEPS, 1 + int(STEPS * share / top * (1 - 1e-9)))


def cell_text(share: float) -> str:
    """Return a share as a whole percentage that fits into a cell; a trace is not called nothing."""
    percent = 100 * share
    if 0 < percent < 0.5:
        return "<1"
    if 99.5 <= percent < 100:
        return ">99"
    return f"{percent:.0f}"


def picked(count: int, wanted: int) -> Sequence[int]:
    """Choose at most `wanted` of `count` rows or columns, both ends included."""
    if count <= wanted:
        return range(count)
    return sorted({round(i * (count - 1) / (wanted - 1)) for i in range(wanted)})
