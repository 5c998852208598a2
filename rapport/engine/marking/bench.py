"""A question laid out for marking: its points, the examples of each, and how near an answer comes to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from rapport.engine.marking.questions import FEWEST_EXAMPLES, Point, Question
from rapport.engine.marking.sketch import Sketch, column_of, opposes, rows, sketch, windows
from rapport.engine.text.embeddings import Encoder

Floats = NDArray[np.float64]
Idf = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A marked text of a point: `worth` is 1 where it shows the point, 0 where it does not."""

    text: str
    worth: float


@dataclass(frozen=True)
class Lens:
    """What texts are compared through: how rare each part is, and the encoder where there is one."""

    idf: Idf
    encoder: Encoder | None

    def words(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return the texts as rows of length 1, rare parts heavier; shape (n, COLUMNS)."""
        heavy = sparse.csr_matrix(rows(texts).multiply(self.idf))
        norms = np.sqrt(np.asarray(heavy.multiply(heavy).sum(1)).ravel())
        return sparse.csr_matrix(sparse.diags_array(1 / np.where(norms > 0, norms, 1)) @ heavy)

    def alike(self, ones: Sequence[str], others: Sequence[str]) -> tuple[Floats, Floats]:
        """Return how alike texts are by words and by meaning, zeros without the encoder; shapes (n, m)."""
        by_words = (self.words(ones) @ self.words(others).T).toarray()
        if self.encoder is None:
            return by_words, np.zeros_like(by_words)
        return by_words, (self.encoder.encode(ones) @ self.encoder.encode(others).T).astype(float)

    def rarity(self, stems: frozenset[str]) -> float:
        """Return how much the stems of a text tell together."""
        return float(sum(self.idf[column_of(f"w{one}")] for one in sorted(stems)))


def lens_of(texts: Sequence[str], encoder: Encoder | None) -> Lens:
    """Return the lens of a set of texts: a part weighs log((n + 1) / (texts with it + 1)) + 1."""
    counted = rows(texts)
    having = np.asarray((counted > 0).sum(0)).ravel()
    return Lens(np.log((len(texts) + 1) / (having + 1)) + 1, encoder)


@dataclass(frozen=True)
class Bench:
    """One point of a question with its examples, seen through a lens."""

    question: Question
    point: Point
    examples: tuple[Example, ...]
    lens: Lens

    @cached_property
    def worths(self) -> Floats:
        """Return what each example is worth; shape (m,)."""
        return np.array([one.worth for one in self.examples], float)

    @cached_property
    def texts(self) -> list[str]:
        """Return the texts of the examples."""
        return [one.text for one in self.examples]

    @property
    def is_comparable(self) -> bool:
        """Tell whether there is an example of each sort at least."""
        return bool(self.examples) and self.worths.min() < 0.5 <= self.worths.max()

    @property
    def is_enough(self) -> bool:
        """Tell whether there are enough examples of each sort to call the point shown."""
        shown = int((self.worths >= 0.5).sum())
        return min(shown, len(self.examples) - shown) >= FEWEST_EXAMPLES

    @cached_property
    def target(self) -> Sketch:
        """Return the wording of the point."""
        return sketch(self.point.text)


def authored(point: Point) -> list[Example]:
    """Return the examples that are written with a point."""
    return [Example(one, 1.0) for one in point.good] + [Example(one, 0.0) for one in point.insufficient]


@dataclass(frozen=True)
class Laid:
    """Answers cut into windows: row 0 of each is the whole, the others may earn the point."""

    answers: tuple[str, ...]
    pieces: tuple[tuple[Sketch, ...], ...]
    starts: NDArray[np.int64] = field(repr=False)

    @property
    def flat(self) -> list[str]:
        """Return the texts of all windows, answer by answer."""
        return [one.text for pieces in self.pieces for one in pieces]


def lay(answers: Sequence[str]) -> Laid:
    """Return answers cut into windows; a window that is the whole answer stands once."""
    cut = []
    for text in answers:
        inner = [one for one in windows(text) if one.text.strip() != text.strip()]
        cut.append((sketch(text), *inner))
    return Laid(tuple(answers), tuple(cut), np.cumsum([0, *map(len, cut)])[:-1])


def highest(values: Floats, laid: Laid) -> Floats:
    """Return for each answer the highest value among its windows; shape (n, ...) from (windows, ...)."""
    most: Floats = np.maximum.reduceat(values, laid.starts, axis=0)
    return most


BARE = (
    "recall", "precision", "recall beyond the question", "precision beyond the question", "words",
    "words whole", "meaning", "meaning whole", "meaning beyond the question", "near the question",
    "meaning of the question", "opposes", "numbers differ", "phrases", "length", "words times meaning",
)  # fmt: skip
FULL = (
    "good words", "weak words", "vote by words", "good meaning", "weak meaning", "vote by meaning",
    "two good words", "two weak words", "two good meaning", "two weak meaning", "opposes the nearest",
    "shift",
)  # fmt: skip


def bare_features(laid: Laid, bench: Bench) -> Floats:
    """Return how near answers come to the wording of a point; shape (n, len(BARE))."""
    prompt, target = sketch(bench.question.prompt), bench.target
    by_words, by_meaning = bench.lens.alike(laid.flat, [target.text, prompt.text])
    beyond = _beyond(by_meaning, bench)
    whole = laid.starts
    overlaps = np.array([_overlaps(one[0], target, prompt, bench.lens) for one in laid.pieces])
    near_words, near_meaning = highest(by_words, laid)[:, 0], highest(by_meaning, laid)[:, 0]
    odd = np.array([_odd(one[0], bench) for one in laid.pieces])
    columns = [
        *overlaps.T, near_words, by_words[whole, 0], near_meaning, by_meaning[whole, 0],
        highest(beyond, laid), by_words[whole, 1], by_meaning[whole, 1], *odd.T, near_words * near_meaning,
    ]  # fmt: skip
    return np.stack(columns, axis=1)


def _beyond(by_meaning: Floats, bench: Bench) -> Floats:
    """Return the cosine with the wording after the direction of the question is taken out of both."""
    if bench.lens.encoder is None:
        return by_meaning[:, 0]
    target, prompt = bench.lens.encoder.encode([bench.target.text, bench.question.prompt]).astype(float)
    shared = float(target @ prompt)
    top = by_meaning[:, 0] - by_meaning[:, 1] * shared
    left = np.sqrt(np.maximum(1 - by_meaning[:, 1] ** 2, 1e-3) * max(1 - shared**2, 1e-3))
    beyond: Floats = top / left
    return beyond


def _overlaps(said: Sketch, target: Sketch, prompt: Sketch, lens: Lens) -> tuple[float, ...]:
    found = []
    for without in (frozenset[str](), prompt.stems):
        mine, theirs = said.stems - without, target.stems - without
        shared = lens.rarity(mine & theirs)
        found += [shared / max(lens.rarity(theirs), 1e-9), shared / max(lens.rarity(mine), 1e-9)]
    return tuple(min(one, 1.0) for one in found)


def _odd(said: Sketch, bench: Bench) -> tuple[float, ...]:
    phrases = [sketch(one).stems for one in bench.point.phrases]
    hit = sum(bool(one) and one <= said.stems for one in phrases)
    differ = bool(said.numbers and bench.target.numbers and not said.numbers & bench.target.numbers)
    return (
        opposes(said, bench.target), float(differ), hit / max(len(phrases), 1),
        float(np.log1p(len(said.words))),
    )  # fmt: skip


def full_features(laid: Laid, bench: Bench, shift: Floats, *, own: Mapping[int, int] | None = None) -> Floats:
    """Return how near answers come to the examples of a point; shape (n, len(FULL)).

    `own` gives for an answer the example that it is itself and must not see; `shift` how far each answer is
    above the middle between good and weak examples by the wording alone.
    """
    by_words, by_meaning = bench.lens.alike(laid.flat, bench.texts)
    near = [highest(one, laid) for one in (by_words, by_meaning)]
    hidden = np.zeros(near[0].shape, bool)
    for answer, example in (own or {}).items():
        hidden[answer] = np.array(bench.texts, object) == bench.texts[example]
    votes = [_vote(np.where(hidden, -1.0, one), bench.worths) for one in near]
    turned = _turned(laid, bench, np.where(hidden, -1.0, near[0] + near[1]))
    (good, weak, vote, good2, weak2), meant = votes[0], votes[1]
    columns = [good, weak, vote, *meant[:3], good2, weak2, *meant[3:], turned, shift]
    return np.stack(columns, axis=1)


def _vote(near: Floats, worths: Floats) -> tuple[Floats, ...]:
    """Return nearness to the best good and weak example, the vote, and nearness to the best two."""
    good, weak = np.where(worths >= 0.5, near, -1.0), np.where(worths < 0.5, near, -1.0)
    weight = np.where(near > -1, np.exp(np.clip(near, -1, 1) * 12), 0)
    vote = (weight * (2 * worths - 1)).sum(1) / (weight.sum(1) + 1e-9)
    tops = [np.clip(np.sort(one, axis=1)[:, -2:], 0, None) for one in (good, weak)]
    return tops[0][:, -1], tops[1][:, -1], vote, tops[0].mean(1), tops[1].mean(1)


def _turned(laid: Laid, bench: Bench, near: Floats) -> Floats:
    """Return how far each answer opposes the good example that it comes nearest to."""
    good = np.where(bench.worths >= 0.5, near, -2.0)
    nearest = good.argmax(1)
    return np.array(
        [
            opposes(pieces[0], sketch(bench.texts[place]))
            for pieces, place in zip(laid.pieces, nearest, strict=True)
        ]
    )
