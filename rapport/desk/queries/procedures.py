"""Procedures to choose from, how far a case has come in its own, and what stands before its end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from django.db.models import Q, QuerySet

from rapport.desk.models import (
    Case,
    CaseCause,
    CaseProcedure,
    CauseAction,
    Message,
    Procedure,
    Step,
    StepDone,
)
from rapport.desk.rules import Delivery, Direction, Evidence, RedressState
from rapport.desk.rules.procedures import Ending
from rapport.staff.models import User

NOT_SAID = (Delivery.TAKEN_BACK, Delivery.FAILED, Delivery.BOUNCED)
FEW_WORDS = 120


@dataclass(frozen=True)
class StepShown:
    """A step of a case's procedure; `done` says when, by whom and with what evidence."""

    step: Step
    done: StepDone | None
    is_next: bool
    is_yours: bool  # by the role of whoever looks


@dataclass(frozen=True)
class Progress:
    """How far a case has come in its procedure."""

    run: CaseProcedure
    steps: tuple[StepShown, ...]

    @property
    def next(self) -> StepShown | None:
        """The step to do now, or None after the last."""
        return next((shown for shown in self.steps if shown.is_next), None)

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(shown.done is not None for shown in self.steps)


def procedures() -> QuerySet[Procedure]:
    """Return the procedures in force, each in its newest version."""
    return Procedure.objects.filter(retired_at__isnull=True).prefetch_related("steps")


def versions_of(key: str) -> QuerySet[Procedure]:
    """Return every version of a procedure, the newest first."""
    return Procedure.objects.filter(key=key).prefetch_related("steps").order_by("-version")


def procedures_for(case: Case) -> list[Procedure]:
    """Return the procedures that are offered for a case of this kind."""
    in_force = procedures().prefetch_related(None)  # a choice shows no steps
    return [one for one in in_force if case.kind in one.kinds or not one.kinds]


def run_of(case: Case) -> CaseProcedure | None:
    """Return the procedure that a case follows, in the version it began with."""
    return CaseProcedure.objects.filter(case=case).select_related("procedure").first()


def progress_of(case: Case, user: User | None = None) -> Progress | None:
    """Return how far a case has come in its procedure, or None where it follows none."""
    run = run_of(case)
    if run is None:
        return None
    done = {one.step_id: one for one in run.done.all()}
    steps = [*run.procedure.steps.all()]
    following = next((step for step in steps if step.pk not in done), None)
    shown = (StepShown(step, done.get(step.pk), step == following, _may(user, step)) for step in steps)
    return Progress(run, tuple(shown))


def _may(user: User | None, step: Step) -> bool:
    return user is None or not step.roles or user.role in step.roles


def ending_of(case: Case) -> Ending:
    """Return what stands between a case and its end."""
    run = run_of(case)
    left: tuple[str, ...] = ()
    if run:
        steps = run.procedure.steps.exclude(pk__in=run.done.values("step"))
        left = tuple(steps.values_list("name", flat=True))
    return Ending(
        number=case.pk,
        is_complaint=case.is_complaint,
        procedure=run.procedure.name if run else "",
        steps_left=left,
        actions_left=tuple(unfinished_actions(case).values_list("text", flat=True)),
    )


def unfinished_actions(case: Case) -> QuerySet[CauseAction]:
    """Return the actions about the cause that are not done, or whose effect is to be checked yet."""
    unchecked = Q(check_on__isnull=False, checked_at__isnull=True)
    return CauseAction.objects.filter(Q(done_at__isnull=True) | unchecked, case=case)


def evidence_in(case: Case, since: datetime) -> Mapping[Evidence, str]:
    """Return what a case holds as evidence, by kind; a contact counts from `since`, the step before."""
    said = case.messages.filter(direction=Direction.OUT, is_automatic=False).exclude(delivery__in=NOT_SAID)
    first, last = said.order_by("at", "pk").first(), said.order_by("-at", "-pk").first()
    found = {
        Evidence.REPLY: _message(last),
        Evidence.ACKNOWLEDGED: _message(first),
        Evidence.CONTACT: _message(last if last and last.at > since else None),
        Evidence.CAUSE: _cause(case),
        Evidence.REDRESS: _redress(case),
        Evidence.PROMISE: _promise(case),
    }
    return {kind: text for kind, text in found.items() if text}


def _message(message: Message | None) -> str:
    return f"message {message.pk}: {_few_words(message.text)}" if message else ""


def _cause(case: Case) -> str:
    found = CaseCause.objects.filter(case=case).select_related("cause").first()
    return f"{found.cause.name}. {found.text}".strip() if found else ""


def _redress(case: Case) -> str:
    allowed = case.redress.filter(state__in=[RedressState.ALLOWED, RedressState.GIVEN])
    return "; ".join(f"{one.kind}, {one.worth} {one.currency}, {one.state}" for one in allowed)


def _promise(case: Case) -> str:
    made = case.promises.filter(promise__withdrawn_at__isnull=True).select_related("promise").last()
    return f"promise {made.promise_id}: {_few_words(made.promise.text)}" if made else ""


def _few_words(text: str) -> str:
    return shorten(text, FEW_WORDS, placeholder=" …")
