"""What the clock does in the orders room: imports that a page began, and orders after merges."""

from datetime import datetime

from django.utils.timezone import now

from rapport.customers.imports import actions, queries
from rapport.orders.actions import follow_merges


def run_imports(at: datetime) -> str:  # noqa: ARG001 - a piece is stamped with the time it is taken in
    """Take in what was begun on the page and take back what was undone there; say what came of it."""
    runs = list(queries.waiting_runs())
    for run in runs:
        actions.carry_on(run, clock=now)
    return f"{len(runs)} imports" if runs else "nothing to take in"


def move_merged(at: datetime) -> str:
    """Let the orders of merged customers follow."""
    moved = follow_merges(at=at)
    return f"{moved} orders followed" if moved else "nothing to follow"
