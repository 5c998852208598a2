"""Limits of authority are changed, and a case is handed up by somebody whom it is beyond."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import AuthorityLimit, Case, Notice
from rapport.desk.queries.redress import limits_of, people_above
from rapport.desk.rules import CaseFieldNotRight, EntryKind, RedressKind
from rapport.desk.rules.redress import HIGHEST, LimitBeyondOwn, LimitNotRight
from rapport.staff.actions import record
from rapport.staff.models import User
from rapport.staff.rules import MAY, NotAllowed, Role, Sight, may


@transaction.atomic
def set_limit(
    role: Role, kind: RedressKind, most: Decimal | None, *, currency: str, by: User, at: datetime
) -> AuthorityLimit:
    """Say up to what worth a role may give a kind of redress by itself; None is not at all."""
    if not by.may(Sight.DESK_RULES):
        raise NotAllowed(role=by.role, deed="change limits of authority")
    fits = most is None or (most.is_finite() and 0 <= most <= HIGHEST and most == round(most, 2))
    if not fits or not may(role, Sight.CASES):
        raise LimitNotRight(role=role, kind=kind, value=most)
    _refuse_beyond_own(role, kind, most, currency=currency, by=by)
    key: dict[str, Any] = {"role": role, "kind": kind, "currency": currency}
    before = AuthorityLimit.objects.filter(**key).first()
    changed = {"most": most, "changed_by_name": by.name, "changed_at": at}
    limit, _ = AuthorityLimit.objects.update_or_create(**key, defaults=changed)
    was = str(before.most) if before else "ready"
    record(by, "set limit", limit, at=at, before=was, after=str(most), role=str(role), redress=str(kind))
    return limit


def _refuse_beyond_own(
    role: Role, kind: RedressKind, most: Decimal | None, *, currency: str, by: User
) -> None:
    """Refuse the limit of one's own role or one above, and more than one may give oneself; an owner may."""
    if by.role == Role.OWNER:
        return
    own = limits_of(by.role, currency).get(kind)
    if not MAY[role] < MAY[Role(by.role)]:
        why = "limits of your own role, and of those that may more, are not yours to set"
    elif most is not None and (own is None or most > own):
        why = f"your own limit is {own}" if own is not None else "you may not give it yourself"
    else:
        return
    raise LimitBeyondOwn(role=by.role, whom=role, kind=kind, value=most, why=why)


@transaction.atomic
def escalate_case(case: Case, to: User, summary: str, *, by: User, at: datetime) -> Case:
    """Hand a case up with a summary: a note for colleagues, and a notice to whoever is to decide.

    Whose case it is stays as it is: the customer keeps the one they know.
    """
    case = locked_case(case)
    if not summary.strip():
        raise CaseFieldNotRight(field="summary", value="", expected="what the next person needs to know")
    if to not in people_above(case, by):
        expected = "somebody who may decide more and sees the case"
        raise CaseFieldNotRight(field="person", value=to.name, expected=expected)
    text = f"{by.name} asks you to decide: {case.subject} ({case.reference})"
    Notice.objects.create(person=to, case=case, kind="escalated", text=text[:300], at=at)
    tell_case(case, EntryKind.NOTE, summary.strip(), by=by, at=at, after=f"escalated to {to.name}", to=to.pk)
    return case
