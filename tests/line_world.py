"""The promised lines of the small world: one of each customer, with everything there is a place for."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from rapport.customers.models import Customer, Promise
from rapport.customers.rules import PromiseKind
from rapport.desk.models import CaseFault, Cause, FaultCause
from rapport.orders.models import (
    Agreement,
    AtRisk,
    CapacityChange,
    Check,
    Delivery,
    LinePart,
    Milestone,
    NonConformance,
    Order,
    Paper,
    Part,
    PromisedLine,
    Requirement,
    Revision,
    WorkStep,
)
from rapport.staff.models import User
from tests.clock import NOW

LATER = NOW + timedelta(days=10)


def make_lines(customer: Customer, mark: str, owner: User) -> None:
    """Promise a customer a line, and let everything happen to it that can; its promise is at risk."""
    line = _line(customer, mark, owner, "Gauge")
    part, step, revision = _works(owner)
    LinePart.objects.create(line=line, part=part)
    Milestone.objects.create(line=line, position=1, step=step, due_at=LATER)
    Agreement.objects.create(line=line, revision=revision, asked_at=NOW, asked_by_name="Olive", note=mark)
    bore = Requirement.objects.create(line=line, name=f"Bore for {mark}", high=Decimal(12), unit="mm")
    Check.objects.create(
        requirement=bore, value=11, is_met=True, note=mark, by=owner, by_name="Olive", at=NOW
    )
    fault = NonConformance.objects.create(
        line=line, text=f"{mark} has a scratch", days=1, found_at=NOW, found_by_name="O"
    )
    FaultCause.objects.create(
        fault=fault, cause=Cause.objects.get(name="Late"), text=f"{mark} pressed", by_name="O", at=NOW
    )
    CaseFault.objects.create(
        case=customer.cases.order_by("pk")[0], fault=fault, at=NOW, by_name=f"Hand of {mark}"
    )
    Delivery.objects.create(line=line, quantity=1, at=NOW, by_name="Olive")
    AtRisk.objects.create(
        line=line, due_at=LATER, new_due_at=LATER + timedelta(days=3), because="Glass (P-1) is late",
        notice=f"Dear {mark}", found_at=NOW,
    )  # fmt: skip
    late = _line(customer, mark, owner, f"Gauge of {mark}")
    PromisedLine.objects.filter(pk=late.pk).update(delivered_at=NOW, delivered=2)


def _line(customer: Customer, mark: str, owner: User, item: str) -> PromisedLine:
    order = Order.objects.get(customer=customer)
    promise = Promise.objects.create(
        customer=customer, made_by=owner, kind=PromiseKind.DELIVERY, text=f"2 {item} for {mark}", made_at=NOW,
        due_at=LATER,
    )  # fmt: skip
    return PromisedLine.objects.create(
        order=order, number=str(order.promised_lines.count() + 1), item=item, route="made to order",
        quantity=2, ordered_at=NOW, promise=promise, first_due_at=LATER,
    )  # fmt: skip


def _works(owner: User) -> tuple[Part, WorkStep, Revision]:
    """Return a part, a step with less capacity, and a revision that all lines share."""
    part, _ = Part.objects.get_or_create(
        number="P-1", defaults={"name": "Glass", "expected_on": LATER.date()}
    )
    step, is_new = WorkStep.objects.get_or_create(name="Turning", defaults={"stage": "production"})
    paper, _ = Paper.objects.get_or_create(number="D-7", defaults={"kind": "drawing", "title": "Hinge"})
    revision, _ = Revision.objects.get_or_create(
        paper=paper, mark="A", defaults={"issued_at": NOW, "issued_by_name": owner.name}
    )
    if is_new:
        CapacityChange.objects.create(
            step=step, from_on=NOW.date(), until_on=NOW.date() + timedelta(days=36_500), percent=50,
            why="A lathe is mended", by_name=owner.name, at=NOW,
        )  # fmt: skip
    return part, step, revision


def _risk(one: Customer) -> int:
    return AtRisk.objects.get(line__promise__customer=one).pk


def _fault(one: Customer) -> int:
    return NonConformance.objects.get(line__promise__customer=one).pk


def _milestone(one: Customer) -> int:
    return Milestone.objects.get(line__promise__customer=one).pk


def _line_of(one: Customer) -> int:
    return PromisedLine.objects.filter(promise__customer=one).order_by("pk")[0].pk


def _requirement(one: Customer) -> int:
    return Requirement.objects.get(line__promise__customer=one).pk


LINE_PARTS: dict[str, Any] = {
    "orders/lines/.../number": lambda world, one: _line_of(one),
    "works/parts/.../number": lambda world, one: Part.objects.get().pk,
    "works/steps/.../number": lambda world, one: WorkStep.objects.get().pk,
    "works/capacity/.../number": lambda world, one: CapacityChange.objects.get().pk,
    "works/papers/.../number": lambda world, one: Paper.objects.get().pk,
    "works/hand-overs/.../number": lambda world, one: _milestone(one),
    "delays/.../number": lambda world, one: _risk(one),
    "faults/.../number": lambda world, one: _fault(one),
    "cases/<int:number>/faults/.../thing": lambda world, one: CaseFault.objects.get(case__customer=one).pk,
    "api/cases/.../fault": lambda world, one: _fault(one),
    "api/agreements/.../number": lambda world, one: Agreement.objects.get(line__promise__customer=one).pk,
    "api/requirements/.../number": lambda world, one: _requirement(one),
    "api/faults/.../number": lambda world, one: _fault(one),
    "agreements/.../number": lambda world, one: Agreement.objects.get(line__promise__customer=one).pk,
    "api/lines/.../number": lambda world, one: _line_of(one),
    "api/milestones/.../number": lambda world, one: _milestone(one),
    "api/delays/.../number": lambda world, one: _risk(one),
    "api/orders/.../number": lambda world, one: one.orders.get().pk,
}
