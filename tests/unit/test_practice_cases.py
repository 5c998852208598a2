"""The answers of the case studies, worked out once more by the engines of the product."""

from collections.abc import Callable

import pytest

from rapport.engine.measures.intervals import share
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


KINDS = {
    "who-came-in.internal-share": lambda case: percent(
        number(case, "our own branches (internal)", "orders"), case.total("orders")
    ),
    "who-came-in.private-repeat": lambda case: percent(
        number(case, "private", "of them from people who came before"), number(case, "private", "orders")
    ),
    "both-sides.both": lambda case: sum(bool(paid_us and paid) for _, paid_us, paid in case.rows),
    "both-sides.share-of-that-firm": lambda case: percent(
        number(case, "Carr Steel", "money in (GBP)"), case.total("money in (GBP)")
    ),
}
WORKED: dict[str, Callable[[Case], Cell]] = {f"kinds-of-customer.{task}": how for task, how in KINDS.items()}


def test_every_task_is_worked_out_here_and_nothing_else_is() -> None:
    assert {*WORKED} == {*TASKS}


@pytest.mark.parametrize("name", WORKED)
def test_the_answer_is_what_the_engine_finds(name: str) -> None:
    found, told = WORKED[name](CASES[name.rpartition(".")[0]]), TASKS[name].answer

    assert found == (pytest.approx(told, abs=0.006) if isinstance(told, int | float) else told)
