"""Pictures made of bars: counts side by side, and an estimate with its range."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapport.engine.value.report.contents import Band
from rapport.engine.value.report.drawing import (
    LETTER,
    NARROW,
    Drawing,
    Mark,
    box,
    box_sample,
    diamond,
    legend,
    place,
    rule,
    words,
)
from rapport.engine.value.report.figures import large_money, shortened

ROW = 30
ROW_WITH_NAME_ABOVE = 50
THICK = 16
NAMES = 190  # most room for the names left of the bars, in pixels
LEGEND = 30


@dataclass(frozen=True)
class Bar:
    """One bar; `hollow` is the part of `length` that is drawn as an outline."""

    name: str
    length: float
    text: str
    hollow: float = 0.0
    low: float | None = None
    high: float | None = None


def draw_bars(bars: Sequence[Bar], width: int, *, parts: tuple[str, str] | None = None) -> Drawing:
    """Draw bars from zero, each with its name and figure.

    `parts` names the solid and the hollow part where bars have both.
    """
    above = LEGEND if parts else 0
    height = ROW_WITH_NAME_ABOVE if width == NARROW else ROW
    left = 0.0 if width == NARROW else min(LETTER * max(len(bar.name) for bar in bars) + 16, NAMES)
    room = width - left - LETTER * max(len(bar.text) for bar in bars) - 16
    top = max((max(bar.length, bar.high or 0) for bar in bars), default=0) or 1
    marks: list[Mark] = []
    if parts:
        marks += legend(((box_sample("bar"), parts[0]), (box_sample("bar-hollow"), parts[1])), left)
    for number, bar in enumerate(bars):
        marks += _row(bar, (left, above + number * height), (room, top))
    return Drawing(width, above + height * len(bars), tuple(marks))


def _row(bar: Bar, corner: tuple[float, float], scale: tuple[float, float]) -> list[Mark]:
    left, y = corner
    room, top = scale
    middle = y + (ROW_WITH_NAME_ABOVE - THICK / 2 - 3 if not left else ROW / 2)
    end = place(max(bar.length, bar.high or 0), top, room)
    reach = ROW / 2 if left else THICK / 2 + 3
    return [
        words("tag", shortened(bar.name), (0, middle + 4.5 if left else y + 25)),
        *_lengths(bar, (left, middle), scale),
        rule("axis", (left, middle - reach), (left, middle + reach)),
        words("figure", bar.text, (left + end + 9, middle + 4.5)),
    ]


def _lengths(bar: Bar, start: tuple[float, float], scale: tuple[float, float]) -> list[Mark]:
    left, middle = start
    room, top = scale
    solid, length = (place(number, top, room) for number in (bar.length - bar.hollow, bar.length))
    if bar.low is not None and bar.high is not None:
        ends = (left + place(bar.low, top, room), left + place(bar.high, top, room))
        return [box("bar", (left, middle - 9), (solid, THICK - 5)), *_whisker(ends, middle + 7)]
    marks = [box("bar", (left, middle - THICK / 2), (solid, THICK))]
    if length > solid:
        corner = (left + solid, middle - THICK / 2 + 0.75)
        marks.append(box("bar-hollow", corner, (length - solid, THICK - 1.5)))
    return marks


def _whisker(ends: tuple[float, float], y: float) -> list[Mark]:
    caps = [rule("whisker", (x, y - 3), (x, y + 3)) for x in ends]
    return [rule("whisker", (ends[0], y), (ends[1], y)), *caps]


def draw_range(band: Band, width: int, *, currency: str | None) -> Drawing:
    """Draw an estimate on a line from zero, with its range if it has one."""
    top = max(band.expected, band.high or 0) * 1.02 or 1
    room = width - 2.0
    here = 1 + place(band.expected, top, room)
    marks = [rule("axis", (1, 40), (1 + room, 40)), rule("axis", (1, 33), (1, 47))]
    marks.append(words("tick", "0", (1, 62)))
    if band.low is not None and band.high is not None:
        low, high = (1 + place(end, top, room) for end in (band.low, band.high))
        marks.append(box("range", (low, 33), (high - low, 14)))
        marks += _range_ends(band, (low, high), (width, currency))
    marks.append(diamond("point", (here, 40)))
    css = "figure end" if here > width - 150 else "figure"
    marks.append(words(css, f"expected {large_money(band.expected, currency)}", (min(here + 8, width), 20)))
    return Drawing(width, 70, tuple(marks))


def _range_ends(band: Band, ends: tuple[float, float], page: tuple[int, str | None]) -> list[Mark]:
    width, currency = page
    low, high = (large_money(end, currency) for end in (band.low, band.high))
    crowded = ends[1] - ends[0] < LETTER * (len(low) + len(high)) / 2 + 12
    if crowded:
        return [words("tick end", f"{low} to {high}", (width, 62))]
    return [words("tick middle", low, (ends[0], 62)), words("tick end", high, (min(ends[1] + 20, width), 62))]
