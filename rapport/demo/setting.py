"""How the demo shop's desk is set up, as plain facts: targets, what is kept at hand, what customers read."""

from collections.abc import Iterator
from dataclasses import dataclass

from rapport.demo.phrases import read_words
from rapport.demo.staff import CONSUMER_DESK, TRADE_DESK

WORDS = "desk.toml"
NAMES_OF_TARGETS = ("first reply", "next reply", "resolution")


@dataclass(frozen=True)
class Post:
    """A mail address of the shop, and whose it is."""

    name: str
    address: str
    team: str


@dataclass(frozen=True)
class Aim:
    """What is meant to be done within how many working hours; without a kind for every kind of case."""

    target: str
    kind: str
    hours: int


@dataclass(frozen=True)
class ReadyReply:
    """A reply kept to be used again."""

    name: str
    kind: str
    style: str
    body: str


@dataclass(frozen=True)
class Knowledge:
    """An article, with whoever looks after it."""

    title: str
    body: str
    is_public: bool
    owner: str


CONSUMER_POST = Post("Thistlewood & Daughters", "consumer@thistlewood.example", CONSUMER_DESK)
TRADE_POST = Post("Thistlewood Trade", "trade@thistlewood.example", TRADE_DESK)
POSTS = (CONSUMER_POST, TRADE_POST)


def aims() -> Iterator[Aim]:
    """Yield the shop's service targets."""
    for line in read_words(WORDS)["targets"]["hours"].strip("\n").splitlines():
        kind, *hours = (field.strip() for field in line.split("|"))
        for target, count in zip(NAMES_OF_TARGETS, hours, strict=True):
            yield Aim(target, kind, int(count))


def ready_replies() -> Iterator[ReadyReply]:
    """Yield the replies that the shop keeps."""
    for reply in read_words(WORDS)["replies"]:
        yield ReadyReply(**reply | {"body": reply["body"].strip()})


def knowledge() -> Iterator[Knowledge]:
    """Yield the shop's articles."""
    for article in read_words(WORDS)["articles"]:
        yield Knowledge(**article | {"body": article["body"].strip()})
