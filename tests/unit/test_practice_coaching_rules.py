"""What is hard for a team: shown where many share it, and held back where it could be one person."""

from collections.abc import Hashable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.practice.rules.coaching import Often, counted, helping_topics, is_crowd, window


def spread(what: str, times: int, people: int) -> list[tuple[str, int]]:
    """Return something that came up so often, spread evenly over so many people."""
    return [(what, number % people) for number in range(times)]


def test_what_many_share_is_shown_the_most_frequent_first() -> None:
    found = counted([*spread("Investigate", 12, 6), *spread("Follow up", 20, 5)])

    assert found.shown == (Often("Follow up", 20, 5), Often("Investigate", 12, 6))
    assert (found.held_back, found.times, found.people) == (0, 32, 6)


@pytest.mark.parametrize(("times", "people"), [(9, 9), (40, 4), (1, 1)])
def test_what_few_people_or_few_times_make_up_is_held_back(times: int, people: int) -> None:
    found = counted(spread("Investigate", times, people))

    assert found.shown == ()
    assert (found.held_back, found.times, found.people) == (1, None, None)


def test_what_is_mostly_one_person_is_held_back_however_many_others_there_are() -> None:
    mostly = [("Investigate", 1)] * 11 + [("Investigate", who) for who in range(2, 12)]

    assert counted(mostly).shown == ()
    assert counted([*mostly, ("Investigate", 12)]).shown == (Often("Investigate", 22, 12),)


def test_what_nobody_did_counts_for_nobody() -> None:
    assert counted([("Investigate", None)] * 50).held_back == 0


def test_misconceptions_are_counted_by_the_same_rule_once_for_each_answer() -> None:
    answers = [*spread("M02", 10, 5), *spread("M12", 10, 4)]

    assert [(one.what, one.people) for one in counted(answers).shown] == [("M02", 5)]


def test_the_weeks_are_whole_and_move_on_mondays() -> None:
    tuesday, sunday = datetime(2026, 3, 3, 15, tzinfo=UTC), datetime(2026, 3, 8, 23, 59, tzinfo=UTC)

    assert window(tuesday) == window(sunday)
    assert window(tuesday)[1] == datetime(2026, 3, 2, tzinfo=UTC)
    assert (window(tuesday)[1] - window(tuesday)[0]).days == 91


def test_the_topics_that_would_help_are_those_that_come_up_most() -> None:
    found = [("law", "data", 4), ("complaints", "a step", 9), ("law", "time", 6), ("", "unknown", 99)]

    assert helping_topics(found) == [("law", 10, ["data", "time"]), ("complaints", 9, ["a step"])]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.integers(0, 7)), max_size=120))
def test_whatever_is_shown_is_of_many(pairs: list[tuple[str, Hashable]]) -> None:
    found = counted(pairs)

    for one in found.shown:
        whose = [who for what, who in pairs if what == one.what and who is not None]
        assert len(whose) == one.times >= 10
        assert len(set(whose)) == one.people >= 5
        assert max(map(whose.count, set(whose))) <= one.times / 2
    assert found.held_back + len(found.shown) == len({what for what, who in pairs if who is not None})


def test_no_people_are_no_crowd() -> None:
    assert not is_crowd({})
