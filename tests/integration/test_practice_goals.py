"""Goals: set with checks open, worked on, changed, ended, and seen by their owner and assessor alone."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import localdate, now

from rapport.desk.models import Notice
from rapport.practice import chores
from rapport.practice.actions import goals as actions
from rapport.practice.models import Enrolment, Goal, GoalEntry
from rapport.practice.queries.goals import goals_visible_to
from rapport.practice.rules.goals import GoalEnded, GoalFieldNotRight, GoalState, GoalUnchanged, next_look
from rapport.practice.rules.smart import Wording
from rapport.staff.models import User
from tests.cast import client_of

pytestmark = pytest.mark.django_db
TEXT = "Read back the address in 9 of 10 phone orders."


@pytest.fixture
def goal(lena: User) -> Goal:
    return actions.set_goal(Wording(TEXT), by=lena, at=now())


@pytest.fixture
def enrolled(lena: User, imran: User, quentin: User) -> Enrolment:
    return Enrolment.objects.create(learner=lena, assessor=imran, assurer=quentin, started_at=now())


def shown(person: User, address: str) -> str:
    return client_of(person).get(address).content.decode()


def test_a_goal_is_set_on_the_page_with_checks_still_open(lena: User) -> None:
    answer = client_of(lena).post("/practice/goals/new", {"text": "Get better at listening."}, follow=True)

    goal = Goal.objects.get()
    assert (goal.learner, goal.text, goal.review_on) == (
        lena,
        "Get better at listening.",
        localdate() + timedelta(14),
    )
    page = answer.content.decode()
    assert "Still open" in page
    assert "“better” is hard to see." in page


def test_the_checks_are_answered_while_one_writes_and_nothing_is_saved(lena: User) -> None:
    client = client_of(lena)
    form = {"text": TEXT, "due_on": "", "link": "complaints", "deed": "check"}

    whole = client.post("/practice/goals/new", form)
    part = client.post("/practice/goals/new", form, headers={"HX-Request": "true"})

    assert whole.status_code == part.status_code == 200
    assert "By which day do you want" in whole.content.decode()
    assert "By which day do you want" in part.content.decode()
    assert "<form" not in part.content.decode()
    assert not Goal.objects.exists()


def test_a_goal_without_words_is_declined_and_says_so(lena: User) -> None:
    assert client_of(lena).post("/practice/goals/new", {"text": " "}).status_code == 422
    with pytest.raises(GoalFieldNotRight, match="Your goal is ''"):
        actions.set_goal(Wording("  "), by=lena, at=now())
    with pytest.raises(GoalFieldNotRight, match="topic or marking point"):
        actions.set_goal(Wording(TEXT, link="nothing"), by=lena, at=now())


def test_a_step_is_noted_and_sets_the_next_look(lena: User, goal: Goal) -> None:
    later = localdate() + timedelta(days=5)
    address = f"{goal.get_absolute_url()}/progress"
    client_of(lena).post(address, {"note": "Five calls, four read back.", "look_on": later.isoformat()})

    goal.refresh_from_db()
    assert goal.review_on == later
    assert "Five calls, four read back." in shown(lena, goal.get_absolute_url())
    past = {"note": "x", "look_on": "2020-01-01"}
    assert client_of(lena).post(address, past).status_code == 422


def test_a_changed_goal_keeps_how_it_read_before(lena: User, goal: Goal) -> None:
    form = {"text": "Read back 19 of 20.", "why": "Nine was too easy."}
    client_of(lena).post(f"{goal.get_absolute_url()}/change", form)

    goal.refresh_from_db()
    assert goal.text == "Read back 19 of 20."
    assert [entry.reads["text"] for entry in goal.entries.all()] == [TEXT, "Read back 19 of 20."]
    page = shown(lena, goal.get_absolute_url())
    assert TEXT in page
    assert "Nine was too easy." in page
    with pytest.raises(GoalUnchanged):
        actions.change_goal(goal, goal.wording, "no reason", by=lena, at=now())
    with pytest.raises(GoalFieldNotRight, match="Why is ''"):
        actions.change_goal(goal, Wording("Another."), " ", by=lena, at=now())


@pytest.mark.parametrize("state", [GoalState.REACHED, GoalState.DROPPED])
def test_an_ended_goal_says_why_and_does_not_move_again(lena: User, goal: Goal, state: GoalState) -> None:
    client = client_of(lena)
    client.post(f"{goal.get_absolute_url()}/ended", {"state": state, "why": "Bob counted with me."})

    goal.refresh_from_db()
    assert goal.state == state
    assert "Bob counted with me." in shown(lena, goal.get_absolute_url())
    assert goal.text in shown(lena, "/practice/goals")
    again = client.post(f"{goal.get_absolute_url()}/progress", {"note": "One more."})
    assert "set a new goal to go on" in again.content.decode()
    with pytest.raises(GoalEnded, match=f"was {state} on"):
        actions.end_goal(goal, GoalState.DROPPED, "No more.", by=lena, at=now())


def test_an_end_is_reached_or_dropped(lena: User, goal: Goal) -> None:
    with pytest.raises(GoalFieldNotRight, match="reached or dropped"):
        actions.end_goal(goal, GoalState.OPEN, "Why not.", by=lena, at=now())
    assert client_of(lena).post(f"{goal.get_absolute_url()}/ended", {"state": "open"}).status_code == 422


def test_what_happened_to_a_goal_cannot_be_changed(goal: Goal) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        GoalEntry.objects.filter(goal=goal).update(text="It never was.")


def test_a_goal_is_seen_by_its_owner_and_their_assessor_and_changed_by_its_owner(
    goal: Goal, enrolled: Enrolment, imran: User, quentin: User, bob: User, olive: User, charlie: User
) -> None:
    for person in (bob, olive, charlie):
        assert not goals_visible_to(person).exists()
        assert client_of(person).get(goal.get_absolute_url()).status_code == 404
        assert TEXT not in shown(person, "/practice/goals")
    for person in (imran, quentin):
        assert TEXT in shown(person, "/practice/goals")
        assert "Lena" in shown(person, goal.get_absolute_url())
        assert "A step on the way" not in shown(person, goal.get_absolute_url())
        for deed in ("progress", "ended", "change"):
            assert client_of(person).post(f"{goal.get_absolute_url()}/{deed}", {}).status_code == 404


def test_whose_day_of_review_has_come_is_told_once(lena: User, goal: Goal) -> None:
    Goal.objects.filter(pk=goal.pk).update(review_on=localdate())

    assert chores.tell_reviews(now()) == "1 goals to look at"
    assert chores.tell_reviews(now()) == ""

    assert TEXT in Notice.objects.get(person=lena).text
    assert "look at it now" in shown(lena, "/practice/goals")
    actions.note_progress(goal, "I looked.", None, by=lena, at=now())
    Goal.objects.filter(pk=goal.pk).update(review_on=localdate() - timedelta(days=1))
    assert chores.tell_reviews(now()) == "1 goals to look at"


def test_a_goal_is_looked_at_after_two_weeks_and_on_its_date_at_the_latest() -> None:
    today = date(2026, 3, 2)

    assert next_look(today, None) == date(2026, 3, 16)
    assert next_look(today, date(2026, 3, 9)) == date(2026, 3, 9)
    assert next_look(today, date(2026, 5, 1)) == date(2026, 3, 16)
    assert next_look(today, date(2026, 3, 1)) == next_look(today, today) == date(2026, 3, 16)
