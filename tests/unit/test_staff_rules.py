"""Who may what, and how guessing is slowed: the rules, without a database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.site.sign_in import reached_at
from rapport.staff import rules
from rapport.staff.rules import MAY, Role, Sight

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROLES = st.sampled_from(Role)


def test_learners_assessors_and_quality_assurers_see_only_who_is_assigned_to_them() -> None:
    of_practice = {Sight.ASSESS, Sight.ASSURE, Sight.ENROL}  # say nothing of a customer
    for role in (Role.LEARNER, Role.ASSESSOR, Role.QUALITY):
        assert MAY[role] - of_practice == {Sight.ASSIGNED}


def test_the_data_protection_lead_sees_every_customer_and_the_audit() -> None:
    everywhere = {Sight.OWN_TEAM, Sight.OTHER_TEAMS, Sight.NO_TEAM, Sight.ACCESS_NEEDS, Sight.AUDIT}

    assert everywhere <= MAY[Role.PRIVACY]


def test_customers_without_a_team_are_for_leaders_and_above() -> None:
    assert {role for role in Role if rules.may(role, Sight.NO_TEAM)} == {
        Role.LEADER,
        Role.MANAGER,
        Role.PRIVACY,
        Role.OWNER,
    }


def test_a_role_that_nobody_knows_may_nothing() -> None:
    assert not any(rules.may("chef", sight) for sight in Sight)


@given(ROLES, ROLES)
def test_nobody_grants_a_role_that_may_more_than_their_own(own: Role, role: Role) -> None:
    if rules.may_grant(own, role):
        assert MAY[role] <= MAY[own]
        assert Sight.STAFF in MAY[own]


def test_a_manager_does_not_make_an_owner() -> None:
    assert rules.may_grant(Role.MANAGER, Role.LEADER)
    assert not rules.may_grant(Role.MANAGER, Role.OWNER)


def test_an_unknown_role_is_refused_by_naming_all() -> None:
    with pytest.raises(rules.RoleNotKnown, match="There are: adviser, leader, manager"):
        rules.read_role("chef")


failures = st.integers(0, 10_000)
since = st.timedeltas(timedelta(), timedelta(days=2))


@given(failures, since)
def test_nobody_waits_longer_than_fifteen_minutes(count: int, ago: timedelta) -> None:
    assert timedelta() <= rules.wait_for(count, NOW - ago, NOW) <= timedelta(minutes=15)


@given(failures, failures, since)
def test_more_failures_never_wait_less(few: int, more: int, ago: timedelta) -> None:
    few, more = sorted((few, more))

    assert rules.wait_for(few, NOW - ago, NOW) <= rules.wait_for(more, NOW - ago, NOW)


@given(failures)
def test_whoever_waits_as_long_as_told_gets_through(count: int) -> None:
    wait = rules.wait_for(count, NOW, NOW)

    assert rules.wait_for(count, NOW, NOW + wait) == timedelta()


@given(st.integers(0, rules.FREE_TRIES - 1))
def test_who_mistypes_a_few_times_does_not_wait(count: int) -> None:
    assert rules.wait_for(count, NOW, NOW) == timedelta()


def test_the_wait_doubles() -> None:
    waits = [rules.wait_for(count, NOW, NOW).total_seconds() for count in range(4, 16)]

    assert waits == [0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 second"), (45, "45 seconds"), (101, "2 minutes"), (900, "15 minutes")]
)
def test_a_wait_is_said_in_words(seconds: float, words: str) -> None:
    assert rules.waiting_words(timedelta(seconds=seconds)) == words


def test_the_page_of_who_sees_what_is_fresh(root: Path) -> None:
    page = root / "docs/reference/who-sees-what.md"

    assert page.read_text(encoding="utf-8") == rules.who_sees_what(), "write it anew from who_sees_what()"


def test_on_a_laptop_cookies_travel_without_https_and_elsewhere_with_it_alone() -> None:
    laptop, office = reached_at(["localhost", "127.0.0.1"]), reached_at(["localhost", "desk.example.org"])

    assert not laptop["SESSION_COOKIE_SECURE"]
    assert office["SESSION_COOKIE_SECURE"]
    assert office["CSRF_COOKIE_SECURE"]
    assert office["CSRF_TRUSTED_ORIGINS"] == ["https://desk.example.org"]
    assert not office["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]


def test_forms_are_taken_from_every_name_below_one_with_a_leading_dot() -> None:
    assert reached_at([".example.org"])["CSRF_TRUSTED_ORIGINS"] == ["https://*.example.org"]
