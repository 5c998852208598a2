"""How fast facts are assessed, on one core: `python -m tests.benchmarks.rights [ASSESSMENTS]`."""

import sys
import time
from itertools import cycle, islice

from rapport.engine.rights import assess, read_facts
from tests.rights_cases import CASES

GOAL_SECONDS, GOAL_ASSESSMENTS = 10.0, 100_000


def seconds_for(assessments: int) -> float:
    """Return the processor time that so many assessments take; the tests' cases in turn, read before."""
    facts = [read_facts(case["facts"]) for case in CASES]
    for one in facts:
        assess(one)  # tables of holidays and of rules are made at the first question
    start = time.process_time()
    for one in islice(cycle(facts), assessments):
        assess(one)
    return time.process_time() - start


def main() -> int:
    """Print the time and the rate; return 1 if the goal is missed."""
    assessments = int(sys.argv[1]) if len(sys.argv) > 1 else GOAL_ASSESSMENTS
    seconds = seconds_for(assessments)
    goal = GOAL_SECONDS * assessments / GOAL_ASSESSMENTS
    sys.stdout.write(
        f"{assessments:,} assessments of {len(CASES)} cases in turn: {seconds:.2f} s of processor time, "
        f"{assessments / seconds:,.0f} a second (goal: {goal:.2f} s)\n"
    )
    return int(seconds > goal)


if __name__ == "__main__":
    sys.exit(main())
