"""Value everybody, and keep what was found: worth, rungs by month, and what pages show."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from rapport import __version__
from rapport.customers import actions as register_actions
from rapport.customers.rules import ValuationFacts, WorthRow
from rapport.engine.value.season import EPOCH
from rapport.insights import queries
from rapport.insights.bulk import insert_rows
from rapport.insights.log import PurchaseLog, refresh_log
from rapport.insights.loyalty import Asking, days_of, loyalty_of
from rapport.insights.models import RungSnapshot, Valuation, Worth
from rapport.insights.months import Months, count_months, net_days
from rapport.insights.pictures import SHAPE, ladder_pictures, worth_pictures
from rapport.insights.rules import MONTHS_KEPT, NoOrders, WorthIsRunning, month_ends
from rapport.insights.standing import (
    WORTH_COLUMNS,
    standings,
    told_of_buyers,
    told_of_others,
    with_organisations,
    worth_rows,
)
from rapport.insights.valuing import Terms, Valued, value_currency
from rapport.staff.actions import record
from rapport.staff.models import User

Tell = Callable[[str], None]
_RUNNING = threading.Lock()


@dataclass(frozen=True)
class Run:
    """One run: what was asked, when, and how far the ladder was told before."""

    at: datetime
    until: date
    terms: Terms
    told_until: str
    log: PurchaseLog
    began: float


def refresh_worth(
    *,
    by: User | None,
    at: datetime,
    as_of: date | None = None,
    terms: Terms | None = None,
    tell: Tell = lambda _: None,
) -> list[Valuation]:
    """Value everybody as of a day, and keep it: worth, rungs by month, and what pages show.

    Reads from the orders only what came since the last run. `as_of` is by default the day of the newest
    order; `terms` are by default those of the run before.
    """
    began = perf_counter()
    with _alone():
        tell("Reading new orders")
        log = refresh_log(Path(settings.DATA_DIR) / "log", queries.asked_of_log())
        if not log.files or log.newest is None:
            raise NoOrders
        today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
        until = as_of or min(log.newest, today)
        run = Run(at, until, terms or queries.last_terms(), _told_until(log), log, began)
        return _keep(run, _valued(run, tell), by=by, tell=tell)


@contextmanager
def _alone() -> Iterator[None]:
    """Refuse a second run in this process; the kept state of the engine refuses one in another."""
    if not _RUNNING.acquire(blocking=False):
        raise WorthIsRunning
    try:
        yield
    finally:
        _RUNNING.release()


def _told_until(log: PurchaseLog) -> str:
    """Return the newest month of the ladder that still stands, such as 2026-02."""
    months = [] if log.is_anew else queries.ladder_months()
    return str(months[0]["month"]) if months else ""


def _valued(run: Run, tell: Tell) -> list[Valued]:
    """Value every currency, the one with most orders first."""
    asked, zone = run.terms.settings(run.until), settings.TIME_ZONE
    return [value_currency(run.log, code, asked, zone=zone, tell=tell) for code in run.log.files]


def _keep(run: Run, valued: list[Valued], *, by: User | None, tell: Tell) -> list[Valuation]:
    months = _new_months(run, valued, tell)
    ladder = _ladder_shown(run, months)
    tell("Drawing pages")
    pictures = [_pictures(one, run) for one in valued]
    tell("Keeping the result")
    with transaction.atomic():
        if months is not None:
            _keep_months(months, run)
        kept = [
            _keep_valuation(one, run, shown | ({"ladder": ladder} if one is valued[0] else {}))
            for one, shown in zip(valued, pictures, strict=True)
        ]
        _tell_register(run, valued, kept)
        for valuation in kept:
            _thin_out(valuation)
        record(by, "value", kept[0], at=run.at, currencies=[one.currency for one in kept])
    return kept


def _new_months(run: Run, valued: Sequence[Valued], tell: Tell) -> Months | None:
    """Count the ladder's months where one has ended since the last run, or orders told before changed."""
    newest = month_ends(run.until, 1)[0]
    if f"{newest:%Y-%m}" == run.told_until:
        return None
    tell("Counting the ladder month by month")
    days = [net_days(files, code, settings.TIME_ZONE) for code, files in run.log.files.items()]
    return count_months(days, run.until, valued[0].silence, months=MONTHS_KEPT)


def _is_new(month: str, run: Run) -> bool:
    """Tell whether a month has not been told yet; one that runs backwards is told anew from the start."""
    return not _continues(run) or month[:7] > run.told_until


def _continues(run: Run) -> bool:
    return bool(run.told_until) and run.told_until < f"{month_ends(run.until, 1)[0]:%Y-%m}"


def _ladder_shown(run: Run, months: Months | None) -> dict[str, Any]:
    before = queries.ladder_months() if run.told_until else []
    if months is None:
        return {"months": before}
    shown = [one for one in ladder_pictures(months)["months"] if _is_new(one["month"], run)]
    return {"months": [*shown, *(before if _continues(run) else [])][:MONTHS_KEPT]}


_SNAPSHOT = (
    "month", "customer_id", "rung", "evaluated", "before", "has_slipped", "is_lapsed", "evidence",
)  # fmt: skip


def _keep_months(months: Months, run: Run) -> None:
    if not _continues(run):
        RungSnapshot.objects.all()._raw_delete(RungSnapshot.objects.db)  # noqa: SLF001 - nothing hangs on it
    known = queries.register_now().everybody
    names = ("month", "customer", *_SNAPSHOT[2:])
    rows = zip(*(months.changes[name].to_pylist() for name in names), strict=True)
    new = (
        (month.isoformat(), customer, *rest, False, False)
        for month, customer, *rest in rows
        if customer in known and _is_new(month.isoformat(), run)
    )
    insert_rows(RungSnapshot, (*_SNAPSHOT, "has_complained", "is_hostage"), new)


def _pictures(valued: Valued, run: Run) -> dict[str, Any]:
    asking = Asking(
        queries.spent_until(run.until, valued.currency), queries.referrals(), margin=run.terms.margin
    )
    return {
        "worth": worth_pictures(valued.contents),
        "loyalty": loyalty_of(days_of(valued), valued.currency, asking),
    }


def _keep_valuation(valued: Valued, run: Run, pictures: dict[str, Any]) -> Valuation:
    equity = valued.equity
    return Valuation.objects.create(
        as_of=run.until,
        currency=valued.currency,
        horizon_days=valued.horizon_days,
        model=valued.model,
        version=__version__,
        customers=valued.contents.customers,
        equity=round(equity.expected, 2),
        equity_low=None if equity.low is None else round(equity.low, 2),
        equity_high=None if equity.high is None else round(equity.high, 2),
        found=valued.found | {"terms": asdict(run.terms), "shape": SHAPE},
        pictures=pictures,
        made_at=run.at,
        seconds=round(perf_counter() - run.began, 2),
    )


def _tell_register(run: Run, valued: Sequence[Valued], kept: Sequence[Valuation]) -> None:
    """Store a row of worth per customer, and let the register know what to show of each."""
    register = queries.register_now()
    for one, valuation in zip(valued, kept, strict=True):
        insert_rows(Worth, WORTH_COLUMNS, worth_rows(one, valuation.pk, register.everybody))
    stood = standings(valued, (run.until - EPOCH).days, queries.held_rungs())
    told = told_of_buyers(valued, stood, run.terms, register)
    told = with_organisations(told, register.accounts, kept[0].currency)
    facts = {one.currency: ValuationFacts(run.until, one.currency, one.model) for one in kept}
    for currency, rows in told.items():
        register_actions.record_worths(facts[currency], rows.values(), at=run.at)
    others = told_of_others(register, (customer for rows in told.values() for customer in rows))
    _tell_of_others(run, kept[0], others)


def _tell_of_others(run: Run, main: Valuation, others: Iterable[WorthRow]) -> None:
    register_actions.record_worths(ValuationFacts(run.until, "", main.model), others, at=run.at)


def _thin_out(newest: Valuation) -> None:
    """Keep the rows of the newest valuation and of the last one of each month before; totals stay."""
    older = Valuation.objects.filter(
        currency=newest.currency, as_of__year=newest.as_of.year, as_of__month=newest.as_of.month
    ).exclude(pk=newest.pk)
    numbers = list(older.values_list("pk", flat=True))
    rows = Worth.objects.filter(valuation__in=numbers)
    rows._raw_delete(rows.db)  # noqa: SLF001 - nothing hangs on a row of worth
    older.update(pictures={})
