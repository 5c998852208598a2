"""Feedback: asked of one colleague, given once or declined, read by the two and the assessor alone."""

import pytest
from django.utils.timezone import now

from rapport.customers.models import Customer
from rapport.desk.models import Notice
from rapport.practice.actions.feedback import Asking, ask_feedback, decline_feedback, give_feedback
from rapport.practice.models import Enrolment, Feedback
from rapport.practice.queries.feedback import colleagues_to_ask, feedback_visible_to
from rapport.practice.rules.feedback import AskedOneself, ColleagueNotThere, FeedbackSettled
from rapport.practice.rules.privacy import CustomerNamed
from rapport.practice.rules.reflections import SourceNotFound
from rapport.staff.models import User
from tests.cast import client_of

pytestmark = pytest.mark.django_db
QUESTION = "When I said it takes a week, how did I sound?"


@pytest.fixture
def asked(lena: User, alice: User) -> Feedback:
    return ask_feedback(Asking(alice, QUESTION), by=lena, at=now())


def test_a_colleague_is_asked_on_the_page_and_told(lena: User, alice: User) -> None:
    answer = client_of(lena).post("/practice/feedback/new", {"colleague": alice.pk, "question": QUESTION})

    asked = Feedback.objects.get()
    assert answer.status_code == 302
    assert (asked.learner, asked.colleague, asked.state) == (lena, alice, "asked")
    assert QUESTION in Notice.objects.get(person=alice).text
    assert QUESTION in client_of(alice).get("/practice/feedback").content.decode()


def test_the_colleague_answers_once_and_who_asked_is_told(lena: User, alice: User, asked: Feedback) -> None:
    address = f"{asked.get_absolute_url()}/answered"
    client_of(alice).post(address, {"answer": "Sure of it, and a bit quick."})

    assert "a bit quick" in client_of(lena).get(asked.get_absolute_url()).content.decode()
    assert "answered" in Notice.objects.get(person=lena).text
    again = client_of(alice).post(address, {"answer": "On second thoughts."})
    assert again.status_code == 422
    assert "once and for all" in again.content.decode()
    with pytest.raises(FeedbackSettled):
        decline_feedback(asked, by=alice, at=now())


def test_the_colleague_may_decline_without_a_reason(lena: User, alice: User, asked: Feedback) -> None:
    client_of(alice).post(f"{asked.get_absolute_url()}/declined")

    assert "declined" in client_of(lena).get(asked.get_absolute_url()).content.decode()
    with pytest.raises(FeedbackSettled, match="was declined on"):
        give_feedback(asked, "After all.", by=alice, at=now())


def test_nobody_asks_themselves_or_somebody_who_left(lena: User, alice: User, bob: User) -> None:
    assert lena not in colleagues_to_ask(lena)
    own = {"colleague": lena.pk, "question": QUESTION}
    assert client_of(lena).post("/practice/feedback/new", own).status_code == 422
    with pytest.raises(AskedOneself):
        ask_feedback(Asking(lena, QUESTION), by=lena, at=now())
    bob.is_active = False
    with pytest.raises(ColleagueNotThere, match="Bob"):
        ask_feedback(Asking(bob, QUESTION), by=lena, at=now())
    with pytest.raises(SourceNotFound):
        ask_feedback(Asking(alice, QUESTION, "goal", 99), by=lena, at=now())


def test_a_customers_data_are_refused_in_question_and_answer(alice: User, bob: User, dana: Customer) -> None:
    with pytest.raises(CustomerNamed):
        ask_feedback(Asking(bob, "Was I too short with Dana Whitlock?"), by=alice, at=now())
    asked = ask_feedback(Asking(bob, QUESTION), by=alice, at=now())
    address = f"{asked.get_absolute_url()}/answered"
    shy = {"answer": "Ring 020 7946 0018 again."}

    assert client_of(bob).post(address, shy).status_code == 422
    assert client_of(bob).post(address, {**shy, "said_no_customer": "on"}).status_code == 302


def test_it_is_read_by_the_two_and_the_assessor_and_by_nobody_else(
    asked: Feedback, lena: User, alice: User, imran: User, quentin: User, bob: User, olive: User
) -> None:
    Enrolment.objects.create(learner=lena, assessor=imran, assurer=quentin, started_at=now())

    for person in (lena, alice, imran):
        assert QUESTION in client_of(person).get(asked.get_absolute_url()).content.decode()
        assert QUESTION in client_of(person).get("/practice/feedback").content.decode()
    for person in (bob, olive, quentin):
        assert client_of(person).get(asked.get_absolute_url()).status_code == 404
        assert QUESTION not in client_of(person).get("/practice/feedback").content.decode()
    for person in (lena, imran, bob):
        assert client_of(person).post(f"{asked.get_absolute_url()}/answered", {}).status_code == 404
        assert client_of(person).post(f"{asked.get_absolute_url()}/declined").status_code == 404
    alice.is_active = False
    assert not feedback_visible_to(alice).exists()
