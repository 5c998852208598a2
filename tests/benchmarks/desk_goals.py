"""What the desk is to take beside django-helpdesk and with ten times the cases, and whether it does."""

from collections.abc import Mapping
from dataclasses import dataclass

# Of the CPU of django-helpdesk for the same task, at most.
SHARES = {
    "queue rows": 1 / 8,
    "search, one case": 1 / 6,
    "search, a seventh": 1 / 6,
    "search, every case": 1 / 6,
    "case": 1 / 2,
    "reports": 1 / 11,
    "home": 1 / 11,
    "API page": 1 / 125,
    "create": 1 / 2,
    "reply": 1 / 2,
}
GROWTH = 1.5


@dataclass(frozen=True)
class Medians:
    """The milliseconds of a task: theirs where they have it, ours, and ours with ten times the cases."""

    ours: float
    many: float
    theirs: float | None = None

    @property
    def share(self) -> float | None:
        """Return what ours takes of theirs."""
        return self.ours / self.theirs if self.theirs else None

    @property
    def growth(self) -> float:
        """Return how many times more ours takes with ten times the cases."""
        return self.many / self.ours


def table(medians: Mapping[str, Medians]) -> tuple[list[str], bool]:
    """Return a line for each task, and whether every goal is met."""
    lines, passed = [], True
    for task, found in medians.items():
        missed = misses(task, found)
        passed &= not missed
        lines.append(_line(task, found) + ("  FAIL " + ", ".join(missed) if missed else "  PASS"))
    return lines, passed


def misses(task: str, found: Medians) -> list[str]:
    """Return which goals a task misses."""
    goal, missed = SHARES.get(task), []
    if goal and found.share and found.share > goal:
        missed.append(f"share (goal 1/{1 / goal:.0f})")
    if found.growth > GROWTH:
        missed.append(f"growth (goal {GROWTH})")
    return missed


def _line(task: str, found: Medians) -> str:
    theirs = f"{found.theirs:16.1f}" if found.theirs else f"{'-':>16}"
    share = f"{f'1/{1 / found.share:.1f}':>11}" if found.share else f"{'-':>11}"
    return f"{task:24}{theirs}{found.ours:10.1f}{share}{found.many:12.1f}{found.growth:8.2f}"
