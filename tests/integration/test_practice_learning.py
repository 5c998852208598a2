"""Learning: an answer is kept, marked, shown with what earned its points, and comes back when it is time."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from rapport.practice.actions import learning as actions
from rapport.practice.chores import mark_waiting
from rapport.practice.models import Answer, Claim, Evidence, Mark, PointCard
from rapport.practice.queries.content import question_named
from rapport.practice.queries.learning import due_questions, progress_of
from rapport.practice.queries.progress import whole_progress_of
from rapport.practice.rules.portfolio import ClaimState, EvidenceKind
from rapport.practice.rules.standing import Standing
from rapport.staff.models import User
from tests.cast import client_of
from tests.clock import NOW
from tests.learning_world import WRITTEN

pytestmark = pytest.mark.django_db
LISTEN = ("complaints", "why-listen-first")
FOLLOW = ("complaints", "follow-up")
CALM = ("complaints", "calm")
RIGHT = "Because people calm down when they feel heard, and otherwise I would solve the wrong problem."
HALF = "I call the customer after a week to make sure that it works, so they see we have not forgotten them."
WRONG = "It is the first step of the list, and the second step of the list comes after the first."


def answer(person: User, question: tuple[str, str], text: str, at: datetime) -> Answer:
    """Answer a question and have it marked."""
    given = actions.give_answer(*question_named(*question), text, by=person, at=at)
    actions.mark_answer(given, at=at)
    return given


def outcomes(given: Answer) -> dict[str, str]:
    return {one["id"]: one["outcome"] for one in Mark.objects.get(answer=given).points}


def due(person: User, on: date) -> dict[str, list[str]]:
    return {one.question.id: [point.id for point in one.points] for one in due_questions(person, on)}


def test_an_answer_is_marked_at_once_and_shown_with_what_earned_its_points(lena: User) -> None:
    client = client_of(lena)

    sent = client.post("/practice/topics/complaints/questions/follow-up", {"text": HALF})
    page = client.get(sent["Location"]).content.decode()

    given = Answer.objects.get()
    assert (given.text, given.content_version) == (HALF, 1)
    assert outcomes(given) == {"check": "shown", "learn": "not_shown"}
    assert '<mark class="learn-earned">' in page
    assert "1 of 2 points shown" in page
    assert "Not there yet:" in page
    assert "Records the cause so that it does not happen again." in page
    assert "A model answer" in page
    assert page.count("Next question") == 1


def test_the_same_words_get_the_same_mark(lena: User) -> None:
    first, second = (answer(lena, FOLLOW, HALF, NOW + timedelta(minutes=n)) for n in (0, 5))

    marks = [Mark.objects.get(answer=one) for one in (first, second)]
    assert marks[0].points == marks[1].points
    assert marks[0].version == marks[1].version


def test_an_answer_outlives_a_marker_that_fails(lena: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(actions, "mark_answers", fail)
        sent = client_of(lena).post("/practice/topics/complaints/questions/calm", {"text": RIGHT})
        page = client_of(lena).get(sent["Location"]).content.decode()
        assert "it waits to be marked" in page
        assert mark_waiting(NOW) == "0 of 1 marked"
    assert Answer.objects.get().text == RIGHT

    assert mark_waiting(NOW) == "1 of 1 marked"
    assert mark_waiting(NOW) == "nothing waits"
    assert "it waits to be marked" not in client_of(lena).get(sent["Location"]).content.decode()


def test_three_answers_today_and_a_week_later_exactly_the_right_points_are_back(lena: User) -> None:
    answer(lena, LISTEN, RIGHT, NOW)
    answer(lena, FOLLOW, HALF, NOW)
    answer(lena, CALM, WRONG, NOW)
    today = NOW.date()

    assert due(lena, today) == {}
    assert due(lena, today + timedelta(days=1)) == {"follow-up": ["learn"], "calm": ["ways"]}
    assert due(lena, today + timedelta(days=2)) == {
        "follow-up": ["check", "learn"],
        "calm": ["ways"],
        "why-listen-first": ["reason"],
    }

    answer(lena, LISTEN, RIGHT, NOW + timedelta(days=2))
    assert due(lena, today + timedelta(days=7)) == {"follow-up": ["check", "learn"], "calm": ["ways"]}
    later = PointCard.objects.get(question="why-listen-first").due_on
    assert later > today + timedelta(days=8)
    assert "why-listen-first" in due(lena, later)


def test_a_misconception_comes_back_as_a_question_and_as_wrong(lena: User) -> None:
    given = answer(lena, LISTEN, "You should not hear them out because it only makes them angrier.", NOW)

    page = client_of(lena).get(given.get_absolute_url()).content.decode()
    assert "Do you mean this: “You should not hear them out" in page
    assert PointCard.objects.get().due_on == NOW.date() + timedelta(days=1)


def test_a_missing_point_hints_at_a_wrong_idea_as_a_question(lena: User) -> None:
    given = answer(
        lena, ("complaints", "say-no"), "I would ask the customer about the weather of today.", NOW
    )

    page = client_of(lena).get(given.get_absolute_url()).content.decode()
    assert "What did you say the last time you could not give what was asked" in page


def test_a_question_said_again_is_not_an_answer(lena: User) -> None:
    given = answer(lena, LISTEN, "Why should you hear a customer out before you offer a solution?", NOW)

    assert outcomes(given) == {"reason": "not_shown"}
    page = client_of(lena).get(given.get_absolute_url()).content.decode()
    assert "It says the question again." in page


def test_what_a_person_is_to_look_at_is_due_the_next_day_and_not_practised(lena: User) -> None:
    given = answer(lena, LISTEN, "Weil sich der Kunde dann ernst genommen und nicht mehr so wütend ist.", NOW)

    assert outcomes(given) == {"reason": "look"}
    card = PointCard.objects.get()
    assert (card.due_on, card.shown_at, card.card["last_review"]) == (
        NOW.date() + timedelta(days=1),
        None,
        None,
    )


def test_an_answer_to_a_question_that_is_gone_stops_nothing(lena: User) -> None:
    gone = Answer.objects.create(
        learner=lena, topic="gone", question="gone", content_version=1, text=RIGHT, answered_at=NOW
    )

    assert mark_waiting(NOW) == "nothing waits"
    page = client_of(lena).get(gone.get_absolute_url())
    assert (page.status_code, RIGHT in page.content.decode()) == (200, True)
    assert client_of(lena).get("/practice").status_code == 200


def test_only_the_first_answer_of_a_day_counts(lena: User) -> None:
    answer(lena, CALM, WRONG, NOW)
    reference = question_named(*CALM)[1].reference
    again = answer(lena, CALM, reference, NOW + timedelta(minutes=5))

    assert outcomes(again) == {"ways": "shown"}
    assert PointCard.objects.get().due_on == NOW.date() + timedelta(days=1)


def test_progress_by_point_knows_four_standings(lena: User) -> None:
    kept = ("complaints", "kept-confidence")
    answer(lena, kept, question_named(*kept)[1].reference, NOW)

    def standing(row: str, **sets: frozenset[str]) -> Standing:
        points = [one for topic in progress_of(lena, lena, **sets) for one in topic.points]
        return next(one.standing for one in points if one.marking.row == row)

    assert standing("P18") is Standing.PRACTISED
    assert standing("P01") is Standing.NOT_SHOWN
    assert standing("P01", evidenced=frozenset({"P01"})) is Standing.EVIDENCED
    assert standing("P18", evidenced=frozenset({"P18"}), signed_off=frozenset({"P18"})) is Standing.SIGNED_OFF
    page = client_of(lena).get("/practice/progress").content.decode()
    assert page.count('data-standing="practised"') >= 2
    assert sum(f'id="P{number:02}"' in page for number in range(1, 27)) == 26


def test_nobody_sees_the_answers_of_somebody_they_do_not_look_after(lena: User, bob: User) -> None:
    given = answer(lena, CALM, WRONG, NOW)

    assert client_of(bob).get(f"/practice/answers/{given.pk}").status_code == 404
    assert client_of(bob).get(f"/practice/progress/{lena.pk}").status_code == 404
    assert client_of(lena).get(f"/practice/answers/{given.pk}").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["topics/nothing", "topics/complaints/questions/nothing", "topics/complaints/cases/nothing", "answers/9"],
)
def test_what_is_not_there_is_not_found(lena: User, address: str) -> None:
    assert client_of(lena).get(f"/practice/{address}").status_code == 404


def test_an_empty_answer_is_not_kept(lena: User) -> None:
    sent = client_of(lena).post("/practice/topics/complaints/questions/calm", {"text": ""})

    assert (sent.status_code, Answer.objects.count()) == (422, 0)


def work_out(client: Client, **typed: str) -> str:
    client.post("/practice/topics/complaints/cases/cost-of-a-complaint", typed)
    return client.get("/practice/topics/complaints/cases/cost-of-a-complaint").content.decode()


def test_a_case_study_is_worked_out_and_its_way_shown_afterwards(lena: User) -> None:
    client = client_of(lena)
    way = "4,200 + 1,800 + 450 + 450"

    assert way not in work_out(client)
    page = work_out(client, total="£6,900", dearest="late")
    assert way in page
    assert "Right" in page
    assert "Not yet" in page
    told = client.get("/practice/topics/complaints/cases/cost-of-a-complaint/csv")
    table = b"".join(told).decode("utf-8-sig")
    assert table.splitlines()[:2] == ["cause,complaints,cost of each (GBP)", "wrong size,12,350"]


def test_home_shows_what_is_due_and_every_topic(lena: User) -> None:
    home = client_of(lena).get("/practice").content.decode()
    assert home.count("/practice/topics/") == 13
    assert "Nothing yet." in home

    answer(lena, CALM, WRONG, NOW)
    home = client_of(lena).get("/practice").content.decode()
    assert "A customer shouts and swears at you" in home


def test_the_portfolio_counts_for_progress_and_practice_for_the_gaps(lena: User) -> None:
    kept = ("complaints", "kept-confidence")
    answer(lena, kept, question_named(*kept)[1].reference, NOW)
    evidence = Evidence.objects.create(
        learner=lena, kind=EvidenceKind.DOCUMENT, title="A letter", text="I wrote it.", made_at=NOW,
        confirmed_at=NOW, kept_until=NOW.date() + timedelta(days=365),
    )  # fmt: skip
    Claim.objects.create(evidence=evidence, point="P01", state=ClaimState.WAITING, made_at=NOW)

    points = [one for topic in whole_progress_of(lena, lena) for one in topic.points]
    standings = {one.marking.row: one.standing for one in points}
    assert (standings["P01"], standings["P18"]) == (Standing.EVIDENCED, Standing.PRACTISED)
    page = client_of(lena).get("/practice/portfolio/gaps").content.decode()
    assert page.count('data-standing="practised"') == 2  # P18, and the count above the table


def test_a_button_pressed_twice_is_one_answer_and_spaces_are_none(lena: User) -> None:
    learner, address = client_of(lena), "/practice/topics/complaints/questions/follow-up"
    first, second = (learner.post(address, {"text": WRITTEN})["Location"] for _ in range(2))

    assert first == second
    assert learner.post(address, {"text": "  \n "}).status_code == 422
    assert Answer.objects.count() == 1
