"""The bench of the desk: the same texts for both desks, and goals that can be missed."""

import io

import pytest

from tests.benchmarks import rounds
from tests.benchmarks.desk_goals import Medians, misses, table
from tests.benchmarks.desk_texts import LENGTH, subject_of, text_of, turns_of


def test_texts_are_the_same_for_a_number_and_of_the_same_length() -> None:
    assert text_of(4711, 1) == text_of(4711, 1) != text_of(4711, 2)
    assert len(text_of(12, 0).split()) == LENGTH
    assert "(4711)" in subject_of(4711)
    assert {turns_of(number) for number in range(10)} == {2, 3}


@pytest.mark.parametrize(
    ("found", "missed"),
    [
        (Medians(ours=10, many=15, theirs=80), []),
        (Medians(ours=10, many=15, theirs=79), ["share (goal 1/8)"]),
        (Medians(ours=10, many=15.1, theirs=80), ["growth (goal 1.5)"]),
    ],
)
def test_a_task_is_held_to_its_share_and_to_its_growth(found: Medians, missed: list[str]) -> None:
    assert misses("queue rows", found) == missed


def test_a_task_that_the_other_does_not_have_is_held_to_its_growth_alone() -> None:
    assert misses("list of cases", Medians(ours=10, many=11)) == []
    assert misses("list of cases", Medians(ours=10, many=16)) == ["growth (goal 1.5)"]


def test_one_miss_fails_the_bench_and_is_named_in_its_line() -> None:
    lines, passed = table({"case": Medians(10, 11, 30), "reply": Medians(10, 11, 19)})
    assert not passed
    assert lines[0].endswith("PASS")
    assert lines[1].endswith("FAIL share (goal 1/2)")


def test_a_desk_says_that_it_is_there_and_answers_every_line(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    class Answer:
        status_code = 200
        content = b"x" * 2048

    told: list[int] = []
    monkeypatch.setattr("sys.stdin", io.StringIO("a page 3\na page 4\n"))
    monkeypatch.setattr(rounds, "database_process", lambda: 0)
    monkeypatch.setattr("os.dup2", lambda *_: None)

    def page(turn: int) -> Answer:
        told.append(turn)
        return Answer()

    rounds.serve({"a page": page}, {"name": "a desk"})

    lines = capfd.readouterr().out.splitlines()
    assert told == [3, 4]
    assert '"tasks": ["a page"]' in lines[0]
    assert ['"status": 200' in line and '"kb": 2.0' in line for line in lines[1:]] == [True, True]
