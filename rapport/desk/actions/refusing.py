"""A step, redress or signature that was tried and declined is written down, after the rollback."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from django.db import transaction

from rapport.desk.models import Case, Entry
from rapport.desk.rules import EntryKind
from rapport.desk.rules.refusals import ToldInCase
from rapport.lib.errors import Refusal
from rapport.staff.actions import record
from rapport.staff.models import User


class OfCase(Protocol):
    """What belongs to a case: redress, for one."""

    @property
    def case(self) -> Case:
        """The case it belongs to."""


Thing = TypeVar("Thing", bound=Case | OfCase)
Rest = ParamSpec("Rest")
Outcome = TypeVar("Outcome")


def told_when_refused(
    act: Callable[Concatenate[Thing, Rest], Outcome],
) -> Callable[Concatenate[Thing, Rest], Outcome]:
    """Run an action in one transaction; where it is refused, roll back, and then write the refusal down.

    The action takes a case, or what belongs to one, and `by=` and `at=`. Refusals that are no more than a
    slip (a field, a stale page) are not written down: they say nothing of the case.
    """

    @wraps(act)
    def told(thing: Thing, /, *args: Rest.args, **names: Rest.kwargs) -> Outcome:
        try:
            with transaction.atomic():
                return act(thing, *args, **names)
        except Refusal as refusal:
            by, at = names.get("by"), names.get("at")
            if isinstance(refusal, ToldInCase) and isinstance(at, datetime):
                case = thing if isinstance(thing, Case) else thing.case
                tell_refusal(case, refusal, by=by if isinstance(by, User) else None, at=at)
            raise

    return told


@transaction.atomic
def tell_refusal(case: Case, refusal: Refusal, *, by: User | None, at: datetime) -> None:
    """Append to a case what was declined; nothing of the case changed, so its version stays."""
    Entry.objects.create(
        case=case, at=at, kind=EntryKind.REFUSED, by=by, by_name=by.name if by else "Rapport",
        text=refusal.told if isinstance(refusal, ToldInCase) else str(refusal), detail={"code": refusal.code},
    )  # fmt: skip
    record(by, EntryKind.REFUSED, case, at=at, code=refusal.code)
