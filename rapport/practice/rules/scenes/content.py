"""The shape of a scene for role-play. These classes are the schema of the files in `practice/scenes`."""

from dataclasses import dataclass
from enum import StrEnum

from rapport.practice.rules.content import Setting, several

LEAST_MOVES, LEAST_EXAMPLES, LEAST_REPLIES = 3, 2, 2
EXEMPLARY_TURNS, POOR_TURNS = 4, 2


class Channel(StrEnum):
    """How learner and customer meet."""

    WRITTEN = "written"
    PHONE = "phone"
    FACE = "face"


class Variable(StrEnum):
    """What moves in a customer, each from 0 to 100; patience is counted in turns."""

    CALM = "calm"
    TRUST = "trust"
    FELT_HEARD = "felt_heard"
    CLARITY = "clarity"
    PATIENCE = "patience"


class Band(StrEnum):
    """How calm a customer is."""

    UPSET = "upset"
    TENSE = "tense"
    CALM = "calm"


class Stage(StrEnum):
    """Where a conversation stands."""

    CONNECT = "connect"
    UNDERSTAND = "understand"
    SOLVE = "solve"
    CLOSE = "close"


@dataclass(frozen=True)
class Start:
    """How the customer comes in."""

    calm: int
    trust: int
    felt_heard: int
    clarity: int


@dataclass(frozen=True)
class Fact:
    """Something the customer knows and tells when asked well.

    `about` are words of a question that asks for it ("..." stands for up to four words). An open question
    brings it out too, once trust is at `trust_from`. `is_needed` facts belong to a solution that fits.
    """

    id: str
    text: str
    trust_from: int
    about: tuple[str, ...] = several()
    says: tuple[str, ...] = several()
    is_needed: bool = True


@dataclass(frozen=True)
class Move:
    """Something the learner can do for the customer, and what it does.

    It is heard by the phrases in `hears` or by nearness to an example. `needs` are facts without which it
    comes too early. One that `solves` meets the need. `beyond` says which limit it breaks, `wrong` why it
    should not be done.
    """

    id: str
    text: str
    hears: tuple[str, ...] = several()
    examples: tuple[str, ...] = several(LEAST_EXAMPLES)
    replies: tuple[str, ...] = several(LEAST_REPLIES)
    calm: int = 0
    trust: int = 0
    felt_heard: int = 0
    clarity: int = 0
    needs: tuple[str, ...] = ()
    solves: bool = False
    beyond: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Line:
    """What a customer says at a stage, as calm as they are, where nothing else is to be said."""

    stage: Stage
    band: Band
    says: tuple[str, ...] = several()


@dataclass(frozen=True)
class Scene:
    """A conversation to practise: who comes, what they want and need, and what the learner may grant."""

    id: str
    title: str
    version: int
    setting: Setting
    who: str
    brief: str
    opening: str
    wants: str
    needs: str
    must_escalate: bool
    patience: int
    start: Start
    channels: tuple[Channel, ...] = several()
    limits: tuple[str, ...] = several()
    covers: tuple[str, ...] = several()
    practises: tuple[str, ...] = several()
    facts: tuple[Fact, ...] = several(2)
    moves: tuple[Move, ...] = several(LEAST_MOVES)
    too_early: tuple[str, ...] = several(2)
    hints: tuple[str, ...] = several(2)
    leaves_well: tuple[str, ...] = several()
    leaves_badly: tuple[str, ...] = several()
    exemplary: tuple[str, ...] = several(EXEMPLARY_TURNS)
    poor: tuple[str, ...] = several(POOR_TURNS)
    lines: tuple[Line, ...] = ()

    @property
    def name(self) -> str:
        """Return the customer's name, without what else is said of them."""
        return self.who.partition(",")[0]

    def fact(self, name: str) -> Fact:
        """Return a fact by its id."""
        return next(one for one in self.facts if one.id == name)

    def move(self, name: str) -> Move:
        """Return a move by its id."""
        return next(one for one in self.moves if one.id == name)
