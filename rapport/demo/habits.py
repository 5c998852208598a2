"""How each kind of customer of the demo shop buys: the stated process, with every number in it."""

from dataclasses import dataclass
from datetime import date

CONSUMER, TRADE, INTERNAL, STAKEHOLDER = "consumer", "trade", "internal", "stakeholder"


@dataclass(frozen=True)
class Habit:
    """How one kind of customer buys, what they spend and how often they send things back.

    Buying is MBG/NBD with Erlang gaps: a customer's phases come at a rate drawn from a gamma
    with shape `r` and rate `alpha` (days); every `regularity` phases are one order; after each
    order, the first included, the customer leaves for good with a chance drawn from
    Beta(`a`, `b`). Spend per order is Gamma-Gamma (`p`, `q`, `v` in GBP), times `price_share`.
    First orders fall evenly over the first `joining_days` of the shop's clock.
    """

    kind: str
    share: float
    r: float
    alpha: float
    a: float
    b: float
    regularity: int
    p: float
    q: float
    v: float
    price_share: float = 1.0
    joining_days: int = 730
    refund_chance: float = 0.05
    several_lines_chance: float = 0.15
    opens_at: int = 7  # hour of the day
    closes_at: int = 23
    weekdays_only: bool = False


@dataclass(frozen=True)
class ShopHabits:
    """What holds for the whole shop, beside the habits of each kind of customer.

    `season` holds twelve monthly multipliers, January first, of every rate of buying and
    joining; they are scaled to a mean of one, so the season is a change of clock and nothing
    else. Chances are per order: of a further order later the same day (worth 10 to 50 % of the
    first), of a replacement under warranty (amount zero, never a first order), of a refund that
    covers the whole order rather than 20 to 70 % of it. Refunds come 2 to 28 days later.
    """

    last_day: date
    days: int
    kinds: tuple[Habit, ...]
    season: tuple[float, ...]
    further_chance: float = 0.02
    warranty_chance: float = 0.012
    full_refund_share: float = 0.55
    currency: str = "GBP"


SHOP_HABITS = ShopHabits(
    last_day=date(2026, 6, 30),
    days=730,
    kinds=(
        Habit(CONSUMER, 0.80, r=0.7, alpha=105, a=0.8, b=2.6, regularity=1, p=4.0, q=3.6, v=42),
        Habit(
            TRADE, 0.16, r=2.5, alpha=52, a=0.6, b=10, regularity=2, p=3.2, q=3.4, v=310,
            joining_days=600, refund_chance=0.03, several_lines_chance=0.3,
            opens_at=8, closes_at=18, weekdays_only=True,
        ),
        Habit(
            INTERNAL, 0.01, r=6.0, alpha=84, a=0.2, b=60, regularity=2, p=5.0, q=6.0, v=180,
            price_share=0.55, joining_days=60, refund_chance=0.0, several_lines_chance=0.3,
            opens_at=8, closes_at=17, weekdays_only=True,
        ),
        Habit(
            STAKEHOLDER, 0.03, r=0.4, alpha=190, a=0.8, b=2.0, regularity=1, p=4.0, q=4.0, v=48,
            refund_chance=0.02, opens_at=9, closes_at=17, weekdays_only=True,
        ),
    ),
    season=(0.96, 0.90, 0.94, 0.96, 0.97, 0.94, 0.92, 0.90, 0.98, 1.05, 1.28, 1.34),
)  # fmt: skip
