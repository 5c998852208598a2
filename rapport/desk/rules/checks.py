"""What is worth a second look in a draft before it is sent, and what it holds of other people."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapport.customers.rules.search import plain_words
from rapport.desk.rules.refusals import ToldInCase
from rapport.engine.text.finding import Finding
from rapport.engine.text.moments import promises_without_a_date
from rapport.engine.text.personal import LONGEST, emails, order_numbers, phone_key, phones
from rapport.engine.text.phrases import BLAME, DISMISSAL, SHOUTING, unkind_phrases
from rapport.engine.text.questions import unanswered
from rapport.engine.text.reading import PLAIN, ReadingEase, reading_ease
from rapport.lib.errors import Refusal

WORD = re.compile(r"\w+")
FEWEST_OF_ADDRESS, MOST_OF_ADDRESS = 3, 14  # words


class Check(StrEnum):
    """What a suggestion is about."""

    UNDATED = "promise without a date"
    UNANSWERED = "question without an answer"
    BLAME = "blame"
    DISMISSAL = "dismissive words"
    SHOUTING = "shouting"
    HARD = "hard to read"
    RECIPIENT = "another customer's address"


class Datum(StrEnum):
    """A kind of data by which a person can be found in the register."""

    EMAIL = "e-mail address"
    PHONE = "phone number"
    ADDRESS = "postal address"
    ORDER = "order number"


class OtherPersonsData(ToldInCase, Refusal):
    """A draft that would tell one customer how to reach or find another."""

    code = "other_persons_data"
    text = (
        "The draft holds data of another customer that are not in case {number} yet: {found}. "
        "Take them out, or give the reason why this customer should have them."
    )

    @property
    def told(self) -> str:
        """What is written down of it: that it was held, and not the data a second time."""
        return f"The draft held data of another customer ({self.facts['kinds']}) and was not sent."


@dataclass(frozen=True)
class Suggestion:
    """One thing that could be better, in the words it is about, and what to do instead."""

    check: Check
    about: str
    says: str


@dataclass(frozen=True)
class Known:
    """A datum as it is written in a text, and the key by which the register knows it."""

    datum: Datum
    key: str
    written: str


UNKIND = {
    BLAME: (Check.BLAME, "It puts the blame on the customer."),
    DISMISSAL: (Check.DISMISSAL, "It waves the customer away."),
    SHOUTING: (Check.SHOUTING, "It reads like shouting."),
}


def suggestions(draft: str, asked: str) -> list[Suggestion]:
    """Return what could be better in a draft that answers `asked`, weightiest first; nothing blocks."""
    return [*_questions(draft, asked), *_promises(draft), *_phrases(draft), *_ease(reading_ease(draft))]


def _questions(draft: str, asked: str) -> Iterator[Suggestion]:
    for question in unanswered(asked, draft):
        says = "The customer asked this, and the draft does not come near it. Answer it, or say when."
        yield Suggestion(Check.UNANSWERED, question.text, says)


def _promises(draft: str) -> Iterator[Suggestion]:
    for promise in promises_without_a_date(draft):
        says = "It says what will be done and not by when. Name a day or a time that you can keep."
        yield Suggestion(Check.UNDATED, promise.text, says)


def _phrases(draft: str) -> Iterator[Suggestion]:
    for found in unkind_phrases(draft):
        check, why = UNKIND[found.kind]
        yield Suggestion(check, found.text, f"{why} {found.kinder}")


def _ease(ease: ReadingEase) -> Iterator[Suggestion]:
    if ease.score is not None and ease.score < PLAIN:
        says = f"Reading ease {ease.score:.0f}, {ease.band}; from {PLAIN:.0f} it is plain. Cut this sentence."
        yield Suggestion(Check.HARD, ease.longest, says)


def strange_recipients(found: Mapping[tuple[Datum, str], Known]) -> list[Suggestion]:
    """Return a word on each address that a reply goes to and that is another customer's in the register."""
    says = (
        "It belongs to another customer, who has written nothing here. Take it out unless they may read this."
    )
    return [
        Suggestion(Check.RECIPIENT, one.written, says) for one in found.values() if one.datum == Datum.EMAIL
    ]


def data_in(text: str) -> dict[tuple[Datum, str], Known]:
    """Return everything in a text by which the register could know a person, by kind and key.

    Whether it does know one only the register can say: a postal address is any run of 3 to 14 words with
    a number at one end, or from the start of a line.
    """
    found = [*_contacts(text), *_addresses(text)]
    found += [Known(Datum.ORDER, one.text, one.text) for one in order_numbers(text)]
    return {(one.datum, one.key): one for one in found if one.key}


def _contacts(text: str) -> Iterator[Known]:
    yield from (Known(Datum.EMAIL, one.text.lower(), one.text) for one in emails(text))
    yield from (Known(Datum.PHONE, phone_key(one.text), _plain(one)) for one in phones(text))


def _plain(found: Finding) -> str:
    return " ".join(found.text.split())


def _addresses(text: str) -> Iterator[Known]:
    text = unicodedata.normalize("NFC", text[:LONGEST])
    hits = list(WORD.finditer(text))
    words = [plain_words(hit[0]) for hit in hits]
    has_digit = [any(letter.isdigit() for letter in hit[0]) for hit in hits]
    for first in range(len(hits)):
        begins = has_digit[first] or _begins_a_line(text, hits, first)
        for last in range(first + FEWEST_OF_ADDRESS - 1, min(first + MOST_OF_ADDRESS, len(words))):
            if begins or has_digit[last]:
                key = " ".join(part for parts in words[first : last + 1] for part in parts)
                written = text[hits[first].start() : hits[last].end()]
                yield Known(Datum.ADDRESS, key, " ".join(written.split()))


def _begins_a_line(text: str, hits: list[re.Match[str]], place: int) -> bool:
    return not place or "\n" in text[hits[place - 1].end() : hits[place].start()]


def kinds_of(found: Mapping[tuple[Datum, str], Known]) -> str:
    """Return in words what kinds of data were found."""
    return ", ".join(sorted({str(one.datum) for one in found.values()}))


def named(found: Mapping[tuple[Datum, str], Known]) -> str:
    """Return data in words: what each is, and as it is written."""
    return "; ".join(f"{one.datum} {one.written}" for one in found.values())
