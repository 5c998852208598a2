"""What was done in the demo, by whom and when, done again in that order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from rapport.customers.models import Customer
from rapport.demo.facts import Party
from rapport.staff.models import User

AT_ONCE = 500  # deeds in one transaction: a commit waits for the disk

Deed = tuple[datetime, Callable[[], object]]


@dataclass(frozen=True)
class Shop:
    """Who works at the demo shop, and whom it knows: customers by the shop's own number."""

    owner: User
    people: Mapping[str, User]  # by name
    writers: Mapping[str, Sequence[User]]  # by team: whoever serves its customers
    customers: Mapping[str, Customer]
    opened: datetime  # since when it works with Rapport
    parties: Mapping[str, Party] = field(default_factory=dict)

    def writer(self, party: str) -> User:
        """Return who serves a party: the first adviser of its team, or the owner where it has none."""
        return self.desk(party)[0]

    def desk(self, party: str) -> Sequence[User]:
        """Return who may serve a party: the people of its team, or the owner where it has none."""
        team = self.customers[party].team
        return self.writers[team.name] if team else (self.owner,)


def do_in_order(deeds: Iterable[Deed]) -> None:
    """Do what was done, the oldest first, many deeds in one transaction."""
    waiting = sorted(deeds, key=lambda deed: deed[0])
    for start in range(0, len(waiting), AT_ONCE):
        with transaction.atomic():
            for _, deed in waiting[start : start + AT_ONCE]:
                deed()
