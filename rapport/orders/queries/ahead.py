"""What lies ahead of open lines: the parts they wait for and the steps they still go through."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet, Sum

from rapport.orders.models import (
    CapacityChange,
    LinePart,
    Milestone,
    NonConformance,
    Part,
    PromisedLine,
    WorkStep,
)
from rapport.orders.rules import forecast as rules

IS_OPEN = Q(delivered_at__isnull=True, cancelled_at__isnull=True)


def open_lines() -> QuerySet[PromisedLine]:
    """Return every line that is still to be delivered, with its promise and customer."""
    return PromisedLine.objects.filter(IS_OPEN).select_related("order", "promise__customer")


def lines_waiting_for(part: Part) -> QuerySet[PromisedLine]:
    """Return the open lines that name a part."""
    return open_lines().filter(parts__part=part)


def lines_going_through(step: WorkStep) -> QuerySet[PromisedLine]:
    """Return the open lines that still go through a step."""
    return open_lines().filter(milestones__step=step, milestones__done_at__isnull=True)


def forecasts(lines: Sequence[PromisedLine], today: date) -> dict[int, rules.Forecast | None]:
    """Forecast each line; four questions, however many lines there are."""
    numbers = [line.pk for line in lines]
    parts, steps = _parts(numbers), _steps(numbers, today)
    return {number: rules.forecast(today, parts[number], steps[number]) for number in numbers}


def _parts(numbers: Iterable[int]) -> dict[int, list[rules.Part]]:
    """Return the parts that are not here, by line."""
    found: dict[int, list[rules.Part]] = defaultdict(list)
    awaited = LinePart.objects.filter(line__in=numbers, part__expected_on__isnull=False)
    for one in awaited.select_related("part").order_by("part__number"):
        if one.part.expected_on is not None:
            found[one.line_id].append(rules.Part(str(one.part), one.part.expected_on, one.part.why))
    return found


def _steps(numbers: Sequence[int], today: date) -> dict[int, list[rules.Step]]:
    """Return the steps still to do, by line; work to put a fault right comes first."""
    found: dict[int, list[rules.Step]] = defaultdict(list)
    faults = NonConformance.objects.filter(line__in=numbers, put_right_at__isnull=True)
    for number, days in faults.values_list("line").annotate(days=Sum("days")).order_by("line"):
        if days:
            found[number].append(rules.Step("Putting right what was found", days))
    slow = _slow(today)
    ahead = Milestone.objects.filter(line__in=numbers, done_at__isnull=True)
    for one in ahead.select_related("step").order_by("line", "position"):
        found[one.line_id].append(rules.Step(one.step.name, one.step.days, slow[one.step_id]))
    return found


def _slow(today: date) -> dict[int, list[rules.Slow]]:
    found: dict[int, list[rules.Slow]] = defaultdict(list)
    for one in CapacityChange.objects.filter(until_on__gte=today).order_by("from_on", "pk"):
        found[one.step_id].append(rules.Slow(one.from_on, one.until_on, one.percent, one.why))
    return found
