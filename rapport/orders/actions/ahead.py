"""What moves the forecast: parts that come later, steps with less capacity; and promises found at risk."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import get_current_timezone, localdate

from rapport.customers import actions as register
from rapport.orders.models import AtRisk, CapacityChange, Part, PartMove, PromisedLine, WorkStep
from rapport.orders.queries.ahead import (
    forecasts,
    lines_going_through,
    lines_waiting_for,
    open_lines,
)
from rapport.orders.rules.forecast import Forecast
from rapport.orders.rules.lines import end_of
from rapport.orders.rules.making import CapacityNotRight, PartNumberTaken, StepNameTaken
from rapport.orders.rules.notices import NewDayNotLater, RiskOver, Told, notice_of, why_of
from rapport.orders.rules.words import WorkStage
from rapport.staff.actions import record
from rapport.staff.models import Team, User

AT_ONCE = 500  # lines of one transaction
SAID = ("due_at", "new_due_at", "because", "notice", "ended_at", "ended_why")
IN_TIME, IS_LATE, IS_OVER = "the line will be in time after all", "the promise broke", "the line is over"


@transaction.atomic
def add_part(
    number: str,
    name: str,
    *,
    supplier: str = "",
    expected_on: date | None = None,
    by: User,
    at: datetime,
) -> Part:
    """Add a part that lines can wait for; without a day it is here."""
    if there := Part.objects.filter(number=number).first():
        raise PartNumberTaken(number=number, name=there.name)
    part = Part.objects.create(
        number=number[:40], name=name[:120], supplier=supplier[:120], expected_on=expected_on
    )
    record(by, "add part", part, at=at, expected_on=str(expected_on or ""))
    return part


@transaction.atomic
def move_part(part: Part, expected_on: date | None, *, why: str, by: User, at: datetime) -> list[int]:
    """Say when a part is expected now, or that it is here; return the lines that it puts at risk.

    Every open line that names it is forecast anew, and each promise that will not be kept gets a notice
    to send before it breaks.
    """
    part = Part.objects.select_for_update().get(pk=part.pk)
    move = PartMove(
        part=part, before=part.expected_on, after=expected_on, why=why[:200], by_name=by.name, at=at
    )
    move.save()
    part.expected_on, part.why = expected_on, why[:200]
    part.save(update_fields=["expected_on", "why"])
    record(by, "move part", part, at=at, after=str(expected_on or "here"), why=why[:200])
    numbers = list(lines_waiting_for(part).values_list("pk", flat=True))
    return watch_lines(numbers, at=at)


@transaction.atomic
def add_step(
    name: str, stage: WorkStage, *, team: Team | None, days: int, by: User, at: datetime
) -> WorkStep:
    """Add a step that lines can go through."""
    if WorkStep.objects.filter(name=name).exists():
        raise StepNameTaken(name=name)
    step = WorkStep.objects.create(name=name[:80], stage=stage, team=team, days=days)
    record(by, "add step", step, at=at, days=days)
    return step


@transaction.atomic
def slow_step(
    step: WorkStep,
    from_on: date,
    until_on: date,
    *,
    percent: int,
    why: str,
    by: User,
    at: datetime,
) -> list[int]:
    """Say that a step has less capacity for some days; return the lines that it puts at risk."""
    if until_on < from_on or not 0 <= percent < 100:
        raise CapacityNotRight(percent=percent, from_on=from_on, until_on=until_on)
    change = CapacityChange.objects.create(
        step=step, from_on=from_on, until_on=until_on, percent=percent, why=why[:200], by_name=by.name, at=at
    )
    record(by, "slow step", step, at=at, percent=percent, change=change.pk)
    return watch_lines(list(lines_going_through(step).values_list("pk", flat=True)), at=at)


@transaction.atomic
def full_again(change: CapacityChange, *, by: User, at: datetime) -> list[int]:
    """Take back that a step has less capacity; return the lines that are still at risk."""
    step = change.step
    record(by, "full capacity", step, at=at, percent=change.percent, change=change.pk)
    change.delete()
    return watch_lines(list(lines_going_through(step).values_list("pk", flat=True)), at=at)


def watch_all(*, at: datetime) -> tuple[int, int]:
    """Forecast every open line anew; return how many there are, and how many promises were found at risk.

    Lines that are over are looked at too where somebody still thinks them at risk.
    """
    open_ones = AtRisk.objects.filter(told_at__isnull=True, ended_at__isnull=True)
    numbers = {*open_lines().values_list("pk", flat=True), *open_ones.values_list("line", flat=True)}
    found = 0
    for start in range(0, len(numbers), AT_ONCE):
        found += len(watch_lines(sorted(numbers)[start : start + AT_ONCE], at=at))
    return len(numbers), found


@transaction.atomic
def watch_lines(numbers: Sequence[int], *, at: datetime) -> list[int]:
    """Forecast some lines anew and keep which promises are at risk; return the lines found so just now.

    A risk that is known is brought up to date with its notice, and ended where the line will be in time,
    is late already, or is over.
    """
    lines = list(_locked(numbers))
    known = {risk.line_id: risk for risk in _open_risks(numbers)}
    ahead = forecasts([line for line in lines if _is_open(line)], localdate(at))
    before = {risk.pk: _said(risk) for risk in known.values()}
    found: list[AtRisk] = []
    for line in lines:
        risk = _risk_of(line, ahead.get(line.pk), known.get(line.pk), at)
        if risk is not None and line.pk not in known:
            found.append(risk)
    moved = [line for line in lines if _forecast(line, ahead.get(line.pk))]
    PromisedLine.objects.bulk_update(moved, ["forecast_on", "forecast_because"], batch_size=AT_ONCE)
    changed = [risk for risk in known.values() if _said(risk) != before[risk.pk]]
    AtRisk.objects.bulk_update(changed, SAID, batch_size=AT_ONCE)
    AtRisk.objects.bulk_create(found)
    return [risk.line_id for risk in found]


def _locked(numbers: Sequence[int]) -> Iterable[PromisedLine]:
    locked = PromisedLine.objects.select_for_update(of=("self",)).filter(pk__in=numbers)
    return locked.select_related("order", "promise__customer").order_by("pk")


def _open_risks(numbers: Sequence[int]) -> Iterable[AtRisk]:
    return AtRisk.objects.filter(line__in=numbers, told_at__isnull=True, ended_at__isnull=True)


def _is_open(line: PromisedLine) -> bool:
    return line.delivered_at is None and line.cancelled_at is None


def _said(risk: AtRisk) -> tuple[object, ...]:
    return tuple(getattr(risk, name) for name in SAID)


def _forecast(line: PromisedLine, ahead: Forecast | None) -> bool:
    """Put a forecast into a line, and tell whether it is another than before."""
    before = (line.forecast_on, line.forecast_because)
    line.forecast_on = ahead.on if ahead else None
    line.forecast_because = why_of(ahead.because) if ahead and ahead.because else ""
    return before != (line.forecast_on, line.forecast_because)


def _risk_of(line: PromisedLine, ahead: Forecast | None, known: AtRisk | None, at: datetime) -> AtRisk | None:
    """Return what puts a line at risk: what was known, brought up to date, or something new; else None."""
    ended = _why_no_risk(line, ahead, at)
    if ended:
        if known:
            known.ended_at, known.ended_why = at, ended
        return known
    assert ahead is not None  # noqa: S101 - without a forecast there is no risk
    risk = known or AtRisk(line=line, found_at=at)
    because = why_of(ahead.because)
    new_due_at = end_of(ahead.on, get_current_timezone())
    if known and (known.because, known.new_due_at, known.due_at) == (
        because,
        new_due_at,
        line.promise.due_at,
    ):
        return known  # whoever began to adapt the notice keeps their words
    risk.because, risk.new_due_at, risk.due_at = because, new_due_at, line.promise.due_at
    risk.notice = notice_of(
        Told(
            line.promise.customer.name, f"{line.quantity.normalize():f} {line.item}", line.order.number,
            localdate(line.promise.due_at), ahead.on, because,
        )
    )  # fmt: skip
    return risk


def _why_no_risk(line: PromisedLine, ahead: Forecast | None, at: datetime) -> str:
    """Say why no promise is at risk here; nothing where one is."""
    if not _is_open(line):
        return IS_OVER
    if line.promise.due_at < at:
        return IS_LATE
    return "" if ahead and ahead.on > localdate(line.promise.due_at) else IN_TIME


@transaction.atomic
def tell_risk(
    risk: AtRisk, *, by: User, at: datetime, new_due_at: datetime | None = None, why: str = ""
) -> AtRisk:
    """Move the promise at risk before it breaks, because its customer is being told now.

    Whoever tells them does that in the same transaction: the desk does, from its own side.
    """
    risk = AtRisk.objects.select_for_update(of=("self",)).select_related("line__promise").get(pk=risk.pk)
    if risk.told_at or risk.ended_at:
        how = f"{risk.told_by_name} told the customer" if risk.told_at else risk.ended_why
        raise RiskOver(number=risk.pk, how=how)
    new_due_at = new_due_at or risk.new_due_at
    if new_due_at <= risk.line.promise.due_at:
        raise NewDayNotLater(day=f"{new_due_at:%-d %B %Y}", due=f"{risk.line.promise.due_at:%-d %B %Y}")
    register.move_promise(risk.line.promise, new_due_at, reason=why or risk.because, by=by, at=at)
    risk.told_at, risk.told_by_name, risk.new_due_at = at, by.name, new_due_at
    risk.save(update_fields=["told_at", "told_by_name", "new_due_at"])
    record(by, "tell risk", risk.line, at=at, risk=risk.pk)
    return risk
