"""Coaching: what a team finds hard in real work, counted, and never about one person; and wishes."""

from datetime import datetime, timedelta

import pytest
from django.utils.timezone import now

from rapport.customers.models import Customer, Promise
from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase, open_case
from rapport.desk.actions.refusing import tell_refusal
from rapport.desk.models import Case, Message
from rapport.desk.rules import CaseKind, Direction
from rapport.desk.rules.procedures import EvidenceMissing, StepNotNext, StepNotYours
from rapport.lib.errors import Refusal
from rapport.practice.actions.wishes import end_wish, make_wish
from rapport.practice.models import Answer, Mark, Wish
from rapport.practice.queries.coaching import coaching_for
from rapport.practice.queries.wishes import wishes_counted
from rapport.practice.rules.coaching import Often, window
from rapport.practice.rules.wishes import WishedAlready, WishNotKnown
from rapport.staff.models import Team, User
from tests.cast import client_of, make_person

pytestmark = pytest.mark.django_db
NAMES = ("Ann", "Ben", "Cleo", "Dev", "Eve", "Fay")


@pytest.fixture
def people(north: Team) -> list[User]:
    return [make_person(name, team=north) for name in NAMES]


@pytest.fixture
def case(dana: Customer, alice: User) -> Case:
    new = NewCase(CaseKind.COMPLAINT, "The gauge is broken", Channel.PHONE, customer=dana)
    return open_case(new, by=alice, at=last_week() - timedelta(days=7))


def last_week() -> datetime:
    return window(now())[1] - timedelta(days=3)


def refuse(case: Case, refusal: Refusal, people: list[User], times: int) -> None:
    for number in range(times):
        tell_refusal(case, refusal, by=people[number % len(people)], at=last_week())


def test_steps_and_refusals_that_many_met_are_counted_and_nobody_is_named(
    case: Case, people: list[User], bob: User
) -> None:
    refuse(case, EvidenceMissing(step="Investigate", missing="a root cause"), people, 7)
    refuse(case, StepNotNext(step="Investigate", before="Listen"), people, 5)
    refuse(case, StepNotYours(step="Resolve", roles="leader", role="adviser"), people[:3], 30)

    found = coaching_for(bob, now())
    page = client_of(bob).get("/practice/coaching").content.decode()

    assert found.steps.shown == (Often("Investigate", 12, 6),)
    assert found.steps.held_back == 1
    assert found.refusals.shown == ()
    assert "Investigate" in page
    assert "Resolve" not in page
    assert not [name for name in NAMES if f">{name}" in page or f" {name} " in page]


def test_the_topic_that_would_help_is_named(case: Case, people: list[User], bob: User) -> None:
    refuse(case, EvidenceMissing(step="Investigate", missing="a root cause"), people, 12)

    assert [(one.topic, one.times) for one in coaching_for(bob, now()).topics] == [("complaints", 12)]
    assert "Complaints, and putting things right" in client_of(bob).get("/practice/coaching").content.decode()


def test_replies_that_were_sent_are_read_by_the_checks(case: Case, people: list[User], bob: User) -> None:
    for number in range(12):
        Message.objects.create(
            case=case, direction=Direction.OUT, channel=Channel.EMAIL, at=last_week(),
            by=people[number % 6], text="You should have read the manual. Thank you.",
        )  # fmt: skip
    Message.objects.create(
        case=case, direction=Direction.OUT, channel=Channel.EMAIL, at=last_week(), by=bob, text="CALM DOWN!!!"
    )

    found = coaching_for(bob, now())

    assert found.replies == 13
    assert found.checks.shown == (Often("blame", 12, 6),)


def test_promises_that_were_not_kept_in_time_are_counted_by_kind(
    dana: Customer, people: list[User], bob: User, north: Team
) -> None:
    for number in range(14):
        due_at = last_week()
        Promise.objects.create(
            customer=dana, kind="call", made_by=people[number % 6], team=north, text="Ring", due_at=due_at,
            made_at=due_at - timedelta(days=1), kept_at=due_at - timedelta(hours=1) if number < 2 else None,
        )  # fmt: skip

    found = coaching_for(bob, now())

    assert found.promises.shown == (Often("call", 12, 6),)
    assert found.due == 14


def test_what_lies_outside_the_weeks_or_the_team_is_not_counted(
    case: Case, people: list[User], charlie: User, maxine: User
) -> None:
    for number in range(12):
        tell_refusal(case, StepNotNext(step="Listen", before="x"), by=people[number % 6], at=now())
    charlie.role = "leader"
    charlie.save()

    assert coaching_for(maxine, now()).steps.shown == ()
    refuse(case, StepNotNext(step="Listen", before="x"), people, 12)
    assert coaching_for(maxine, now()).steps.shown == (Often("Listen", 12, 6),)
    assert coaching_for(charlie, now()).steps.shown == ()


def test_wrong_ideas_in_answers_are_counted_once_for_each_answer_and_name_the_topic(
    people: list[User], charlie: User, bob: User
) -> None:
    wrong = [{"point": "a", "text": "Happy customers never leave.", "ask": "?", "span": [0, 1]}] * 2
    for number in range(13):
        learner = people[number % 6] if number < 12 else charlie
        answer = Answer.objects.create(
            learner=learner, topic="loyalty", question="ladder", content_version=1, text="x",
            answered_at=last_week(),
        )  # fmt: skip
        Mark.objects.create(
            answer=answer, version="1", score=0, points=[], misconceptions=wrong, marked_at=last_week()
        )

    found = coaching_for(bob, now())

    assert found.misconceptions.shown == (Often("Happy customers never leave.", 12, 6),)
    assert [one.topic for one in found.topics] == ["loyalty"]
    assert "Happy customers never leave." in client_of(bob).get("/practice/coaching").content.decode()


def test_an_adviser_finds_no_coaching_page(alice: User, lena: User, imran: User) -> None:
    for person in (alice, lena, imran):
        assert client_of(person).get("/practice/coaching").status_code == 404
        assert wishes_counted(person) == []


def test_a_wish_is_counted_and_named_only_where_the_person_says_so(
    alice: User, anita: User, charlie: User, bob: User, maxine: User
) -> None:
    client_of(alice).post("/practice/wishes", {"about": "complaints.recovered", "words": "My own words."})
    client_of(anita).post("/practice/wishes", {"about": "complaints.recovered", "may_be_named": "on"})
    make_wish("scene.angry-refund", by=charlie, at=now())

    assert [(one.about, one.people, one.named) for one in wishes_counted(bob)] == [
        ("complaints.recovered", 2, ("Anita",))
    ]
    assert {one.about for one in wishes_counted(maxine)} == {"complaints.recovered", "scene.angry-refund"}
    page = client_of(bob).get("/practice/coaching").content.decode()
    assert "among them Anita" in page
    assert "My own words." not in page
    assert "Alice" not in page


def test_a_wish_stands_once_and_is_taken_back_by_its_owner(alice: User, bob: User) -> None:
    wish = make_wish("law", by=alice, at=now())

    with pytest.raises(WishedAlready, match="What the law asks"):
        make_wish("law", by=alice, at=now())
    with pytest.raises(WishNotKnown, match="'nothing'"):
        make_wish("nothing", by=alice, at=now())
    assert client_of(alice).post("/practice/wishes", {"about": "law"}).status_code == 422
    assert client_of(bob).post(f"/practice/wishes/{wish.pk}/ended").status_code == 404
    client_of(alice).post(f"/practice/wishes/{wish.pk}/ended")
    end_wish(wish, at=now())
    assert wishes_counted(bob) == []
    make_wish("law", by=alice, at=now())
    assert Wish.objects.count() == 2
