"""What must hold in a scene beyond its shape: facts can be reached, and two conversations prove its ends."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace

from rapport.practice.rules.checks import SLUG
from rapport.practice.rules.scenes.content import Move, Scene
from rapport.practice.rules.scenes.hearing import asks, does, strange_phrases
from rapport.practice.rules.scenes.play import Said, Setup, Step, replay
from rapport.practice.rules.scenes.state import Ending

Found = Iterator[tuple[str, str]]
SEEDS = (1, 2, 3)  # whose words differ; the ends must not


def scene_problems(scene: Scene, stem: str, rows: Collection[str], points: Collection[str]) -> Found:
    """Yield place and sentence for everything in a scene that does not hold."""
    if scene.id != stem:
        yield "id", f"{scene.id!r} is not the name of the file. Expected {stem!r}."
    if scene.version < 1:
        yield "version", f"It is {scene.version}. Expected 1 or more, raised with every change."
    yield from _start_problems(scene)
    yield from _row_problems(scene, rows, points)
    yield from _names("facts", [one.id for one in scene.facts])
    yield from _names("moves", [one.id for one in scene.moves])
    for move in scene.moves:
        yield from _move_problems(scene, move)
    if not any(one.solves and not one.beyond and not one.wrong for one in scene.moves):
        yield "moves", "None solves it within the limits. Mark one with solves = true."
    yield from _run_problems(scene)


def _row_problems(scene: Scene, rows: Collection[str], points: Collection[str]) -> Found:
    for name in scene.covers:
        if name not in rows:
            yield "covers", f"Row {name!r} is not in the syllabus. Add it there."
    for name in scene.practises:
        if name not in points:
            yield "practises", f"{name!r} is no marking point of the syllabus. Name one, such as 'P17'."


def _start_problems(scene: Scene) -> Found:
    for name, value in vars(scene.start).items():
        if not 0 <= value <= 100:
            yield "start", f"{name} is {value}. Expected 0 to 100."
    if not 2 <= scene.patience <= 12:
        yield "patience", f"It is {scene.patience}. Expected 2 to 12 turns."
    for fact in scene.facts:
        if not 0 <= fact.trust_from <= 100:
            yield f"facts {fact.id}", f"trust_from is {fact.trust_from}. Expected 0 to 100."


def _names(place: str, names: list[str]) -> Found:
    for name, times in Counter(names).items():
        if times > 1:
            yield place, f"The id {name!r} stands {times} times. Give each its own."
        if not SLUG.fullmatch(name):
            yield place, f"The id {name!r} is not small letters, digits and hyphens, such as 'new-part'."


def _move_problems(scene: Scene, move: Move) -> Found:
    place = f"moves {move.id}"
    known = {one.id for one in scene.facts}
    for name in move.needs:
        if name not in known:
            yield place, f"It needs {name!r}, which is no fact of this scene."
    for phrase in strange_phrases(move.hears):
        yield place, f"The phrase {phrase!r} has no word in it."
    for example in move.examples:
        others = tuple(one for one in move.examples if one != example)
        if not does(example, replace(move, examples=others)):
            yield place, f"The example {example!r} is not heard by a phrase or by the other examples."
        strange = [one.id for one in scene.moves if one.id != move.id and does(example, one)]
        if strange:
            yield place, f"The example {example!r} is heard as {strange[0]!r} too. Part their phrases."


def _run_problems(scene: Scene) -> Found:
    """Run both conversations with several seeds: the good one ends well, the poor one does not."""
    for seed in SEEDS:
        good, poor = run(scene, scene.exemplary, seed), run(scene, scene.poor, seed)
        if good[-1].state.ending != Ending.GOOD:
            yield "exemplary", f"It ends {_end(good)} (seed {seed}). Expected good."
        if poor[-1].state.ending == Ending.GOOD:
            yield "poor", f"It ends good (seed {seed}). Expected anything else."
    told = {name for step in run(scene, scene.exemplary) for name in step.facts}
    asked = {one.id for one in scene.facts if any(asks(text, one) for text in scene.exemplary)}
    for fact in scene.facts:
        if fact.id not in told | asked and fact.is_needed:
            yield f"facts {fact.id}", "The exemplary conversation does not bring it out, and it is needed."
        if not _is_reachable(scene, fact.id):
            yield f"facts {fact.id}", "A question with its own words does not bring it out. Mend `about`."


def _is_reachable(scene: Scene, name: str) -> bool:
    fact = scene.fact(name)
    return any(
        asks(f"Could you tell me about this: {phrase.replace('...', '')}?", fact) for phrase in fact.about
    )


def _end(steps: list[Step]) -> str:
    state = steps[-1].state
    told = f"calm {state.calm}, trust {state.trust}, facts {', '.join(state.facts) or 'none'}"
    moves = ", ".join(state.moves) or "none"
    return f"{state.ending or 'not at all'} after {state.turn} turns ({told}; moves {moves})"


def run(scene: Scene, said: tuple[str, ...], seed: int = 1) -> list[Step]:
    """Return a conversation of a scene."""
    return replay(Setup(scene, scene.channels[0], seed), [Said(text) for text in said])
