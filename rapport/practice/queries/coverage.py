"""Where every row of the syllabus is covered: topics, questions, cases, and what the product itself does."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from rapport.practice.rules.features import PlaceKind
from rapport.practice.rules.scenes.reading import our_scenes
from rapport.practice.rules.syllabus import Row, read_content

ROLE_PLAY = "Role-play"


@dataclass(frozen=True)
class Where:
    """A place in the product: its kind, how it is written, and its address where one can go there."""

    kind: PlaceKind
    words: str
    address: str = ""


@dataclass(frozen=True)
class RowCovered:
    """A row of the syllabus: where it is learned, by topic, and what the product does for it, and where."""

    row: Row
    learned: tuple[tuple[str, tuple[str, ...]], ...]
    does: str
    places: tuple[Where, ...]

    @property
    def is_open(self) -> bool:
        """Whether nothing covers it."""
        return not self.learned and not self.places


@dataclass(frozen=True)
class Coverage:
    """The whole syllabus, group by group."""

    groups: tuple[tuple[str, tuple[RowCovered, ...]], ...]

    def rows(self) -> list[RowCovered]:
        """Return every row."""
        return [row for _, rows in self.groups for row in rows]


@cache
def coverage() -> Coverage:
    """Return where every row of the syllabus is covered; it is read once."""
    content = read_content()
    titles = {topic.id: topic.title for topic in content.topics}
    learned: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for place in content.places():
        parts = learned[place.row][titles[place.topic]]
        parts += [place.part] if place.part not in parts else []
    for scene in our_scenes().values():
        for row in dict.fromkeys((*scene.covers, *scene.practises)):
            learned[row][ROLE_PLAY].append(scene.title)
    done = {one.row: one for one in content.covered}

    def row_covered(row: Row) -> RowCovered:
        topics = tuple((title, tuple(parts)) for title, parts in learned.get(row.id, {}).items())
        found = done.get(row.id)
        places = tuple(_where(kind, name) for kind, name in found.places()) if found else ()
        return RowCovered(row, topics, found.feature.does if found else "", places)

    return Coverage(
        tuple(
            (group.replace("_", " ").capitalize(), tuple(row_covered(row) for row in rows))
            for group, rows in groupby(content.rows, key=lambda row: row.group)
        )
    )


def _where(kind: PlaceKind, name: str) -> Where:
    if kind != PlaceKind.PAGE:
        return Where(kind, name)
    try:
        return Where(kind, routes()[name], reverse(name))
    except NoReverseMatch:  # a page of one thing: there is no saying which
        return Where(kind, routes()[name])


@cache
def routes() -> dict[str, str]:
    """Return every page of the site by name, as its address is written."""
    return dict(_routes(get_resolver().url_patterns))


def _routes(patterns: Sequence[Any], route: str = "/", room: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        whole = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLResolver) and pattern.namespace != "api":
            yield from _routes(
                pattern.url_patterns, whole, f"{pattern.namespace or room.rstrip(':')}:".lstrip(":")
            )
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{room}{pattern.name}", whole.replace("<int:", "<").replace("<str:", "<")
