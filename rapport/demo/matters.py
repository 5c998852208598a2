"""A working week at the demo shop's desk: who turned to it for what, what was said, and how far it got."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from rapport.demo.facts import Party
from rapport.demo.phrases import read_words

DAYS = 5
OPEN_FROM, OPEN_FOR_MINUTES = time(8, 30), 9 * 60
# How cases stand, by how many days ago they came: shares of new, answered, waiting, done.
STANDING = {0: (0.5, 0.15, 0.15, 0.2), 1: (0.08, 0.08, 0.27, 0.57), 2: (0.02, 0.04, 0.2, 0.74)}
OLD = (0.005, 0.02, 0.1, 0.875)
SUNDAY = 6
STANDS = ("new", "answered", "waiting", "done")
SHARES = {"consumer": 0.62, "business": 0.3, "internal": 0.05, "stakeholder": 0.03}
COMPLAINT, PRAISE = "complaint", "praise"
ANOTHER_TURN, WITH_NOTE = 0.35, 0.6


@dataclass(frozen=True)
class Turn:
    """One thing said, or noted, in a matter; `by` is the customer, a colleague, or a note of a colleague."""

    by: str  # customer, adviser, note
    text: str
    at: datetime


@dataclass(frozen=True)
class Matter:
    """One case of the week."""

    party: str
    kind: str
    channel: str
    severity: str
    subject: str
    turns: tuple[Turn, ...]
    stands: str  # new, answered, waiting, done
    is_taken: bool

    @property
    def opened_at(self) -> datetime:
        """When it came in."""
        return self.turns[0].at


def matters_of(
    parties: Sequence[Party], count: int, now: datetime, rng: np.random.Generator
) -> tuple[Matter, ...]:
    """Return so many matters of the last working days, oldest first; the same for the same generator."""
    days = _working_days(now.date())
    drawn = (_matter(party, days, now, rng) for party in _parties(parties, count, rng))
    return tuple(sorted(drawn, key=lambda matter: matter.opened_at))


def _working_days(today: date) -> list[date]:
    """Return the last working days, today first where it is one."""
    days = (today - timedelta(days=back) for back in range(3 * DAYS))
    return [day for day in days if day.weekday() != SUNDAY][:DAYS]


def _parties(parties: Sequence[Party], count: int, rng: np.random.Generator) -> Iterator[Party]:
    """Yield who turned to the shop; whoever has an address to answer to, by their share of the post."""
    reachable = {
        category: [party for party in parties if party.category == category and party.email]
        for category in SHARES
    }
    for category, share in SHARES.items():
        known = reachable[category]
        for place in rng.integers(0, max(len(known), 1), round(count * share)) if known else ():
            yield known[int(place)]


def _matter(party: Party, days: Sequence[date], now: datetime, rng: np.random.Generator) -> Matter:
    kind, channel, severity, subject, asked, answer, noted = _pick(_everyday(party.category), rng)
    back = int(rng.integers(0, len(days)))
    came = _moment(days[back], rng)
    if came >= now:  # the day is not over: it came at that hour of the day before
        back, came = 1, datetime.combine(days[1], came.timetz())
    stands = str(rng.choice(STANDS, p=STANDING.get(back, OLD)))
    stands = "done" if kind == PRAISE and stands != "new" else stands  # nobody waits for thanks
    slots = {"product": _word("product", rng), "day": _word("day", rng), "town": _town(party)}
    turns = [Turn("customer", asked.format(**slots), came)]
    if stands != "new":
        said = _answers(turns[0], (answer.format(**slots), noted), stands, rng)
        turns += [*said] if kind != PRAISE else [turn for turn in said if turn.by == "adviser"][:1]
    turns = [turn for turn in turns if turn.at < now]
    stands = stands if turns[-1].by != "customer" or stands != "waiting" else "new"
    stands = "new" if len(turns) == 1 else stands
    is_taken = stands != "new" or rng.random() < 0.3
    return Matter(party.id, kind, channel, severity, subject.format(**slots), tuple(turns), stands, is_taken)


def _answers(first: Turn, said: tuple[str, str], stands: str, rng: np.random.Generator) -> Iterator[Turn]:
    """Yield what followed the first words: perhaps a note, our answer, perhaps one more turn each."""
    answer, noted = said
    at = first.at + timedelta(minutes=int(rng.integers(10, 240)))
    if noted and rng.random() < WITH_NOTE:
        yield Turn("note", noted, at - timedelta(minutes=5))
    yield Turn("adviser", answer, at)
    if stands == "answered" or rng.random() < ANOTHER_TURN:
        at += timedelta(minutes=int(rng.integers(20, 300)))
        yield Turn("customer", _word("more", rng), at)
        if stands != "answered":
            yield Turn("adviser", _word("again", rng), at + timedelta(minutes=int(rng.integers(5, 60))))


def _moment(day: date, rng: np.random.Generator) -> datetime:
    return datetime.combine(day, OPEN_FROM, tzinfo=UTC) + timedelta(
        minutes=int(rng.integers(0, OPEN_FOR_MINUTES))
    )


def _town(party: Party) -> str:
    """Return the town of a party's address: what stands after the street, without the postcode."""
    return party.address.rpartition(", ")[2].rsplit(" ", 2)[0] or "Kendal"


def _pick(known: Sequence[tuple[str, ...]], rng: np.random.Generator) -> tuple[str, ...]:
    return known[int(rng.integers(0, len(known)))]


def _word(slot: str, rng: np.random.Generator) -> str:
    known: str = read_words("matters.toml")["slots"][slot]
    words = [word.strip() for word in known.split(";")]
    return words[int(rng.integers(0, len(words)))]


def _everyday(category: str) -> list[tuple[str, ...]]:
    return [line for line in _matters(category) if line[0] != COMPLAINT]


def _matters(category: str) -> list[tuple[str, ...]]:
    lines = read_words("matters.toml")["matters"][category].strip().splitlines()
    return [tuple(field.strip() for field in line.split("|")) for line in lines]
