"""The page of the syllabus: each row, and the topics, questions and cases that cover it."""

from itertools import groupby

from rapport.practice.rules.syllabus import Content, Row, read_content
from rapport.practice.rules.telling import counts

WRITTEN_BY = "<!-- Written by `make docs` from the code. Change the code, not this page. -->\n"
ABOUT = """\
What practice content must cover, row by row, and where it is covered. The rows are
`rapport/practice/content/syllabus.toml`, the topics the other files beside it; how to write more is in
[Write practice content](../how-to/write-practice-content.md). Checked by `rapport content check`:
"""


def syllabus_page() -> str:
    """Return the page of the syllabus."""
    content = read_content()
    head = ["# Syllabus", WRITTEN_BY, f"{ABOUT}{counts(content)}.\n"]
    return "\n".join([*head, *_topics(content), *_groups(content)])


def _topics(content: Content) -> list[str]:
    rows = [
        f"| `{topic.id}` | {topic.title} | {topic.version} | {topic.reviewed_on} | {topic.review_by} "
        f"| {len(topic.questions)} | {', '.join(case.title for case in topic.cases)} |"
        for topic in content.topics
    ]
    title = "| topic | title | version | reviewed on | review by | questions | cases |"
    return ["## Topics\n", title, "|---|---|---|---|---|---|---|", *rows, ""]


def _groups(content: Content) -> list[str]:
    places: dict[str, list[str]] = {}
    for place in content.places():
        places.setdefault(place.row, []).append(f"{place.topic}: {place.part}")
    lines: list[str] = []
    for group, rows in groupby(content.rows, key=lambda row: row.group):
        lines += [f"## {group.replace('_', ' ').capitalize()}\n", "| row | what it asks for | where |"]
        lines += ["|---|---|---|", *(_line(row, places.get(row.id, [])) for row in rows), ""]
    return lines


def _line(row: Row, places: list[str]) -> str:
    return f"| {row.id} | {row.text} | {'; '.join(dict.fromkeys(places)) or '**nowhere**'} |"
