"""The demo shop: Thistlewood & Daughters of Kendal, makers of barometers, balances and gauges.

A made-up firm with made-up customers, whose order book opens on 1 July 2024. How they buy is
stated in `habits.py`, so that what the value engine finds can be held against what was put in.
"""

from rapport.demo.habits import SHOP_HABITS, Habit, ShopHabits
from rapport.demo.register import habits_until, make_register
from rapport.demo.shop import Shop, make_shop, write_orders

__all__ = [
    "SHOP_HABITS",
    "Habit",
    "Shop",
    "ShopHabits",
    "habits_until",
    "make_register",
    "make_shop",
    "write_orders",
]
