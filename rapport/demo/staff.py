"""Who works at the demo shop: teams with their hours, and one or more people for every role."""

from dataclasses import dataclass
from datetime import time

CONSUMER_DESK, TRADE_DESK, WORKS_OFFICE = "Consumer desk", "Trade desk", "Works office"
TEAM_OF = {"consumer": CONSUMER_DESK, "business": TRADE_DESK, "internal": WORKS_OFFICE, "stakeholder": ""}
NATION = "GB-ENG"


@dataclass(frozen=True)
class DemoTeam:
    """A team of the shop: on so many days from Monday on it works from `opens` to `closes`."""

    name: str
    days: int
    opens: time
    closes: time


@dataclass(frozen=True)
class Colleague:
    """Somebody who works at the shop; `team` is empty for those above teams."""

    name: str
    role: str
    team: str = ""

    @property
    def email(self) -> str:
        """The address they sign in with; `.example` belongs to nobody (RFC 2606)."""
        return f"{self.name.split()[0].lower()}@thistlewood.example"


TEAMS = (
    DemoTeam(CONSUMER_DESK, 6, time(8, 30), time(18)),
    DemoTeam(TRADE_DESK, 5, time(8), time(17, 30)),
    DemoTeam(WORKS_OFFICE, 5, time(7, 30), time(16)),
)
OWNER = Colleague("Judith Thistlewood", "owner")
ADVISER = Colleague("Nell Braithwaite", "adviser", CONSUMER_DESK)
LEADER = Colleague("Farida Rahman", "leader", CONSUMER_DESK)
MANAGER = Colleague("Hugh Bainbridge", "manager")
LEARNER = Colleague("Sam Okafor", "learner", CONSUMER_DESK)
ASSESSOR = Colleague("Ruth Fell", "assessor")
ASSURER = Colleague("Colin Slee", "quality")
COLLEAGUES = (
    OWNER,
    ADVISER,
    Colleague("Owen Tyson", "adviser", CONSUMER_DESK),
    LEADER,
    Colleague("Tom Airey", "adviser", TRADE_DESK),
    Colleague("Grace Mounsey", "leader", TRADE_DESK),
    Colleague("Piotr Zielinski", "account", TRADE_DESK),
    Colleague("Maud Dixon", "adviser", WORKS_OFFICE),
    MANAGER,
    Colleague("Ines Carter", "privacy"),
    LEARNER,
    ASSESSOR,
    ASSURER,
)
