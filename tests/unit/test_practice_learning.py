"""What comes back and when, the words that earned a point, and what is worked out from a table."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.practice.queries.content import content
from rapport.practice.rules.content import Evidence, MarkingPoint, Point, PointKind, Task
from rapport.practice.rules.deciding import ENOUGH_DECISIONS, counted
from rapport.practice.rules.outcomes import Outcome, Result, guard_words, pieces
from rapport.practice.rules.returning import Kept, new_card, overruled, rated
from rapport.practice.rules.standing import Standing, standing_of
from rapport.practice.rules.working_out import in_words, is_right, number_in

LONDON = ZoneInfo("Europe/London")
EVENING = datetime(2026, 3, 2, 19, 0, tzinfo=LONDON)
DAY = timedelta(days=1)
POINT = Point("p", "Says so.", PointKind.CAUSE, 1, ("Good",), ("Weak",), ("so",), ("No",))
P01 = MarkingPoint("P01", "Types", PointKind.COUNT, (Evidence.WRITTEN,), practised_by=("q.a", "q.b"))


def after(*outcomes: tuple[int, Outcome]) -> tuple[Kept, date]:
    """Rate a new card so many days after the evening, one after the other."""
    card, due = new_card(EVENING), EVENING.date()
    for days, outcome in outcomes:
        card, due = rated(card, outcome, at=EVENING + days * DAY)
    return card, due


@pytest.mark.parametrize(("outcome", "days"), [(Outcome.SHOWN, 2), (Outcome.NOT_SHOWN, 1), (Outcome.LOOK, 1)])
def test_a_first_answer_comes_back_within_days(outcome: Outcome, days: int) -> None:
    assert after((0, outcome))[1] == EVENING.date() + days * DAY


def test_what_is_shown_again_and_again_comes_back_later_and_later() -> None:
    card, due = after((0, Outcome.SHOWN))
    gaps = []
    for _ in range(5):
        at = datetime.combine(due, EVENING.time(), LONDON)
        card, due = rated(card, Outcome.SHOWN, at=at)
        gaps.append((due - at.date()).days)

    assert gaps == sorted(gaps)
    assert gaps[-1] > 100


def test_what_a_person_is_to_look_at_is_neither_good_nor_wrong() -> None:
    known, _ = after((0, Outcome.SHOWN))

    assert rated(known, Outcome.LOOK, at=EVENING + 2 * DAY) == (known, (EVENING + 3 * DAY).date())
    assert after((0, Outcome.LOOK), (0, Outcome.SHOWN)) == after((0, Outcome.SHOWN))


@given(st.lists(st.sampled_from([Outcome.SHOWN, Outcome.NOT_SHOWN]), min_size=1, max_size=6))
def test_the_first_rating_of_a_day_counts(outcomes: list[Outcome]) -> None:
    assert after(*[(0, one) for one in outcomes]) == after((0, outcomes[0]))


@given(
    st.lists(
        st.tuples(st.integers(0, 90), st.sampled_from([Outcome.SHOWN, Outcome.NOT_SHOWN, Outcome.LOOK])),
        min_size=1,
        max_size=8,
    )
)
def test_the_same_answers_come_back_on_the_same_days_and_never_in_the_past(
    answers: list[tuple[int, Outcome]],
) -> None:
    ordered = sorted(answers, key=lambda one: one[0])
    card, due = after(*ordered)

    assert (card, due) == after(*ordered)
    assert due > (EVENING + ordered[-1][0] * DAY).date()


def test_a_person_counts_whatever_was_rated_before_on_the_day() -> None:
    card, _ = after((0, Outcome.SHOWN))

    assert overruled(card, Outcome.NOT_SHOWN, at=EVENING)[1] == EVENING.date() + DAY


def test_a_day_is_a_day_of_the_learners_zone() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC).astimezone(LONDON)  # half past midnight on the 2nd

    assert rated(new_card(late), Outcome.NOT_SHOWN, at=late)[1] == date(2026, 7, 3)


def result(number: int, outcome: Outcome, span: tuple[int, int] | None) -> Result:
    return Result(number, POINT, outcome, 0.9, span)


def test_words_that_earn_two_points_carry_both_numbers() -> None:
    found = pieces(
        "I call and note it.",
        [
            result(1, Outcome.SHOWN, (0, 6)),
            result(2, Outcome.LOOK, (2, 18)),
            result(3, Outcome.NOT_SHOWN, (0, 3)),
        ],
    )

    assert [(one.text, [point.number for point in one.earned]) for one in found] == [
        ("I ", [1]), ("call", [1, 2]), (" and note it", [2]), (".", []),
    ]  # fmt: skip


@given(st.text(), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=5))
def test_the_pieces_of_an_answer_are_the_answer(text: str, spans: list[tuple[int, int]]) -> None:
    results = [
        result(number, Outcome.SHOWN, (min(one), max(one))) for number, one in enumerate(spans, start=1)
    ]

    assert "".join(one.text for one in pieces(text, results)) == text


def test_a_guard_that_is_not_known_is_still_said() -> None:
    assert guard_words(["too_short", "written_backwards"])[1] == "Written backwards."


@pytest.mark.parametrize(
    ("answer", "typed", "right"),
    [
        (6900, "£6,900", True),
        (6900, "6 900 pounds", True),
        (6900, "6,800", False),
        (46.0, "46 %", True),
        (46.0, "46.1", True),
        (46.0, "47", False),
        (33.333, "33.3", True),
        (0, "0", True),
        (-12, "−12", True),
        (12, "twelve", False),
        ("wrong size", "The wrong size", True),
        ("wrong size", "late", False),
        (date(2026, 10, 2), "2 October 2026", True),
        (date(2026, 10, 2), "2nd October, 2026", True),
        (date(2026, 10, 2), "2026-10-02", True),
        (date(2026, 10, 2), "02/10/2026", True),
        (date(2026, 10, 2), "10 February 2026", False),
        (date(2026, 10, 2), "soon", False),
    ],
)
def test_what_is_worked_out_is_right_however_it_is_written(
    answer: float | str | date, typed: str, *, right: bool
) -> None:
    assert is_right(Task("t", "What?", answer, "", ""), typed) is right


def test_every_answer_of_the_content_is_right_as_it_is_shown() -> None:
    tasks = [task for topic in content().topics for case in topic.cases for task in case.tasks]

    assert [task for task in tasks if not is_right(task, in_words(task.answer))] == []
    assert len(tasks) > 30


@given(st.integers(-(10**9), 10**9))
def test_a_number_is_read_as_it_is_shown(number: int) -> None:
    assert number_in(in_words(number)) == number


def test_a_marking_point_stands_as_high_as_anything_shows() -> None:
    nothing: frozenset[str] = frozenset()
    row = frozenset({"P01"})

    assert standing_of(P01, {"q.c"}) is Standing.NOT_SHOWN
    assert standing_of(P01, {"q.b"}) is Standing.PRACTISED
    assert standing_of(P01, nothing, evidenced=row) is Standing.EVIDENCED
    assert standing_of(P01, {"q.b"}, evidenced=row, signed_off=row) is Standing.SIGNED_OFF


@pytest.mark.parametrize(
    ("right", "wrong", "is_off"),
    [(10, 10, True), (15, 5, False), (9, 10, False)],  # kappa 0; 0.5; too few
)
def test_a_point_is_left_to_people_below_a_kappa_of_four_tenths_after_twenty(
    right: int, wrong: int, *, is_off: bool
) -> None:
    shown = [place % 2 == 0 for place in range(right + wrong)]
    chances = [float(one is (place < right)) for place, one in enumerate(shown)]
    found = counted(chances, shown)

    assert (found.is_off, found.agreed) == (is_off, right)


def test_one_word_alone_tells_nothing_of_chance() -> None:
    assert counted([0.9] * ENOUGH_DECISIONS, [True] * ENOUGH_DECISIONS).kappa is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("15,0", 15.0), ("15,5 %", 15.5), ("£6,900", 6900.0), ("1,234,567", 1_234_567.0), ("fifteen", None)],
)
def test_a_number_may_be_written_with_either_comma(text: str, number: float | None) -> None:
    assert number_in(text) == number
