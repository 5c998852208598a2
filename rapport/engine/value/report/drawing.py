"""The marks a picture is made of and the scale that places them; colours come from the style sheet."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

WIDE = 800  # beside or under its text on a screen, and on paper
NARROW = 358  # a phone of 390 px less its margins
LETTER = 8.4  # the usual width of a letter in a wide typeface, such as DejaVu Sans, in pixels
TICK_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)

Point = tuple[float, float]


@dataclass(frozen=True)
class Mark:
    """One SVG element: its tag, its attributes and, for words, its text."""

    tag: str
    attributes: Mapping[str, str]
    text: str = ""


@dataclass(frozen=True)
class Drawing:
    """One picture at one width, in pixels."""

    width: int
    height: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Picture:
    """A picture drawn twice, for wide and narrow pages, with its name and description.

    The same words serve a screen reader at either width.
    """

    title: str
    description: str
    wide: Drawing
    narrow: Drawing


def drawn(title: str, description: str, draw: Callable[[int], Drawing]) -> Picture:
    """Draw a picture for wide and narrow pages."""
    return Picture(title, description, draw(WIDE), draw(NARROW))


def px(number: float) -> str:
    """Return a coordinate to a tenth of a pixel."""
    return f"{number:.1f}".removesuffix(".0")


def words(css: str, text: str, at: Point) -> Mark:
    """Place text; its class says how it is anchored."""
    return Mark("text", {"class": css, "x": px(at[0]), "y": px(at[1])}, text)


def box(css: str, corner: Point, size: Point) -> Mark:
    """Place a rectangle by its upper left corner."""
    width, height = max(size[0], 0.0), max(size[1], 0.0)
    sides = {"x": px(corner[0]), "y": px(corner[1]), "width": px(width), "height": px(height)}
    return Mark("rect", {"class": css, **sides})


def rule(css: str, start: Point, end: Point) -> Mark:
    """Place a straight line."""
    ends = {"x1": px(start[0]), "y1": px(start[1]), "x2": px(end[0]), "y2": px(end[1])}
    return Mark("line", {"class": css, **ends})


def line(css: str, points: Sequence[Point]) -> Mark:
    """Place a line through points."""
    return Mark("polyline", {"class": css, "points": _joined(points)})


def area(css: str, points: Sequence[Point]) -> Mark:
    """Place a filled shape."""
    return Mark("polygon", {"class": css, "points": _joined(points)})


def dot(css: str, at: Point, radius: float = 3.5) -> Mark:
    """Place a dot."""
    return Mark("circle", {"class": css, "cx": px(at[0]), "cy": px(at[1]), "r": px(radius)})


def diamond(css: str, at: Point, reach: float = 6.0) -> Mark:
    """Place a diamond, which is told from a dot without colour."""
    x, y = at
    return area(css, ((x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)))


def _joined(points: Sequence[Point]) -> str:
    return " ".join(f"{px(x)},{px(y)}" for x, y in points)


def place(number: float, top: float, reach: float) -> float:
    """Return how far along an axis of length `reach` a number from 0 to `top` stands."""
    return reach * min(max(number, 0.0), top) / top


def ticks(largest: float, wanted: int = 4) -> tuple[float, ...]:
    """Return round numbers from 0 to at least `largest`; an empty axis runs to 1."""
    if largest <= 0:
        return (0.0, 1.0)
    size = 10 ** math.floor(math.log10(largest / wanted))
    step = size * next(s for s in TICK_STEPS if s * size * wanted >= largest * (1 - 1e-9))
    steps = min(wanted, math.ceil(largest / step * (1 - 1e-9)))  # rounding may ask for one too many
    return tuple(step * i for i in range(steps + 1))


def spread(count: int, wanted: int) -> tuple[int, ...]:
    """Choose at most `wanted` places out of `count`, evenly, the first included."""
    if count <= wanted:
        return tuple(range(count))
    return tuple(range(0, count, math.ceil(count / wanted)))


def legend(samples: Sequence[tuple[Callable[[float], Mark], str]], left: float) -> list[Mark]:
    """Place a line of samples, each drawn at its left edge, with their names."""
    marks = []
    for sample, name in samples:
        marks += [sample(left), words("tick", name, (left + 24, 14))]
        left += 24 + LETTER * len(name) + 16
    return marks


def box_sample(css: str) -> Callable[[float], Mark]:
    """Return the sample of a bar for a legend."""
    return lambda x: box(css, (x + 1, 4.5), (14, 11))


def line_sample(css: str) -> Callable[[float], Mark]:
    """Return the sample of a line for a legend."""
    return lambda x: rule(css, (x, 10), (x + 18, 10))


def diamond_sample(css: str) -> Callable[[float], Mark]:
    """Return the sample of a diamond for a legend."""
    return lambda x: diamond(css, (x + 9, 10))
