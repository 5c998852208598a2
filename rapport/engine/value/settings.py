"""What a valuation is asked for: horizon, discount, margin, model and thresholds."""

import calendar
import math
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from rapport.engine.value.ladder import LadderSettings
from rapport.engine.value.newton import Prior
from rapport.lib.errors import Refusal

ModelName = Literal["auto", "mbgnbd", "mbgcnbdk", "bgnbd", "paretonbd"]
YEAR = 365.25  # days of a year of discounting
UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
LONGEST_YEARS = 50


class SpanRefused(Refusal):
    """A length of time that cannot be read."""

    code = "span_refused"
    text = (
        "A horizon of '{value}' is not readable. Write a whole number and d, w, m or y: 90d, 52w, 12m or 1y."
    )


class SettingRefused(Refusal):
    """A setting outside its range."""

    code = "setting_refused"
    text = "{name} is {value}. Expected {expected}."


@dataclass(frozen=True)
class Span:
    """A length of time as people say it: 90 days, 52 weeks, 12 months, 1 year."""

    count: int
    unit: Literal["d", "w", "m", "y"]

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    @property
    def words(self) -> str:
        """Return the span in words: '52 weeks'."""
        return f"{self.count} {UNITS[self.unit]}{'s' if self.count != 1 else ''}"

    def days_after(self, day: date) -> int:
        """Return how many days the span is, counted from the day after `day`."""
        if self.unit in "dw":
            return self.count * (7 if self.unit == "w" else 1)
        months = day.year * 12 + day.month - 1 + self.count * (12 if self.unit == "y" else 1)
        year, month = months // 12, months % 12 + 1
        end = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
        return (end - day).days


def read_span(text: str) -> Span:
    """Read '90d', '52w', '12m' or '1y'."""
    found = re.fullmatch(r"\s*(\d{1,5})\s*([dwmy])\s*", text)
    if not found or not int(found[1]):
        raise SpanRefused(value=text)
    span = Span(int(found[1]), found[2])  # type: ignore[arg-type]
    if span.days_after(date(2000, 1, 1)) > LONGEST_YEARS * 366:
        raise SettingRefused(name="The horizon", value=text, expected=f"{LONGEST_YEARS}y or less")
    return span


class DayRefused(Refusal):
    """A day that cannot be read."""

    code = "day_refused"
    text = "The day '{value}' is not readable. Write it as year-month-day: 2026-06-30."


def read_day(text: str | None) -> date | None:
    """Read a day written as 2026-06-30."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise DayRefused(value=text) from None


@dataclass(frozen=True)
class Settings:
    """How to value a log. `discount` is the effective yearly rate; `margin` the share of spend kept."""

    model: ModelName = "auto"
    erlang_k: int | None = None
    prior: Prior = "weak"
    horizon: Span = Span(52, "w")
    discount: float = 0.10
    margin: float = 1.0
    until: date | None = None
    backtest: Literal["auto", "none"] = "auto"
    ladder: LadderSettings = field(default_factory=LadderSettings)

    def __post_init__(self) -> None:
        for name, value, fine, expected in (
            (
                "The discount",
                self.discount,
                0 <= self.discount <= 10,
                "a yearly rate from 0 to 10, such as 0.10",
            ),
            ("The margin", self.margin, 0 < self.margin <= 1, "a share above 0 and up to 1, such as 0.35"),
            ("Erlang k", self.erlang_k, self.erlang_k in (None, 1, 2, 3), "1, 2 or 3"),
        ):
            if not fine:
                raise SettingRefused(name=name, value=value, expected=expected)
        if self.erlang_k is not None and self.model not in ("auto", "mbgcnbdk"):
            raise SettingRefused(
                name="Erlang k",
                value=self.erlang_k,
                expected=f"none with model {self.model}; leave it out or pass --model mbgcnbdk",
            )

    @property
    def daily_rate(self) -> float:
        """Return the continuous discount rate a day."""
        return math.log1p(self.discount) / YEAR


def end_of(until: date, horizon: Span) -> date:
    """Return the last day of the horizon."""
    return until + timedelta(days=horizon.days_after(until))
