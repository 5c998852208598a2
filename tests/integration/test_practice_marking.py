"""The assessor's desk: answers sent, decided, learnt from; the machine's view hidden until then."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from rapport.practice.actions import learning as learning_actions
from rapport.practice.actions.marking import count_agreement, decide, send_answer
from rapport.practice.chores import count_nightly
from rapport.practice.models import (
    Answer,
    Decision,
    Enrolment,
    Mark,
    PointAgreement,
    PointCard,
    PointDecision,
    SentAnswer,
)
from rapport.practice.queries.bank import bank_rows, marker_now
from rapport.practice.queries.content import question_named
from rapport.practice.queries.learning import points_shown
from rapport.practice.queries.marking import queue_of
from rapport.practice.rules.deciding import (
    AnswerAlreadySent,
    NobodyToSendTo,
    NotTheirAssessor,
    OwnAnswer,
    PointNotDecided,
    Verdict,
)
from rapport.practice.rules.outcomes import OFF, Outcome
from rapport.staff.models import User
from rapport.staff.rules import Role
from tests.cast import client_of, make_person
from tests.clock import NOW
from tests.learning_world import ASKED, WRITTEN, enrol

pytestmark = pytest.mark.django_db
SHOWN, NOT_SHOWN = Verdict(Outcome.SHOWN), Verdict(Outcome.NOT_SHOWN)
SUGGESTS = "not shown"  # the machine's word for the second point of WRITTEN


@pytest.fixture
def enrolled(lena: User, imran: User) -> Enrolment:
    return enrol(lena, imran)


def sent_by(learner: User, text: str = WRITTEN, minutes: int = 0) -> SentAnswer:
    """Answer a question, have it marked, and send it."""
    at = NOW + timedelta(minutes=minutes)
    answer = learning_actions.give_answer(*question_named(*ASKED), text, by=learner, at=at)
    learning_actions.mark_answer(answer, at=at)
    return send_answer(answer, by=learner, at=at)


def fill(client: Client, sent: SentAnswer, check: str, learn: str, **rest: str) -> int:
    fields = {"outcome-check": check, "outcome-learn": learn} | rest
    return client.post(sent.get_absolute_url(), fields).status_code


def test_an_answer_goes_from_learner_to_assessor_and_back(
    enrolled: Enrolment, lena: User, imran: User
) -> None:
    learner, assessor = client_of(lena), client_of(imran)
    learner.post("/practice/topics/complaints/questions/follow-up", {"text": WRITTEN})
    answer = Answer.objects.get()
    assert "Send it to Imran" in learner.get(answer.get_absolute_url()).content.decode()
    learner.post(f"/practice/answers/{answer.pk}/sent")

    assert "Lena" in assessor.get("/practice/marking").content.decode()
    sent = SentAnswer.objects.get()
    assert fill(assessor, sent, "shown", "shown", **{"comment-learn": "Say where you log it."}) == 302
    page = learner.get(answer.get_absolute_url()).content.decode()

    assert "What your assessor says" in page
    for address in ("/practice", "/practice/progress", "/practice/topics/complaints/questions/follow-up"):
        assert "marked by the assessor" in learner.get(address).content.decode()
    assert "Say where you log it." in page
    assert list(queue_of(imran)) == []


def test_the_machine_is_hidden_until_a_blind_assessor_has_marked(
    enrolled: Enrolment, lena: User, imran: User
) -> None:
    sent, assessor = sent_by(lena), client_of(imran)

    for address in (sent.get_absolute_url(), sent.answer.get_absolute_url()):
        page = assessor.get(address).content.decode()
        assert "hidden until you have marked" in page
        assert "You and the machine" not in page
        assert "learn-earned" not in page
        assert "suggests" not in page
    fill(assessor, sent, "shown", "shown")

    assert "You and the machine" in assessor.get(sent.get_absolute_url()).content.decode()
    assert Decision.objects.get().was_blind


def test_progress_tells_a_blind_assessor_nothing_of_what_they_have_not_marked(
    enrolled: Enrolment, lena: User, imran: User
) -> None:
    sent = sent_by(lena)

    assert points_shown(lena, lena)["complaints"] == {"follow-up.check"}
    assert points_shown(lena, imran)["complaints"] == set()
    decide(sent, {"check": SHOWN, "learn": NOT_SHOWN}, by=imran, at=NOW)
    assert points_shown(lena, imran)["complaints"] == {"follow-up.check"}


def test_an_answer_that_waited_when_an_enrolment_ended_goes_to_the_next_assessor(
    enrolled: Enrolment, lena: User, imran: User
) -> None:
    sent = sent_by(lena)
    Enrolment.objects.filter(pk=enrolled.pk).update(ended_at=NOW)
    again = enrol(lena, imran)
    send_answer(sent.answer, by=lena, at=NOW)

    assert [one.enrolment for one in queue_of(imran)] == [again]
    with pytest.raises(AnswerAlreadySent):
        send_answer(sent.answer, by=lena, at=NOW)


def test_where_marking_is_not_blind_the_suggestion_stands_beside_the_point(lena: User, imran: User) -> None:
    enrol(lena, imran, marks_blind=False)
    sent = sent_by(lena)

    assert (
        "The machine suggests: not shown." in client_of(imran).get(sent.get_absolute_url()).content.decode()
    )
    fill(client_of(imran), sent, "shown", "not_shown")
    assert not Decision.objects.get().was_blind


def test_a_change_is_kept_beside_what_it_changed(enrolled: Enrolment, lena: User, imran: User) -> None:
    sent = sent_by(lena)
    decide(sent, {"check": SHOWN, "learn": SHOWN}, by=imran, at=NOW)
    decide(sent, {"check": SHOWN, "learn": NOT_SHOWN}, by=imran, at=NOW + timedelta(hours=1))

    trail = list(PointDecision.objects.filter(point="learn").values_list("was", "became"))
    assert trail == [("not_shown", "shown"), ("shown", "not_shown")]
    page = client_of(imran).get(sent.get_absolute_url()).content.decode()
    assert "Who decided what" in page


@pytest.mark.parametrize("model", [Decision, PointDecision])
def test_no_decision_is_ever_changed(
    enrolled: Enrolment, lena: User, imran: User, model: type[Decision] | type[PointDecision]
) -> None:
    decide(sent_by(lena), {"check": SHOWN, "learn": SHOWN}, by=imran, at=NOW)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        model.objects.update(comment="other")


def test_who_waits_longest_comes_first(enrolled: Enrolment, lena: User, imran: User) -> None:
    later, first = sent_by(lena, minutes=30), sent_by(lena, minutes=5)

    assert list(queue_of(imran)) == [first, later]


def test_a_quality_assurer_finds_what_was_sent_and_what_was_decided(lena: User, imran: User) -> None:
    quentin = make_person("Quentin")
    enrol(lena, imran, quentin)
    sent = sent_by(lena)
    assurer = client_of(quentin)

    page = assurer.get(f"/practice/progress/{lena.pk}").content.decode()
    assert sent.answer.get_absolute_url() in page
    assert "waits for the assessor" in page
    decide(sent, {"check": SHOWN, "learn": SHOWN}, "Good.", by=imran, at=NOW)
    assert "Good." in assurer.get(sent.answer.get_absolute_url()).content.decode()
    assert "/practice/marking/agreement" in assurer.get("/practice").content.decode()
    assert assurer.get(sent.get_absolute_url()).status_code == 404


def test_nobody_marks_their_own_or_other_peoples_learners(
    enrolled: Enrolment, lena: User, imran: User
) -> None:
    sent, other = sent_by(lena), make_person("Ines", Role.ASSESSOR)
    both = {"check": SHOWN, "learn": SHOWN}

    with pytest.raises(OwnAnswer):
        decide(sent, both, by=lena, at=NOW)
    with pytest.raises(NotTheirAssessor):
        decide(sent, both, by=other, at=NOW)
    with pytest.raises(PointNotDecided):
        decide(sent, {"check": SHOWN}, by=imran, at=NOW)
    assert client_of(other).get(sent.get_absolute_url()).status_code == 404
    assert client_of(lena).get(sent.get_absolute_url()).status_code == 404
    Enrolment.objects.update(ended_at=NOW)
    with pytest.raises(NotTheirAssessor):
        decide(sent, both, by=imran, at=NOW)
    assert not Decision.objects.exists()


def test_an_answer_is_sent_once_and_to_somebody(enrolled: Enrolment, lena: User, alice: User) -> None:
    sent = sent_by(lena)
    with pytest.raises(AnswerAlreadySent):
        send_answer(sent.answer, by=lena, at=NOW)
    with pytest.raises(NobodyToSendTo):
        sent_by(alice)


def test_a_decision_is_an_example_for_the_next_mark_at_once(
    enrolled: Enrolment, lena: User, imran: User
) -> None:
    unusual = (
        "Ring Mrs Todd on Friday whether the tap still drips, and tell Joe the washer was the wrong size."
    )
    sent, before = sent_by(lena, unusual), marker_now().version
    chance = {one["id"]: one["p"] for one in Mark.objects.get(answer=sent.answer).points}

    decide(sent, {"check": SHOWN, "learn": SHOWN}, by=imran, at=NOW)
    assert ("complaints.follow-up", "learn", unusual, "shown") in bank_rows()
    again = sent_by(lena, unusual, minutes=60)

    mark = Mark.objects.get(answer=again.answer)
    assert mark.version != before
    assert {one["id"]: one["p"] for one in mark.points}["learn"] > chance["learn"]


def test_a_person_outranks_the_machine_in_what_comes_back(
    enrolled: Enrolment, lena: User, imran: User
) -> None:
    sent = sent_by(lena)
    tomorrow = NOW + timedelta(days=1)

    decide(sent, {"check": NOT_SHOWN, "learn": SHOWN}, by=imran, at=tomorrow)

    check, learn = PointCard.objects.get(point="check"), PointCard.objects.get(point="learn")
    assert (check.shown_at, check.due_on) == (None, (tomorrow + timedelta(days=1)).date())
    assert learn.shown_at == NOW
    assert learn.due_on > check.due_on - timedelta(days=1)


def disagree(sent: SentAnswer, imran: User, minutes: int, *, is_same: bool) -> None:
    """Decide as the machine suggested, or the other way round."""
    told = {one["id"]: one["p"] >= 0.5 for one in Mark.objects.get(answer=sent.answer).points}
    verdicts = {name: SHOWN if shown is is_same else NOT_SHOWN for name, shown in told.items()}
    decide(sent, verdicts, by=imran, at=NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(("decisions", "is_off"), [(19, False), (20, True)])
def test_a_point_on_which_machine_and_people_disagree_is_left_to_people_after_twenty(
    enrolled: Enrolment, lena: User, imran: User, decisions: int, *, is_off: bool
) -> None:
    texts = (WRITTEN, "Write down the cause in the system, so the team can stop it from happening again.")
    sent = [sent_by(lena, texts[n % 2], minutes=n) for n in range(decisions)]
    for n, one in enumerate(sent):
        disagree(one, imran, n, is_same=False)

    count_nightly(NOW + timedelta(days=1))

    learn = PointAgreement.objects.get(point="learn")
    assert (learn.decisions, learn.blind, learn.is_off) == (decisions, decisions, is_off)
    assert learn.kappa is not None
    assert learn.kappa < 0
    after = Mark.objects.get(answer=sent_by(lena, texts[1], minutes=99).answer)
    [point] = [one for one in after.points if one["id"] == "learn"]
    assert (point["outcome"] == "look" and OFF in point["because"]) is is_off
    if is_off:
        assert "a person alone" in client_of(imran).get("/practice/marking/agreement").content.decode()


def test_a_point_on_which_all_say_the_same_word_is_not_switched_off(
    enrolled: Enrolment, lena: User, imran: User
) -> None:
    for n in range(20):
        disagree(sent_by(lena, minutes=n), imran, n, is_same=True)

    assert count_agreement(at=NOW) == 0
    assert set(PointAgreement.objects.values_list("kappa", flat=True)) == {None}
