"""What there is to learn, read once for each process."""

from functools import cache

from rapport.practice.rules.content import Case, Question, Topic
from rapport.practice.rules.outcomes import NotInContent
from rapport.practice.rules.syllabus import Content, ContentDoesNotHold, read_content


@cache
def content() -> Content:
    """Return the content that comes with the program; one that does not hold is refused."""
    found = read_content()
    if found.problems:
        raise ContentDoesNotHold(number=len(found.problems), first=found.problems[0])
    return found


def topics() -> tuple[Topic, ...]:
    """Return every topic, by title."""
    return tuple(sorted(content().topics, key=lambda topic: topic.title))


def topic_named(name: str) -> Topic:
    """Return a topic by its id."""
    found = next((one for one in content().topics if one.id == name), None)
    if found is None:
        raise NotInContent(what="topic", name=name)
    return found


def question_named(topic: str, name: str) -> tuple[Topic, Question]:
    """Return a question with its topic."""
    found = topic_named(topic)
    question = next((one for one in found.questions if one.id == name), None)
    if question is None:
        raise NotInContent(what="question", name=f"{topic}.{name}")
    return found, question


def question_or_none(topic: str, name: str) -> tuple[Topic, Question] | None:
    """Return a question with its topic, or None where the content has it no longer."""
    try:
        return question_named(topic, name)
    except NotInContent:
        return None


def case_named(topic: str, name: str) -> tuple[Topic, Case]:
    """Return a case study with its topic."""
    found = topic_named(topic)
    case = next((one for one in found.cases if one.id == name), None)
    if case is None:
        raise NotInContent(what="case study", name=f"{topic}.{name}")
    return found, case
