"""How a customer in a scene stands, and each change of it with its cause."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from rapport.practice.rules.scenes.content import Band, Scene, Stage, Variable

UPSET_BELOW, CALM_FROM = 35, 65
FEELINGS = (Variable.CALM, Variable.TRUST, Variable.FELT_HEARD, Variable.CLARITY)


class Ending(StrEnum):
    """How a scene ended."""

    GOOD = "good"
    COSTLY = "costly"  # the customer is content; the learner went too far for it
    POOR = "poor"
    LEFT = "left"  # the learner stopped


@dataclass(frozen=True)
class Change:
    """One change of one variable: by how much, by which rule, and why, in a sentence to the learner."""

    variable: Variable
    amount: int
    rule: str
    cause: str


@dataclass(frozen=True)
class State:
    """All of a customer at one moment; the next turn needs nothing else."""

    calm: int
    trust: int
    felt_heard: int
    clarity: int
    patience: int
    turn: int = 0
    facts: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    used: tuple[str, ...] = ()  # replies, so that none comes twice while others are left
    seen: tuple[str, ...] = ()  # rules that took effect: what is done again counts less
    unmatched: int = 0
    closed_run: int = 0  # closed questions one after the other
    solved_at: int | None = None
    ending: str = ""

    @property
    def band(self) -> Band:
        """Return how calm the customer is."""
        if self.calm < UPSET_BELOW:
            return Band.UPSET
        return Band.CALM if self.calm >= CALM_FROM else Band.TENSE

    def stage(self, scene: Scene) -> Stage:
        """Return where the conversation stands."""
        if self.solved_at is not None:
            return Stage.CLOSE
        if all(one.id in self.facts for one in scene.facts if one.is_needed):
            return Stage.SOLVE
        return Stage.UNDERSTAND if self.facts or self.turn > 1 else Stage.CONNECT

    def changed(
        self, variable: Variable, amount: int, rule: str, cause: str
    ) -> "tuple[State, Change | None]":
        """Return the state after a change kept within 0 and 100, and the change as far as it was one."""
        before: int = getattr(self, variable)
        after = max(0, min(100, before + amount))
        if after == before:
            return self, None
        now: dict[str, Any] = {variable.value: after}
        return replace(self, **now), Change(variable, after - before, rule, cause)


def first_state(scene: Scene) -> State:
    """Return how the customer comes in."""
    start = scene.start
    return State(start.calm, start.trust, start.felt_heard, start.clarity, scene.patience)


def state_as_data(state: State) -> dict[str, Any]:
    """Return a state as JSON can hold it."""
    return {name: [*value] if isinstance(value, tuple) else value for name, value in asdict(state).items()}


def read_state(told: Mapping[str, Any]) -> State:
    """Return the state that `state_as_data` told."""
    known = {one.name for one in fields(State)} & told.keys()
    values: dict[str, Any] = {
        name: tuple(told[name]) if isinstance(told[name], list) else told[name] for name in known
    }
    return State(**values)
