"""Parts of a case without the people in them: what identifies is replaced by tokens that stay the same.

Strict on purpose: a word too many is taken out rather than a name left in. What is known of the case is
looked for in every writing; what nobody listed is found by its shape; a person can take out more by hand.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapport.lib.errors import Refusal
from rapport.practice.rules.folding import Shadow, plain, squeezed, squeezed_code
from rapport.practice.rules.telltales import TokenKind, doubtful_words, names_beside, told_by_shape
from rapport.practice.rules.writings import CODES, keys_of

__all__ = ["Fact", "NotAnonymous", "Replaced", "TokenKind", "replace_known", "survivors"]

ANYWHERE = 6  # letters: a name as long as this is found inside another word too
CERTAIN = 10  # letters: as long as this it is the name, whatever spaces are in it and whatever it is glued to
SHORT = 2  # letters: a name no longer than this is also a word, and counts with a capital alone
PEOPLE = frozenset({TokenKind.CUSTOMER, TokenKind.PERSON, TokenKind.COLLEAGUE, TokenKind.EMAIL})
PARTIES = PEOPLE - {TokenKind.EMAIL}
CERTAIN_DIGITS = 7  # so many digits in a row are the same number, whatever stands before them
TOKEN = re.compile(rf"\[(?:{'|'.join(TokenKind)})(?: \d+)?\]")
BETWEEN = re.compile(r"[ \t,\-']{0,2}|[ \t]*\r?\n[>| \t]*")
COMMON_TEXT = """
will may can the and for not you all any our has had was are but its
"""
COMMON = frozenset(COMMON_TEXT.split())
APART = " \ua015 "  # a letter of the Yi, in no key: what stands on its two sides is never read as one


@dataclass(frozen=True)
class Fact:
    """One party or thing that a case is known to name, in all the ways it is written down."""

    kind: TokenKind
    values: tuple[str, ...]
    is_found: bool = False  # by its shape, and not because anybody listed it

    @property
    def keys(self) -> tuple[str, ...]:
        """Return what it is looked for by."""
        return keys_of(self.kind, self.values)


@dataclass(frozen=True)
class Replaced:
    """The parts with tokens, how many of each, and the words that a person should look at."""

    parts: tuple[str, ...]
    tokens: dict[str, int]
    doubtful: tuple[str, ...]


class NotAnonymous(Refusal):
    """After all was replaced something was still found: nothing is kept of it."""

    code = "not_anonymous"
    text = (
        "{count} words still look like a person's or an order's, so nothing was kept. Take them out by hand: "
        "write each in 'Further words', or leave the part out."
    )


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    fact: int  # the place of its fact
    is_weak: bool = False  # something listed, or somebody by name, goes before it where they overlap


def replace_known(parts: Sequence[str], facts: Iterable[Fact], further: Iterable[str] = ()) -> Replaced:
    """Return parts of a case with every fact, everything found by shape, and `further` words replaced.

    One fact is one token in all parts; tokens are numbered as they first appear, so that the same parts
    give the same tokens. A customer is `[Customer]`, everything else has a number.
    """
    known = [*facts, *(Fact(TokenKind.WORDS, (word,)) for word in further if word.strip())]
    known += _found(parts, known)
    spans = [_spans(part, known) for part in parts]
    names = _numbered(known, spans)
    done = tuple(_written(part, one, names) for part, one in zip(parts, spans, strict=True))
    if count := survivors(done, known):
        raise NotAnonymous(count=count)
    tokens = Counter(token for part in done for token in TOKEN.findall(part))
    doubtful = dict.fromkeys(word for part in done for word in doubtful_words(TOKEN.sub(" , ", part)))
    return Replaced(done, dict(tokens), tuple(doubtful))


def survivors(parts: Iterable[str], facts: Iterable[Fact]) -> int:
    """Return how often facts are still in parts that were replaced; the tokens themselves do not count."""
    known = [*facts]
    return sum(len(_known_spans(TOKEN.sub(APART, part), known)) for part in parts)


def _found(parts: Sequence[str], known: Sequence[Fact]) -> list[Fact]:
    """Return facts that nobody listed: what was found by its shape in one part is looked for in all."""
    found = _Gathered()
    for part in parts:
        shadow = plain(part)
        taken = _known_spans(part, known)
        for kind, start, end in told_by_shape(shadow.text):
            if not _inside(shadow.span(start, end), taken):
                for value in _values(kind, shadow.text[start:end]):
                    found.add(kind, value)
    for part in parts:
        for name in _beside(part, [*known, *found.facts]):
            found.add(TokenKind.PERSON, name)
    return found.facts


def _beside(text: str, known: Sequence[Fact]) -> list[str]:
    """Return words with a capital that stand beside somebody's name and are not known yet."""
    named = [span for span in _known_spans(text, known) if known[span.fact].kind in PEOPLE]
    beside = dict.fromkeys(name for span in named for name in names_beside(text, span.start, span.end))
    taken = [span.start for span in _known_spans(APART.join(beside), known)]
    starts = [*accumulate((len(name) + len(APART) for name in beside), initial=0)]
    known_ones = {bisect_right(starts, start) - 1 for start in taken}
    return [name for place, name in enumerate(beside) if place not in known_ones]


class _Gathered:
    """Facts found so far; one in another writing of what is there already is added to that."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self._by_key: dict[str, int] = {}
        self._by_value: dict[str, int] = {}

    def add(self, kind: TokenKind, value: str) -> None:
        """Add what was found, to the first fact that shares a key or a value with it."""
        new = Fact(kind, (value,), is_found=True)
        same = [self._by_key[key] for key in new.keys if key in self._by_key]
        same += [self._by_value[value]] if value in self._by_value else []
        place = min(same, default=len(self.facts))
        if not same:
            self.facts.append(new)
        elif value not in self.facts[place].values:
            old = self.facts[place]
            new = self.facts[place] = Fact(old.kind, (*old.values, value), is_found=True)
        for key in new.keys:
            self._by_key[key] = min(place, self._by_key.get(key, place))
        self._by_value[value] = min(place, self._by_value.get(value, place))


def _values(kind: TokenKind, said: str) -> list[str]:
    """Return what a finding says by itself: a header names several people, each apart."""
    if kind != TokenKind.PERSON:
        return [said.strip()]
    people = [TIMED.sub("", one).strip() for one in re.split(r"[,;<>()\"\n]", said)]
    return [one for one in people if any(letter.isalpha() for letter in one)]


TIMED = re.compile(r"^(?=.*\s).*\d[\w:.]*(?:\s|$)")  # of '3 Nov 2026 at 10:00 Ann' only Ann is somebody


def _inside(span: tuple[int, int], taken: Iterable[_Span]) -> bool:
    return any(one.start <= span[0] and span[1] <= one.end for one in taken)


def _spans(text: str, known: Sequence[Fact]) -> list[_Span]:
    """Return what is replaced in a text, without overlaps, and where it stands."""
    shadow = plain(text)
    spans = [_with_initials(text, span, known) for span in _known_spans(text, known)]
    places = {value: place for place, fact in reversed([*enumerate(known)]) for value in fact.values}
    for kind, start, end in told_by_shape(shadow.text):
        said = [places[one] for one in _values(kind, shadow.text[start:end]) if one in places]
        if said:  # else it lies inside one that is listed
            place = min(said)
            spans.append(_Span(*shadow.span(start, end), place, known[place].is_found))
    return _joined(text, spans)


INITIALS = re.compile(r"(?<!\w)(?:[A-Z]\.[ \t]?|[A-HJ-Z][ \t]){1,3}$")


def _with_initials(text: str, span: _Span, known: Sequence[Fact]) -> _Span:
    """Return the place of a name with the initials right before it."""
    hit = INITIALS.search(text[max(span.start - 12, 0) : span.start])
    if not hit or known[span.fact].kind not in PARTIES:
        return span
    return _Span(span.start - len(hit[0]), span.end, span.fact, span.is_weak)


def _known_spans(text: str, known: Sequence[Fact]) -> list[_Span]:
    """Return where facts stand in a text, in whatever writing."""
    words, codes = squeezed(text), squeezed_code(text)
    return [
        _Span(*span, place, fact.is_found or _is_loose(fact, text[slice(*span)]))
        for place, fact in enumerate(known)
        for span in _written_spans(text, words, codes, fact)
    ]


def _is_loose(fact: Fact, said: str) -> bool:
    """Tell whether a part of an e-mail address stands alone: whoever has that name goes before it."""
    return fact.kind == TokenKind.EMAIL and "@" not in said


def _written_spans(text: str, words: Shadow, codes: Shadow, fact: Fact) -> Iterator[tuple[int, int]]:
    for key in fact.keys:
        shadow = codes if fact.kind in CODES else words
        for start in _starts(shadow.text, key):
            span = shadow.span(start, start + len(key))
            if _counts(text, span, key):
                yield span[0], _with_ending(text, span[1])


def _starts(text: str, key: str) -> Iterator[int]:
    start = text.find(key)
    while start >= 0:
        yield start
        start = text.find(key, start + 1)


def _counts(text: str, span: tuple[int, int], key: str) -> bool:
    """Tell whether letters that spell a key are one: a whole word, or long and in one piece.

    Letters from two words that only happen to meet, such as 'special deans', are not 'Al Dean'.
    """
    said = text[span[0] : span[1]]
    if key.isdecimal():
        return any(letter.isdecimal() for letter in said) and (
            len(key) >= CERTAIN_DIGITS or (_is_start(text, span[0]) and _is_end(text, span[1], key))
        )
    if (len(key) <= SHORT or key in COMMON) and key.isalpha() and not said[0].isupper():
        return False
    if len(key) >= CERTAIN or (len(key) >= ANYWHERE and not any(letter.isspace() for letter in said)):
        return True
    return _is_start(text, span[0]) and _is_end(text, span[1], key)


def _is_start(text: str, start: int) -> bool:
    """Tell whether a word begins here: after a sign, a digit before letters, or with a capital inside."""
    before, first = plain(text[max(start - 3, 0) : start]).text[-1:], plain(text[start]).text[:1]
    if not before.isalnum():
        return True
    return (before.isdigit() != first.isdigit()) or (before.islower() and first.isupper())


def _is_end(text: str, end: int, key: str) -> bool:
    after = plain(text[end : end + 3]).text
    if after[:1].lower() == "s" and not after[1:2].isalpha() and key[-1:].isalpha():
        return True
    if not after[:1].isalnum():
        return True
    last = plain(text[end - 1]).text[-1:]
    return after[:1].isdigit() != last.isdigit() or (last.islower() and after[:1].isupper())


ENDING = re.compile(r"[sS](?!\w)")


def _with_ending(text: str, end: int) -> int:
    """Return where a word ends with its plural."""
    hit = ENDING.match(text, end)
    return hit.end() if hit else end


def _joined(text: str, spans: Iterable[_Span]) -> list[_Span]:
    """Return spans without overlaps; neighbours of one fact, such as first and last name, are one."""
    joined: list[_Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end, one.fact)):
        last = joined[-1] if joined else None
        if last and span.start < last.end:
            strong = min(last, span, key=lambda one: (one.is_weak, one.start - one.end, one.fact))
            joined[-1] = _Span(last.start, max(last.end, span.end), strong.fact, strong.is_weak)
        elif last and last.fact == span.fact and BETWEEN.fullmatch(text, last.end, span.start):
            joined[-1] = _Span(last.start, span.end, span.fact, last.is_weak and span.is_weak)
        else:
            joined.append(span)
    return joined


def _numbered(known: Sequence[Fact], spans: Sequence[Sequence[_Span]]) -> dict[int, str]:
    """Return the token of each fact, numbered by where it first appears."""
    names: dict[int, str] = {}
    counts: dict[TokenKind, int] = {}
    for place in dict.fromkeys(span.fact for part in spans for span in part):
        kind = known[place].kind
        if kind == TokenKind.CUSTOMER:
            names[place] = f"[{kind}]"
            continue
        counts[kind] = counts.get(kind, 0) + 1
        names[place] = f"[{kind} {counts[kind]}]"
    return names


def _written(text: str, spans: Sequence[_Span], names: dict[int, str]) -> str:
    pieces: list[str] = []
    place = 0
    for span in spans:
        pieces += [text[place : span.start], names[span.fact]]
        place = span.end
    return "".join([*pieces, text[place:]])
