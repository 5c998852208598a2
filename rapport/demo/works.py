"""What the demo shop makes for machine builders: parts, steps, papers, and how long things took."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import numpy as np

from rapport.demo.staff import TRADE_DESK, WORKS_OFFICE

HISTORY = 60  # lines that were delivered
MADE, STOCK = "made to order", "from stock"
ITEMS = (("Gauge movement", MADE, 24), ("Hinge plate", MADE, 18), ("Set of calibrated gauges", STOCK, 6))


@dataclass(frozen=True)
class DemoPart:
    """A part with its supplier; `late_by` are days it was moved by this morning."""

    number: str
    name: str
    supplier: str
    why: str = ""
    late_by: int = 0


@dataclass(frozen=True)
class DemoStep:
    """A step, who does it, and to whom the work goes then."""

    name: str
    stage: str
    team: str
    to_team: str
    days: int


@dataclass(frozen=True)
class DemoLine:
    """A line that is still open: promised in so many days, with the parts it waits for and how far it is."""

    item: str
    route: str
    quantity: int
    due_in: int
    parts: tuple[str, ...]
    steps_done: int


@dataclass(frozen=True)
class DoneLine:
    """A line of the past: how many days it was promised in, and how many it took."""

    item: str
    route: str
    quantity: int
    promised_in: int
    took: int


PARTS = (
    DemoPart("P-204", "Sapphire glass 40 mm", "Lakeland Optics", "the furnace of our supplier failed", 12),
    DemoPart("P-310", "Hairspring blank", "Fell Springs"),
    DemoPart("P-118", "Brass plate 3 mm", "Kendal Metals"),
    DemoPart("P-520", "Bearing 12 mm", "Sprint Bearings"),
)
STEPS = (
    DemoStep("Turning", "production", WORKS_OFFICE, "", 2),
    DemoStep("Calibration", "quality", WORKS_OFFICE, TRADE_DESK, 2),
    DemoStep("Packing", "logistics", TRADE_DESK, "", 1),
)
LINES = (
    DemoLine("Gauge movement", MADE, 20, 11, ("P-204", "P-310"), 0),
    DemoLine("Gauge movement", MADE, 8, 13, ("P-204",), 0),
    DemoLine("Hinge plate", MADE, 40, 15, ("P-118", "P-310"), 0),
    DemoLine("Gauge movement", MADE, 12, 16, ("P-310",), 1),
    DemoLine("Hinge plate", MADE, 60, 18, ("P-118",), 1),
    DemoLine("Gauge movement", MADE, 30, 19, ("P-310", "P-520"), 0),
    DemoLine("Hinge plate", MADE, 25, 22, ("P-118", "P-310"), 0),
    DemoLine("Set of calibrated gauges", STOCK, 4, 8, (), 2),
    DemoLine("Hinge plate", MADE, 15, 27, ("P-118",), 0),
    DemoLine("Gauge movement", MADE, 10, 29, ("P-310",), 0),
)
DRAWING = ("TD-118", "Hinge plate", "A", "B", "Bore 12 mm instead of 10 mm, and a chamfer on both sides")
STANDARD = ("QS-7", "Fits and limits for movements", "2024")
BORE = ("Bore", Decimal("11.99"), Decimal("12.01"), "mm")
SURFACE = "No scratch on the face"
FAULT = ("Two plates are out of flat by 0.2 mm", 1)
ISSUED_BEFORE, PROMISED_BEFORE = timedelta(hours=20), timedelta(days=9)
NEW_WITHIN, OLD_AFTER = timedelta(days=60), timedelta(days=32)  # orders that are open, and that are over


def history_of(rng: np.random.Generator) -> Iterator[DoneLine]:
    """Yield lines of the past: most in time, some late, few early, the long ones later than the short."""
    for number in range(HISTORY):
        item, route, usual = ITEMS[number % len(ITEMS)]
        promised = usual + int(rng.integers(0, 4))
        slip = int(rng.choice([-1, 0, 0, 0, 0, 0, 1, 2, 4, 7], p=[0.1, *[0.1] * 9]))
        yield DoneLine(item, route, int(rng.integers(2, 30)), promised, max(1, promised + slip))
