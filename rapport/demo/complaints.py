"""Eight complaints of the demo shop, each at another step of its procedure, one at the edge of authority."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapport.demo.facts import Party
from rapport.demo.phrases import read_words

BUYERS = ("consumer", "trade")  # sorts of parties who have bought something
APART = 37  # complaints come from customers who are not neighbours in the list


@dataclass(frozen=True)
class Complaint:
    """What went wrong for a party, and how far its handling got.

    `cause` is one of the list that comes ready, `found` what it was here, `resolved` what was decided;
    `steps` counts the steps of the procedure that are done; `redress` is kind, worth in pounds and why.
    """

    party: str
    channel: str
    severity: str
    subject: str
    said: str
    answer: str
    failure: str
    cause: str
    found: str
    resolved: str
    procedure: str
    steps: int
    came_at: datetime
    redress: tuple[str, int, str] | None = None


def complaints_of(parties: Sequence[Party], now: datetime) -> Iterator[Complaint]:
    """Yield the complaints, each of another party that can be written to."""
    for place, story in enumerate(read_words("matters.toml")["complaints"], 1):
        known = [
            party
            for party in parties
            if party.category == story["category"] and party.sort in BUYERS and party.email
        ]
        words = {name: value for name, value in story.items() if name not in ("category", "hours_ago")}
        words |= {name: " ".join(words[name].split()) for name in ("said", "answer", "found", "resolved")}
        words["redress"] = tuple(story["redress"]) if "redress" in story else None
        came = now - timedelta(hours=story["hours_ago"])
        yield Complaint(party=known[place * APART % len(known)].id, came_at=came, **words)
