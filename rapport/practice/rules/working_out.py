"""What somebody works out from the table of a case study, held against the answer."""

import re
from datetime import date, datetime

from rapport.practice.rules.content import Cell, Task

ROOM = 0.005  # of the answer: rounding on the way is no mistake
LEAST_ROOM = 0.005
NUMBER = re.compile(r"[-+−]?\d[\d,\s\u00a0\u202f]*(?:\.\d+)?|[-+−]?\.\d+")
DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}(?![\d,]))")
DAYS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%B %d %Y")
SMALL_WORDS = {"the", "a", "an", "on", "of", "in", "it", "is", "was", "group", "day"}


def is_right(task: Task, text: str) -> bool:
    """Tell whether what somebody typed is the answer of a task.

    A number may carry its unit and differ by half a per cent; a day may be written in several ways; words
    count whatever their case.
    """
    if isinstance(task.answer, date):
        return day_in(text) == task.answer
    if isinstance(task.answer, int | float):
        typed = number_in(text)
        return typed is not None and abs(typed - task.answer) <= max(LEAST_ROOM, ROOM * abs(task.answer))
    return _words(text) == _words(task.answer)


def number_in(text: str) -> float | None:
    """Return the first number in a text: '£6,900' is 6900, '46 %' is 46, and '15,5' is fifteen and a half."""
    found = NUMBER.search(DECIMAL_COMMA.sub(".", text))
    if found is None:
        return None
    return float(re.sub(r"[,\s\u00a0\u202f]", "", found[0]).replace("−", "-"))


def day_in(text: str) -> date | None:
    """Return the day that a text is; days come before months, as in Britain."""
    plain = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text.replace(",", " "), flags=re.IGNORECASE)
    plain = " ".join(plain.split())
    for form in DAYS:
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def in_words(answer: Cell) -> str:
    """Return the answer of a task as people write it."""
    if isinstance(answer, date):
        return f"{answer.day} {answer:%B %Y}"
    if isinstance(answer, float):
        return f"{answer:,.2f}".rstrip("0").rstrip(".")
    return f"{answer:,}" if isinstance(answer, int) else answer


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold())) - SMALL_WORDS
