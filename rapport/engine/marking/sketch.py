"""A text as the marker sees it: words, stems, what is negated, numbers, and a sparse vector of its parts."""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy import sparse

from rapport.engine.text.questions import stem, word_lists
from rapport.engine.text.splitting import sentences

COLUMNS = 1 << 18  # of the hashed vector: parts of 10,000 answers meet in fewer than one of fifty
TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*|[,;:.!?]")
_NEGATORS_LIST = """
not no never none nobody nothing neither nor without cannot hardly avoid refuse fail fails stop
"""
NEGATORS = frozenset(_NEGATORS_LIST.split())
DENIED = re.compile(
    r"\b(?:is|was|are|would be) (?:not|never) (?:true|right|correct|the case|how)\b"
    r"|\b(?:untrue|false|incorrect|wrong|a (?:myth|lie|mistake))\b(?= (?:that|to)\b|[.!]*$)"
    r"|\b(?:don't|do not|doesn't|does not|never|can't|cannot) (?:think|believe|agree|need to|have to)"
    r"|\b(?:doesn't|does not) matter\b|\b(?:never|can't|cannot|don't|do not) do th"
    r"|\b(?:should|must|would|ought to)(?: not|n't| never)\b.{0,12}\b(?:do|say|think|try|happen|that)\b"
    r"|\bno (?:need|point|reason|use) (?:to|in|for)\b|\b(?:bad|wrong) (?:idea|thing to)\b"
    r"|\b(?:pointless|useless|a waste of time|nobody should|the opposite|on the contrary)\b",
    re.IGNORECASE,
)
NEARLY = 0.6  # of the telling words: two texts that share so many say the same, or its contrary
REACH = 5  # words that a negator reaches
_OPPOSITES_LIST = """
more less; more fewer; increase decrease; increase reduce; rise fall; before after; open closed; always never;
keep break; calm angry; quick slow; quickly slowly; fast slow; first last; early late; good bad; better worse;
higher lower; high low; easy hard; internal external; true false; right wrong; agree disagree; same different;
gain lose; cheap expensive; long short; satisfied unhappy; happy unhappy; polite rude; honest dishonest;
positive negative; with without; trust distrust; accept refuse; allowed forbidden; stay leave; inside outside
"""
OPPOSITES = tuple(frozenset(pair.split()) for pair in _OPPOSITES_LIST.split(";"))


@dataclass(frozen=True)
class Sketch:
    """What is kept of one text; `start` and `end` say where it stands in the answer."""

    text: str
    words: tuple[str, ...]
    stems: frozenset[str]
    negated: frozenset[str]
    numbers: frozenset[str]
    is_denied: bool
    negators: int
    start: int = 0
    end: int = 0


@lru_cache(maxsize=65536)
def sketch(text: str, start: int = 0) -> Sketch:
    """Return the sketch of a text; the same text always gives the same."""
    tokens = [token.casefold().replace("’", "'") for token in TOKEN.findall(text)]
    words = tuple(token for token in tokens if token[0].isalnum())
    return Sketch(
        text=text,
        words=words,
        stems=content_stems(words),
        negated=_negated(tokens),
        numbers=frozenset(word for word in words if word[0].isdigit()),
        is_denied=bool(DENIED.search(text.replace("’", "'"))),
        negators=sum(map(_is_negator, words)),
        start=start,
        end=start + len(text),
    )


def content_stems(words: Iterable[str]) -> frozenset[str]:
    """Return the stems of the words that tell something."""
    silent, _ = word_lists()
    return frozenset(stem(word) for word in words if word not in silent)


def _is_negator(word: str) -> bool:
    return word in NEGATORS or word.endswith("n't")


def _negated(tokens: Sequence[str]) -> frozenset[str]:
    reached: list[str] = []
    left = 0
    for token in tokens:
        if not token[0].isalnum():
            left = 0
        elif _is_negator(token):
            left = REACH
        elif left:
            reached.append(token)
            left -= 1
    return content_stems(reached)


def windows(text: str, longest: int = 40) -> list[Sketch]:
    """Return the places of an answer that may earn a point: each sentence, and each pair of neighbours."""
    said = sentences(text)[:longest]
    places = [(start, start + len(one)) for start, one in said]
    pairs = [(one[0], two[1]) for one, two in pairwise(places)]
    return [sketch(text[start:end], start) for start, end in [*places, *pairs]]


def opposes(said: Sketch, example: Sketch) -> float:
    """Return how far a text says the contrary of an example: 0 not at all, 1 outright.

    One of the two denies as a whole; both say nearly the same and one has a negator more; a shared word
    stands in the reach of a negator in only one of them; or one has the opposite of a word of the other.
    """
    if said.is_denied != example.is_denied:
        return 1.0
    shared = said.stems & example.stems
    smaller = min(len(said.stems), len(example.stems))
    if len(shared) >= max(2, NEARLY * smaller) and (said.negators + example.negators) % 2:
        return 1.0
    turned = len((said.negated ^ example.negated) & shared)
    return 1.0 if _is_crossed(said, example) else min(1.0, 2.0 * turned / max(len(shared), 1))


def _is_crossed(said: Sketch, example: Sketch) -> bool:
    mine, theirs = set(said.words) - set(example.words), set(example.words) - set(said.words)
    return any(len(pair & mine) == 1 == len(pair & theirs) for pair in OPPOSITES)


def parts(words: Sequence[str]) -> Counter[int]:
    """Return how often each part (stem, pair of stems, four letters) occurs, by its column."""
    silent, alike = word_lists()
    stems = [stem(word) for word in words]
    told = [one for one, word in zip(stems, words, strict=True) if word not in silent]
    found = [f"w{one}" for one in told] * 2
    found += [f"b{one} {two}" for one, two in pairwise(stems)]
    found += [f"g{place}" for one in told for place, group in enumerate(alike) if one in group]
    found += [f"c{word[at : at + 4]}" for one in told for word in [f"_{one}_"] for at in range(len(word) - 3)]
    return Counter(map(column_of, found))


def column_of(part: str) -> int:
    """Return the column of a part of a text; the same on every machine."""
    return zlib.crc32(part.encode()) % COLUMNS


def rows(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return the texts as rows of counts, damped by their logarithm; shape (n, COLUMNS)."""
    counted = [parts(sketch(text).words) for text in texts]
    at = np.fromiter((column for one in counted for column in one), np.int64)
    values = np.fromiter((1 + np.log(count) for one in counted for count in one.values()), float)
    ends = np.cumsum([0, *map(len, counted)])
    return sparse.csr_matrix((values, at, ends), shape=(len(texts), COLUMNS))
