"""The customer in a scene: from a turn of the learner to a reply, and why the customer now stands so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapport.engine.marking import acts as act
from rapport.practice.rules.scenes.content import Channel, Scene, Stage, Variable
from rapport.practice.rules.scenes.effects import (
    TOO_EARLY,
    Moment,
    closed_run,
    make_move,
    rules_of,
    take_effect,
)  # fmt: skip
from rapport.practice.rules.scenes.hearing import Heard, Talk, hear
from rapport.practice.rules.scenes.replies import Dice, choose, line_of, reactions, shown, stock
from rapport.practice.rules.scenes.state import Change, Ending, State, first_state

LONGEST_TEXT = 2_000
MOST_TURNS = 30
FACTS_AT_ONCE = 2
HINT_AFTER = 2  # turns that were not understood
CONTENT_FROM = 40  # calm and trust, for a good end
GONE_BELOW = 5  # calm or trust: the customer leaves
LINGERS = 2  # turns after the solution, then the customer takes leave


@dataclass(frozen=True)
class Setup:
    """What a conversation is fixed by from the start."""

    scene: Scene
    channel: Channel
    seed: int

    @property
    def dice(self) -> Dice:
        """Return what chance rests on."""
        return Dice(self.scene.id, self.scene.version, self.seed)


@dataclass(frozen=True)
class Said:
    """One turn of the learner: words, and body language where they meet."""

    text: str
    body: str = ""


@dataclass(frozen=True)
class Step:
    """What followed from a turn."""

    state: State
    reply: str
    shown: str
    changes: tuple[Change, ...] = ()
    facts: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    heard: Heard | None = None
    hint: str = ""


def begin(setup: Setup) -> Step:
    """Return how the customer comes in."""
    state, look = shown(first_state(setup.scene), setup.dice, setup.channel)
    return Step(state, setup.scene.opening, look)


def answer(setup: Setup, state: State, said: Said, talk: Talk) -> Step:
    """Return what a turn does to the customer and what they say; always the same for the same beginning."""
    heard = hear(setup.scene, said.text, talk)
    moment = Moment(setup.scene, setup.channel, said.text, said.body, heard)
    state = replace(state, turn=state.turn + 1)
    is_new = [one for one in heard.moves if one not in state.moves]
    state, changes = take_effect(state, rules_of(moment, state))
    state = replace(state, closed_run=closed_run(state, heard.acts))
    done = _moved(setup.scene, state, is_new)
    told = _told(setup.scene, done.state, heard)
    state = replace(done.state, facts=(*done.state.facts, *told))
    step = Step(state, "", "", (*changes, *done.changes), told, done.moves, heard)
    step = _patience(step)
    step = _spoken(setup, step, has_come_early=done.is_early)
    return _ended(setup, step)


@dataclass(frozen=True)
class _Moved:
    state: State
    changes: tuple[Change, ...]
    moves: tuple[str, ...]
    is_early: bool


def _moved(scene: Scene, state: State, names: Sequence[str]) -> _Moved:
    """Make the moves whose facts are known; the others come too early."""
    changes: list[Change] = []
    made: list[str] = []
    early = False
    for name in names:
        move = scene.move(name)
        if set(move.needs) - set(state.facts):
            early = True
            continue
        state, more = make_move(state, move)
        changes += more
        made.append(name)
        solved = state.turn if move.solves and state.solved_at is None else state.solved_at
        state = replace(state, moves=(*state.moves, name), solved_at=solved)
    if early:
        state, more = take_effect(state, iter([TOO_EARLY]))
        changes += more
    return _Moved(state, tuple(changes), tuple(made), early)


def _told(scene: Scene, state: State, heard: Heard) -> tuple[str, ...]:
    """Return the facts that the turn brings out: asked about, or the next by an open question and trust."""
    open_ones = [one for one in scene.facts if one.id not in state.facts]
    found = [one.id for one in open_ones if one.id in heard.asked]
    if not found and heard.acts & {act.OPEN, act.EXPLORE}:
        found = [one.id for one in open_ones if state.trust >= one.trust_from][:1]
    return tuple(found[:FACTS_AT_ONCE])


def _is_understood(step: Step) -> bool:
    heard = step.heard
    assert heard is not None  # noqa: S101 - it was set a line before
    if heard.is_void:
        return False
    says_something = heard.acts - {act.CLOSED}
    return bool(says_something or step.facts or heard.moves or heard.mark.tone)


def _patience(step: Step) -> Step:
    """Cost a turn of patience where nothing came of it, and count what was not understood."""
    state, changes = step.state, [*step.changes]
    gains = any(one.amount > 0 for one in changes)
    if not (step.facts or step.moves or gains or state.solved_at is not None):
        state, change = state.changed(Variable.PATIENCE, -1, "no_progress", "This turn brought nothing new.")
        changes += [change] if change else []
    if not _is_understood(step):
        state = replace(state, unmatched=state.unmatched + 1)
    return replace(step, state=state, changes=tuple(changes))


def _spoken(setup: Setup, step: Step, *, has_come_early: bool) -> Step:
    """Put the reply together: a reaction, then a move's answer, a fact, or the line of stage and band."""
    state, said = step.state, list[str]()
    if not _is_understood(step):
        return _not_understood(setup, step)
    state, said = _react(setup, step, said)
    for slot, says in _answers(setup.scene, step, has_come_early=has_come_early):
        state, text = choose(state, setup.dice, slot, says)
        said.append(text)
    if len(said) < 1 or not (step.facts or step.moves or has_come_early):
        state, text = _line(setup, state, step)
        said.append(text)
    state, look = shown(state, setup.dice, setup.channel)
    return replace(step, state=state, reply=" ".join(said), shown=look)


def _react(setup: Setup, step: Step, said: list[str]) -> tuple[State, list[str]]:
    assert step.heard is not None  # noqa: S101 - set in `answer`
    tones = [one.kind for one in step.heard.mark.tone]
    names = [*dict.fromkeys(tones), *sorted(step.heard.acts, key=act.ACTS.index)]
    state = step.state
    for name in [*reactions(names, state.seen)][:1]:
        state, text = choose(state, setup.dice, f"reaction:{name}", stock()["reactions"][name])
        state = replace(state, seen=(*state.seen, f"reacted:{name}"))
        said = [*said, text]
    return state, said


def _answers(scene: Scene, step: Step, *, has_come_early: bool) -> Iterable[tuple[str, tuple[str, ...]]]:
    if has_come_early:
        yield "early", scene.too_early
    for name in step.moves[:1]:
        yield f"move:{name}", scene.move(name).replies
    for name in step.facts:
        yield f"fact:{name}", scene.fact(name).says


def _line(setup: Setup, state: State, step: Step) -> tuple[State, str]:
    assert step.heard is not None  # noqa: S101 - set in `answer`
    if step.heard.moves and not step.moves:
        return choose(state, setup.dice, f"again:{state.band}", stock()["again"][state.band])
    slot, says = line_of(setup.scene, state.stage(setup.scene), state.band)
    return choose(state, setup.dice, slot, says)


def _not_understood(setup: Setup, step: Step) -> Step:
    """Ask to say it again, in character; after two such turns a hint stands beside the talk."""
    band = step.state.band
    state, text = choose(step.state, setup.dice, f"rephrase:{band}", stock()["rephrase"][band])
    hint = ""
    if state.unmatched >= HINT_AFTER:
        state, hint = choose(state, setup.dice, "hint", setup.scene.hints)
    state, look = shown(state, setup.dice, setup.channel)
    return replace(step, state=state, reply=text, shown=look, hint=hint)


def _ended(setup: Setup, step: Step) -> Step:
    """End the scene where the customer leaves content, or has had enough."""
    ending = _ending(setup.scene, step)
    if not ending:
        return step
    is_well = ending in (Ending.GOOD, Ending.COSTLY)
    says = setup.scene.leaves_well if is_well else setup.scene.leaves_badly
    state, text = choose(step.state, setup.dice, f"leaves:{is_well}", says)
    reply = f"{step.reply} {text}" if step.moves or step.facts else text
    return replace(step, state=replace(state, ending=ending.value), reply=reply, hint="")


def _ending(scene: Scene, step: Step) -> Ending | None:
    state, heard = step.state, step.heard
    if min(state.calm, state.trust) < GONE_BELOW or state.patience <= 0 or state.turn >= MOST_TURNS:
        return Ending.POOR
    if state.solved_at is None or heard is None:
        return None
    takes_leave = act.CLOSE in heard.acts or state.turn - state.solved_at >= LINGERS
    if not takes_leave or state.stage(scene) is not Stage.CLOSE:
        return None
    if min(state.calm, state.trust) < CONTENT_FROM:
        return Ending.POOR
    went_too_far = any(scene.move(name).beyond or scene.move(name).wrong for name in state.moves)
    return Ending.COSTLY if went_too_far else Ending.GOOD


def replay(setup: Setup, turns: Iterable[Said]) -> list[Step]:
    """Return every step of a conversation, from how the customer comes in until it ends or the turns do."""
    steps, own = [begin(setup)], tuple[str, ...]()
    for said in turns:
        if steps[-1].state.ending:
            break
        talk = Talk(own, tuple(one.reply for one in steps))
        steps.append(answer(setup, steps[-1].state, said, talk))
        own = (*own, said.text)
    return steps
