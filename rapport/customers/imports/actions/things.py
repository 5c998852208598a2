"""What runs leave behind so that they can be told and taken back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rapport.customers.imports.actions.bulk import insert_like
from rapport.customers.models import ImportedThing, ImportRun, TimelineEntry


def note_things(
    run: ImportRun, kind: str, *, added: Iterable[int] = (), changed: Mapping[int, Any] | None = None
) -> None:
    """Note what a run added, and what things were before it changed them."""
    template = ImportedThing(run=run, kind=kind)
    insert_like(template, ["thing"], ((thing,) for thing in added))
    insert_like(template, ["thing", "before"], (changed or {}).items())


def tell_timelines(run: ImportRun, texts: Iterable[tuple[int, str]], *, at: datetime) -> None:
    """Tell on time-lines what a run brought: one entry per customer, once, however often it is told."""
    entry = TimelineEntry(at=at, kind="import", person_name=run.made_by_name, source=source_of(run))
    insert_like(entry, ["customer_id", "text"], texts, once=True)


def source_of(run: ImportRun) -> str:
    """Return the words by which time-lines name a run."""
    return f"import {run.pk}"
