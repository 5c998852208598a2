"""What was assessed in a case, what follows as of today, and what is known without asking."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from rapport.customers.rules import Category
from rapport.desk.models import Assessment, Case
from rapport.desk.queries.counting import working_for
from rapport.desk.queries.sight import cases_visible_to
from rapport.desk.rules import CaseKind
from rapport.desk.rules.owed.answers import Change, answer_to, ask_for, differences, next_fact
from rapport.desk.rules.owed.beginnings import AWARE, RECEIVED
from rapport.desk.rules.owed.facts import Told
from rapport.desk.rules.owed.refusals import AssessmentNotKnown
from rapport.orders.queries import orders_visible_to
from rapport.orders.queries.lines import lines_visible_to
from rapport.staff.models import User

STATES = ("scope.", "lim.")  # what a matter is, before what is owed in it
NATIONS = {
    "GB": "england", "GB-ENG": "england", "GB-WLS": "wales", "GB-SCT": "scotland", "GB-NIR":
    "northern_ireland",
}  # fmt: skip
CUSTOMERS = {
    Category.CONSUMER: "consumer", Category.BUSINESS: "business", Category.INTERNAL: "internal",
    Category.STAKEHOLDER: "stakeholder",
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """A fact that the records know, and where it stands; nothing follows from it until somebody confirms."""

    fact: str
    value: Any
    source: str


def assessments_visible_to(user: User) -> QuerySet[Assessment]:
    """Return what was assessed in the cases somebody may see."""
    return Assessment.objects.filter(case__in=cases_visible_to(user))


def assessment_visible_to(user: User, case: Case, number: int) -> Assessment:
    """Return one assessment of a case that somebody may see."""
    found = assessments_visible_to(user).filter(case=case, pk=number).first()
    if found is None:
        raise AssessmentNotKnown(number=number, case=case.pk)
    return found


def newest(case: Case) -> Assessment | None:
    """Return the assessment of a case that counts."""
    return case.assessments.first()


def rights_stated(case: Case) -> list[tuple[str, str]]:
    """Return what follows for the customer of a case: codes with their sentences, states left out."""
    kept = newest(case)
    stated = kept.answer["conclusions"] if kept else []
    return [(one["code"], one["text"]) for one in stated if not one["code"].startswith(STATES)]


def before(assessment: Assessment) -> Assessment | None:
    """Return the assessment that one came after."""
    return Assessment.objects.filter(case=assessment.case_id, pk__lt=assessment.pk).first()


def told_in(assessment: Assessment | None) -> Told:
    """Return the facts that an assessment was made from."""
    if assessment is None:
        return Told()
    return Told(assessment.facts, assessment.sources, tuple(assessment.not_known))


def day_at(case: Case, at: datetime) -> date:
    """Return which day it is where the team of a case is."""
    return at.astimezone(working_for(case.team).zone).date()


def open_questions(assessment: Assessment, *, at: datetime) -> list[str]:
    """Return the facts that would settle more, the next best first."""
    told, on = told_in(assessment), day_at(assessment.case, at)
    best = next_fact(told, on)
    return [best, *(one for one in ask_for(told, on) if one != best)] if best else []


@dataclass(frozen=True)
class Stands:
    """How an assessment stands today: what to ask, and what would be said otherwise by now."""

    ask: str | None
    otherwise: tuple[Change, ...]
    is_other_law: bool  # the rules themselves have changed since


def how_it_stands(assessment: Assessment, on: date) -> Stands:
    """Return what to ask next, and what today's law says otherwise of the same facts as of today."""
    told = told_in(assessment)
    now = answer_to(told, on)
    by_rules = answer_to(told, assessment.as_of)
    return Stands(
        next_fact(told, on),
        tuple(differences(assessment.answer, now)),
        bool(differences(assessment.answer, by_rules)) or _laws(assessment.answer) != _laws(by_rules),
    )


def _laws(answer: dict[str, Any]) -> set[tuple[str, str, str | None]]:
    return {(one["id"], one["since"], one["until"]) for one in answer.get("rules", ())}


def known_facts(case: Case, user: User, told: Told, *, kind: str = "") -> list[Known]:
    """Return what the register, the order and the case know and nobody has told yet, each with its source.

    `kind` is the kind of request, where it is one: then the day on which it came is known too.
    """
    found = [*_of_customer(case), *_of_case(case, kind or str(told.facts.get("request.kind", "")))]
    if not kind and "request.kind" not in told.facts:
        found += _of_order(case, user)
    return [one for one in found if one.fact not in told.facts]


def _of_customer(case: Case) -> Iterator[Known]:
    category = case.customer.category if case.customer else ""
    if word := CUSTOMERS.get(category):  # type: ignore[call-overload]
        yield Known("customer", word, f"the register: {category}")
    nation = NATIONS.get(case.team.nation if case.team else "")
    if nation and case.team:
        yield Known("nation", nation, f"the team {case.team.name}")


def _of_order(case: Case, user: User) -> Iterator[Known]:
    order = orders_visible_to(user).filter(pk=case.order_id).first() if case.order_id else None
    if order is None:
        return
    source = f"order {order.number}"
    yield Known("contract_date", day_at(case, order.ordered_at).isoformat(), source)
    if order.currency == "GBP" and order.total >= 0:
        yield Known("price_gbp", float(order.total), source)
    yield from _of_delivery(case, user)


def _of_delivery(case: Case, user: User) -> Iterator[Known]:
    """Yield what the one promised line of an order knows of its delivery; of several nobody knows which."""
    lines = [*lines_visible_to(user).filter(order=case.order_id).select_related("order")[:2]]
    if len(lines) != 1 or lines[0].cancelled_at:
        return
    [line] = lines
    yield Known(
        "delivery_agreed", day_at(case, line.first_due_at).isoformat(), f"the first promise of line {line}"
    )
    delivered = day_at(case, line.delivered_at).isoformat() if line.delivered_at else None
    yield Known("delivered", delivered, f"line {line}")


def _of_case(case: Case, kind: str) -> Iterator[Known]:
    opened = case.opened_at.astimezone(working_for(case.team).zone)
    source = f"case {case.reference}, opened then"
    if kind == "data_breach":
        yield Known(AWARE, opened.isoformat(timespec="minutes"), source)
    elif kind:
        yield Known(RECEIVED, opened.date().isoformat(), source)
    elif case.kind == CaseKind.COMPLAINT:
        yield Known("complained", opened.date().isoformat(), source)
