"""What counts as resolved at the first contact, as opened again, and how long it took."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.engine.measures.resolution import (
    Matter,
    first_contact_resolution,
    reopen_rate,
    resolution_curve,
    resolved_at_first_contact,
)
from rapport.engine.measures.survival import time_until
from tests.cast import MONDAY_NINE

DAY = timedelta(days=1)
LATER = MONDAY_NINE + 30 * DAY
PLAIN = Matter(MONDAY_NINE, MONDAY_NINE + DAY)


@pytest.mark.parametrize(
    ("matter", "as_of", "answer"),
    [
        (PLAIN, LATER, True),
        (PLAIN, MONDAY_NINE + 7.9 * DAY, None),  # a week after the end has not passed
        (PLAIN, MONDAY_NINE + 8 * DAY, True),
        (Matter(MONDAY_NINE), LATER, None),  # still open
        (replace(PLAIN, reopened=1), LATER, False),
        (replace(PLAIN, contacts=[MONDAY_NINE]), LATER, True),  # the contact that brought it
        (replace(PLAIN, contacts=[MONDAY_NINE + DAY / 2]), LATER, False),  # asked again before the end
        (replace(PLAIN, contacts=[MONDAY_NINE + 8 * DAY]), LATER, False),  # on the last day of the window
        (replace(PLAIN, contacts=[MONDAY_NINE + 8.1 * DAY]), LATER, True),
    ],
)
def test_one_contact_was_enough(matter: Matter, as_of: datetime, *, answer: bool | None) -> None:
    assert resolved_at_first_contact(matter, as_of) is answer


def test_matters_too_young_to_tell_are_in_neither_number() -> None:
    young = Matter(LATER - 2 * DAY, LATER - DAY)
    failed = replace(PLAIN, reopened=1)
    found = first_contact_resolution([PLAIN, failed, young, Matter(MONDAY_NINE)], LATER)

    assert (found.value, found.n) == (0.5, 2)


def test_the_reopen_rate_is_of_matters_that_were_resolved_once() -> None:
    open_again = Matter(MONDAY_NINE, None, reopened=2)
    found = reopen_rate([PLAIN, open_again, Matter(MONDAY_NINE), PLAIN])

    assert found.value == pytest.approx(1 / 3)
    assert found.n == 3


def test_the_time_runs_to_the_last_resolution_and_open_ones_are_still_waited_for() -> None:
    matters = [PLAIN, Matter(MONDAY_NINE, MONDAY_NINE + 2 * DAY), Matter(LATER - DAY)]
    curve = resolution_curve(matters, LATER)

    assert (curve.n, curve.ended) == (3, 2)
    assert curve.at_risk.tolist() == [3, 1]
    assert time_until(curve, 0.5).value == 48


@given(st.lists(st.integers(1, 400), max_size=12), st.integers(1, 200))
def test_more_contacts_never_make_a_matter_better(hours: list[int], more: int) -> None:
    contacts = [MONDAY_NINE + timedelta(hours=each) for each in hours]
    before = resolved_at_first_contact(replace(PLAIN, contacts=contacts), LATER)
    extra = [*contacts, MONDAY_NINE + timedelta(hours=more)]

    assert not (before is False and resolved_at_first_contact(replace(PLAIN, contacts=extra), LATER))
