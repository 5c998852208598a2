"""What we told a customer we would do: made, kept, moved before it breaks, withdrawn, broken."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from rapport.customers.actions.locks import locked_customer
from rapport.customers.actions.timeline import fits, tell, write_timeline
from rapport.customers.models import Customer, Promise, PromiseMove
from rapport.customers.rules import (
    FieldNotRight,
    PromiseAlreadyKept,
    PromiseBroken,
    PromiseInThePast,
    PromiseKind,
    PromiseMovedWithoutReason,
    PromiseWithdrawn,
)
from rapport.customers.rules.promises import words_of_move
from rapport.staff.actions import record
from rapport.staff.models import Team, User

AT_ONCE = 500  # promises that one run of the chore looks at


@transaction.atomic
def make_promise(
    customer: Customer,
    text: str,
    *,
    due_at: datetime,
    by: User,
    at: datetime,
    kind: PromiseKind | str = PromiseKind.OTHER,
    team: Team | None = None,
) -> Promise:
    """Promise a customer something by a time; without a team it is the team of whoever promises."""
    fits("promise", text, 300)
    if not text.strip():
        raise FieldNotRight(field="promise", value=text, expected="what was promised")
    _refuse_past(due_at, at)
    customer = locked_customer(customer)
    promise = Promise.objects.create(
        customer=customer, kind=PromiseKind(kind), text=text, made_by=by, team=team or by.team, made_at=at,
        due_at=due_at,
    )  # fmt: skip
    said = f"Promised by {_day(due_at)}: {text}"
    after = {"due_at": due_at, "text": text, "kind": promise.kind}
    tell(customer, said, deed="make promise", kind="promise", by=by, at=at, after=after)
    return promise


@transaction.atomic
def keep_promise(promise: Promise, *, by: User, at: datetime) -> Promise:
    """Record that a promise was kept, late too: what was broken stays broken, and was kept after all."""
    promise = _locked(promise)
    promise.kept_at = at
    if at > promise.due_at:
        promise.broken_at = promise.due_at
    promise.save(update_fields=["kept_at", "broken_at"])
    how = f"Kept late, it was due {_day(promise.due_at)}" if promise.broken_at else "Kept"
    _tell(promise, f"{how}: {promise.text}", deed="keep promise", by=by, at=at)
    return promise


@transaction.atomic
def move_promise(promise: Promise, due_at: datetime, *, reason: str, by: User, at: datetime) -> str:
    """Move a promise to another time, and return a message in which the customer is told.

    Refused once it broke: whoever was let down hears that, and not that the time was another one.
    """
    promise = _locked(promise)
    _refuse_no_reason(promise, reason, "moved")
    if at > promise.due_at:
        raise PromiseBroken(number=promise.pk, due=_day(promise.due_at))
    _refuse_past(due_at, at)
    before, promise.due_at = promise.due_at, due_at
    PromiseMove.objects.create(
        promise=promise, due_before=before, due_after=due_at, reason=reason, by_name=by.name, at=at
    )
    promise.save(update_fields=["due_at"])
    said = f"Moved from {_day(before)} to {_day(due_at)}: {promise.text}. Why: {reason}"
    changed = {"before": before, "after": due_at}
    _tell(promise, said, deed="move promise", by=by, at=at, **changed)
    return words_of_move(
        promise.customer.name, promise.text, due_before=_day(before), due_after=_day(due_at), reason=reason
    )


@transaction.atomic
def withdraw_promise(promise: Promise, *, reason: str, by: User, at: datetime) -> Promise:
    """Record that the customer needs a promise no longer; it counts neither as kept nor as broken.

    Refused once it broke, for a promise that was not kept would else be made to vanish.
    """
    promise = _locked(promise)
    _refuse_no_reason(promise, reason, "withdrawn")
    if at > promise.due_at:
        raise PromiseBroken(number=promise.pk, due=_day(promise.due_at))
    promise.withdrawn_at = at
    promise.save(update_fields=["withdrawn_at"])
    _tell(promise, f"Withdrawn: {promise.text}. Why: {reason}", deed="withdraw promise", by=by, at=at)
    return promise


@transaction.atomic
def drop_promises(numbers: Collection[int]) -> None:
    """Delete promises that an import brought and that are taken back with it; nobody else made them."""
    Promise.objects.filter(pk__in=numbers).delete()


def break_overdue(*, at: datetime) -> list[Promise]:
    """Record of promises whose time passed that they broke, when they did; return them."""
    overdue = Promise.objects.filter(
        due_at__lt=at, kept_at__isnull=True, broken_at__isnull=True, withdrawn_at__isnull=True
    ).order_by("due_at", "pk")
    return [broken for promise in overdue[:AT_ONCE] if (broken := _broken(promise.pk, at))]


@transaction.atomic
def _broken(number: int, at: datetime) -> Promise | None:
    """Break one promise, unless somebody kept, moved or withdrew it just now."""
    promise = Promise.objects.select_for_update().get(pk=number)
    if promise.kept_at or promise.withdrawn_at or promise.broken_at or promise.due_at >= at:
        return None
    promise.broken_at = promise.due_at
    promise.save(update_fields=["broken_at"])
    said = f"Broken, it was due {_day(promise.due_at)}: {promise.text}"
    write_timeline(promise.customer, said, kind="promise", at=at)
    record(None, "break promise", promise.customer, at=at, promise=promise.pk)
    return promise


def _locked(promise: Promise) -> Promise:
    """Return a promise locked for change; one that was kept or withdrawn is over."""
    promise = Promise.objects.select_for_update().get(pk=promise.pk)
    if promise.kept_at:
        raise PromiseAlreadyKept(number=promise.pk)
    if promise.withdrawn_at:
        raise PromiseWithdrawn(number=promise.pk)
    return promise


def _refuse_past(due_at: datetime, at: datetime) -> None:
    if due_at <= at:
        raise PromiseInThePast(due=f"{due_at:%Y-%m-%d %H:%M}", made=f"{at:%Y-%m-%d %H:%M}")


def _refuse_no_reason(promise: Promise, reason: str, deed: str) -> None:
    fits("reason", reason, 300)
    if not reason.strip():
        raise PromiseMovedWithoutReason(number=promise.pk, deed=deed)


def _tell(
    promise: Promise, text: str, *, deed: str, by: User, at: datetime, **detail: Mapping[str, Any] | datetime
) -> None:
    customer = promise.customer
    tell(customer, text, deed=deed, kind="promise", by=by, at=at, promise=promise.pk, **detail)


def _day(at: datetime) -> str:
    return f"{localtime(at):%-d %B %Y %H:%M}"
