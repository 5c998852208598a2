"""Draw the demo shop's orders from its habits: occasions first, then orders, lines and refunds."""

from dataclasses import dataclass, fields
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from rapport.demo.habits import Habit, ShopHabits

DAY = 86_400  # seconds
SATURDAY = 5

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """Rows of an order book, as arrays of one length; `at` counts seconds from the first day's midnight."""

    customer: Ints
    order: Ints
    at: Ints
    pence: Ints

    def take(self, which: NDArray[np.int64] | NDArray[np.bool_]) -> "Rows":
        """Pick rows by position or by a mask."""
        return Rows(*(getattr(self, field.name)[which] for field in fields(self)))


def join(*parts: Rows) -> Rows:
    """Put rows after one another."""
    return Rows(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Rows)))


def shop_clock(habits: ShopHabits) -> Floats:
    """Return the season's clock at each midnight; shape (days + 1,), from 0 to `days`.

    Where the clock runs fast, all customers buy and join more often.
    """
    first = habits.last_day - timedelta(days=habits.days - 1)
    pace = [habits.season[(first + timedelta(days=day)).month - 1] for day in range(habits.days)]
    return np.concatenate(([0.0], np.cumsum(pace) * habits.days / sum(pace)))


def draw_occasions(habit: Habit, customers: int, days: int, rng: np.random.Generator) -> tuple[Ints, Floats]:
    """Draw who buys when, in days of the shop's clock; two arrays of shape (n,).

    Each pass of the loop draws one further order of every customer who has not left.
    Source: Reutterer, Platzer and Schroeder (2021), MBG/CNBD-k, read as a recipe.
    """
    rate = rng.gamma(habit.r, 1 / habit.alpha, customers)
    leaving = rng.beta(habit.a, habit.b, customers)
    who = np.arange(customers)
    now = rng.uniform(0, min(habit.joining_days, days), customers)
    drawn = [(who, now)]
    while who.size:
        stays = rng.random(who.size) >= leaving[who]
        who, now = who[stays], now[stays]
        now = now + rng.gamma(habit.regularity, 1, who.size) / rate[who]
        who, now = who[now < days], now[now < days]
        drawn.append((who, now))
    return np.concatenate([who for who, _ in drawn]), np.concatenate([now for _, now in drawn])


def draw_pence(habit: Habit, who: Ints, rng: np.random.Generator) -> Ints:
    """Draw the amount of each order in pence from the Gamma-Gamma; shape (n,), at least one pound.

    Source: Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value".
    """
    scale = habit.v / rng.gamma(habit.q, 1, int(who.max()) + 1)
    pounds = rng.gamma(habit.p, 1, who.size) * scale[who] * habit.price_share
    return np.maximum(np.rint(pounds * 100), 100).astype(np.int64)


def draw_rows(habit: Habit, habits: ShopHabits, customers: int, rng: np.random.Generator) -> Rows:
    """Draw all rows of one kind of customer, refunds included; customers and orders count from 0."""
    who, clock = draw_occasions(habit, customers, habits.days, rng)
    at = _on_the_day(habit, np.interp(clock, shop_clock(habits), np.arange(habits.days + 1.0)), rng)
    orders = Rows(who, np.arange(who.size), at, draw_pence(habit, who, rng))
    orders = _with_warranty(orders, habits.warranty_chance, rng)
    orders = _with_further(orders, habits.further_chance, rng)
    refunds = _refunds(orders, habit.refund_chance, habits, rng)
    return join(_with_lines(orders, habit.several_lines_chance, rng), refunds)


def _on_the_day(habit: Habit, day: Floats, rng: np.random.Generator) -> Ints:
    """Give each order an hour while the customer is up, and move week-ends where nobody works.

    Day 0 is a Monday: Saturdays go back to Friday and Sundays on to Monday.
    """
    whole = np.floor(day).astype(np.int64)
    if habit.weekdays_only:
        weekday = whole % 7
        whole = whole - (weekday == SATURDAY) + (weekday > SATURDAY)
    hours = habit.opens_at + (habit.closes_at - habit.opens_at) * rng.beta(2, 2, day.size)
    return whole * DAY + (hours * 3600).astype(np.int64)


def _with_warranty(orders: Rows, chance: float, rng: np.random.Generator) -> Rows:
    """Turn a few orders, never a customer's first, into replacements that cost nothing."""
    free = rng.random(orders.order.size) < chance
    free &= orders.order >= int(orders.customer.max()) + 1  # first orders were drawn first, one per customer
    return Rows(orders.customer, orders.order, orders.at, np.where(free, 0, orders.pence))


def _with_further(orders: Rows, chance: float, rng: np.random.Generator) -> Rows:
    """Add a smaller order some minutes after an order, as people do who forgot something."""
    again = orders.take(np.flatnonzero((rng.random(orders.order.size) < chance) & (orders.pence > 0)))
    later = np.minimum(again.at + rng.integers(300, 3000, again.at.size), again.at // DAY * DAY + DAY - 1)
    pence = np.maximum(np.rint(again.pence * rng.uniform(0.1, 0.5, again.pence.size)), 100).astype(np.int64)
    number = orders.order.size + np.arange(again.order.size)
    return join(orders, Rows(again.customer, number, later, pence))


def _with_lines(orders: Rows, chance: float, rng: np.random.Generator) -> Rows:
    """Split some orders into two or three lines of falling amounts that add up to the order."""
    many = (rng.random(orders.order.size) < chance) & (orders.pence >= 1000)
    split = orders.take(many)
    weight = rng.uniform(0.3, 0.8, split.order.size)
    second = np.rint(split.pence * weight / (1 + weight + weight**2)).astype(np.int64)
    third = np.where(rng.random(split.order.size) < 1 / 3, np.rint(second * weight).astype(np.int64), 0)
    lines = [split.pence - second - third, second, third]
    parts = [Rows(split.customer, split.order, split.at, pence) for pence in lines]
    return join(orders.take(~many), parts[0], parts[1], parts[2].take(third > 0))


def _refunds(orders: Rows, chance: float, habits: ShopHabits, rng: np.random.Generator) -> Rows:
    """Send some orders back, in full or in part, 2 to 28 days later; not after the last day."""
    back = orders.take((rng.random(orders.order.size) < chance) & (orders.pence > 0))
    size = back.order.size
    share = np.where(rng.random(size) < habits.full_refund_share, 1.0, rng.uniform(0.2, 0.7, size))
    pence = np.maximum(np.rint(back.pence * share), 1).astype(np.int64)
    at = (back.at // DAY + rng.integers(2, 29, size)) * DAY + rng.integers(9 * 3600, 17 * 3600, size)
    refunds = Rows(back.customer, back.order, at, -pence)
    return refunds.take(at < habits.days * DAY)


def number_across(parts: list[Rows], customers: list[int]) -> Rows:
    """Join the kinds' rows, so that customers and orders count on from kind to kind."""
    firsts = np.concatenate(([0], np.cumsum(customers)))
    orders = np.concatenate(([0], np.cumsum([int(part.order.max()) + 1 for part in parts])))
    shifted = [
        Rows(part.customer + first, part.order + order, part.at, part.pence)
        for part, first, order in zip(parts, firsts[:-1], orders[:-1], strict=True)
    ]
    return join(*shifted)
