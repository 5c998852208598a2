"""Write the demo's maker side: lines promised to machine builders, what they wait for, a late revision."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

import numpy as np
from django.db import transaction
from django.utils.timezone import localtime

from rapport.customers.models import Customer
from rapport.demo import works
from rapport.demo.facts import Register
from rapport.demo.staff import TRADE_DESK
from rapport.orders.actions.ahead import add_part, add_step, move_part, watch_all
from rapport.orders.actions.lines import deliver, hand_over, note_fault, plan_hand_over, promise_line
from rapport.orders.actions.papers import (
    add_paper,
    add_requirement,
    answer_revision,
    attach_paper,
    check_requirement,
    issue_revision,
)
from rapport.orders.models import Order, Paper, Part, PromisedLine, WorkStep
from rapport.orders.queries import orders_visible_to
from rapport.orders.rules.lines import NewLine
from rapport.orders.rules.requirements import Limits
from rapport.orders.rules.words import Answer, PaperKind, WorkStage
from rapport.site.demo.deeds import Shop
from rapport.staff.models import User

NOON, EVENING = time(12), time(17)
SATURDAY = 5


@transaction.atomic
def write_works(register: Register, shop: Shop, *, seed: int, now: datetime) -> None:
    """Write what is made for machine builders: the past, what is open, and what moved since yesterday."""
    by = shop.writers[TRADE_DESK][0]
    newest, older = _orders_of(_builders(register, shop), by, now)
    if not newest or not older:
        return
    _past(older, by, np.random.default_rng((seed, 5)), now)
    parts, steps = _parts(by, now), _steps(shop, by, now)
    papers = _papers(by, now)
    lines = [
        _open_line(line, newest[place % len(newest)], parts, steps, by=by, now=now)
        for place, line in enumerate(works.LINES)
    ]
    _agree(lines, papers, by=by, now=now)
    _look_over(lines, steps, by=by, now=now)
    issue_revision(papers[0], works.DRAWING[3], change=works.DRAWING[4], by=by, at=now - works.ISSUED_BEFORE)
    for part in works.PARTS:
        if part.late_by:
            expected_on = localtime(now).date() + timedelta(days=part.late_by)
            move_part(parts[part.number], expected_on, why=part.why, by=by, at=now - timedelta(hours=1))
    watch_all(at=now)


def _builders(register: Register, shop: Shop) -> list[Customer]:
    return [shop.customers[one.id] for one in register.parties if one.sort == "trade" and one.email]


def _orders_of(
    builders: Sequence[Customer], by: User, now: datetime
) -> tuple[Sequence[Order], Sequence[Order]]:
    """Return the newest orders of the builders, of one builder each, and older ones that are delivered."""
    theirs = orders_visible_to(by).filter(customer__in=builders, total__gt=0).select_related("customer")
    newest: dict[int, Order] = {}
    for order in theirs.filter(ordered_at__gt=now - works.NEW_WITHIN).order_by("-ordered_at"):
        newest.setdefault(order.customer_id, order)
    older = theirs.filter(ordered_at__lt=now - works.OLD_AFTER).order_by("-ordered_at")
    return list(newest.values())[: len(works.LINES)], list(older[: works.HISTORY])


def _past(orders: Sequence[Order], by: User, rng: np.random.Generator, now: datetime) -> None:
    """Promise and deliver what was ordered some time ago, as it went."""
    for order, done in zip(orders, works.history_of(rng), strict=False):
        due_at = _working_day(order.ordered_at + timedelta(days=done.promised_in), EVENING)
        new = NewLine(done.item, done.route, Decimal(done.quantity), due_at)
        line = promise_line(order, new, by=by, at=order.ordered_at)
        at = _working_day(order.ordered_at + timedelta(days=done.took), NOON)
        deliver(line, line.quantity, by=by, at=min(at, now - timedelta(hours=2)))


def _working_day(moment: datetime, hour: time) -> datetime:
    """Return an hour of a day, or of the Monday after where it falls on a weekend."""
    day = localtime(moment).replace(hour=hour.hour, minute=0, second=0, microsecond=0)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= SATURDAY else 0)


def _parts(by: User, now: datetime) -> dict[str, Part]:
    at = now - timedelta(days=200)
    return {
        part.number: add_part(part.number, part.name, supplier=part.supplier, by=by, at=at)
        for part in works.PARTS
    }


def _steps(shop: Shop, by: User, now: datetime) -> list[WorkStep]:
    at = now - timedelta(days=200)
    return [
        add_step(
            one.name, WorkStage(one.stage), team=shop.writers[one.team][0].team, days=one.days, by=by, at=at
        )
        for one in works.STEPS
    ]


def _papers(by: User, now: datetime) -> list[Paper]:
    number, title, mark, *_ = works.DRAWING
    at = now - timedelta(days=150)
    return [
        add_paper(PaperKind.DRAWING, number, title, mark=mark, by=by, at=at),
        add_paper(PaperKind.STANDARD, *works.STANDARD[:2], mark=works.STANDARD[2], by=by, at=at),
    ]


def _open_line(
    one: works.DemoLine,
    order: Order,
    parts: dict[str, Part],
    steps: Sequence[WorkStep],
    *,
    by: User,
    now: datetime,
) -> PromisedLine:
    """Promise a line some days ago, plan its steps, and do those that are done."""
    at = max(order.ordered_at, now - works.PROMISED_BEFORE)
    due_at = _working_day(now + timedelta(days=one.due_in), EVENING)
    new = NewLine(one.item, one.route, Decimal(one.quantity), due_at)
    line = promise_line(order, new, parts=[parts[number] for number in one.parts], by=by, at=at)
    for place, step in enumerate(steps):
        told = works.STEPS[place]
        to_team = by.team if told.to_team else None
        wanted_at = _working_day(now + timedelta(days=one.due_in - 3), NOON) if to_team else None
        made = plan_hand_over(line, step, to_team=to_team, due_at=wanted_at, by=by, at=at)
        if place < one.steps_done:
            hand_over(made, by=by, at=now - timedelta(days=3 - place))
    return line


def _agree(lines: Sequence[PromisedLine], papers: Sequence[Paper], *, by: User, now: datetime) -> None:
    """Attach drawing and standard as they were agreed when the lines were promised."""
    at = now - works.PROMISED_BEFORE
    for line in lines:
        wanted = papers if line.item == "Hinge plate" else papers[1:]
        for paper in wanted:
            asked = attach_paper(line, paper, by=by, at=at)
            who = f"{line.order.customer.name.split(maxsplit=1)[0]}, purchasing, by mail"
            answer_revision(asked, Answer.AGREED, who=who, by=by, at=at + timedelta(days=1))


def _look_over(lines: Sequence[PromisedLine], steps: Sequence[WorkStep], *, by: User, now: datetime) -> None:
    """Say what the hinge plates are checked off against, and what was found at one of them."""
    name, low, high, unit = works.BORE
    plates = [line for line in lines if line.item == "Hinge plate"]
    for line in plates:
        bore = add_requirement(line, name, Limits(low, high, unit), by=by, at=now - works.PROMISED_BEFORE)
        face = add_requirement(line, works.SURFACE, Limits(), by=by, at=now - works.PROMISED_BEFORE)
        if line is plates[1]:
            check_requirement(bore, Decimal("12.004"), by=by, at=now - timedelta(hours=4))
            check_requirement(face, None, by_eye=True, by=by, at=now - timedelta(hours=4))
    text, days = works.FAULT
    note_fault(plates[1], text, days=days, step=steps[1], by=by, at=now - timedelta(hours=4))
