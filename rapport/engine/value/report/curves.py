"""Pictures with two axes: lines over time, a curve of shares, and columns with a mark."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapport.engine.value.report.contents import FrequencyRow, TrackingPoint
from rapport.engine.value.report.drawing import (
    NARROW,
    Drawing,
    Mark,
    Point,
    area,
    box,
    box_sample,
    diamond,
    diamond_sample,
    dot,
    legend,
    line,
    line_sample,
    place,
    rule,
    spread,
    ticks,
    words,
)
from rapport.engine.value.report.figures import day, month, share, shortened

LEFT, RIGHT, ABOVE, BELOW = 56, 16, 30, 44


@dataclass(frozen=True)
class Plot:
    """The part of a drawing inside its axes, and the number at the top of the upright axis."""

    width: int
    height: int
    top: float

    @property
    def across(self) -> float:
        """Return the length of the level axis in pixels."""
        return self.width - LEFT - RIGHT

    @property
    def up(self) -> float:
        """Return the length of the upright axis in pixels."""
        return self.height - ABOVE - BELOW

    def at(self, along: float, number: float) -> Point:
        """Place a number, `along` (0 to 1) the level axis."""
        return LEFT + along * self.across, self.height - BELOW - place(number, self.top, self.up)


def draw_tracking(points: Sequence[TrackingPoint], width: int) -> Drawing:
    """Draw purchases that happened as a full line and expected ones as a broken line."""
    grid = ticks(max(max(point.actual, point.expected) for point in points))
    plot = Plot(width, 300 if width > NARROW else 250, grid[-1])
    steps = max(len(points) - 1, 1)
    actual = [plot.at(i / steps, point.actual) for i, point in enumerate(points)]
    expected = [plot.at(i / steps, point.expected) for i, point in enumerate(points)]
    marks = _frame(plot, grid, "{:,.10g}".format)
    marks += _time_axis(plot, points)
    marks += [line("line-actual", actual), line("line-expected", expected)]
    marks += [dot("dot-actual", at, 2.6) for at in actual if len(points) <= width / 14]
    lines = (("line-actual", "happened"), ("line-expected", "expected by the model"))
    marks += legend([(line_sample(css), name) for css, name in lines], LEFT)
    return Drawing(width, plot.height - 16, tuple(marks))


def _time_axis(plot: Plot, points: Sequence[TrackingPoint]) -> list[Mark]:
    steps = max(len(points) - 1, 1)
    few = 8 if plot.width > NARROW else 4
    name = month if len(points) > few or all(point.starts_on.day == 1 for point in points) else day
    base = plot.height - BELOW
    marks = []
    for i in spread(len(points), few if name is month else few - 1):
        x = plot.at(i / steps, 0)[0]
        css = "tick end" if x > plot.width - 40 else "tick middle"
        marks.append(rule("axis", (x, base), (x, base + 5)))
        marks.append(words(css, name(points[i].starts_on), (x, base + 20)))
    return marks


def draw_concentration(points: Sequence[Point], width: int, *, marked: Sequence[Point]) -> Drawing:
    """Draw the share of value held by the most valuable share of customers; `marked` points get a dot."""
    plot = Plot(width, 320 if width > NARROW else 270, max(1.0, *(value for _, value in points)))
    curve = [plot.at(customers, value) for customers, value in points]
    marks = _frame(plot, tuple(i / 4 for i in range(5)), share)
    base = plot.height - BELOW
    for i in range(6):
        x = plot.at(i / 5, 0)[0]
        css = "tick middle" if i < 5 else "tick end"
        marks.append(words(css, share(i / 5), (x + (0 if i < 5 else 12), base + 18)))
    marks += [
        words("tick end", "of customers, most valuable first", (width - RIGHT + 12, base + 36)),
        area("area", [plot.at(0, 0), *curve, plot.at(1, 0)]),
        rule("even", plot.at(0, 0), plot.at(1, 1)),
        line("line-accent", curve),
        words("tick", "all worth the same", _beside(plot.at(0.36, 0.36), 10, 16)),
    ]
    for customers, value in marked:
        label = f"{share(value)} of value with the top {share(customers)}"
        marks += [
            dot("dot-accent", plot.at(customers, value)),
            words("figure on-area", label, _beside(plot.at(customers, value), 9, 12)),
        ]
    marks.append(words("tick", "share of the value", (0, 14)))
    return Drawing(width, plot.height, tuple(marks))


def draw_frequency(rows: Sequence[FrequencyRow], width: int) -> Drawing:
    """Draw what customers bought after the origin as columns, and what was expected as diamonds."""
    grid = ticks(max(max(row.actual, row.expected) for row in rows))
    plot = Plot(width, 290 if width > NARROW else 260, grid[-1])
    base = plot.height - BELOW
    slot = plot.across / len(rows)
    marks = _frame(plot, grid, "{:,.10g}".format)
    for i, row in enumerate(rows):
        x = LEFT + slot * (i + 0.5)
        column = min(slot * 0.56, 44)
        top = plot.at(0, row.actual)[1]
        marks.append(box("bar", (x - column / 2, top), (column, base - top)))
        marks.append(diamond("expected", (x, plot.at(0, row.expected)[1])))
        marks.append(words("tick middle", shortened(row.repeats.replace(" or more", "+"), 6), (x, base + 18)))
    marks.append(words("tick end", "repeat purchases before", (width - RIGHT, base + 36)))
    marks += legend(((box_sample("bar"), "happened"), (diamond_sample("expected"), "expected")), LEFT)
    return Drawing(width, plot.height, tuple(marks))


def _frame(plot: Plot, grid: Sequence[float], text: Callable[[float], str]) -> list[Mark]:
    marks = []
    for number in grid:
        x, y = plot.at(0, number)
        marks.append(rule("axis" if number == 0 else "grid", (x, y), (plot.width - RIGHT, y)))
        marks.append(words("tick end", text(number), (x - 8, y + 4)))
    return marks


def _beside(at: Point, right: float, down: float) -> Point:
    return at[0] + right, at[1] + down
