"""What in the product itself does what a row of the syllabus asks for, and where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from rapport.practice.rules.content import several
from rapport.practice.rules.reading import Problem, Tell, read_record, read_table

FEATURES = "features.toml"


class PlaceKind(StrEnum):
    """What sort of place does it."""

    PAGE = "page"
    COMMAND = "command"
    API = "api"
    DOC = "doc"


@dataclass(frozen=True)
class Feature:
    """A sentence on what the product does for a row, and where: each place a kind and a name."""

    does: str
    at: tuple[str, ...] = several()


@dataclass(frozen=True)
class Covered:
    """A row of the syllabus that the product covers, by which feature."""

    row: str
    feature: Feature

    def places(self) -> list[tuple[PlaceKind, str]]:
        """Return where it is done."""
        split = (place.partition(" ") for place in self.feature.at)
        return [(PlaceKind(kind), name) for kind, _, name in split]


def read_features(folder: Path, known: Iterable[str], problems: list[Problem]) -> tuple[Covered, ...]:
    """Read which rows the product covers; a folder without such a file says nothing of it."""
    path = folder / FEATURES
    if not path.is_file():
        return ()

    def tell(place: str, says: str) -> None:
        problems.append(Problem(path.name, place, says))

    table = read_table(path, tell) or {}
    rows = {row: below for group in table.values() if isinstance(group, dict) for row, below in group.items()}
    return tuple(_covered(rows, {*known}, tell))


def _covered(rows: dict[str, Any], known: set[str], tell: Tell) -> Iterator[Covered]:
    for row, below in rows.items():
        if row not in known:
            tell(row, f"Row {row!r} is not in the syllabus. Add it there.")
        feature = read_record(Feature, below, _below(row, tell))
        if feature and all(_is_place(place, row, tell) for place in feature.at):
            yield Covered(row, feature)


def _below(row: str, tell: Tell) -> Tell:
    return lambda place, says: tell(f"{row}.{place}".rstrip("."), says)


def _is_place(place: str, row: str, tell: Tell) -> bool:
    kind, _, name = place.partition(" ")
    if kind in {*PlaceKind} and name:
        return True
    tell(row, f"{place!r} is no place. Expected one of {', '.join(PlaceKind)}, a blank, and its name.")
    return False
