"""Who enrols whom, and when the portfolio of somebody who left goes."""

from datetime import timedelta

import pytest

from rapport.practice.actions.enrolling import Care, change_care, end_enrolment, enrol, let_go
from rapport.practice.actions.portfolio import (
    Snapshot,
    keep_snapshot,
)
from rapport.practice.models import (
    Enrolment,
    Evidence,
)
from rapport.practice.rules import portfolio as rules
from rapport.practice.rules.portfolio import EvidenceKind
from rapport.staff.models import User
from tests.cast import MONDAY_NINE, client_of, make_person
from tests.portfolio_cast import claimed, keep

pytestmark = pytest.mark.django_db


def test_a_leavers_portfolio_stays_for_a_year_and_goes_by_itself(
    enrolment: Enrolment, lena: User, quentin: User
) -> None:
    claimed(lena)
    end_enrolment(enrolment, by=quentin, at=MONDAY_NINE)

    assert let_go(at=MONDAY_NINE + timedelta(days=364)) == 0
    assert let_go(at=MONDAY_NINE + timedelta(days=366)) == 1
    assert not Evidence.objects.exists()


def test_who_is_enrolled_again_keeps_the_portfolio(
    enrolment: Enrolment, lena: User, imran: User, quentin: User
) -> None:
    keep(lena)
    end_enrolment(enrolment, deletes_now=True, by=quentin, at=MONDAY_NINE)
    enrol(lena, Care(imran, None), by=quentin, at=MONDAY_NINE)

    assert let_go(at=MONDAY_NINE + timedelta(days=2_000)) == 0


def test_the_latest_enrolment_says_when_a_portfolio_goes(
    enrolment: Enrolment, lena: User, imran: User, quentin: User
) -> None:
    keep(lena)
    end_enrolment(enrolment, deletes_now=True, by=quentin, at=MONDAY_NINE)
    again = enrol(lena, Care(imran, None), by=quentin, at=MONDAY_NINE + timedelta(hours=1))
    today = MONDAY_NINE + timedelta(days=30)
    end_enrolment(again, by=quentin, at=today)

    assert let_go(at=today) == 0
    assert let_go(at=today + timedelta(days=366)) == 1


def test_evidence_made_after_an_enrolment_ended_outlives_it(
    enrolment: Enrolment, lena: User, quentin: User
) -> None:
    old = keep(lena)
    end_enrolment(enrolment, deletes_now=True, by=quentin, at=MONDAY_NINE)
    later = MONDAY_NINE + timedelta(days=7)
    new = keep_snapshot(Snapshot(EvidenceKind.OBSERVATION, "Seen since", "I stayed."), learner=lena, at=later)

    assert let_go(at=later) == 1
    assert [*Evidence.objects.all()] == [new] != [old]
    assert let_go(at=later + rules.KEPT_FOR + timedelta(days=1)) == 1


def test_nobody_looks_after_their_own_work(enrolment: Enrolment, lena: User, imran: User) -> None:
    with pytest.raises(rules.NotTheSame):
        change_care(enrolment, Care(lena, None), by=imran, at=MONDAY_NINE)
    with pytest.raises(rules.NotTheSame):
        change_care(enrolment, Care(imran, imran), by=imran, at=MONDAY_NINE)
    with pytest.raises(rules.EnrolledAlready):
        enrol(lena, Care(None, None), by=imran, at=MONDAY_NINE)


def test_nobody_makes_changes_or_ends_their_own_enrolment(imran: User, quentin: User) -> None:
    client = client_of(quentin)
    with pytest.raises(rules.OwnEnrolment, match="Quentin cannot make their own"):
        enrol(quentin, Care(imran, None), by=quentin, at=MONDAY_NINE)
    assert (
        f'value="{quentin.pk}"'
        not in client.get("/practice/learners/new")
        .content.decode()
        .split('name="learner"')[1]
        .split("</select>")[0]
    )
    own = enrol(quentin, Care(imran, make_person("Olive")), by=imran, at=MONDAY_NINE)
    before = Enrolment.objects.values().get()

    change = client.post(f"/practice/learners/{own.pk}", {"assessor": imran.pk})
    end = client.post(f"/practice/learners/{own.pk}/end", {"deletes_now": "on"})

    assert (change.status_code, end.status_code) == (422, 422)
    assert "Quentin cannot change their own enrolment" in change.content.decode()
    assert "Quentin cannot end their own enrolment" in end.content.decode()
    assert Enrolment.objects.values().get() == before
    assert f"/practice/learners/{own.pk}" not in client.get("/practice/learners").content.decode()
