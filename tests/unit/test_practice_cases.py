"""The answers of the case studies, worked out once more by the engines of the product."""

from collections.abc import Callable

import pytest

from rapport.engine.measures.intervals import mean, share
from rapport.practice.rules.content import Case, Cell
from rapport.practice.rules.syllabus import read_content

CASES = {f"{topic.id}.{case.id}": case for topic in read_content().topics for case in topic.cases}
TASKS = {f"{name}.{task.id}": task for name, case in CASES.items() for task in case.tasks}


def percent(part: float, whole: float) -> float:
    value = share(int(part), int(whole)).value
    assert value is not None
    return value * 100


def number(case: Case, row: str, column: str) -> float:
    """Return a number of the table; a row is found by its first cell."""
    cell = next(one for one in case.rows if one[0] == row)[case.columns.index(column)]
    assert isinstance(cell, int | float)
    return cell


def numbers(case: Case, column: str) -> list[float]:
    return [float(cell) for cell in case.column(column) if isinstance(cell, int | float)]


def average(case: Case, column: str) -> float:
    value = mean(numbers(case, column)).value
    assert value is not None
    return value


def shares(case: Case, part: str, whole: str) -> dict[Cell, float]:
    """Return for each row, by its first cell, one column as a percentage of another."""
    return {
        row[0]: percent(number(case, str(row[0]), part), number(case, str(row[0]), whole))
        for row in case.rows
    }


def stay_for(case: Case, branch: str) -> float:
    """Return the mean number of years somebody stays, added up year by year as the survivors go down."""
    kept = percent(
        number(case, branch, "still members a year later"), number(case, branch, "members at the start")
    )
    return sum((kept / 100) ** year for year in range(200))


def least(of: dict[Cell, float]) -> Cell:
    return min(of, key=of.__getitem__)


def most(of: dict[Cell, float]) -> Cell:
    return max(of, key=of.__getitem__)


TYPE, IN, BACK = "of them from people who came before", "money in (GBP)", "came back by autumn"
FITS, OPENED = "hours do not fit", "certificates opened"
WORKED: dict[str, Callable[[Case], Cell]] = {
    "kinds-of-customer.who-came-in.internal-share": lambda case: percent(
        number(case, "our own branches (internal)", "orders"), case.total("orders")
    ),
    "kinds-of-customer.who-came-in.private-repeat": lambda case: shares(case, TYPE, "orders")["private"],
    "kinds-of-customer.both-sides.both": lambda case: sum(bool(gave and got) for _, gave, got in case.rows),
    "kinds-of-customer.both-sides.share-of-that-firm": lambda case: percent(
        number(case, "Carr Steel", IN), case.total(IN)
    ),
    "inside-and-outside.requests-between-desks.kept": lambda case: percent(
        case.total("answered in 15 minutes"), case.total("requests")
    ),
    "inside-and-outside.requests-between-desks.worst-day": lambda case: least(
        shares(case, "answered in 15 minutes", "requests")
    ),
    "inside-and-outside.panels-for-paint.good-hand-overs": lambda case: percent(
        sum(agreed == given and not late for _, agreed, given, late in case.rows), len(case.rows)
    ),
    "inside-and-outside.panels-for-paint.mean-delay": lambda case: average(case, "minutes late"),
    "needs-and-difference.library-groups.worst-group": lambda case: most(shares(case, FITS, "asked")),
    "needs-and-difference.library-groups.evening": lambda case: percent(
        number(case, "students", FITS) + number(case, "people at work", FITS), case.total(FITS)
    ),
    "needs-and-difference.certificates.farm-share": lambda case: shares(case, OPENED, "orders")[
        "farm machines"
    ],
    "needs-and-difference.certificates.saved": lambda case: 4 * (case.total("orders") - case.total(OPENED)),
    "what-a-customer-is-worth.gym.years-north": lambda case: stay_for(case, "North"),
    "what-a-customer-is-worth.gym.value-north": lambda case: 20 * 12 * stay_for(case, "North") - 60,
    "what-a-customer-is-worth.gym.value-south": lambda case: 20 * 12 * stay_for(case, "South") - 60,
    "what-a-customer-is-worth.first-order-at-a-loss.first-year": lambda case: (
        numbers(case, "margin (GBP)")[0] - 5000
    ),
    "what-a-customer-is-worth.first-order-at-a-loss.four-years": lambda case: (
        sum(margin / 1.1**year for year, margin in enumerate(numbers(case, "margin (GBP)"), start=1)) - 5000
    ),
    "loyalty.score-and-return.satisfied-share": lambda case: percent(
        number(case, "very satisfied", "guests") + number(case, "satisfied", "guests"), case.total("guests")
    ),
    "loyalty.score-and-return.satisfied-gone": lambda case: 100 - shares(case, BACK, "guests")["satisfied"],
    "loyalty.score-and-return.very-satisfied-back": lambda case: shares(case, BACK, "guests")[
        "very satisfied"
    ],
    "loyalty.bearings.repeat-share": lambda case: percent(
        number(case, "repeat customers", "orders"), case.total("orders")
    ),
    "loyalty.bearings.referral-share": lambda case: percent(
        number(case, "new, sent by a customer", "orders"),
        case.total("orders") - number(case, "repeat customers", "orders"),
    ),
}


def test_every_task_is_worked_out_here_and_nothing_else_is() -> None:
    assert {*WORKED} == {*TASKS}


@pytest.mark.parametrize("name", WORKED)
def test_the_answer_is_what_the_engine_finds(name: str) -> None:
    found, told = WORKED[name](CASES[name.rpartition(".")[0]]), TASKS[name].answer

    assert found == (
        pytest.approx(told, abs=0.05 if told % 1 else 0.001) if isinstance(told, int | float) else told
    )
