"""What a learner sees after a scene: marks beside the own rating, and what to try next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapport.engine.marking import conversation as marking
from rapport.engine.marking.mark import LOOK, NOT_SHOWN, SHOWN
from rapport.practice.rules.scenes.content import Scene, Variable
from rapport.practice.rules.scenes.state import Ending

LEVELS = ("not yet", "partly", "well")
MOST_TIPS = 4
CRITERION_WORDS = {
    marking.GREETING: "Greeting and taking leave",
    marking.QUESTIONING: "Questions, open ones among them",
    marking.LISTENING: "Listening: giving back what was said",
    marking.EMPATHY: "Empathy is there",
    marking.DEPTH: "How deep the empathy goes",
    marking.EXPLANATION: "Explaining in plain words",
    marking.TONE: "Tone: no blame, no brushing off",
    marking.PROMISES: "Promises with a day, within the limits",
    marking.ESCALATION: "Passing on at the limit",
}
OUTCOME_WORDS = {
    SHOWN: "shown",
    NOT_SHOWN: "not shown",
    marking.LIKELY: "likely",
    LOOK: "a person looks",
    marking.NO_OCCASION: "no occasion",
}
TONES = {SHOWN: "good", NOT_SHOWN: "bad", marking.LIKELY: "accent"}
VARIABLE_WORDS = {
    Variable.CALM: "Calm",
    Variable.TRUST: "Trust",
    Variable.FELT_HEARD: "Felt heard",
    Variable.CLARITY: "Clarity",
    Variable.PATIENCE: "Patience",
}
ENDING_WORDS = {
    Ending.GOOD: ("The customer left content", "good"),
    Ending.COSTLY: ("The customer left content, and you went too far for it", "warn"),
    Ending.POOR: ("The customer left unhappy", "bad"),
    Ending.LEFT: ("You stopped", "plain"),
}
TRY = {
    marking.GREETING: "Say who you are at the start, and ask at the end whether anything is left.",
    marking.QUESTIONING: "Ask one question that begins with what or how before you offer anything.",
    marking.LISTENING: "Give back in one sentence what you heard, before you answer it.",
    marking.EMPATHY: "Name what it means for them, and say sorry for the thing itself.",
    marking.EXPLANATION: "Give the reason in one short sentence, with a because.",
    marking.TONE: "Leave out what blames or brushes off; below the turn stands what could be said instead.",
    marking.PROMISES: "Promise what you may grant, and name the day.",
    marking.ESCALATION: "Say openly where your limit is, who decides, and by when they hear.",
}


@dataclass(frozen=True)
class Judged:
    """One criterion as the review shows it."""

    id: str
    words: str
    level: str
    outcome: str
    tone: str
    p: float | None
    turns: tuple[int, ...]
    own: str
    differs: bool


def judged(marks: Mapping[str, Any], own: Mapping[str, int]) -> list[Judged]:
    """Return each criterion with the machine's level and the own rating beside it."""
    return [_judged(one, own.get(one["id"])) for one in marks.get("criteria", ())]


def _judged(one: Mapping[str, Any], own: int | None) -> Judged:
    level = one["level"]
    return Judged(
        id=one["id"],
        words=CRITERION_WORDS[one["id"]],
        level="" if level is None else LEVELS[level],
        outcome=OUTCOME_WORDS[one["outcome"]],
        tone=TONES.get(one["outcome"], "plain"),
        p=one["p"],
        turns=tuple(one["turns"]),
        own="" if own is None else LEVELS[own],
        differs=level is not None and own is not None and level != own,
    )


def try_next(scene: Scene, marks: Mapping[str, Any], facts: Sequence[str], moves: Sequence[str]) -> list[str]:
    """Return what to try next, the weightiest first: a limit broken, a fact missed, a criterion not shown."""
    made = [scene.move(name) for name in moves]
    found = [f"{one.text}. {one.beyond or one.wrong}" for one in made if one.beyond or one.wrong]
    missed = [one for one in scene.facts if one.is_needed and one.id not in facts]
    found += [f"You did not find out: {one.text} An open question would have." for one in missed[:1]]
    weak = sorted(
        (one for one in marks.get("criteria", ()) if one["level"] in (0, 1) and one["id"] in TRY),
        key=lambda one: one["level"],
    )
    found += [TRY[one["id"]] for one in weak]
    return found[:MOST_TIPS] or ["Nothing stood out. Try it on another channel, or a harder scene."]
