"""The pictures of the report: scales, marks and shades."""

import re
from datetime import date
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rapport.engine.value.report import bars, curves, heat
from rapport.engine.value.report.contents import FrequencyRow, TrackingPoint
from rapport.engine.value.report.drawing import NARROW, WIDE, Drawing, Mark, place, spread, ticks
from tests import report_samples

STYLE = files("rapport.engine.value.report").joinpath("templates/style.css").read_text(encoding="utf-8")
COLOURS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", STYLE
    )
}
WEAK = [f"heat-{shade}" for shade in range(heat.DARK_FROM)]
STRONG = [f"heat-{shade}" for shade in range(heat.DARK_FROM, heat.STEPS + 1)]
TEXT_PAIRS = [
    ("ink", "canvas"), ("ink", "raised"), ("ink", "accent-wash"), ("ink-soft", "canvas"),
    ("ink-soft", "accent-wash"), ("accent", "canvas"), ("warn", "raised"),
    *(("heat-ink", ground) for ground in WEAK), *(("heat-ink-strong", ground) for ground in STRONG),
]  # fmt: skip
LINE_PAIRS = [("accent", "canvas"), ("edge", "canvas"), ("ink", "canvas"), ("accent", "accent-wash")]


def luminance(colour: str) -> float:
    """Return relative luminance. Source: WCAG 2.2, definition of relative luminance."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio. Source: WCAG 2.2, definition of contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_stands_out_from_its_ground(ink: str, ground: str, scheme: int) -> None:
    """WCAG 2.2 1.4.3."""
    assert contrast(COLOURS[ink][scheme], COLOURS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), LINE_PAIRS)
def test_lines_and_bars_stand_out_from_their_ground(mark: str, ground: str, scheme: int) -> None:
    """WCAG 2.2 1.4.11."""
    assert contrast(COLOURS[mark][scheme], COLOURS[ground][scheme]) >= 3


@example(1.000000001, 5)
@given(st.floats(min_value=1e-9, max_value=1e12), st.integers(min_value=2, max_value=8))
def test_an_axis_reaches_its_largest_number_in_few_steps(largest: float, wanted: int) -> None:
    marks = ticks(largest, wanted)
    assert marks[0] == 0
    assert marks[-1] >= largest * (1 - 1e-9)
    assert marks[-2] < largest
    assert 2 <= len(marks) <= wanted + 1


def test_an_empty_axis_runs_to_one() -> None:
    assert ticks(0) == (0.0, 1.0)


def test_a_number_off_the_axis_stays_at_its_end() -> None:
    assert place(-3, 10, 200) == 0
    assert place(30, 10, 200) == 200
    assert place(5, 10, 200) == 100


@given(st.integers(min_value=0, max_value=500), st.integers(min_value=1, max_value=12))
def test_labels_are_spread_evenly_and_are_not_too_many(count: int, wanted: int) -> None:
    places = spread(count, wanted)
    assert len(places) <= wanted
    assert len({b - a for a, b in pairwise(places)}) <= 1


@given(st.integers(min_value=1, max_value=500), st.integers(min_value=2, max_value=30))
def test_thinned_rows_keep_both_ends(count: int, wanted: int) -> None:
    chosen = heat.picked(count, wanted)
    assert len(chosen) <= wanted
    assert (chosen[0], chosen[-1]) == (0, count - 1)


def rects(drawing: Drawing, css: str) -> list[Mark]:
    return [mark for mark in drawing.marks if mark.tag == "rect" and mark.attributes["class"] == css]


def test_the_length_of_a_bar_is_in_proportion_to_its_number() -> None:
    drawing = bars.draw_bars([bars.Bar("a", 40, "40"), bars.Bar("b", 10, "10")], WIDE)
    long, short = (float(mark.attributes["width"]) for mark in rects(drawing, "bar"))
    assert long == pytest.approx(4 * short, abs=0.3)


def test_the_lapsed_part_of_a_bar_is_hollow() -> None:
    drawing = bars.draw_bars([bars.Bar("a", 40, "40", hollow=30)], WIDE, parts=("buying", "lapsed"))
    solid = float(rects(drawing, "bar")[-1].attributes["width"])
    hollow = float(rects(drawing, "bar-hollow")[-1].attributes["width"])
    assert hollow == pytest.approx(3 * solid, abs=0.3)
    assert {"buying", "lapsed"} <= {mark.text for mark in drawing.marks}


def test_a_total_without_a_band_draws_no_range() -> None:
    with_band = report_samples.band("all", 10, 100.0)
    without = report_samples.band("all", 10, 100.0, None)
    assert rects(bars.draw_range(with_band, WIDE, currency="GBP"), "range")
    assert not rects(bars.draw_range(without, WIDE, currency="GBP"), "range")


def test_a_shade_follows_its_number() -> None:
    shades = [heat.shade_of(share / 100, 0.5) for share in range(51)]
    assert shades == sorted(shades)
    assert (shades[0], shades[1], shades[-1]) == (0, 1, heat.STEPS)


def test_every_cell_holds_its_number_and_a_trace_is_not_nothing() -> None:
    grid = heat.Grid(("a",), ("0", "1", "2", "3"), ((1.0, 0.004, 0.0, None),), "x", "y", 1)
    drawing = heat.draw_grid(grid, WIDE)
    cells = [mark.text for mark in drawing.marks if str(mark.attributes["class"]).startswith("cell")]
    assert cells == ["100", "<1", "0"]
    assert rects(drawing, "heat-0")[0].attributes["width"] == "43"


def test_nearly_certain_is_not_called_certain() -> None:
    assert heat.cell_text(0.997) == ">99"
    assert heat.cell_text(1.0) == "100"


def test_a_narrow_grid_shows_the_columns_that_fit() -> None:
    months = tuple(str(i) for i in range(24))
    grid = heat.Grid(("a",), months, ((0.1,) * 24,), "x", "y")
    assert len(rects(heat.draw_grid(grid, NARROW), "heat-8")) == heat.FIT[NARROW]
    assert len(rects(heat.draw_grid(grid, WIDE), "heat-8")) == 24


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_mark_leaves_the_picture(width: int) -> None:
    rows = [FrequencyRow(str(i), 9, 1.0 * i, 1.2 * i) for i in range(12)]
    shop = report_samples.shop()
    drawings = [
        curves.draw_tracking(shop.tracking, width),
        curves.draw_frequency(rows, width),
        curves.draw_concentration(shop.concentration, width, marked=((0.2, 0.5),)),
        bars.draw_range(shop.equity, width, currency="GBP"),
        bars.draw_bars([bars.Bar("champions", 1e6, "£1.00 million", 0.0, 9e5, 1.1e6)], width),
    ]
    for drawing in drawings:
        for x, y in positions(drawing):
            assert -1 <= x <= drawing.width + 1
            assert -1 <= y <= drawing.height + 1


def positions(drawing: Drawing) -> list[tuple[float, float]]:
    found = []
    for mark in drawing.marks:
        known = mark.attributes
        found += [(float(x), float(y)) for x, y in (p.split(",") for p in known.get("points", "").split())]
        found += [(float(known[x]), float(known[y])) for x, y in (("x", "y"), ("x2", "y2")) if x in known]
    return found


def test_periods_that_start_within_one_month_are_told_apart() -> None:
    starts = (date(2025, 1, 1), date(2025, 1, 29), date(2025, 2, 26))
    drawing = curves.draw_tracking([TrackingPoint(start, 3.0, 2.0) for start in starts], WIDE)
    assert {"1 Jan 2025", "29 Jan 2025", "26 Feb 2025"} <= {mark.text for mark in drawing.marks}


def test_an_open_row_of_frequencies_fits_under_its_column() -> None:
    drawing = curves.draw_frequency([FrequencyRow("7 or more", 9, 1.0, 1.0)], NARROW)
    assert "7+" in {mark.text for mark in drawing.marks}
