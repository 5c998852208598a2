"""When a chore is due: every so often, once a day from an hour on, or because somebody asked."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.site.work.registry import CHORES, chore_named
from rapport.site.work.rules import Chore, ChoreNotThere, is_due, next_run

LONDON = ZoneInfo("Europe/London")
OFTEN = Chore("often", "", timedelta(minutes=5), lambda at: "")
NIGHTLY = Chore("nightly", "", timedelta(days=1), lambda at: "", from_time=time(2))
TIMES = st.integers(0, 20 * 365 * 24 * 60).map(
    lambda m: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=m)
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize("chore", [OFTEN, NIGHTLY])
def test_a_chore_that_never_ran_is_due(chore: Chore) -> None:
    assert is_due(chore, None, None, at(2, 9))


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (at(2, 2, 1), at(2, 23), False),
        (at(2, 2, 1), at(3, 1, 59), False),
        (at(2, 2, 1), at(3, 2), True),
        (at(2, 9), at(3, 1), False),  # run by hand at nine: the night's turn comes all the same
        (at(2, 9), at(3, 2), True),
        (at(1, 23), at(2, 1), False),
        (at(2, 1), at(2, 2), True),  # run before the hour: not the night's turn
        (at(28, 2, 30), at(29, 2, 30), True),  # the clocks go forward in this night
    ],
)
def test_a_nightly_chore_has_one_turn_a_night(last: datetime, now: datetime, *, due: bool) -> None:
    assert is_due(NIGHTLY, last, None, now) is due


def test_asked_for_it_is_due_once() -> None:
    assert is_due(OFTEN, at(2, 9, 1), at(2, 9, 2), at(2, 9, 3))
    assert not is_due(OFTEN, at(2, 9, 2), at(2, 9, 1), at(2, 9, 3))


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (at(2, 9, 5), False),  # another machine, five minutes ahead, began it
        (at(2, 10), True),  # the clock was set back by an hour
        (at(3, 9), True),  # or by a day
    ],
)
def test_65_a_run_of_a_clock_that_was_set_back_holds_up_nothing(last: datetime, *, due: bool) -> None:
    assert is_due(OFTEN, last, None, at(2, 9)) is due


@given(TIMES)
def test_the_next_run_of_any_chore_comes_after_the_last_and_within_its_turn(last: datetime) -> None:
    for chore in (OFTEN, NIGHTLY):
        due = next_run(chore, last, last)

        assert last < due <= last + chore.every


def test_chores_have_names_of_their_own_and_are_found_by_them() -> None:
    assert len({chore.name for chore in CHORES}) == len(CHORES)
    assert chore_named("worth").name == "worth"
    with pytest.raises(ChoreNotThere, match="There are: imports"):
        chore_named("gardening")
