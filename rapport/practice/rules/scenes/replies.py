"""What the customer says, how they look and sound: by stage and band, never twice while others are left."""

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from rapport.practice.rules.scenes.content import Band, Channel, Scene, Stage
from rapport.practice.rules.scenes.state import State


@dataclass(frozen=True)
class Dice:
    """What chance rests on: the same scene, version, seed and turn always choose the same words."""

    scene: str
    version: int
    seed: int

    def order(self, slot: str, count: int) -> list[int]:
        """Return the places of so many variants in an order of this conversation's own."""
        places = [*range(count)]
        random.Random(f"{self.scene}/{self.version}/{self.seed}/{slot}").shuffle(places)  # noqa: S311 - a play, no secret
        return places


def choose(state: State, dice: Dice, slot: str, says: Sequence[str]) -> tuple[State, str]:
    """Return one of several variants and the state that remembers it: unused ones first, then the oldest."""
    order = dice.order(slot, len(says))
    last = {place: at for at, used in enumerate(state.used) for place in order if used == f"{slot}#{place}"}
    place = min(order, key=lambda one: (last.get(one, -1), order.index(one)))
    return replace(state, used=(*state.used, f"{slot}#{place}")), says[place]


def line_of(scene: Scene, stage: Stage, band: Band) -> tuple[str, tuple[str, ...]]:
    """Return the slot and the variants for a stage and a band: the scene's own, and the stock after them."""
    own = [text for line in scene.lines if (line.stage, line.band) == (stage, band) for text in line.says]
    common = next(one["says"] for one in stock()["lines"] if (one["stage"], one["band"]) == (stage, band))
    return f"line:{stage}:{band}", (*own, *common)


def shown(state: State, dice: Dice, channel: Channel) -> tuple[State, str]:
    """Return how the customer looks (face to face) or sounds (on the phone); nothing in writing."""
    name = {Channel.FACE: "gestures", Channel.PHONE: "voices"}.get(channel)
    if name is None:
        return state, ""
    return choose(state, dice, f"{name}:{state.band}", stock()[name][state.band])


def reactions(names: Sequence[str], seen: Sequence[str]) -> Iterator[str]:
    """Yield what is reacted to in words: a bad tone always, a good act the first two times."""
    known = stock()["reactions"]
    for name in names:
        if name in known and seen.count(f"reacted:{name}") < len(known[name]):
            yield name


@cache
def stock() -> dict[str, Any]:
    """Return the words that all scenes share."""
    return tomllib.loads((files(__package__) / "stock.toml").read_text("utf-8"))
