"""A complaint of every customer in the world of the walk, with everything that hangs on one."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from rapport.customers.models import Customer, Promise
from rapport.customers.rules import Channel
from rapport.desk.actions.owed.telling import Telling, tell_facts
from rapport.desk.models import (
    Case,
    CaseProcedure,
    CasePromise,
    Cause,
    CauseAction,
    Entry,
    ExternalStage,
    Procedure,
    Redress,
    RightDecision,
    Step,
)
from rapport.desk.rules import ActionKind, CaseKind, EntryKind, RedressKind, RedressState
from rapport.desk.rules.owed.decisions import DecisionState, Way
from rapport.staff.models import User
from tests.cast import MONDAY_NINE

NOW = MONDAY_NINE


def make_case(customer: Customer, mark: str, owner: User) -> None:
    """Make a complaint of a customer, in which whatever can be said names them."""
    case = Case.objects.create(
        reference=f"R-{mark[:8]}", reply_key=mark, customer=customer, kind=CaseKind.COMPLAINT,
        subject=f"{mark} complains", channel=Channel.PHONE, team=customer.team, opened_at=NOW, changed_at=NOW,
        lying_since=NOW,
    )  # fmt: skip
    Entry.objects.create(
        case=case, at=NOW, kind=EntryKind.NOTE, by=owner, by_name=owner.name, text=f"On {mark}"
    )
    Redress.objects.create(
        case=case, kind=RedressKind.GOODWILL, worth=Decimal(10), why=f"{mark} waited", asked_by=owner,
        state=RedressState.ASKED, asked_at=NOW,
    )  # fmt: skip
    promise = Promise.objects.create(
        customer=customer,
        made_by=owner,
        text=f"Write to {mark}",
        made_at=NOW,
        due_at=NOW + timedelta(hours=4),
    )
    CasePromise.objects.create(case=case, promise=promise)
    CauseAction.objects.create(
        case=case,
        kind=ActionKind.CONTAINMENT,
        text=f"For {mark}",
        owner=owner,
        due_on=NOW.date(),
        made_at=NOW,
    )
    ExternalStage.objects.create(case=case, body=f"Ombudsman for {mark}", opened_at=NOW)
    CaseProcedure.objects.create(case=case, procedure=_procedure(), started_at=NOW)
    _assess(case, mark, owner)


def _assess(case: Case, mark: str, owner: User) -> None:
    """Tell what the case is about by law, and decide on it; whatever is said in it names the customer."""
    facts = {"request.kind": "reasonable_adjustment", "request.need": f"{mark} asks for large print"}
    kept = tell_facts(case, Telling(facts, {"request.kind": mark}), by=owner, at=NOW)
    RightDecision.objects.create(
        case=case, assessment=kept, about=f"An adjustment for {mark}", way=Way.AGAINST,
        reason=f"{mark} asked", route="To us again.", state=DecisionState.ASKED, asked_by=owner, asked_at=NOW,
    )  # fmt: skip


def _procedure() -> Procedure:
    """Return the one procedure of the world, and put a cause on the list beside it."""
    Cause.objects.get_or_create(name="Late")
    made, is_new = Procedure.objects.get_or_create(
        key="walk", version=1, defaults={"name": "Walk", "made_by_name": "Olive", "made_at": NOW}
    )
    if is_new:
        Step.objects.create(procedure=made, position=1, name="Walk", purpose="Go", good="Gone")
    return made


def case_of(one: Customer) -> Any:
    """Return the complaint of a customer."""
    return one.cases.order_by("pk")[0]


# What stands for a part of an address about cases, for one customer.
CASE_PARTS: dict[str, Any] = {
    "cases/.../number": lambda world, one: case_of(one).pk,
    "cases/<int:number>/redress/.../thing": lambda world, one: case_of(one).redress.get().pk,
    "cases/<int:number>/promises/.../thing": lambda world, one: case_of(one).promises.get().promise_id,
    "cases/<int:number>/cause-actions/.../thing": lambda world, one: case_of(one).cause_actions.get().pk,
    "cases/<int:number>/stages/.../thing": lambda world, one: case_of(one).stages.get().pk,
    "cases/<int:number>/owed/decisions/.../decision": lambda world, one: (
        case_of(one).right_decisions.get().pk
    ),
    "cases/<int:number>/owed/assessments/.../kept": lambda world, one: case_of(one).assessments.get().pk,
    "api/decisions/.../number": lambda world, one: case_of(one).right_decisions.get().pk,
    "procedures/.../key": lambda world, one: "walk",
    "causes/.../number": lambda world, one: Cause.objects.get(name="Late").pk,
    "api/cases/.../number": lambda world, one: case_of(one).pk,
    "api/redress/.../number": lambda world, one: case_of(one).redress.get().pk,
    "api/promises/.../number": lambda world, one: case_of(one).promises.get().promise_id,
}
