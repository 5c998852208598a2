"""What no answer is scored for being: empty, copied, a heap of words, in another language, too long."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapport.engine.marking.questions import Question
from rapport.engine.marking.sketch import Sketch, sketch
from rapport.engine.text.splitting import sentences

EMPTY, SHORT, COPIED = "empty", "too_short", "copied_question"
SALAD, REPEATED, FOREIGN = "word_salad", "repeated_text", "other_language"
LONG, ORDERS = "too_long", "instructions"
FOR_A_PERSON = frozenset({FOREIGN, LONG, ORDERS})  # may be a real answer all the same: an assessor looks
ENOUGH_WORDS = 4  # that tell something; fewer where the model answer itself is short
LONGEST_WORDS = 2_000
_FUNCTION_WORDS_LIST = """
a about after all also an and any are as at be because been before being but by can could did do
does down each even for from get gets give given go got had has have he her here him his how i if
in into is it its just let make makes may me might more most much must my no not now of off on one
only or other our out over own put said same say says she should so some such take than that the
their them then there these they this those though through to too under up us use very was way we
well were what when where which while who why will with without would yes yet you your i'm i'd i'll
it's don't can't won't they're we're you're that's isn't
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_LIST.split())
# Words after which no English sentence goes on with another of the same sort, or ends.
_OPEN_LIST = """
the a an my our your their its his
"""
_OPEN = frozenset(_OPEN_LIST.split())
_NEVER_AFTER_OPEN_LIST = """
the a an of is are was were to and or but because if in on at for with by from they we i you he she
it
"""
_NEVER_AFTER_OPEN = frozenset(_NEVER_AFTER_OPEN_LIST.split())
_OTHERS_LIST = """
le la les des une est et dans pour avec que qui pas nous vous der die das und ist nicht mit ein
eine zu den wir sie el los las una por con para es y en del como il che non per di una sono het een
van niet voor op wij nie jest się na że do czy klient kunden kunde
"""
OTHERS = frozenset(_OTHERS_LIST.split())
INJECTED = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|rubric|criteria|above|previous)"
    r"|\b(?:award|give|grant|assign)\b.{0,30}\b(?:full|maximum|top|all|highest)\b.{0,15}\b(?:mark|score|point|grade|credit)"
    r"|\bmark (?:this|me|it|my answer|all points?|every point)\b.{0,20}\b(?:correct|shown|right|full|pass|1)"
    r"|\b(?:system|assistant|developer) ?(?:prompt|message|:)|\byou are (?:now )?(?:a|an|the) (?:\w+ )?"
    r"(?:marker|grader|examiner|assessor|assistant|ai)\b"
    r"|\"?\b(?:score|p|outcome)\"?\s*[:=]\s*\"?(?:1|100|shown)\b|<\/?(?:system|instructions?)>|\[/?INST\]",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Known:
    """What the guards compare with: the prompt, and every text an answer may look like."""

    prompt: Sketch
    examples: tuple[Sketch, ...]
    fewest: int
    phrases: frozenset[tuple[str, ...]]
    longest_list: int


def known_of(question: Question) -> Known:
    """Return what the guards need to know of a question."""
    texts = [one for point in question.points for one in (point.text, *point.good)]
    examples = tuple(map(sketch, [*texts, question.reference] if question.reference else texts))
    shortest = min((len(one.stems) for one in examples), default=ENOUGH_WORDS)
    return Known(
        prompt=sketch(question.prompt),
        examples=examples,
        fewest=max(1, min(ENOUGH_WORDS, (shortest + 1) // 2)),
        phrases=frozenset(sketch(one).words for point in question.points for one in point.phrases),
        longest_list=max(2 * point.n for point in question.points),
    )


def guards(text: str, known: Known) -> list[str]:
    """Return why an answer is not scored, in a fixed order; nothing where it may be."""
    if not any(letter.isalnum() for letter in text):
        return [EMPTY]
    if len(text) > 12 * LONGEST_WORDS or len(text.split()) > LONGEST_WORDS:
        return [LONG]
    said = sketch(text)
    found = [*_of_language(said), *_of_order(text, said, known)]
    if len(said.stems) < known.fewest and not found:
        found.append(SHORT)
    if INJECTED.search(text):
        found.append(ORDERS)
    return found


def _of_language(said: Sketch) -> Iterator[str]:
    english = sum(word in FUNCTION_WORDS for word in said.words)
    other = sum(word in OTHERS - FUNCTION_WORDS for word in said.words)
    letters = [letter for letter in said.text if letter.isalpha()]
    strange = sum(not letter.isascii() for letter in letters)
    if strange > 0.3 * max(len(letters), 1) or (other > english and other >= 2):
        yield FOREIGN


def _of_order(text: str, said: Sketch, known: Known) -> Iterator[str]:
    if is_copied(said, known.prompt):
        yield COPIED
    if _is_repeated(text, said):
        yield REPEATED
    if is_salad(said, known.examples) or is_key_words(said, known):
        yield SALAD


def is_copied(said: Sketch, prompt: Sketch) -> bool:
    """Tell whether an answer is the question again: its runs of words, and next to nothing of its own."""
    size = min(4, len(said.words))
    runs = _runs(said.words, size)
    own = said.stems - prompt.stems
    if not runs or len(own) > max(1, len(said.stems) // 5):
        return False
    return len(runs & _runs(prompt.words, size)) >= 0.5 * len(runs)


def _runs(words: Sequence[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)} if size else set()


def _is_repeated(text: str, said: Sketch) -> bool:
    lines = [" ".join(sketch(one).words) for _, one in sentences(text)]
    if len(lines) >= 3 and len(set(lines)) <= len(lines) / 2:
        return True
    total = len(said.words) - 3
    return total >= 12 and len(_runs(said.words, 4)) < 0.6 * total


def is_salad(said: Sketch, examples: Iterable[Sketch]) -> bool:
    """Tell whether words stand in a heap: none of those that hold a sentence together, or in no order.

    Too few function words in eight words or more, places that no English sentence has, or the words of an
    example in another order.
    """
    if len(said.words) < 6:
        return False
    held = sum(word in FUNCTION_WORDS for word in said.words) / len(said.words)
    if held < (0.17 if len(said.words) >= 10 else 0.10) and not _is_short_list(said):
        return True
    broken = sum(
        one in _OPEN and two in _NEVER_AFTER_OPEN
        for one, two in zip(said.words, said.words[1:], strict=False)
    )
    ends_open = said.words[-1] in _OPEN | {"and", "or", "because", "if"}
    if broken + ends_open >= max(2, 0.06 * len(said.words)):
        return True
    return any(_is_shuffled(said, one) for one in examples)


def is_key_words(said: Sketch, known: Known) -> bool:
    """Tell whether an answer is a string of key phrases with next to nothing between them.

    Where things are asked for, a list of them is an answer; one of more than twice as many is not.
    """
    covered: set[int] = set()
    hits = 0
    for phrase in known.phrases:
        size = len(phrase)
        places = [at for at in range(len(said.words) - size + 1) if said.words[at : at + size] == phrase]
        hits += bool(places)
        covered |= {at + step for at in places for step in range(size)}
    between = sum(word in FUNCTION_WORDS for at, word in enumerate(said.words) if at not in covered)
    enough = max(3, known.longest_list + 1)
    return hits >= enough and len(covered) >= 0.5 * len(said.words) and between < 0.12 * len(said.words)


def _is_short_list(said: Sketch) -> bool:
    """Tell whether a text lists a few things between commas, as an answer to "name three" may."""
    marks = said.text.count(",") + said.text.count("\n") + said.text.count(";")
    return len(said.words) <= 12 and marks >= len(said.words) // 4


def _is_shuffled(said: Sketch, example: Sketch) -> bool:
    mine, theirs = set(said.words), set(example.words)
    if len(theirs) < 6 or len(mine & theirs) < 0.7 * max(len(mine), len(theirs)):
        return False
    pairs = _runs(said.words, 2)
    return len(pairs & _runs(example.words, 2)) < 0.25 * len(pairs)
