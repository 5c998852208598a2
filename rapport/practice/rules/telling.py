"""Sentences about practice content as a whole."""

from rapport.practice.rules.syllabus import Content


def paragraphs(text: str) -> list[str]:
    """Return a text as its paragraphs, each on one line; an empty line parts them."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def counts(content: Content) -> str:
    """Say how much there is, and how much of the syllabus it covers."""
    topics = content.topics
    questions = [question for topic in topics for question in topic.questions]
    points = [point for question in questions for point in question.points]
    examples = sum(len(point.good) + len(point.insufficient) for point in points)
    covered = {place.row for place in content.places()} & {row.id for row in content.rows}
    numbers = {
        "topics": len(topics),
        "questions": len(questions),
        "points": len(points),
        "example answers": examples,
        "cases": sum(len(topic.cases) for topic in topics),
        "misconceptions": sum(len(topic.misconceptions) for topic in topics),
        "tips": sum(len(topic.tips) for topic in topics),
        "marking points": sum(len(topic.marking_points) for topic in topics),
    }
    said = ", ".join(f"{number} {name}" for name, number in numbers.items())
    rows = f"{len(covered)} of {len(content.rows)} rows of the syllabus"
    done = f", {len(content.covered)} of them by what Rapport does" if content.covered else ""
    return f"{said}; {rows}{done}; {len(content.problems)} problems"
