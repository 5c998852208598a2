"""Questions in a text, and whether a reply comes near them."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from rapport.engine.text.finding import Finding
from rapport.engine.text.moments import MOMENTS
from rapport.engine.text.splitting import own_words, sentences, words

QUESTION = "question"
NEAR = 0.34  # of the telling words of a question: one of three
_VERB = r"(?:is|are|was|were|will|would|can|could|do|does|did|has|have|had|should|shall|may|must)"
ASKED = re.compile(
    rf"^(?:and |but |so |also,? )*(?:(?:when|where|why|how|what|which|who|whose)\b.{{0,30}}?\b{_VERB}\b"
    rf"|{_VERB} (?:you|i|we|it|they|he|she|the|my|there|this|that|your|our)\b)",
    re.IGNORECASE,
)
INDIRECT = re.compile(
    r"\b(?:(?:please|could you|can you|kindly) (?:let me know|tell me|advise|confirm|explain)"
    r"|i (?:would|'d) like to know|i (?:want|need) to know|i wonder(?: if| whether)?|do you know)\b",
    re.IGNORECASE,
)
POLITE = re.compile(
    r"^(?:how are you|how do you do|can you help|could you help|can anyone help)\W*(?:me)?\W*$", re.IGNORECASE
)
AMOUNT = re.compile(r"[£€$]\s?\d|\b\d+(?:[.,]\d+)?\s?(?:pounds|euros|pence|gbp|eur|usd|%|per cent)|\b\d+\b")


def questions(text: str) -> list[Finding]:
    """Return the questions of a text, quoted lines and courtesies apart.

    A sentence with a question mark, one built like a question, or one that asks to be told something.
    """
    return [
        Finding(QUESTION, said, start, start + len(said))
        for start, said in sentences(own_words(text))
        if _asks(said) and not POLITE.match(said)
    ]


def _asks(said: str) -> bool:
    return said.rstrip("\"'’”) ").endswith("?") or bool(ASKED.match(said) or INDIRECT.search(said))


def is_touched(question: str, reply: str) -> bool:
    """Tell whether a reply comes near a question: by the words they share, and no more than that.

    A third of the telling words (or words that answer them, as money answers refund) must occur in the
    reply; a question of when also counts as touched by a day or time, one of how much by a number. It
    does not understand either text: a reply in quite other words looks like none, and one that only
    repeats the question looks like an answer. So it is a reminder and never a judgement.
    """
    silent, _ = word_lists()
    asked = {stem(word) for word in words(question) if word.casefold() not in silent}
    said = {stem(word) for word in words(own_words(reply))}
    if re.search(r"\b(?:when|how long|how soon|what (?:day|date|time))\b", question, re.IGNORECASE):
        return bool(MOMENTS.search(reply))
    if re.search(r"\bhow (?:much|many)\b", question, re.IGNORECASE) and AMOUNT.search(reply):
        return True
    if not asked:
        return bool(said)
    return sum(_is_answered(word, said) for word in asked) / len(asked) >= NEAR


def unanswered(text: str, reply: str) -> list[Finding]:
    """Return the questions of a text that a reply does not come near."""
    return [one for one in questions(text) if not is_touched(one.text, reply)]


def _is_answered(word: str, said: set[str]) -> bool:
    _, alike = word_lists()
    return word in said or any(word in group and group & said for group in alike)


@cache
def word_lists() -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    """Return the words that tell nothing, and groups of those that answer each other, from words.toml."""
    lists = tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))
    alike = (frozenset(stem(word) for word in group.split()) for group in lists["alike"])
    return frozenset(lists["silent"].split()), tuple(alike)


def stem(word: str) -> str:
    """Return a word without the ending that English bends it by: promised, promises, promising are one."""
    flat = word.casefold().replace("’", "'").removesuffix("'s")
    for ending in ("ing", "ies", "ed", "es", "s", "e", "y"):
        if flat.endswith(ending) and len(flat) - len(ending) >= 3:
            return flat.removesuffix(ending)
    return flat
