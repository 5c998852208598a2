"""What a customer needs, what they ask for to deal with us, whom they could go to instead."""

from datetime import date, datetime

from django.db import transaction

from rapport.customers.actions.locks import locked_customer
from rapport.customers.actions.timeline import fits, tell
from rapport.customers.models import AccessNeed, Alternative, Customer, Need
from rapport.customers.rules import AlreadyEnded, FieldNotRight, NeedKind
from rapport.staff.models import User
from rapport.staff.rules import NotAllowed, Sight


@transaction.atomic
def note_need(
    customer: Customer,
    kind: NeedKind | str,
    text: str,
    *,
    source: str,
    by: User,
    at: datetime,
    is_want: bool = False,
    meets: str = "",
    exceeds: str = "",
    noted_on: date | None = None,
) -> Need:
    """Note what a customer needs or wants, with its source, what meets it and what would exceed it."""
    for field, value, most in (("text", text, 400), ("meets", meets, 400), ("exceeds", exceeds, 400)):
        fits(field, value, most)
    fits("source", source, 200)
    _not_blank("text", text)
    _not_blank("source", source)
    customer = locked_customer(customer)
    need = Need.objects.create(
        customer=customer, kind=NeedKind(kind), text=text, is_want=is_want, meets=meets, exceeds=exceeds,
        source=source, noted_on=noted_on or at.date(), noted_by=by,
    )  # fmt: skip
    word = "Wants" if is_want else "Needs"
    tell(customer, f"{word}: {text}", deed="note need", by=by, at=at, after={"kind": str(kind), "text": text})
    return need


@transaction.atomic
def end_need(need: Need, *, by: User, at: datetime) -> Need:
    """Say that a need is there no longer."""
    locked = Need.objects.select_for_update().get(pk=need.pk)
    if locked.ended_on:
        raise AlreadyEnded(thing="need", text_of_it=locked.text)
    locked.ended_on = at.date()
    locked.save(update_fields=["ended_on"])
    text = f"No longer needs: {locked.text}"
    tell(
        locked.customer,
        text,
        deed="end need",
        by=by,
        at=at,
        before={"kind": locked.kind, "text": locked.text},
    )
    return locked


@transaction.atomic
def note_access_need(
    customer: Customer, asked_for: str, *, by: User, at: datetime, adjustment: str = ""
) -> AccessNeed:
    """Note what somebody asks for so that they can deal with us.

    Restricted: time-line and audit say that there is one, not what it is.
    """
    _may_see(by, "note access needs")
    fits("asked for", asked_for, 400)
    fits("adjustment", adjustment, 400)
    _not_blank("asked for", asked_for)
    customer = locked_customer(customer)
    need = AccessNeed.objects.create(
        customer=customer, asked_for=asked_for, adjustment=adjustment, noted_at=at, noted_by=by
    )
    tell(customer, "An access need was noted.", deed="note access need", by=by, at=at, number=need.pk)
    return need


@transaction.atomic
def end_access_need(need: AccessNeed, *, by: User, at: datetime) -> AccessNeed:
    """Say that an access need is there no longer."""
    _may_see(by, "end access needs")
    locked = AccessNeed.objects.select_for_update().get(pk=need.pk)
    if locked.ended_at:
        raise AlreadyEnded(thing="access need", text_of_it=str(locked.pk))
    locked.ended_at = at
    locked.save(update_fields=["ended_at"])
    tell(locked.customer, "An access need ended.", deed="end access need", by=by, at=at, number=locked.pk)
    return locked


@transaction.atomic
def note_alternative(
    customer: Customer,
    name: str,
    *,
    by: User,
    at: datetime,
    switching_cost: str = "",
    source: str = "",
) -> Alternative:
    """Note whom a customer could go to instead, and what changing would cost them."""
    for field, value, most in (
        ("name", name, 200),
        ("switching cost", switching_cost, 400),
        ("source", source, 200),
    ):
        fits(field, value, most)
    _not_blank("name", name)
    customer = locked_customer(customer)
    alternative = Alternative.objects.create(
        customer=customer, name=name, switching_cost=switching_cost, source=source, noted_on=at.date()
    )
    tell(customer, f"Could go to: {name}.", deed="note alternative", by=by, at=at, after=name)
    return alternative


@transaction.atomic
def drop_alternative(alternative: Alternative, *, by: User, at: datetime) -> None:
    """Drop an alternative that is none."""
    customer, name = alternative.customer, alternative.name
    gone, _ = Alternative.objects.filter(pk=alternative.pk).delete()
    if gone:
        tell(
            customer, f"No longer an alternative: {name}.", deed="drop alternative", by=by, at=at, before=name
        )


def _may_see(by: User, deed: str) -> None:
    if not by.may(Sight.ACCESS_NEEDS):
        raise NotAllowed(role=by.role, deed=deed)


def _not_blank(field: str, value: str) -> None:
    if not value.strip():
        raise FieldNotRight(field=field, value=value, expected="a few words")
