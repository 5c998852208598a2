"""A procedure as it is written down, and what makes one that can be followed."""

from dataclasses import dataclass

from rapport.desk.rules.procedures import StepNotRight
from rapport.desk.rules.words import CaseKind, Evidence
from rapport.staff.rules import Role, Sight, may

MOST_STEPS = 12
LONGEST = {"name": 80, "purpose": 400, "good": 600}


@dataclass(frozen=True)
class StepText:
    """One step as it is written down; `target_minutes` of working time count from the case's start."""

    name: str
    purpose: str
    good: str
    phrases: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    roles: tuple[str, ...] = ()
    target_minutes: int | None = None


@dataclass(frozen=True)
class ProcedureText:
    """A procedure as it is written down; `kinds` are the kinds of case it is offered for."""

    key: str
    name: str
    steps: tuple[StepText, ...]
    kinds: tuple[CaseKind, ...] = (CaseKind.COMPLAINT,)


def refuse_procedure(text: ProcedureText) -> None:
    """Refuse a procedure without a name or steps, and steps that nobody could do or would understand."""
    if not text.name.strip() or len(text.name) > 120:
        raise StepNotRight(
            position=0, field="name", value=text.name[:80], expected="a name of up to 120 letters"
        )
    if not 1 <= len(text.steps) <= MOST_STEPS:
        expected = f"1 to {MOST_STEPS} steps"
        raise StepNotRight(position=0, field="steps", value=len(text.steps), expected=expected)
    for position, step in enumerate(text.steps, start=1):
        _refuse_step(position, step)


def _refuse_step(position: int, step: StepText) -> None:
    for field, longest in LONGEST.items():
        value = getattr(step, field)
        if not value.strip() or len(value) > longest:
            expected = f"1 to {longest} letters"
            raise StepNotRight(position=position, field=field, value=value[:80], expected=expected)
    strange = [role for role in step.roles if not may(role, Sight.CASES)]
    if strange:
        expected = ", ".join(role for role in Role if may(role, Sight.CASES))
        raise StepNotRight(position=position, field="roles", value=strange[0], expected=expected)
