"""The facts of a matter as the rules read them: as of a day, the contract's day and nation settled."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from rapport.engine.rights.facts import Facts, Fault, Try
from rapport.engine.rights.kinds import UNKNOWN, Maybe
from rapport.engine.rights.reading import as_day, days_in
from rapport.engine.rights.requests import Request

NATIONS = ("england", "wales", "scotland", "northern_ireland")
PRIVATE = ("private", "personal", "household", "home", "family", "domestic", "hobby", "leisure")
TRADE = ("business", "trade", "craft", "profession", "work", "resale", "commercial", "office")
MAINLY = ("mainly", "mostly", "wholly", "only", "primarily", "chiefly")
NOT = ("non", "not", "outside")
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
        return customer == "consumer" or (
            customer in ("individual", "unclear") and purpose_of(self.facts.use) == "private"
        )

    @property
    def is_business(self) -> bool:
        """Whether the customer buys for a trade."""
        customer = self.facts.customer
        return customer == "business" or (
            customer in ("individual", "unclear") and purpose_of(self.facts.use) == "trade"
        )

    @property
    def is_auction(self) -> bool:
        """Whether it was sold second-hand at a public auction that one could attend: s.2(5)."""
        facts = self.facts
        return facts.second_hand is True and facts.public_auction is True and facts.can_attend is True

    @property
    def could_be_auction(self) -> bool:
        """Whether it was, or may have been, a public auction that one could attend."""
        facts = self.facts
        said = (facts.public_auction, facts.can_attend)
        return any(one is True for one in said) and all(one is not None and one is not False for one in said)

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
        over = [one for one in tried if is_over(one)]
        return any(is_still_faulty(one) for one in over) or bool(self.facts.second_fault and over)

    @property
    def is_in_repair(self) -> bool:
        """Whether a repair or replacement is under way."""
        tried = self.facts.tried or ()
        return bool(tried) and tried[-1].action in REPAIRS and not is_over(tried[-1])


def is_over(one: Try) -> bool:
    """Tell whether a repair or replacement is over: back, said to be finished at home, or done.

    Source: Consumer Rights Act 2015 s.24(6).
    """
    if one.action == "repair_at_home_started":
        return one.finished_notified is True
    return one.action == "received_back" or one.done is True or one.finished_notified is True


def is_still_faulty(one: Try) -> bool:
    """Tell whether something is wrong after a repair or replacement."""
    return one.conforming is False or as_day(one.fault_seen) is not None


@cache
def purpose_of(use: Maybe[str]) -> str:
    """Return "private" or "trade": what the use is mainly, else what alone it names; else nothing."""
    words = use.split("_") if use else []
    main = [word for at, word in enumerate(words) if at and words[at - 1] in MAINLY]
    for some in (main, words):
        purposes = {*_purposes(some)}
        if len(purposes) == 1:
            return purposes.pop()
    return ""


def _purposes(words: list[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        is_not = at > 0 and words[at - 1] in NOT
        if word in PRIVATE:
            yield "trade" if is_not else "private"
        elif word in TRADE:
            yield "private" if is_not else "trade"


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
