"""Marking points and the cases that could close a gap; who learns, and who looks after them."""

import pytest

from rapport.desk.actions import write_note
from rapport.desk.rules import CaseKind
from rapport.practice.actions.enrolling import Care, end_enrolment, enrol
from rapport.practice.models import Enrolment
from rapport.practice.queries.gaps import handled_by
from rapport.practice.rules.gaps import Sign
from rapport.staff.models import User
from tests.case_makers import hear, make_case
from tests.cast import MONDAY_NINE, client_of, make_dana, make_person, make_team

pytestmark = pytest.mark.django_db


def test_a_complaint_somebody_handled_is_suggested_and_one_of_another_team_is_not(alice: User) -> None:
    case = make_case(make_dana(), "Late", kind=CaseKind.COMPLAINT, team=alice.team)
    hear(case, "Late again")
    write_note(case, "I will ring", by=alice, at=MONDAY_NINE)
    far = make_case(None, "Far", kind=CaseKind.COMPLAINT, team=make_team("South"))
    write_note(far, "Not hers to see", by=alice, at=MONDAY_NINE)

    assert [(one.number, one.signs) for one in handled_by(alice)] == [(case.pk, (Sign.COMPLAINT,))]
    page = client_of(alice).get("/practice/portfolio/gaps").content.decode()
    assert f"/practice/portfolio/from-case/{case.pk}" in page
    assert f"/practice/portfolio/from-case/{far.pk}" not in page
    assert handled_by(make_person("Bob")) == []


def test_all_26_points_are_shown_with_a_word_and_a_mark(alice: User) -> None:
    page = client_of(alice).get("/practice/portfolio/gaps").content.decode()

    assert page.count("#point-open") == 27  # the count above them bears the shape too
    assert page.count("not shown") >= 27


def test_a_quality_assurer_enrols_a_learner_and_a_leader_does_not() -> None:
    lena, imran, quentin = make_person("Lena"), make_person("Imran"), make_person("Quentin")
    sent = {"learner": lena.pk, "assessor": imran.pk, "assurer": quentin.pk, "adjustments": "More time"}

    assert client_of(make_person("Bob")).post("/practice/learners/new", sent).status_code == 404
    assert client_of(quentin).post("/practice/learners/new", sent).status_code == 302

    enrolment = Enrolment.objects.get()
    assert (enrolment.learner, enrolment.assessor, enrolment.adjustments) == (lena, imran, "More time")
    page = client_of(quentin).post("/practice/learners/new", sent)
    assert page.status_code == 422  # she is enrolled already


def test_only_whoever_may_assess_is_offered_as_assessor() -> None:
    quentin, alice = make_person("Quentin"), make_person("Alice")

    answer = client_of(quentin).post("/practice/learners/new", {"learner": alice.pk, "assessor": alice.pk})

    assert answer.status_code == 422
    assert not Enrolment.objects.exists()


def test_whoever_ends_an_enrolment_says_what_becomes_of_the_portfolio() -> None:
    lena, quentin = make_person("Lena"), make_person("Quentin")
    client_of(quentin).post("/practice/learners/new", {"learner": lena.pk})
    number = Enrolment.objects.get().pk

    assert (
        client_of(quentin).post(f"/practice/learners/{number}/end", {"deletes_now": "on"}).status_code == 302
    )
    again = client_of(quentin).post(f"/practice/learners/{number}/end", {})

    assert Enrolment.objects.get().deletes_on == Enrolment.objects.get().ended_at.date()  # type: ignore[union-attr]
    assert again.status_code == 422
    assert "ended on" in again.content.decode()


def test_a_leaver_is_told_until_when_the_portfolio_is_kept(alice: User) -> None:
    enrolment = enrol(alice, Care(None, None), by=make_person("Quentin"), at=MONDAY_NINE)
    end_enrolment(enrolment, by=make_person("Maxine"), at=MONDAY_NINE)

    page = client_of(alice).get("/practice/portfolio").content.decode()

    assert "What was made until then is deleted on" in page
    assert "You are not enrolled" not in page
