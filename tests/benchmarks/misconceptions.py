"""Wrong ideas told from their refutations, on statements whose idea the heads never saw; and false alarms.

    python -m tests.benchmarks.misconceptions            # prints the figures
    python -m tests.benchmarks.misconceptions --write    # fits the heads that come with the program

Statements: those written with the misconceptions (each held against the others of its idea, its pair taken
out), and `tests/data/misconception_statements.jsonl`, pass C (the word lists were corrected after looking at
it) and pass D (written afterwards, looked at once). False alarms: answers that show their point.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from rapport.engine.marking import misconceptions, stance
from rapport.engine.marking.bench import Floats, Lens, lay, lens_of
from rapport.engine.marking.heads import chances, fit_head
from rapport.engine.marking.model import texts_of
from rapport.engine.marking.questions import Belief, Question, read_questions
from rapport.engine.marking.stance import Heads, Statement, nearness, stance_features, topic_features
from rapport.engine.text.embeddings import Encoder, encoder
from rapport.practice.rules import handing, syllabus

HERE = Path(__file__).parents[1] / "data"
RECALL = 0.6


@dataclass(frozen=True)
class Said:
    """A statement of known stance about an idea, and where it comes from."""

    idea: str
    source: str
    is_wrong: bool
    statement: Statement


def questions() -> dict[str, Question]:
    """Return our questions, with the misconceptions of their topics."""
    return read_questions(json.loads(handing.questions_json(syllabus.read_content().topics)))


def beliefs(asked: dict[str, Question]) -> dict[str, Belief]:
    """Return every misconception once."""
    return {one.id: one for question in asked.values() for one in question.misconceptions}


def written(known: dict[str, Belief]) -> Iterator[Said]:
    """Yield the statements of the ideas, each without itself and its pair, and those of the file."""
    for name, one in known.items():
        for is_wrong, side in ((True, one.wrong), (False, one.right)):
            for place, text in enumerate(side):
                wrong, right = (_without(other, place) for other in (one.wrong, one.right))
                yield Said(name, "content", is_wrong, Statement(text, wrong, right))
    for line in (HERE / "misconception_statements.jsonl").read_text("utf-8").splitlines():
        told: dict[str, Any] = json.loads(line)
        one = known[told["misconception"]]
        statement = Statement(told["text"], one.wrong, one.right)
        yield Said(one.id, f"pass {told['pass']}", told["stance"] == "wrong", statement)


def _without(side: Sequence[str], place: int) -> tuple[str, ...]:
    return tuple(text for at, text in enumerate(side) if at != place)


def others(asked: dict[str, Question], lens: Lens) -> list[Statement]:
    """Return what answers that show their point say, each held against the nearest idea of its topic."""
    found = []
    for question in asked.values():
        if question.misconceptions:
            laid = lay([text for point in question.points for text in point.good])
            near = misconceptions.nearest(laid.flat, question.misconceptions, lens)
            found += [
                Statement(text, question.misconceptions[at].wrong, question.misconceptions[at].right)
                for text, at in zip(laid.flat, near, strict=True)
            ]
    return found


@dataclass(frozen=True)
class Features:
    """What the heads are fitted on, worked out once."""

    said: Sequence[Said]
    topic: Floats
    stance: Floats
    other_topic: Floats

    def heads(self, keep: Any) -> Heads:
        """Return heads fitted on the statements that are kept and on what correct answers say."""
        known = self.topic[keep]
        times = max(1, round(len(self.other_topic) / len(known)))  # both sorts weigh about the same
        about = np.vstack([*[known] * times, self.other_topic])
        is_about = np.r_[np.ones(times * len(known)), np.zeros(len(self.other_topic))]
        wrong = np.array([one.is_wrong for one in self.said], float)
        topic = replace(fit_head(about, is_about), trees=())  # a line: trees are not monotone
        return Heads(topic, fit_head(self.stance[keep], wrong[keep]))


def features(asked: dict[str, Question], lens: Lens) -> Features:
    """Return the features of all statements."""
    said = [*written(beliefs(asked))]
    statements = [one.statement for one in said]
    near = nearness(statements, lens)
    other = topic_features(nearness(others(asked, lens), lens))
    return Features(said, topic_features(near), stance_features(statements, near, lens), other)


def unseen(found: Features) -> tuple[Floats, Floats]:
    """Return the chances of topic and of stance, each by heads that never saw the statement's idea."""
    ideas = np.array([one.idea for one in found.said])
    learnt = np.array([one.source != "pass D" for one in found.said])
    about, states = np.zeros(len(ideas)), np.zeros(len(ideas))
    for idea in sorted({*ideas.tolist()}):
        mine = ideas == idea
        heads = found.heads(~mine & learnt)
        about[mine] = chances(heads.topic, found.topic[mine])
        states[mine] = chances(heads.stance, found.stance[mine])
    return about, states


def at_recall(p: Floats, wrong: Any) -> str:
    """Return the precision at a recall of 0.6."""
    hits = np.cumsum(wrong[np.argsort(-p, kind="stable")])
    recall, precision = hits / wrong.sum(), hits / np.arange(1, len(p) + 1)
    return f"precision {precision[recall >= RECALL].max():.2f} at recall {RECALL}"


def reported(p: Floats, wrong: Any) -> str:
    """Return how many pass the threshold of the program, and how right that is."""
    told = p >= misconceptions.SAID_FROM
    right = f"precision {wrong[told].mean():.2f}, " if told.any() else ""
    return f"{int(told.sum())} reported, {right}recall {told[wrong].mean():.2f}"


def alarms(asked: dict[str, Question], lens: Lens, heads: Heads) -> Iterator[str]:
    """Yield how many answers that show their point are asked about a wrong idea all the same."""
    own = [
        (_without_example(question, text), text)
        for question in asked.values()
        for point in question.points
        for text in point.good
        if question.misconceptions
    ]
    found = sum(bool(misconceptions.stated(lay([text]), question, lens, heads)[0]) for question, text in own)
    yield f"examples that show a point, ideas of their topic: {found} of {len(own)}"
    every = tuple(beliefs(asked).values())
    others = read_questions(json.loads((HERE / "marking_questions.json").read_text("utf-8")))
    lines = (HERE / "marking_answers.jsonl").read_text("utf-8").splitlines()
    right = [told for told in map(json.loads, lines) if told["score"] >= 0.5]
    found = sum(
        bool(misconceptions.stated(lay([told["text"]]), question, lens, heads)[0])
        for told in right
        for question in [replace(others[told["question"]], misconceptions=every)]
    )
    yield f"correct answers of tests/data, all {len(every)} ideas at once: {found} of {len(right)}"


def _without_example(question: Question, text: str) -> Question:
    """Return a question whose points do not know a text as an example."""
    points = (
        replace(point, good=tuple(one for one in point.good if one != text)) for point in question.points
    )
    return replace(question, points=tuple(points))


def report(with_encoder: Encoder | None) -> Heads:
    """Print the figures of one marker, and return its heads fitted on all but pass D."""
    asked = questions()
    lens = lens_of(texts_of(asked), with_encoder)
    found = features(asked, lens)
    about, states = unseen(found)
    print("with the encoder" if with_encoder else "by words alone")
    wrong = np.array([one.is_wrong for one in found.said])
    for source in ("content", "pass C", "pass D"):
        here = np.array([one.source == source for one in found.said])
        print(f"  {source}, {int(here.sum())} statements")
        print(f"    stance, the topic known: {at_recall(states[here], wrong[here])}")
        told = np.where(about >= stance.ABOUT_FROM, states, 0.0)
        print(f"    topic, then stance: {reported(told[here], wrong[here])}")
    heads = found.heads(np.array([one.source != "pass D" for one in found.said]))
    for line in alarms(asked, lens, heads):
        print(f"  false alarms, {line}")
    return heads


def main() -> None:
    """Print the figures of both markers; with --write keep their heads."""
    meaning = encoder()
    fitted = {"": report(None), **({meaning.digest: report(meaning)} if meaning else {})}
    if "--write" in sys.argv:
        place = Path(stance.__file__).with_name(stance.SHIPPED)
        place.write_text(stance.stance_as_text(fitted), encoding="utf-8")
        print(place)


if __name__ == "__main__":
    main()
