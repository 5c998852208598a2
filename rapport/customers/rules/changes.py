"""What a change is: the fields that a person may fill in, and what differs between two versions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# Fields that `add_customer` and `change_customer` take. `team` and `served_team` are teams, or None.
FIELDS = (
    "kind",
    "name",
    "external_id",
    "team",
    "served_team",
    "preferred_channel",
    "language",
    "contact_style",
    "interest",
    "influence",
    "contact_basis",
    "facts",
    "notes",
)


@dataclass(frozen=True)
class Difference:
    """One field in which two people differ: what it was, what they made of it, what you made of it."""

    field: str
    before: Any
    theirs: Any
    yours: Any


def differences(
    before: Mapping[str, Any], theirs: Mapping[str, Any], yours: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """Return where `yours` differs from `theirs`; `before` may lack what nobody else changed."""
    return tuple(
        Difference(field, before.get(field, theirs[field]), theirs[field], yours[field])
        for field in yours
        if theirs[field] != yours[field]
    )


def what_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the fields whose value is another one, in the order of `after`."""
    return tuple(field for field in after if before.get(field) != after[field])


def sentence(fields: Iterable[str]) -> str:
    """Return what a time-line says of a change."""
    return f"Changed: {', '.join(field.replace('_', ' ') for field in fields)}."
