"""Rows of a file taken one by one, each in a transaction of its own, and what they brought taken back."""

from collections.abc import Callable, Sequence

from django.db import models, transaction

from rapport.customers import actions as register
from rapport.customers.imports.actions import note_things
from rapport.customers.imports.importer import Batch, Outcome, Row
from rapport.customers.models import ImportedThing, ImportRun
from rapport.lib.errors import Refusal

Take = Callable[[Row], tuple[str, models.Model | None]]


def take_rows(rows: Sequence[Row], batch: Batch, kind: str, take: Take) -> Outcome:
    """Take rows in turn; `take` returns how a row ended with what it is about, or why it is rejected."""
    outcome, added = Outcome(), []
    for row in rows:
        try:
            with transaction.atomic():
                fate, made = take(row)
        except Refusal as refusal:
            outcome.rejects.append((row.line, str(refusal)))
            continue
        if made is None:
            outcome.rejects.append((row.line, fate))
            continue
        outcome.count(fate)
        added += [made.pk] if fate == "added" else []
    note_things(batch.run, kind, added=added)
    return outcome


@transaction.atomic
def take_back(run: ImportRun, kind: str, model: type[models.Model], most: int) -> int:
    """Take back up to `most` things that a run brought, with what was promised in each."""
    things = list(ImportedThing.objects.filter(run=run, kind=kind).order_by("-pk")[:most])
    made = model._default_manager.filter(pk__in=[one.thing for one in things])  # noqa: SLF001 - Django's own name
    promises = list(made.filter(promise__isnull=False).values_list("promise", flat=True))
    made.delete()
    register.drop_promises(promises)
    ImportedThing.objects.filter(pk__in=[one.pk for one in things]).delete()
    return len(things)
