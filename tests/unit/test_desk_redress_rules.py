"""Authority: whatever the parts, kinds and order, nobody gives alone more than their limit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.desk.rules import RedressKind
from rapport.desk.rules.redress import HOUSE_CURRENCY, READY_LIMITS, Amount, reach, ready_limit
from rapport.staff.rules import Role, Sight, may

WORTHS = st.integers(0, 40_000).map(lambda pence: Decimal(pence) / 100)
AMOUNTS = st.builds(Amount, st.sampled_from(RedressKind), WORTHS, WORTHS)
ROLES = st.sampled_from(sorted(READY_LIMITS))


def given_alone(amounts: list[Amount], role: Role) -> list[Amount]:
    """Return which of some offers, made one after the other, a role gives alone."""
    standing: list[Amount] = []
    for one in amounts:
        if reach(one, standing, READY_LIMITS[role]).is_within:
            standing.append(one)
    return standing


@given(st.lists(AMOUNTS, max_size=20), ROLES)
def test_no_parts_come_to_more_than_the_limit_of_their_kind_or_the_largest_of_the_role(
    amounts: list[Amount], role: Role
) -> None:
    limits, alone = READY_LIMITS[role], given_alone(amounts, role)

    for kind in RedressKind:
        of_kind = [one for one in alone if one.kind == kind]
        assert not of_kind or sum(one.counted for one in of_kind) <= limits[kind]
    assert sum(one.counted for one in alone) <= max(limits.values())


@given(AMOUNTS, st.lists(AMOUNTS, max_size=5), ROLES)
def test_what_stands_in_the_case_never_widens_a_limit(
    new: Amount, standing: list[Amount], role: Role
) -> None:
    if reach(new, standing, READY_LIMITS[role]).is_within:
        assert reach(new, [], READY_LIMITS[role]).is_within


def test_what_is_not_named_is_not_given_however_small() -> None:
    assert not reach(
        Amount(RedressKind.COMPENSATION, Decimal("0.01")), [], READY_LIMITS[Role.ADVISER]
    ).is_within


@pytest.mark.parametrize("kind", RedressKind)
def test_limits_climb_from_adviser_to_owner(kind: RedressKind) -> None:
    ladder = [
        ready_limit(role, kind, HOUSE_CURRENCY)
        for role in (Role.ADVISER, Role.LEADER, Role.MANAGER, Role.OWNER)
    ]
    known = [most for most in ladder if most is not None]

    assert known == sorted(known)
    assert ladder[-1] is not None


def test_in_a_foreign_currency_nobody_has_a_ready_limit() -> None:
    assert {ready_limit(role, kind, "JPY") for role in Role for kind in RedressKind} == {None}


def test_whoever_works_on_cases_may_apologise() -> None:
    assert {role for role in Role if may(role, Sight.CASES)} == set(READY_LIMITS)
