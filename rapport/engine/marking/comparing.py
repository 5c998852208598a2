"""The embedded marker held against the one with a second opinion, on the same answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from rapport.engine.marking.calling import Endpoint
from rapport.engine.marking.checking import Checked, by_folds, checked, fresh_of, in_words
from rapport.engine.marking.mark import Marker
from rapport.engine.marking.model import Marked
from rapport.engine.marking.questions import Question
from rapport.engine.marking.second import Second, mark_twice
from rapport.engine.text.embeddings import Encoder

BETTER_BY = 0.03  # of macro-F1 over points: less is not worth sending answers away for


@dataclass(frozen=True)
class Compared:
    """The figures of both, and of how many answers there was no second opinion."""

    embedded: Checked
    together: Checked
    alone: int

    @property
    def is_better(self) -> bool:
        """Tell whether the second opinion pays: more right over points, and no less right where shown."""
        gain = self.together.points.macro_f1 - self.embedded.points.macro_f1
        return gain >= BETTER_BY and self.together.shown_right >= self.embedded.shown_right

    def as_data(self) -> dict[str, object]:
        """Return it as JSON can hold it."""
        return {**asdict(self), "is_better": self.is_better}


def compare_by_folds(
    questions: Mapping[str, Question],
    marked: Sequence[Marked],
    encoder: Encoder | None,
    endpoint: Endpoint,
    *,
    by: str = "answer",
    folds: int = 5,
    seed: int = 0,
) -> Compared:  # fmt: skip
    """Return both figures where each answer is marked by a model fitted on the other folds alone."""

    def mark(marker: Marker, some: Sequence[Marked]) -> list[Second]:
        return [*mark_twice(marker, endpoint, [(one.question, one.text) for one in some])]

    seconds, says = by_folds(questions, marked, encoder, mark, by=by, folds=folds, seed=seed)
    return _compared(questions, marked, seconds, says)


def compare_model(marker: Marker, marked: Sequence[Marked], endpoint: Endpoint) -> Compared:
    """Return both figures on the answers that the marker's model was not fitted on."""
    fresh = fresh_of(marker.model, marked)
    seconds = [*mark_twice(marker, endpoint, [(one.question, one.text) for one in fresh])]
    return _compared(marker.questions, fresh, seconds, marker.says)


def _compared(
    questions: Mapping[str, Question], marked: Sequence[Marked], seconds: Sequence[Second], says: str
) -> Compared:
    embedded = checked(questions, marked, [one.first for one in seconds], says=says)
    together = checked(
        questions, marked, [one.mark for one in seconds], says="With a second opinion of the endpoint."
    )
    return Compared(embedded, together, sum(one.opinions is None for one in seconds))


def compared_in_words(found: Compared) -> Iterator[str]:
    """Yield both figures, and whether the second opinion is better."""
    yield from in_words(found.embedded)
    yield from in_words(found.together)
    if found.alone:
        yield f"Without a second opinion (voided, or the endpoint failed): {found.alone}"
    gain = found.together.points.macro_f1 - found.embedded.points.macro_f1
    right = found.together.shown_right - found.embedded.shown_right
    verdict = "better: worth turning on" if found.is_better else "not better: leave it off"
    by = f"macro-F1 of points {gain:+.2f}, right of those called shown {right:+.2f}"
    yield f"The second opinion is {verdict} ({by})."
