"""What a customer is shown, what looks like a robot, and what the mails say."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.desk.rules import CaseState, Direction
from rapport.desk.rules.portal import (
    is_between_us,
    link_mail,
    shown_name,
    signs_of_a_robot,
    state_words,
)

OURS = {"dana@example.org"}


@pytest.mark.parametrize(
    ("direction", "sender", "recipients", "shown"),
    [
        (Direction.OUT, "", [], True),  # said on the phone
        (Direction.OUT, "", ["Dana@Example.org"], True),
        (Direction.OUT, "", ["supplier@else.example"], False),
        (Direction.OUT, "", ["supplier@else.example", "dana@example.org"], True),
        (Direction.IN, "", [], True),  # at the counter
        (Direction.IN, "dana@example.org", ["desk@us.example"], True),
        (Direction.IN, "+44 20 7946 0958", [], True),
        (Direction.IN, "supplier@else.example", ["desk@us.example"], False),
    ],
)
def test_what_went_to_a_third_party_is_not_shown(
    direction: Direction, sender: str, recipients: list[str], *, shown: bool
) -> None:
    assert is_between_us(direction, sender, recipients, OURS) is shown


@given(st.emails().filter(lambda one: one.lower() not in OURS), st.sampled_from(Direction))
def test_a_stranger_s_mail_is_shown_to_nobody(address: str, direction: Direction) -> None:
    assert not is_between_us(direction, address, [address], OURS)


@pytest.mark.parametrize(
    ("name", "team", "shown"),
    [
        ("Alice Ashworth", "North", "Alice"),
        ("", "North", "North"),
        ("", "", "Customer service"),
        ("alice@haus.example", "North", "North"),
    ],
)
def test_a_colleague_is_shown_by_first_name_or_team(name: str, team: str, shown: str) -> None:
    assert shown_name(name, team) == shown


@pytest.mark.parametrize("state", CaseState)
def test_every_state_has_words_for_customers(state: CaseState) -> None:
    assert all(state_words(state))


def test_haste_a_filled_trap_and_a_foreign_form_are_signs_of_a_robot() -> None:
    minute = timedelta(minutes=1)

    assert signs_of_a_robot(filled_trap=False, took=minute) == []
    assert len(signs_of_a_robot(filled_trap=True, took=minute)) == 1
    assert signs_of_a_robot(filled_trap=False, took=timedelta(seconds=1.2)) == [
        "It was filled in 1.2 seconds."
    ]
    assert len(signs_of_a_robot(filled_trap=True, took=None)) == 2


def test_the_mail_brings_the_link_on_a_line_of_its_own() -> None:
    _, text = link_mail("Dana", "https://desk.example.org/portal/enter/abc")

    assert "https://desk.example.org/portal/enter/abc" in text.splitlines()
