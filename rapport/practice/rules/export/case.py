"""The syllabus as a CASE 1.1 package: a document, its items, and how they belong together.

Validated against the typed reader in `case_reading.py`, which is ours: no published schema comes with it.
Source: 1EdTech, Competencies and Academic Standards Exchange 1.1, CFPackage.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID, uuid5

from rapport.practice.rules.content import Topic
from rapport.practice.rules.export.naming import FRAMEWORK, LANGUAGE, framework_id, moment, row_id
from rapport.practice.rules.export.told import version_of
from rapport.practice.rules.syllabus import Content, Row, places_in

CHILD, RELATED = "isChildOf", "isRelatedTo"
CREATOR = "Rapport"

Told = dict[str, Any]


@dataclass(frozen=True)
class Document:
    """What the framework is called, who made it, and when it last changed."""

    identifier: UUID
    title: str
    creator: str
    changed_at: datetime
    version: str = ""


@dataclass(frozen=True)
class Item:
    """Something to learn, or a heading over such things; `code` is what people call it."""

    identifier: UUID
    code: str
    statement: str
    kind: str
    notes: str = ""


@dataclass(frozen=True)
class Association:
    """How an item belongs to another one or to the document; `number` orders children."""

    identifier: UUID
    kind: str
    origin: UUID
    destination: UUID
    number: int | None = None


@dataclass(frozen=True)
class Framework:
    """A whole package."""

    document: Document
    items: tuple[Item, ...]
    associations: tuple[Association, ...]


def framework_of(content: Content, title: str = FRAMEWORK, creator: str = CREATOR) -> Framework:
    """Return the rows of the syllabus by group, the topics, and which topic covers which row.

    It changed when a topic was last reviewed, so the same content gives the same package.
    """
    newest = max(topic.reviewed_on for topic in content.topics)
    changed_at = datetime.combine(newest, time(), UTC)
    version = version_of(content.topics)
    document = Document(framework_id(title), title, creator, changed_at, version)
    groups = [*dict.fromkeys(row.group for row in content.rows)]
    notes = {one.row: _notes(one) for topic in content.topics for one in topic.marking_points}
    return Framework(
        document,
        items=(
            *(Item(row_id(f"group {name}", title), name, _headed(name), "Group") for name in groups),
            *(_row(row, title, notes.get(row.id, "")) for row in content.rows),
            *(_topic(topic, title) for topic in content.topics),
        ),
        associations=tuple(_associations(content, groups, title)),
    )


def _row(row: Row, title: str, notes: str) -> Item:
    return Item(row_id(row.id, title), row.id, row.text, _headed(row.group), notes)


def _topic(topic: Topic, title: str) -> Item:
    return Item(row_id(f"topic {topic.id}", title), topic.id, topic.title, "Topic", topic.explanation)


def _notes(one: Any) -> str:
    wanted = f"{one.n} at least; " if one.n else ""
    return f"{one.pattern.value}; {wanted}shown by {', '.join(one.evidence)}"


def _headed(group: str) -> str:
    return group.replace("_", " ").replace("-", " ").capitalize()


def _associations(content: Content, groups: list[str], title: str) -> Iterator[Association]:
    whole = framework_id(title)
    for number, name in enumerate(groups, 1):
        group = row_id(f"group {name}", title)
        yield _link(CHILD, group, whole, number)
        rows = [row for row in content.rows if row.group == name]
        for place, row in enumerate(rows, 1):
            yield _link(CHILD, row_id(row.id, title), group, place)
    for number, topic in enumerate(content.topics, len(groups) + 1):
        own = row_id(f"topic {topic.id}", title)
        yield _link(CHILD, own, whole, number)
        for covered in dict.fromkeys(place.row for place in places_in(topic)):
            yield _link(RELATED, row_id(covered, title), own)


def _link(kind: str, origin: UUID, destination: UUID, number: int | None = None) -> Association:
    return Association(uuid5(origin, f"{kind} {destination}"), kind, origin, destination, number)


def case_json(framework: Framework) -> str:
    """Return the package as JSON; the same framework gives the same bytes."""
    at = moment(framework.document.changed_at)
    titles = {one.identifier: one.statement for one in framework.items}
    titles[framework.document.identifier] = framework.document.title
    told = {
        "CFDocument": _document(framework.document),
        "CFItems": [_item(one, at) for one in framework.items],
        "CFAssociations": [_association(one, titles, at) for one in framework.associations],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _document(one: Document) -> Told:
    return {
        **_named(one.identifier),
        "creator": one.creator,
        "title": one.title,
        "lastChangeDateTime": moment(one.changed_at),
        "language": LANGUAGE,
        "caseVersion": "1.1",
        **({"version": one.version} if one.version else {}),
    }


def _item(one: Item, at: str) -> Told:
    return {
        **_named(one.identifier),
        "fullStatement": one.statement,
        "humanCodingScheme": one.code,
        "CFItemType": one.kind,
        "language": LANGUAGE,
        "lastChangeDateTime": at,
        **({"notes": one.notes} if one.notes else {}),
    }


def _association(one: Association, titles: dict[UUID, str], at: str) -> Told:
    return {
        **_named(one.identifier),
        "associationType": one.kind,
        "originNodeURI": {"title": titles[one.origin], **_named(one.origin)},
        "destinationNodeURI": {"title": titles[one.destination], **_named(one.destination)},
        "lastChangeDateTime": at,
        **({"sequenceNumber": one.number} if one.number is not None else {}),
    }


def _named(name: UUID) -> Told:
    return {"identifier": str(name), "uri": name.urn}
