"""A rule of law: a small function over facts, with its source, its status and from when it holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from rapport.engine.rights.findings import Decides, Finding
from rapport.engine.rights.matter import Matter

Judge = Callable[[Matter], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """One rule. `basis` names the day that must lie in its time: K contract, R receipt, D conduct.

    `until` is the last day on which it held. A rule with `switched_off` is law that is not in force: it only
    says so.
    """

    id: str
    title: str
    source: str
    status: str
    decides: str
    basis: str
    since: date
    until: date | None
    judge: Judge

    def holds_on(self, day: date | None) -> bool:
        """Tell whether the rule is the law of a day; without a day today's law is taken."""
        if day is None:
            return self.until is None
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Body:
    """A body of law: its name, whom it concerns, and its rules in order."""

    name: str
    about: str
    concerns: Callable[[Matter], bool]
    rules: list[Rule]

    def rule(
        self,
        id: str,  # noqa: A002 - what the row calls it
        title: str,
        *,
        source: str,
        since: date,
        until: date | None = None,
        status: str = "V",
        decides: str = Decides.AUTO,
        basis: str = "K",
    ) -> Callable[[Judge], Judge]:
        """Register a function as a rule of this body."""

        def keep(judge: Judge) -> Judge:
            self.rules.append(Rule(id, title, source, status, decides, basis, since, until, judge))
            return judge

        return keep
