"""The demo shop's register: everything there is to say of its customers, the same for the same seed."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow.compute as pc

from rapport.demo import dealings
from rapport.demo.facts import Register
from rapport.demo.habits import SHOP_HABITS, STAKEHOLDER, ShopHabits
from rapport.demo.parties import make_crowd
from rapport.demo.shop import Shop, make_shop

BUYERS_SHARE = 0.8  # of all customers; the others are contacts, groups and prospects
TUESDAY = 1


def habits_until(today: date) -> ShopHabits:
    """Return the shop's habits with its last day on a Tuesday before `today`: day 0 is a Monday."""
    last = today - timedelta(days=1)
    return replace(SHOP_HABITS, last_day=last - timedelta(days=(last.weekday() - TUESDAY) % 7))


def make_register(
    *, seed: int = 7, customers: int = 2000, now: datetime, habits: ShopHabits = SHOP_HABITS
) -> tuple[Shop, Register]:
    """Return the shop's order book and its register of so many customers, as they stand at `now`.

    Stakeholders buy nothing here: what the shop's process has them buy is left out.
    """
    shop = make_shop(seed, round(customers * BUYERS_SHARE), habits=habits)
    rng = np.random.default_rng((seed, 2))
    crowd = make_crowd(shop, customers, rng)
    parties, last = crowd.parties, habits.last_day
    register = Register(
        parties=parties,
        relations=tuple(dealings.relations_of(crowd, rng)),
        needs=tuple(dealings.needs_of(parties, last, rng)),
        access_needs=tuple(dealings.access_needs_of(parties, last, rng)),
        alternatives=tuple(dealings.alternatives_of(parties, last, rng)),
        promises=tuple(dealings.promises_of(parties, now, rng)),
        touches=tuple(dealings.touches_of(parties, last, rng)),
        consents=tuple(dealings.consents_of(parties, last, rng)),
        costs=tuple(dealings.costs_of(last - timedelta(days=habits.days - 1), last, rng)),
    )
    bought = shop.orders.filter(pc.not_equal(shop.orders["kind"], STAKEHOLDER))
    return Shop(shop.customers, bought), register
