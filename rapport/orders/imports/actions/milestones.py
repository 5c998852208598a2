"""Milestones taken in from a file: planned as hand-overs, and done where the file says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapport.customers.imports.importer import Batch, Outcome, Row
from rapport.customers.models import ImportedThing, ImportRun
from rapport.orders.actions.lines import hand_over, plan_hand_over
from rapport.orders.imports.actions.lines import due_of, person_of
from rapport.orders.imports.actions.rows import take_back, take_rows
from rapport.orders.models import Milestone, PromisedLine, WorkStep
from rapport.staff.models import Team, User
from rapport.staff.queries import teams

KIND = "milestone"


@dataclass(frozen=True)
class Known:
    """What rows are held against: lines by order and number, steps and teams by name."""

    lines: Mapping[tuple[str, str], PromisedLine]
    steps: Mapping[str, WorkStep]
    teams: Mapping[str, Team]
    by: User
    at: datetime


def apply_milestones(rows: Sequence[Row], batch: Batch) -> Outcome:
    """Plan the hand-over of each row; one that is there is done where the file says so, else unchanged."""
    known = _known(rows, batch)
    return take_rows(rows, batch, KIND, lambda row: _taken(row, known))


def _known(rows: Sequence[Row], batch: Batch) -> Known:
    names = {str(row.cells["order"]) for row in rows}
    lines = PromisedLine.objects.filter(order__external_id__in=names).select_related("order")
    steps = {step.name.lower(): step for step in WorkStep.objects.all()}
    by_name = {team.name.lower(): team for team in teams()}
    there = {(str(line.order.external_id), line.number): line for line in lines}
    return Known(there, steps, by_name, person_of(batch), batch.at)


def _taken(row: Row, known: Known) -> tuple[str, Milestone | None]:
    """Return how a row ended, with its milestone; without one, why it is rejected."""
    order, number, name = (str(row.cells[key]) for key in ("order", "number", "step"))
    line, step = known.lines.get((order, number)), known.steps.get(name.lower())
    if line is None:
        return f"line '{number[:20]}' of order '{order[:60]}' is not known; take in lines first", None
    if step is None:
        return f"step '{name[:60]}' is not known; add it under Steps first", None
    there = Milestone.objects.filter(line=line, step=step).first()
    if there is not None:
        return _done(there, row, known)
    team = str(row.cells["to_team"] or "")
    if team and team.lower() not in known.teams:
        return f"team '{team[:60]}' is not known", None
    due = due_of(row.cells["due"]) if row.cells["due"] else None
    at = min(known.at, line.ordered_at) if due and due <= known.at else known.at
    made = plan_hand_over(line, step, to_team=known.teams.get(team.lower()), due_at=due, by=known.by, at=at)
    _done(made, row, known)
    return "added", made


def _done(milestone: Milestone, row: Row, known: Known) -> tuple[str, Milestone]:
    done = row.cells["done"]
    if not isinstance(done, datetime) or milestone.done_at:
        return "unchanged", milestone
    return "changed", hand_over(milestone, by=known.by, at=due_of(done))


def undo_milestones(run: ImportRun, most: int) -> int:
    """Take back up to `most` milestones that a run brought, with what was promised to teams."""
    return take_back(run, KIND, Milestone, most)


def milestones_changed_since(run: ImportRun) -> int:
    """Count the milestones of a run that were handed over since."""
    mine = ImportedThing.objects.filter(run=run, kind=KIND).values("thing")
    return Milestone.objects.filter(pk__in=mine, done_at__gt=run.done_at or run.made_at).count()
