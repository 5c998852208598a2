"""Root causes: the list is kept, one is found in a case, and something is done about it that works."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case, CaseCause, Cause, CauseAction
from rapport.desk.rules import ActionKind, EntryKind
from rapport.desk.rules.causes import (
    READY_CAUSES,
    CauseActionNotRight,
    CauseActionOver,
    CauseNotKnown,
    CauseTaken,
    EffectCheckedByOwner,
    EffectTooSoon,
    refuse_dates,
    refuse_effect,
)
from rapport.staff.actions import record
from rapport.staff.models import User


def make_ready_causes() -> None:
    """Write the causes that come ready, where there are none."""
    if not Cause.objects.exists():
        Cause.objects.bulk_create(
            [Cause(name=name, says=says) for name, says in READY_CAUSES], ignore_conflicts=True
        )


@transaction.atomic
def keep_cause(name: str, says: str = "", *, by: User, at: datetime) -> Cause:
    """Add a cause to the list."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80 or len(says) > 300:
        raise CauseActionNotRight(
            field="name", value=name[:80], expected="1 to 80 letters, and 300 on what it means"
        )
    if Cause.objects.filter(name__iexact=name).exists():
        raise CauseTaken(name=name)
    try:
        with transaction.atomic():
            cause = Cause.objects.create(name=name, says=says.strip())
    except IntegrityError:
        raise CauseTaken(name=name) from None
    record(by, "keep cause", cause, at=at)
    return cause


@transaction.atomic
def retire_cause(cause: Cause, *, by: User, at: datetime) -> None:
    """Offer a cause no longer; the cases it was found in keep it."""
    cause.retired_at = cause.retired_at or at
    cause.save(update_fields=["retired_at"])
    record(by, "retire cause", cause, at=at)


@transaction.atomic
def find_cause(case: Case, cause: int, text: str = "", *, by: User, at: datetime) -> CaseCause:
    """Say which cause of the list is behind a case, and in words what it was."""
    case = locked_case(case)
    found, said = listed_cause(cause, text)
    told = {"cause": found, "text": said, "by_name": by.name, "at": at}
    row, _ = CaseCause.objects.update_or_create(case=case, defaults=told)
    tell_case(case, EntryKind.DECISION, said, by=by, at=at, after=f"cause: {found.name}")
    return row


def listed_cause(number: int, text: str) -> tuple[Cause, str]:
    """Return a cause that is offered and the words beside it; refuse another number, and too many words."""
    found = Cause.objects.filter(pk=number, retired_at__isnull=True).first()
    if found is None:
        raise CauseNotKnown(number=number)
    if len(text) > 600:
        raise CauseActionNotRight(field="text", value=f"{text[:40]} ...", expected="up to 600 letters")
    return found, text.strip()


@transaction.atomic
def plan_action(
    case: Case,
    kind: ActionKind,
    text: str,
    *,
    owner: User,
    due_on: date,
    check_on: date | None = None,
    by: User,
    at: datetime,
) -> CauseAction:
    """Plan what is done about a cause: by whom, until when, and on which day its effect is checked.

    A corrective action is one only if somebody looks whether it worked, so it needs a day for it.
    """
    case = locked_case(case)
    if not 3 <= len(text.strip()) <= 400:
        raise CauseActionNotRight(field="text", value=text[:80], expected="3 to 400 letters on what is done")
    if kind == ActionKind.CORRECTIVE and check_on is None:
        raise CauseActionNotRight(
            field="check on", value="", expected="the day on which its effect is checked"
        )
    refuse_dates(due_on, check_on, at.date())
    row = CauseAction.objects.create(
        case=case, kind=kind, text=text.strip(), owner=owner, due_on=due_on, check_on=check_on, made_at=at
    )
    said = f"{kind.capitalize()}, {owner.name} by {due_on:%-d %B}: {row.text}"
    tell_case(case, EntryKind.DECISION, said, by=by, at=at, cause_action=row.pk)
    return row


@transaction.atomic
def finish_action(action: CauseAction, *, by: User, at: datetime) -> CauseAction:
    """Note that an action about a cause is done; it is over when its effect is checked, where one is due."""
    action = _locked(action)
    if action.done_at:
        raise CauseActionOver(action=action.text, state="done")
    action.done_at = at
    action.save(update_fields=["done_at"])
    tell_case(action.case, EntryKind.DECISION, f"Done: {action.text}", by=by, at=at, cause_action=action.pk)
    return action


@transaction.atomic
def check_effect(action: CauseAction, effect: int, text: str = "", *, by: User, at: datetime) -> CauseAction:
    """Say how much of the trouble an action took away, 0 to 100: on its day or later, not by its owner."""
    action = _locked(action)
    refuse_effect(effect)
    if action.checked_at:
        raise CauseActionOver(action=action.text, state="checked")
    if action.done_at is None:
        raise EffectTooSoon(action=action.text, reason="it is not done")
    if action.check_on and at.date() < action.check_on:
        raise EffectTooSoon(action=action.text, reason=f"its check is due on {action.check_on:%-d %B %Y}")
    if by == action.owner:
        raise EffectCheckedByOwner(owner=by.name, action=action.text)
    action.effect, action.effect_text, action.checked_by, action.checked_at = effect, text[:400], by, at
    action.save(update_fields=["effect", "effect_text", "checked_by", "checked_at"])
    said = f"Effect of “{action.text}”: {effect} of 100. {text}".strip()
    tell_case(action.case, EntryKind.DECISION, said, by=by, at=at, cause_action=action.pk)
    return action


def _locked(action: CauseAction) -> CauseAction:
    case = locked_case(action.case)
    found = CauseAction.objects.select_related("owner").get(pk=action.pk)
    found.case = case
    return found
