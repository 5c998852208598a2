"""Days and times in a text, and promises that name none."""

import re

from rapport.engine.text.finding import Finding
from rapport.engine.text.splitting import own_words, sentences

MOMENT, PROMISE = "moment", "promise"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NUMBER = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|a few)"
_SPAN = r"(?:working |business |calendar )?(?:minutes?|hours?|days?|weeks?|months?)"
MOMENTS = re.compile(
    r"\b(?:"
    r"\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?: \d{{4}})?"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    r"|\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\b)?"
    r"|\d{1,2} ?[ap]\.?m\b|noon|midday|midnight"
    rf"|(?:(?:next|this|on|by|coming) )?{_DAY}s?"
    r"|today|tonight|tomorrow|this (?:morning|afternoon|evening|week|month)|next (?:week|month)"
    r"|(?:the )?end of (?:the|this|next) (?:day|week|month|year)|close of business"
    rf"|(?:with)?in {_NUMBER}(?:(?: to | or |-){_NUMBER})? {_SPAN}"
    rf"|{_NUMBER} {_SPAN} from (?:now|today)"
    r")(?!\w)",
    re.IGNORECASE,
)
_WHO = (
    r"\b(?:we|i|they|he|she|(?:my|our) [a-z]+)"
    r"(?:'ll| will| shall| are going to| am going to| promise to)\b"
)
_FOR_THEM = (
    r"\byou(?:'ll| will) (?:soon |then |also )?"
    r"(?:receive|get|hear|be (?:sent|called|told|refunded))\b"
)
_DONE_TO = r"\bwill (?:soon |then |also |now )?be [a-z]+(?:ed|ent|ade|ut|iven|own|aid)\b"
_VOW = r"\b(?:we|i)(?: can| do)? (?:promise|guarantee)\b"
COMMITS = re.compile(rf"{_WHO}|{_FOR_THEM}|{_DONE_TO}|{_VOW}", re.IGNORECASE)
NO_PROMISE = re.compile(
    r"^\W*(?:not|never|always|need|be (?:happy|glad|pleased|delighted|able|sorry)|only|have to)\b",
    re.IGNORECASE,
)


def moments(text: str) -> list[Finding]:
    """Return the days, times and spans that a text names; "soon" is none."""
    return [Finding(MOMENT, hit[0], hit.start(), hit.end()) for hit in MOMENTS.finditer(text)]


def promises(text: str) -> list[tuple[Finding, bool]]:
    """Return the sentences in which we undertake something, each with whether it names a moment.

    By the form of the words alone: "we will", "you will receive", "will be sent", "I promise". What is
    denied, or only kindness ("we will be happy to"), is none.
    """
    found = []
    for start, said in sentences(own_words(text)):
        flat = said.replace("’", "'")
        if any(not NO_PROMISE.match(flat[hit.end() :]) for hit in COMMITS.finditer(flat)):
            found.append((Finding(PROMISE, said, start, start + len(said)), bool(MOMENTS.search(flat))))
    return found


def promises_without_a_date(text: str) -> list[Finding]:
    """Return the sentences in which we undertake something and say neither day nor time."""
    return [promise for promise, is_dated in promises(text) if not is_dated]
