"""Reflections: written without a customer's data, about something one may see, and made a goal once."""

from typing import Any

import pytest
from django.utils.timezone import localdate, now

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase, open_case
from rapport.desk.models import Case
from rapport.desk.rules import CaseKind
from rapport.practice.actions.goals import set_goal
from rapport.practice.actions.reflections import Thoughts, make_goal, write_reflection
from rapport.practice.models import Answer, Enrolment, Goal, Reflection, RolePlay
from rapport.practice.rules.privacy import CustomerNamed
from rapport.practice.rules.reflections import GoalMadeAlready, SourceNotFound
from rapport.practice.rules.smart import Wording
from rapport.staff.models import User
from tests.cast import client_of, make_customer

pytestmark = pytest.mark.django_db


def thoughts(**changes: Any) -> Thoughts:
    return Thoughts(**{"what": "I cut in.", "so_what": "She stopped.", "now_what": "Wait once."} | changes)


def form(**changes: Any) -> dict[str, Any]:
    return {"what": "I cut in.", "so_what": "She stopped.", "now_what": "Wait once."} | changes


@pytest.fixture
def case(dana: Customer, alice: User) -> Case:
    new = NewCase(CaseKind.ENQUIRY, "I want to return two gauges", Channel.PHONE, customer=dana)
    return open_case(new, by=alice, at=now())


def test_a_reflection_is_written_on_the_page_and_of_a_case_keeps_the_number_alone(
    alice: User, case: Case
) -> None:
    answer = client_of(alice).post(
        "/practice/reflections/new", form(source="case", number=case.pk), follow=True
    )

    kept = Reflection.objects.get()
    assert (kept.learner, kept.source, kept.number) == (alice, "case", case.pk)
    page = answer.content.decode()
    assert f'href="/cases/{case.pk}"' in page
    assert "Dana" not in page
    assert "gauges" not in page


def test_a_case_one_may_not_see_is_not_found_and_needs_a_number(
    charlie: User, alice: User, case: Case
) -> None:
    with pytest.raises(SourceNotFound, match=f"no case {case.pk} of yours"):
        write_reflection(thoughts(source="case", number=case.pk), by=charlie, at=now())
    client = client_of(alice)
    assert client.post("/practice/reflections/new", form(source="case")).status_code == 422
    assert client.post("/practice/reflections/new", form(source="case", number=0)).status_code == 422
    assert not Reflection.objects.exists()


def test_a_customers_name_is_refused_and_a_text_without_it_is_offered(alice: User, case: Case) -> None:
    client, sent = client_of(alice), form(what="Dana Whitlock was cross.", source="case", number=case.pk)

    declined = client.post("/practice/reflections/new", {**sent, "said_no_customer": "on"})
    offered = client.post("/practice/reflections/new", {**sent, "deed": "without"})

    assert declined.status_code == 422
    assert "[the customer] was cross." in declined.content.decode()
    assert "[the customer] was cross." in offered.content.decode()
    assert "Dana" not in offered.content.decode()
    assert not Reflection.objects.exists()


def test_what_looks_like_data_is_kept_once_somebody_says_it_is_no_customers(alice: User) -> None:
    client, sent = client_of(alice), form(what="Our own line 020 7946 0018 was busy.")

    declined = client.post("/practice/reflections/new", sent)
    client.post("/practice/reflections/new", {**sent, "said_no_customer": "on"})

    assert declined.status_code == 422
    assert "said_no_customer" in declined.content.decode()
    assert Reflection.objects.get().said_no_customer


def test_another_customer_is_found_by_name_where_the_writer_may_see_them_and_else_not_told(
    alice: User, charlie: User, dana: Customer
) -> None:
    make_customer("Rose Green")
    with pytest.raises(CustomerNamed, match="Dana Whitlock"):
        write_reflection(thoughts(what="I told Dana Whitlock off."), by=alice, at=now())
    write_reflection(thoughts(what="I told Dana Whitlock off."), by=charlie, at=now())

    assert Reflection.objects.get().learner == charlie


def test_now_what_becomes_a_goal_with_one_click_and_only_once(lena: User) -> None:
    kept = write_reflection(thoughts(now_what="Ask once more.\n" + "x" * 500), by=lena, at=now())

    answer = client_of(lena).post(f"{kept.get_absolute_url()}/goal")

    goal = Goal.objects.get()
    assert answer["Location"] == goal.get_absolute_url()
    assert goal.text.startswith("Ask once more. xxx")
    assert len(goal.text) == 300
    assert goal.text in client_of(lena).get(kept.get_absolute_url()).content.decode()
    with pytest.raises(GoalMadeAlready):
        make_goal(kept, by=lena, at=now())


def test_a_reflection_about_a_goal_is_a_look_at_it(lena: User, alice: User) -> None:
    goal = set_goal(Wording("Ask one open question."), by=lena, at=now())
    Goal.objects.filter(pk=goal.pk).update(review_on=localdate())

    write_reflection(thoughts(source="goal", number=goal.pk), by=lena, at=now())

    goal.refresh_from_db()
    assert goal.review_on > localdate()
    assert [entry.deed for entry in goal.entries.all()] == ["set", "reflected"]
    with pytest.raises(SourceNotFound):
        write_reflection(thoughts(source="goal", number=goal.pk), by=alice, at=now())


def test_a_reflection_is_about_ones_own_answer_or_role_play_and_leads_back_to_it(
    lena: User, alice: User
) -> None:
    answer = Answer.objects.create(
        learner=lena, topic="law", question="x", content_version=1, text="Thirty days.", answered_at=now()
    )
    play = RolePlay.objects.create(
        learner=lena, scene="angry-refund", title="x", version=1, seed=1, channel="phone", reads_with="words",
        started_at=now(),
    )  # fmt: skip

    for source, thing in (("answer", answer), ("role-play", play)):
        kept = write_reflection(thoughts(source=source, number=thing.pk), by=lena, at=now())
        page = client_of(lena).get(kept.get_absolute_url()).content.decode()
        assert f'href="{thing.get_absolute_url()}"' in page
        with pytest.raises(SourceNotFound):
            write_reflection(thoughts(source=source, number=thing.pk), by=alice, at=now())


def test_reflections_are_seen_by_their_writer_and_their_assessor_alone(
    lena: User, imran: User, bob: User, olive: User
) -> None:
    Enrolment.objects.create(learner=lena, assessor=imran, started_at=now())
    kept = write_reflection(thoughts(), by=lena, at=now())

    for person in (bob, olive):
        assert client_of(person).get(kept.get_absolute_url()).status_code == 404
        assert "I cut in." not in client_of(person).get("/practice/reflections").content.decode()
    assert "I cut in." in client_of(imran).get("/practice/reflections").content.decode()
    assert "Make “now what”" not in client_of(imran).get(kept.get_absolute_url()).content.decode()
    assert client_of(imran).post(f"{kept.get_absolute_url()}/goal").status_code == 404
