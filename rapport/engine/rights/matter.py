"""The facts of a matter as the rules read them: as of a day, the contract's day and nation settled."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from rapport.engine.rights.facts import Facts, Fault
from rapport.engine.rights.kinds import UNKNOWN
from rapport.engine.rights.reading import as_day, days_in
from rapport.engine.rights.requests import Request

NATIONS = ("england", "wales", "scotland", "northern_ireland")
PRIVATE = ("private", "mainly_private", "wholly_private", "personal", "household")
TRADE = ("business", "mainly_business", "wholly_business", "trade", "resale")
REPAIRS = ("repair_agreed", "repair_requested", "replacement_agreed", "repair_at_home_started")


@dataclass(frozen=True, slots=True)
class Matter:
    """Facts as of a day. `contracted` is the contract's day, or the earliest told where that is not."""

    facts: Facts
    on: date | None
    contracted: date | None
    own_days: Collection[date] = frozenset()

    @property
    def request(self) -> Request | None:
        """The request, where there is one."""
        return self.facts.request or None

    @property
    def fault(self) -> Fault | None:
        """The fault that is told of; None where there is none or nobody said."""
        return self.facts.fault or None

    @property
    def fault_kind(self) -> str | None:
        """What is wrong, where it is told."""
        return self.fault.kind or None if self.fault else None

    @property
    def is_consumer(self) -> bool:
        """Whether the customer counts as a consumer: told so, or an individual for private use."""
        customer = self.facts.customer
        return customer == "consumer" or (customer in ("individual", "unclear") and self.facts.use in PRIVATE)

    @property
    def is_business(self) -> bool:
        """Whether the customer buys for a trade."""
        customer = self.facts.customer
        return customer == "business" or (customer in ("individual", "unclear") and self.facts.use in TRADE)

    @property
    def nations(self) -> tuple[str, ...]:
        """The nations whose holidays count: the one that is told, else all, and the earliest day wins."""
        nation = self.facts.nation
        return (nation,) if nation in NATIONS else NATIONS

    def earliest(self, count: Callable[[str], date]) -> date:
        """Return a day counted in the nation of the office; where it is not known, the earliest."""
        return min(count(nation) for nation in self.nations)

    def is_past(self, day: date) -> bool:
        """Tell whether a last day is over as of the day of the question."""
        return self.on is not None and self.on > day

    def first_repair(self) -> date | None:
        """Return when a repair or replacement was first asked for or agreed."""
        days = [as_day(one.date) for one in self.facts.tried or () if one.action in REPAIRS]
        return min((day for day in days if day), default=None)

    @property
    def failed_repair(self) -> bool:
        """Whether one repair or replacement is over and the goods still do not conform."""
        tried = self.facts.tried or ()
        failed = any(one.action == "received_back" and one.conforming is False for one in tried)
        at_home = any(
            one.finished_notified is True and (one.fault_seen or one.conforming is False) for one in tried
        )
        again = self.facts.second_fault and any(
            one.action == "received_back" or one.done is True for one in tried
        )
        return bool(failed or at_home or again)


def matter_of(facts: Facts, on: date | None = None, own_days: Collection[date] = frozenset()) -> Matter:
    """Return the matter as of a day: the given one, else `today`, else `as_at`, else the latest told."""
    days = sorted(days_in(facts))
    as_at = on or as_day(facts.today) or as_day(facts.as_at) or (days[-1] if days else None)
    told = as_day(facts.contract_date)
    earliest = days[0] if days else None
    return Matter(facts, as_at, told or earliest, own_days)


def is_told(value: object) -> bool:
    """Tell whether a fact is known, be it known to be none."""
    return value is not UNKNOWN
