"""The answers of the case studies, worked out once more by the engines of the product."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from rapport.engine.measures.control import Limits, limits_of_counts, signals
from rapport.engine.measures.estimates import Estimate
from rapport.engine.measures.intervals import mean, rate_ratio, share
from rapport.engine.measures.lifetime import lifetime_value, mean_years, present_value
from rapport.engine.rights.assess import assess
from rapport.engine.rights.reading import read_facts
from rapport.orders.rules.lead_times import quote
from rapport.orders.rules.on_time import Definition, LineFacts, judged, on_time
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


def kept_share(case: Case, branch: str) -> float:
    """Return the share of members of a branch who stayed for another year."""
    still, before = "still members a year later", "members at the start"
    return percent(number(case, branch, still), number(case, branch, before)) / 100


def member_value(case: Case, branch: str) -> float:
    return lifetime_value(20 * 12, kept_share(case, branch), cost_to_win=60)


def least(of: dict[Cell, float]) -> Cell:
    return min(of, key=of.__getitem__)


def most(of: dict[Cell, float]) -> Cell:
    return max(of, key=of.__getitem__)


def number_of(estimate: Estimate) -> float:
    assert estimate.value is not None
    return estimate.value


def times_as_often(case: Case, part: str, whole: str) -> float:
    """Return how many times the share of the second row that of the first is."""
    (first, of_first), (second, of_second) = zip(numbers(case, part), numbers(case, whole), strict=True)
    return number_of(rate_ratio(int(first), of_first, int(second), of_second))


def gaps(case: Case) -> dict[Cell, float]:
    got, expected = numbers(case, "got"), numbers(case, "expected")
    return dict(
        zip(case.column("touchpoint"), (a - b for a, b in zip(got, expected, strict=True)), strict=True)
    )


def margin_lost(case: Case, margin: float) -> float:
    """Return what would have been kept had late answers lost only as often as quick ones."""
    lost = shares(case, ELSEWHERE, "contacts")
    excess = lost["answered later"] - lost["answered on the same day"]
    return excess / 100 * number(case, "answered later", "contacts") * margin


def open_share(case: Case, adviser: str) -> float:
    asked = number(case, adviser, "open questions")
    return percent(asked, asked + number(case, adviser, "closed questions"))


def costs(case: Case) -> dict[Cell, float]:
    each = zip(numbers(case, "complaints"), numbers(case, "cost of each (GBP)"), strict=True)
    return dict(zip(case.column("cause"), (count * cost for count, cost in each), strict=True))


def kept_in_full(case: Case, what: Definition) -> float:
    """Return the share on time in full, judged as the orders room judges it."""
    lines = [line_facts(*map(int, numbers_in(row))) for row in case.rows]
    judgements = [judged(line, what, DUE_ON + timedelta(days=60)) for line in lines]
    return number_of(on_time([one for one in judgements if one], what).kept) * 100


def line_facts(line: int, ordered: int, delivered: int, days_late: int) -> LineFacts:
    came_on = DUE_ON if days_late == STILL_SHORT else DUE_ON + timedelta(days=days_late)
    return LineFacts(line, line, DUE_ON, Decimal(ordered), [(came_on, Decimal(delivered))])


def numbers_in(row: tuple[Cell, ...]) -> list[float]:
    return [float(cell) for cell in row if isinstance(cell, int | float)]


def order_days(case: Case) -> list[float]:
    """Return the days of every order, one by one."""
    counts = zip(numbers(case, "working days"), numbers(case, "orders"), strict=True)
    return [days for days, orders in counts for _ in range(int(orders))]


def complaint_limits(case: Case) -> Limits:
    """Return the limits that are drawn from the ordinary weeks."""
    return limits_of_counts([int(count) for count in numbers(case, "complaints")[:8]])


def first_signal(case: Case) -> Cell:
    """Return the week of the first signal."""
    [first, *_] = signals(numbers(case, "complaints"), complaint_limits(case))
    return case.column("week")[first.place]


def deadline(case: Case, facts: dict[str, Any], name: str) -> Cell:
    """Return the day that the rights engine finds; values come from the table by the names of the facts."""
    table = {str(fact): str(value) if isinstance(value, date) else value for fact, value in case.rows}
    told = assess(read_facts({key: filled(value, key, table) for key, value in facts.items()}))
    found = next(one.date for one in told.deadlines if one.name == name)
    return found.date() if isinstance(found, datetime) else found


def filled(value: Any, name: str, table: dict[str, Any]) -> Any:
    """Return a fact with what the table says in the place of every `...`."""
    if isinstance(value, dict):
        return {key: filled(below, f"{name}.{key}", table) for key, below in value.items()}
    return table[name] if value is ... else value


DUE_ON, STILL_SHORT = date(2026, 10, 15), 999
KETTLE: dict[str, Any] = {
    "nation": "england",
    "customer": "consumer",
    "supply": "goods",
    "channel": "in_person",
    "contract_date": ...,
    "delivered": ...,
    "price_gbp": 30,
    "fault": {"kind": "not_satisfactory_quality", "appeared": ...},
    "rejected": ...,
    "trader_agreed_refund": ...,
}
ACCESS: dict[str, Any] = {
    "nation": "england",
    "customer": "individual",
    "request": {"kind": "subject_access", "received": ...},
}
INVOICE: dict[str, Any] = {
    "nation": "england",
    "customer": "business",
    "supply": "goods",
    "delivered": ...,
    "invoice_received": ...,
    "payment_terms_days": ...,
    "debt_gbp": ...,
}
CHECKED, ELSEWHERE = "checked at the gate", "ordered elsewhere"
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
    "what-a-customer-is-worth.gym.years-north": lambda case: mean_years(kept_share(case, "North")),
    "what-a-customer-is-worth.gym.value-north": lambda case: member_value(case, "North"),
    "what-a-customer-is-worth.gym.value-south": lambda case: member_value(case, "South"),
    "what-a-customer-is-worth.first-order-at-a-loss.first-year": lambda case: (
        numbers(case, "margin (GBP)")[0] - 5000
    ),
    "what-a-customer-is-worth.first-order-at-a-loss.four-years": lambda case: (
        present_value(numbers(case, "margin (GBP)"), 0.1) - 5000
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
    "confidence-and-trust.call-backs.renewed-kept": lambda case: shares(case, "renewed", "tenants")[
        "always by noon"
    ],
    "confidence-and-trust.call-backs.times": lambda case: times_as_often(case, "renewed", "tenants"),
    "confidence-and-trust.incoming-checks.checked-before": lambda case: shares(case, CHECKED, "castings")[
        "before"
    ],
    "confidence-and-trust.incoming-checks.hours": lambda case: (
        (number(case, "before", CHECKED) - number(case, "after", CHECKED)) * 6 / 60
    ),
    "service-and-the-journey.theatre.widest-gap": lambda case: least(gaps(case)),
    "service-and-the-journey.theatre.gap": lambda case: min(gaps(case).values()),
    "service-and-the-journey.spare-parts.lost-late": lambda case: shares(case, ELSEWHERE, "contacts")[
        "answered later"
    ],
    "service-and-the-journey.spare-parts.margin-lost": lambda case: margin_lost(case, 180),
    "communication.open-questions.open-a": lambda case: open_share(case, "A"),
    "communication.open-questions.open-b": lambda case: open_share(case, "B"),
    "communication.read-back.wrong-without": lambda case: shares(case, "made wrong", "changes")[
        "not read back"
    ],
    "communication.read-back.times": lambda case: 1 / times_as_often(case, "made wrong", "changes"),
    "complaints.recovered.quick": lambda case: shares(case, "bought again", "customers")[
        "solved within a week"
    ],
    "complaints.recovered.slow": lambda case: shares(case, "bought again", "customers")["took longer"],
    "complaints.cost-of-a-complaint.total": lambda case: sum(costs(case).values()),
    "complaints.cost-of-a-complaint.dearest": lambda case: most(costs(case)),
    "promises-in-making.otif.share": lambda case: kept_in_full(case, Definition()),
    "promises-in-making.otif.early-allowed": lambda case: kept_in_full(case, Definition(early_days=3)),
    "promises-in-making.lead-times.mean": lambda case: number_of(mean(order_days(case))),
    "promises-in-making.lead-times.nine-in-ten": lambda case: number_of(
        quote(order_days(case), [True] * len(order_days(case))).p90
    ),
    "insight.control-chart.mean": lambda case: complaint_limits(case).centre,
    "insight.control-chart.upper": lambda case: complaint_limits(case).high,
    "insight.control-chart.outside": first_signal,
    "insight.pareto.first": lambda case: percent(max(numbers(case, "complaints")), case.total("complaints")),
    "insight.pareto.two": lambda case: percent(
        sum(sorted(numbers(case, "complaints"))[-2:]), case.total("complaints")
    ),
    "law.thirty-days.last-day": lambda case: deadline(case, KETTLE, "strr_last_day"),
    "law.thirty-days.refund-by": lambda case: deadline(case, KETTLE, "refund_last_day"),
    "law.two-clocks.reply-by": lambda case: deadline(case, ACCESS, "sar_reply"),
    "law.two-clocks.interest-from": lambda case: deadline(case, INVOICE, "interest_starts"),
    "limits-and-growth.limits-of-authority.own": lambda case: sum(
        pounds <= 20 for pounds in numbers(case, "pounds")
    ),
    "limits-and-growth.limits-of-authority.manager": lambda case: sum(
        pounds > 75 for pounds in numbers(case, "pounds")
    ),
    "limits-and-growth.goal-reached.june": lambda case: shares(case, "wrong count", "boxes")["June"],
    "limits-and-growth.goal-reached.april": lambda case: shares(case, "wrong count", "boxes")["April"],
}


def test_every_task_is_worked_out_here_and_nothing_else_is() -> None:
    assert {*WORKED} == {*TASKS}


@pytest.mark.parametrize("name", WORKED)
def test_the_answer_is_what_the_engine_finds(name: str) -> None:
    found, told = WORKED[name](CASES[name.rpartition(".")[0]]), TASKS[name].answer

    assert found == (
        pytest.approx(told, abs=0.05 if told % 1 else 0.001) if isinstance(told, int | float) else told
    )
