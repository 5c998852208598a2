"""What is owed, looked at again by night: whoever has the case hears of what is otherwise, once."""

from datetime import timedelta

import pytest

from rapport.customers.models import Customer
from rapport.desk.actions.owed.telling import assess_again
from rapport.desk.chores.owed import look_again
from rapport.desk.models import Assessment, Case, Notice
from rapport.desk.queries.owed.assessments import told_in
from rapport.desk.rules.owed.facts import Told
from rapport.engine.rights.reading import FactNotKnown
from rapport.staff.models import User
from tests.case_makers import now_of
from tests.cast import client_of
from tests.owed_cast import DAY_29, TOASTER, make_matter, tell

TWO_DAYS_ON = DAY_29 + timedelta(days=2)  # the thirty days to reject are over


@pytest.fixture
def case(dana: Customer, alice: User) -> Case:
    case = make_matter(dana, alice)
    Case.objects.filter(pk=case.pk).update(assignee=alice)
    tell(case, TOASTER, alice)
    return now_of(case)


def notices() -> list[str]:
    return list(Notice.objects.filter(kind="owed").values_list("text", flat=True))


def test_nothing_is_told_while_the_answer_is_the_same(case: Case) -> None:
    assert look_again(DAY_29) == "1 assessments looked at, 0 told of"
    assert notices() == []


def test_whoever_has_the_case_hears_once_of_a_right_that_has_passed(case: Case, alice: User) -> None:
    look_again(TWO_DAYS_ON)
    look_again(TWO_DAYS_ON)

    [text] = notices()
    assert text.startswith(f"Owed in {case.reference} as of today.")
    assert Notice.objects.get(kind="owed").person == alice
    assert Assessment.objects.count() == 1  # nobody asked: the case keeps its answer


def test_asked_again_there_is_nothing_to_tell(case: Case, alice: User) -> None:
    assess_again(case, by=alice, at=TWO_DAYS_ON)
    look_again(TWO_DAYS_ON)

    assert notices() == []


def test_a_case_that_nobody_has_is_told_to_the_leader_of_its_team(case: Case, bob: User) -> None:
    Case.objects.filter(pk=case.pk).update(assignee=None)
    look_again(TWO_DAYS_ON)

    assert Notice.objects.get(kind="owed").person == bob


def test_one_that_cannot_be_read_any_more_stops_no_other(
    case: Case, dana: Customer, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_matter(dana, alice, subject="Another toaster")
    tell(other, TOASTER, alice)

    def as_told(assessment: Assessment) -> Told:
        if assessment.case_id == other.pk:
            raise FactNotKnown(fact="colour", nearest="customer")
        return told_in(assessment)

    monkeypatch.setattr("rapport.desk.actions.owed.looking.told_in", as_told)

    assert look_again(TWO_DAYS_ON) == "2 assessments looked at, 1 told of"


def test_a_case_that_is_over_is_not_looked_at(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(state="closed")

    assert look_again(TWO_DAYS_ON) == ""


def test_the_notice_leads_to_the_case(case: Case, alice: User) -> None:
    look_again(TWO_DAYS_ON)

    assert f"/cases/{case.pk}" in client_of(alice).get("/notices").content.decode()
