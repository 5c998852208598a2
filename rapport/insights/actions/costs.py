"""Costs taken in from a file: what was spent in a month to win customers or to keep them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from rapport.customers.imports.actions import note_things
from rapport.customers.imports.importer import Batch, Outcome, Row
from rapport.customers.models import ImportedThing, ImportRun
from rapport.insights.models import Cost
from rapport.insights.rules import CostRow, read_cost

KIND = "cost"
FACTS = ("kind", "month", "amount", "currency", "what")


def apply_costs(rows: Sequence[Row], batch: Batch) -> Outcome:
    """Keep the cost of each row; one that is known by its id is changed where it differs."""
    outcome = Outcome()
    read: dict[str, CostRow] = {}
    for row in rows:
        cost = read_cost(row.cells, row.copy)
        if isinstance(cost, str):
            outcome.rejects.append((row.line, cost))
        elif cost.external_id in read:
            outcome.rejects.append((row.line, f"id '{cost.external_id[:60]}' stands in this file before"))
        else:
            read[cost.external_id] = cost
    there = {cost.external_id: cost for cost in Cost.objects.filter(external_id__in=read)}
    _add([cost for name, cost in read.items() if name not in there], batch, outcome)
    _change({cost: read[str(name)] for name, cost in there.items()}, batch, outcome)
    return outcome


def _add(costs: Sequence[CostRow], batch: Batch, outcome: Outcome) -> None:
    made = Cost.objects.bulk_create(Cost(**vars(cost), import_run=batch.run) for cost in costs)
    note_things(batch.run, KIND, added=[cost.pk for cost in made])
    outcome.count("added", len(made))


def _change(costs: dict[Cost, CostRow], batch: Batch, outcome: Outcome) -> None:
    before: dict[int, Any] = {}
    for cost, row in costs.items():
        was = _facts(cost)
        for name in FACTS:
            setattr(cost, name, getattr(row, name))
        if was == _facts(cost):
            outcome.count("unchanged")
            continue
        before[cost.pk] = was | {"run": cost.import_run_id}
        cost.import_run = batch.run
        cost.save()
        outcome.count("changed")
    note_things(batch.run, KIND, changed=before)


def _facts(cost: Cost) -> dict[str, str]:
    return {name: str(getattr(cost, name)) for name in FACTS}


def undo_costs(run: ImportRun, most: int) -> int:
    """Take back up to `most` costs that a run added or changed."""
    things = list(ImportedThing.objects.filter(run=run, kind=KIND).order_by("-pk")[:most])
    Cost.objects.filter(pk__in=[one.thing for one in things if one.before is None]).delete()
    for one in things:
        if one.before is not None:
            _restore(one.thing, one.before)
    ImportedThing.objects.filter(pk__in=[one.pk for one in things]).delete()
    return len(things)


def _restore(number: int, before: dict[str, Any]) -> None:
    Cost.objects.filter(pk=number).update(
        kind=before["kind"],
        month=date.fromisoformat(before["month"]),
        amount=Decimal(before["amount"]),
        currency=before["currency"],
        what=before["what"],
        import_run=before["run"],
    )


def changed_since(run: ImportRun) -> int:
    """Count the costs of a run that a later import changed."""
    mine = ImportedThing.objects.filter(run=run, kind=KIND).values("thing")
    return Cost.objects.filter(pk__in=mine).exclude(import_run=run).count()
