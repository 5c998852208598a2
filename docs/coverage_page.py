"""The page of coverage: every row of the syllabus, where it is learned, and what the product does for it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapport.practice.queries.coverage import Coverage, RowCovered, Where

WRITTEN_BY = "<!-- Written by `make docs` from the code. Change the code, not this page. -->\n"
ABOUT = """\
Every row of the syllabus with the topics, questions and cases that teach it, and what Rapport itself does
for it. The rows are `rapport/practice/content/syllabus.toml`, what the product does is `features.toml` beside
it; a test checks that every page, command, operation and document named there exists. In the application:
`/practice/coverage`.
"""


def coverage_page(found: "Coverage") -> str:
    """Return the page of a coverage."""
    rows = found.rows()
    done, gaps = sum(bool(one.places) for one in rows), sum(one.is_open for one in rows)
    lines = ["# Coverage", WRITTEN_BY, ABOUT]
    lines += [
        f"{len(rows)} rows; {done} are also done by Rapport, the others learned alone; {gaps} are open.\n"
    ]
    for group, covered in found.groups:
        lines += [
            f"## {group}\n",
            "| row | what it asks for | learned in | done in Rapport |",
            "|---|---|---|---|",
        ]
        lines += [*(_line(one) for one in covered), ""]
    return "\n".join(lines)


def _line(one: "RowCovered") -> str:
    learned = "; ".join(f"{title} ({', '.join(parts)})" for title, parts in one.learned)
    places = ", ".join(_place(place) for place in one.places)
    does = f"{one.does} {places}" if one.does else "by learning alone"
    return f"| {one.row.id} | {one.row.text} | {learned or '**nowhere**'} | {does} |"


def _place(place: "Where") -> str:
    if place.kind == "doc":
        folder, _, name = place.words.partition("/")
        return f"[{name}]({name if folder == 'reference' else f'../{place.words}'})"
    return f"`{place.words}`"
