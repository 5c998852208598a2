"""Loyalty in money: repeat rate, retention, referrals, what winning and keeping customers costs.

Everything is counted from net purchases, with how many it rests on, an interval, the days and a definition.
What customers say of themselves is no part of it.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from rapport.engine.value.report.figures import NO_FIGURE, day, large_money, money, pence, plain, share
from rapport.engine.value.season import EPOCH
from rapport.insights.rules import WINDOW_DAYS, Z90, wilson
from rapport.insights.valuing import Valued

Ints = npt.NDArray[np.int64]
REPEAT_WITHIN = 180  # days in which a second purchase counts
EXACT = "a count, not a sample"
NONE_YET = "none yet"


@dataclass(frozen=True)
class Figure:
    """A number as pages show it, with everything it takes to read it."""

    key: str
    name: str
    value: str
    n: str
    interval: str
    window: str
    definition: str


@dataclass(frozen=True)
class Days:
    """Purchase days, sorted by customer and day, with their net money in currency units.

    They are everybody's or, past 100,000 customers, those of a sample; `buyers` is everybody, sorted.
    """

    customer: Ints
    day: Ints
    money: npt.NDArray[np.float64]
    until: int
    silence: int | None
    buyers: Ints

    @property
    def scale(self) -> float:
        """Return how many customers one of the sample stands for."""
        return len(self.buyers) / max(len(self.starts), 1)

    @property
    def starts(self) -> Ints:
        """Return where each customer's days begin."""
        return np.flatnonzero(np.diff(self.customer, prepend=self.customer[:1] - 1))


@dataclass(frozen=True)
class Spent:
    """What was spent in the window to win and to keep customers, in the currency of the valuation."""

    acquisition: Decimal | None = None
    retention: Decimal | None = None


@dataclass(frozen=True)
class Referrals:
    """Who was referred, and by whom, as the register has it."""

    pairs: Collection[tuple[int, int]] = ()


@dataclass(frozen=True)
class Asking:
    """What loyalty is reckoned from beside purchases."""

    spent: Spent
    referrals: Referrals
    margin: float = 1.0


def days_of(valued: Valued) -> Days:
    """Return the purchase days of the engine's sample: everybody's, up to 100,000 customers."""
    table = valued.sample
    customer, on, minor = (table[name].to_numpy().astype(np.int64) for name in ("customer", "day", "minor"))
    order = np.lexsort((on, customer))
    money = minor[order] / 10**valued.decimals
    rows = valued.standing
    buyers = np.sort(rows["customer"].to_numpy()[rows["purchases"].to_numpy() > 0])
    return Days(customer[order], on[order], money, valued.until, valued.silence, buyers)


def loyalty_of(days: Days, currency: str, asking: Asking) -> dict[str, Any]:
    """Return the figures of the page, and the tangible and the intangible side of value."""
    if not len(days.customer):
        return {"figures": [], "tangible": [], "intangible": []}
    figures = [
        repeat_rate(days),
        retention(days),
        *referral_rates(days, asking.referrals),
        *costs(days, currency, asking),
    ]
    tangible = [repeat_spend(days, currency), spend_of_year(days, currency)]
    sides = {"tangible": tangible, "intangible": intangible(days, asking.referrals)}
    return {"figures": [asdict(one) for one in figures]} | {
        name: [asdict(one) for one in side] for name, side in sides.items()
    }


def repeat_rate(days: Days) -> Figure:
    """Return the share of new customers who bought again within 180 days, of those seen for as long."""
    first = days.day[days.starts]
    gap = _second(days) - first
    seen = (first <= days.until - REPEAT_WITHIN) & (first > days.until - REPEAT_WITHIN - WINDOW_DAYS)
    part, whole = int((gap[seen] <= REPEAT_WITHIN).sum()), int(seen.sum())
    ends = days.until - REPEAT_WITHIN
    return _share_figure(
        ("repeat", "Repeat rate"),
        (part, whole, "new customers"),
        f"first bought {_window(ends - WINDOW_DAYS, ends)}",
        f"Of customers who first bought in the window, the share with a second purchase within "
        f"{REPEAT_WITHIN} days. Only customers who could be watched for all {REPEAT_WITHIN} days count.",
    )


def retention(days: Days) -> Figure:
    """Return the share of customers active a year ago who are active now."""
    part, whole = len(retained(days)), len(active(days, days.until - WINDOW_DAYS))
    rule = "nobody came back yet, so nobody lapses"
    if days.silence is not None:
        rule = f"lapsed means silent for more than {days.silence} days, longer than 90% of all gaps"
    return _share_figure(
        ("retention", "Retention"),
        (part, whole, "customers active at the start"),
        _window(days.until - WINDOW_DAYS, days.until),
        f"Of customers active at the start of the window, the share still active at its end; {rule}. "
        "Customers won in between do not count.",
    )


def active(days: Days, at: int) -> Ints:
    """Return the customers who had bought by a day and had not lapsed on it, sorted."""
    past = days.day <= at
    customer, on = days.customer[past], days.day[past]
    is_last = np.flatnonzero(np.diff(customer, append=customer[-1:] + 1))
    silent = at - on[is_last]
    found: Ints = customer[is_last][silent <= (silent if days.silence is None else days.silence)]
    return found


def retained(days: Days) -> Ints:
    """Return the customers active a year ago and now."""
    return np.intersect1d(
        active(days, days.until - WINDOW_DAYS), active(days, days.until), assume_unique=True
    )


def won(days: Days) -> Ints:
    """Return the customers whose first purchase lies in the last 365 days."""
    first = days.day[days.starts]
    return days.customer[days.starts][first > days.until - WINDOW_DAYS]


def referral_rates(days: Days, referrals: Referrals) -> list[Figure]:
    """Return the share of active customers who referred somebody, and of new ones who were referred."""
    here, new = active(days, days.until), won(days)
    referred = _numbers(one for one, _ in referrals.pairs)
    referrers = _numbers(other for _, other in referrals.pairs)
    window = _window(days.until - WINDOW_DAYS, days.until)
    return [
        _share_figure(
            ("referrers", "Customers who refer"),
            (len(np.intersect1d(here, referrers)), len(here), "active customers"),
            f"active on {_on(days.until)}; referrals of any date",
            "Of active customers, the share who referred at least one party that the register knows "
            "('referred by'). Saying that one would recommend us is not a referral.",
        ),
        _share_figure(
            ("referred", "New customers referred"),
            (len(np.intersect1d(new, referred)), len(new), "new customers"),
            window,
            "Of customers who first bought in the window, the share whom the register says a customer "
            "referred.",
        ),
    ]


def costs(days: Days, currency: str, asking: Asking) -> list[Figure]:
    """Return the cost to win and to keep a customer, how they compare, and the months to earn it back."""
    new, kept = (round(len(some) * days.scale) for some in (won(days), retained(days)))
    win, keep = _each(asking.spent.acquisition, new), _each(asking.spent.retention, kept)
    window = f"{_window(days.until - WINDOW_DAYS, days.until)}; costs of months that begin in it"
    ratio = None if win is None or not keep else win / keep
    return [
        Figure(
            "win", "Cost to win a customer", _cash(win, currency), f"{plain(new)} new customers",
            EXACT, window, "Acquisition costs of the window by the number of customers won in it.",
        ),
        Figure(
            "keep", "Cost to keep a customer", _cash(keep, currency), f"{plain(kept)} kept customers",
            EXACT, window, "Retention costs of the window by the number of customers active at both ends.",
        ),
        Figure(
            "ratio", "Winning against keeping", NO_FIGURE if ratio is None else f"{ratio:.1f} to 1",
            f"{plain(new)} won, {plain(kept)} kept", EXACT, window,
            "Cost to win one customer by the cost to keep one, both reckoned from your own costs.",
        ),
        _payback(days, win, (currency, window), asking.margin),
    ]  # fmt: skip


def _payback(days: Days, win: float | None, words: tuple[str, str], margin: float) -> Figure:
    """Return the months in which an active customer earns what it cost to win one."""
    earned = _year_spend(days) * margin / 12
    months = interval = NO_FIGURE
    if win is not None and len(earned) > 1 and earned.mean() > 0:
        reach = Z90 * float(earned.std(ddof=1)) / len(earned) ** 0.5
        low, high = earned.mean() + reach, earned.mean() - reach
        months = f"{win / earned.mean():.1f} months"
        interval = f"{win / low:.1f} to {win / high:.1f}" if high > 0 else f"{win / low:.1f} or more"
    return Figure(
        "payback", "Months to earn it back", months, f"{plain(len(earned))} customers who bought",
        interval, words[1],
        f"Cost to win a customer by what a customer who bought in the window brought a month, at a margin of "
        f"{share(margin)}; 90% interval of that mean.",
    )  # fmt: skip


def repeat_spend(days: Days, currency: str) -> Figure:
    """Return the share of the last year's spend that came from customers won before it."""
    late = days.day > days.until - WINDOW_DAYS
    is_old = ~np.isin(days.customer, won(days))
    total, old = float(days.money[late].sum()), float(days.money[late & is_old].sum())
    return Figure(
        "old-spend", "Spend from customers won before",
        share(old / total) if total > 0 else NO_FIGURE, large_money(total, currency) + " in all", EXACT,
        _window(days.until - WINDOW_DAYS, days.until),
        "Of what was spent in the window, the share of customers who first bought before it.",
    )  # fmt: skip


def spend_of_year(days: Days, currency: str) -> Figure:
    """Return what a customer who bought in the last year spent in it."""
    spent = _year_spend(days)
    middle = float(spent.mean()) if len(spent) else None
    interval = NO_FIGURE
    if len(spent) > 1 and middle is not None:
        reach = Z90 * float(spent.std(ddof=1)) / len(spent) ** 0.5
        interval = f"{_cash(middle - reach, currency)} to {_cash(middle + reach, currency)}"
    return Figure(
        "year-spend", "Spend of a customer in the year", _cash(middle, currency),
        f"{plain(len(spent))} customers who bought", interval,
        _window(days.until - WINDOW_DAYS, days.until),
        "Mean net spend of customers with a purchase in the window; 90% interval of the mean.",
    )  # fmt: skip


def intangible(days: Days, referrals: Referrals) -> list[Figure]:
    """Return what customers bring beside money, as far as the register knows it."""
    here = active(days, days.until)
    referrers = _numbers(other for _, other in referrals.pairs)
    came = np.intersect1d(_numbers(one for one, _ in referrals.pairs), days.buyers)
    return [
        Figure(
            "word-of-mouth", "Customers won by word of mouth", plain(len(came)),
            f"{plain(len(referrals.pairs))} referrals on record", EXACT, f"until {_on(days.until)}",
            "Referred parties that have bought at least once. It is not added to worth: their purchases are "
            "in it already.",
        ),
        Figure(
            "advocates", "Customers who brought somebody", plain(len(referrers)),
            f"{plain(len(here))} active customers", EXACT, f"until {_on(days.until)}",
            "Customers named as the source of at least one referral, active or not.",
        ),
        Figure(
            "attitude", "Attitude", "not known", f"0 of {plain(len(here))} active customers asked", NO_FIGURE,
            f"until {_on(days.until)}",
            "What customers think of us, which nobody has asked them here yet. Until then nobody is "
            "called supporter or advocate, and nothing is guessed from what they buy.",
        ),
    ]  # fmt: skip


def _numbers(customers: Iterable[int]) -> Ints:
    return np.array(sorted(set(customers)), dtype=np.int64)


def _second(days: Days) -> Ints:
    """Return each customer's second purchase day; a day out of reach where there is none."""
    starts = days.starts
    has_second = np.diff(np.append(starts, len(days.day))) > 1
    following = np.minimum(starts + 1, len(days.day) - 1)
    found: Ints = np.where(has_second, days.day[following], np.iinfo(np.int32).max)
    return found


def _year_spend(days: Days) -> npt.NDArray[np.float64]:
    late = days.day > days.until - WINDOW_DAYS
    _, place = np.unique(days.customer[late], return_inverse=True)
    spent: npt.NDArray[np.float64] = np.bincount(place, weights=days.money[late]).astype(np.float64)
    return spent


def _cash(amount: float | None, currency: str) -> str:
    return money(amount, currency, pence([amount]))


def _each(amount: Decimal | None, number: int) -> float | None:
    return None if amount is None or not number else float(amount) / number


def _share_figure(
    names: tuple[str, str], counts: tuple[int, int, str], window: str, definition: str
) -> Figure:
    part, whole, of = counts
    ends = wilson(part, whole)
    interval = NONE_YET if ends is None else f"{share(ends[0])} to {share(ends[1])}"
    value = share(part / whole) if whole else NO_FIGURE
    n = f"{plain(part)} of {plain(whole)} {of}"
    return Figure(*names, value, n, interval, window, f"{definition} 90% interval (Wilson).")


def _on(number: int) -> str:
    return day(EPOCH + timedelta(days=number))


def _window(after: int, until: int) -> str:
    return f"{_on(after + 1)} to {_on(until)}"


def months_between(until: date) -> tuple[date, date]:
    """Return the first day after which, and the last up to which, months of cost begin in the window."""
    return until - timedelta(days=WINDOW_DAYS), until
