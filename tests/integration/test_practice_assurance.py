"""Claims, decisions, second looks, signatures and appeals: nobody decides on their own work."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from rapport.practice.actions import assurance
from rapport.practice.actions.enrolling import Care, end_enrolment, enrol
from rapport.practice.actions.portfolio import (
    Snapshot,
    Verdict,
    claim_point,
    keep_snapshot,
    override_point,
)
from rapport.practice.models import (
    Answer,
    Enrolment,
    Evidence,
    Sample,
    Signature,
)
from rapport.practice.queries.portfolio import appeals_to_decide, points_shown, signs_for, signs_of_copying
from rapport.practice.rules import assurance as assurance_rules
from rapport.practice.rules import portfolio as rules
from rapport.practice.rules.portfolio import EvidenceKind
from rapport.practice.rules.syllabus import read_content
from rapport.staff.models import User
from rapport.staff.rules import Role
from tests.cast import MONDAY_NINE, client_of, make_person
from tests.portfolio_cast import ALL, BACK, STATEMENT, claimed, decided, keep

pytestmark = pytest.mark.django_db


def test_an_assessor_signs_off_with_all_five_checks_and_not_with_four(
    enrolment: Enrolment, lena: User, imran: User
) -> None:
    claim = claimed(lena)

    with pytest.raises(rules.ChecksMissing, match="reliable"):
        decided(claim, imran, Verdict(is_signed_off=True, checks=ALL - {"reliable"}))
    decided(claim, imran)

    claim.refresh_from_db()
    assert claim.state == "signed off"


def test_sending_back_needs_a_comment_and_the_learner_claims_anew(
    enrolment: Enrolment, lena: User, imran: User
) -> None:
    claim = claimed(lena)
    with pytest.raises(rules.CommentMissing):
        decided(claim, imran, Verdict(is_signed_off=False))
    decided(claim, imran, BACK)

    again = claim_point(claim.evidence, "P18", "It ended well.", by=lena, at=MONDAY_NINE)

    assert (again.pk, again.state) == (claim.pk, "waiting")
    assert claim.decisions.count() == 1


def test_nobody_decides_on_their_own_claim(enrolment: Enrolment, lena: User, imran: User) -> None:
    own = claimed(imran)

    with pytest.raises(rules.OwnWork):
        decided(own, imran)
    assert (
        client_of(imran).post(f"/practice/claims/{own.pk}/decision", {"verdict": "sign"}).status_code == 404
    )


def test_whoever_decides_second_is_told_who_was_first(
    enrolment: Enrolment, lena: User, imran: User, quentin: User
) -> None:
    claim = claimed(lena)
    decided(claim, imran)

    with pytest.raises(rules.DecidedAlready, match="Imran has decided this claim meanwhile: signed off"):
        decided(claim, make_person("Olive"), BACK)
    assert claim.decisions.count() == 1


def test_a_page_of_a_claim_that_was_decided_meanwhile_says_so(
    enrolment: Enrolment, lena: User, imran: User
) -> None:
    claim = claimed(lena)
    sent = {"verdict": "sign", "checks": [*ALL], "version": claim.version}
    client = client_of(imran)

    assert client.post(f"/practice/claims/{claim.pk}/decision", sent).status_code == 302
    again = client.post(f"/practice/claims/{claim.pk}/decision", sent)

    assert again.status_code == 422
    assert claim.decisions.count() == 1


def test_adjustments_are_shown_where_a_claim_is_decided(
    enrolment: Enrolment, lena: User, imran: User
) -> None:
    claim = claimed(lena)

    assert "More time" in client_of(imran).get(f"/practice/claims/{claim.pk}").content.decode()


def test_a_point_needs_two_evidences_of_two_kinds_or_a_written_reason(
    enrolment: Enrolment, lena: User, imran: User
) -> None:
    def shown() -> rules.Shown:
        return next(one for _, one in points_shown(lena) if one.point == "P18")

    assert shown().state == "not shown"
    decided(claimed(lena), imran)
    assert (shown().state, shown().missing) == ("evidenced", "1 more piece of evidence, of another kind")
    decided(claimed(lena, text="Another day."), imran)
    assert (shown().state, shown().missing) == ("evidenced", "evidence of another kind")
    decided(claimed(lena, kind=EvidenceKind.WITNESS, text="A colleague saw it."), imran)
    assert shown().is_enough

    decided(claimed(lena, "P26", text="I passed it on."), imran)
    override_point(lena, "P26", "It is rare in this shop.", by=imran, at=MONDAY_NINE)
    assert next(one for _, one in points_shown(lena) if one.point == "P26").state == "signed off"
    with pytest.raises(rules.OwnWork):
        override_point(imran, "P26", "I know it.", by=imran, at=MONDAY_NINE)


def test_one_evidence_is_claimed_for_many_points_and_for_each_once(lena: User) -> None:
    evidence = keep(lena)
    for point in ("P18", "P21", "P22"):
        claim_point(evidence, point, "So.", by=lena, at=MONDAY_NINE)

    with pytest.raises(rules.ClaimedAlready):
        claim_point(evidence, "P21", "Again.", by=lena, at=MONDAY_NINE)
    with pytest.raises(rules.PointNotKnown, match="P26"):
        claim_point(evidence, "P99", "What?", by=lena, at=MONDAY_NINE)


def test_a_quality_assurer_draws_the_same_again_and_never_their_own() -> None:
    decisions = [assurance_rules.Decided(number, 1, True, 9) for number in range(1000)]

    first = assurance_rules.draw(decisions, seed="a")

    assert first == assurance_rules.draw(decisions, seed="a")
    assert first != assurance_rules.draw(decisions, seed="b")
    assert 150 <= len(first) <= 200
    assert assurance_rules.draw([assurance_rules.Decided(1, 1, True, 1)], seed="a", percent=1) != []


def test_a_disagreement_opens_the_claim_again_with_what_is_to_be_done(
    enrolment: Enrolment, lena: User, imran: User, quentin: User
) -> None:
    claim = claimed(lena)
    decided(claim, imran)
    assert assurance.draw_sample(percent=1, by=quentin, at=MONDAY_NINE) == 1  # one of his first three
    sample = Sample.objects.get()

    with pytest.raises(assurance_rules.ActionsMissing):
        assurance.look_again(sample, agrees=False, actions="", by=quentin, at=MONDAY_NINE)
    with pytest.raises(assurance_rules.NotToAssure):
        assurance.look_again(sample, agrees=True, actions="", by=imran, at=MONDAY_NINE)
    assurance.look_again(sample, agrees=False, actions="Ask for the outcome.", by=quentin, at=MONDAY_NINE)

    claim.refresh_from_db()
    assert claim.state == "waiting"
    assert "Ask for the outcome." in client_of(imran).get(f"/practice/claims/{claim.pk}").content.decode()


def test_a_witness_signs_once_by_a_link_of_which_only_a_digest_is_kept(
    enrolment: Enrolment, lena: User, imran: User
) -> None:
    evidence, other = keep(lena), keep(lena, "Something else entirely")
    page = client_of(imran).post(
        f"/practice/portfolio/evidence/{evidence.pk}/signatures", {"role": "witness", "name": "Wanda"}
    )
    secret = page.content.decode().split("/practice/sign/")[1].split("<")[0].strip()
    stranger = client_of()

    shown = stranger.get(f"/practice/sign/{secret}").content.decode()
    signed = stranger.post(f"/practice/sign/{secret}", {"agrees": "yes", "comment": "I was there."})

    assert STATEMENT in shown
    assert other.text not in shown
    assert signed.status_code == 200
    assert stranger.get(f"/practice/sign/{secret}").status_code == 404
    assert secret not in str([*Signature.objects.values()])
    assert "I was there." in client_of(lena).get(evidence.get_absolute_url()).content.decode()


def test_a_link_to_sign_ends_after_its_days_and_with_its_evidence(
    enrolment: Enrolment, lena: User, imran: User
) -> None:
    late = MONDAY_NINE + timedelta(days=15)
    secret = assurance.ask_signature(keep(lena), "employer", "Erna", by=imran, at=MONDAY_NINE)

    with pytest.raises(assurance_rules.SignLinkUsedUp):
        assurance.sign(secret, agrees=True, comment="", at=late)


def test_nobody_countersigns_their_own_work(enrolment: Enrolment, lena: User, imran: User) -> None:
    evidence = keep(lena)
    secret = assurance.ask_signature(evidence, "witness", "Wanda", by=imran, at=now())

    with pytest.raises(rules.OwnWork):
        assurance.ask_signature(evidence, "witness", "Me", by=lena, at=MONDAY_NINE)
    own = client_of(lena).post(f"/practice/sign/{secret}", {"agrees": "yes"})

    assert own.status_code == 422
    assert not Signature.objects.exclude(signed_at=None).exists()


def test_an_appeal_is_decided_by_somebody_else(
    enrolment: Enrolment, lena: User, imran: User, quentin: User
) -> None:
    claim = claimed(lena)
    with pytest.raises(assurance_rules.NothingToAppeal):
        assurance.appeal(claim, "It is right.", by=lena, at=MONDAY_NINE)
    decided(claim, imran, BACK)
    found = assurance.appeal(claim, "It is right.", by=lena, at=MONDAY_NINE)

    with pytest.raises(assurance_rules.AppealDecidedByOther):
        assurance.decide_appeal(found, is_upheld=False, outcome="No.", by=imran, at=MONDAY_NINE)
    assert client_of(imran).post(f"/practice/claims/appeals/{found.pk}/decision").status_code == 404
    answer = client_of(quentin).post(
        f"/practice/claims/appeals/{found.pk}/decision", {"upheld": "yes", "outcome": "It says so."}
    )

    assert answer.status_code == 302
    claim.refresh_from_db()
    assert claim.state == "waiting"


def test_an_appeal_after_an_enrolment_ended_is_decided_by_its_assurer(
    enrolment: Enrolment, lena: User, imran: User, quentin: User
) -> None:
    claim = claimed(lena)
    decided(claim, imran, BACK)
    end_enrolment(enrolment, by=quentin, at=MONDAY_NINE)
    found = assurance.appeal(claim, "It is right.", by=lena, at=MONDAY_NINE)
    client = client_of(quentin)

    assert claim.get_absolute_url() in client.get("/practice/claims").content.decode()
    assert "Uphold it" in client.get(claim.get_absolute_url()).content.decode()
    assert client.get(claim.evidence.get_absolute_url()).status_code == 200
    client.post(f"/practice/claims/appeals/{found.pk}/decision", {"upheld": "yes", "outcome": "It says so."})

    claim.refresh_from_db()
    assert claim.state == "waiting"
    assert client.get(claim.get_absolute_url()).status_code == 404  # with the appeal their sight ends


def test_an_appeal_without_an_assurer_is_for_whoever_may_assure_and_is_not_concerned(
    lena: User, imran: User, quentin: User
) -> None:
    olive = make_person("Olive")
    enrol(quentin, Care(olive, None), by=imran, at=MONDAY_NINE)
    claim = claimed(quentin)
    decided(claim, olive, BACK)
    found = assurance.appeal(claim, "It is right.", by=quentin, at=MONDAY_NINE)
    other = make_person("Quirin", Role.QUALITY)

    may = [one for one in (lena, imran, quentin, olive, other) if found in appeals_to_decide(one)]

    assert may == [other]
    with pytest.raises(rules.OwnWork):
        assurance.decide_appeal(found, is_upheld=True, outcome="Yes.", by=quentin, at=MONDAY_NINE)


def test_the_same_text_as_another_learners_is_pointed_out_and_judged_by_nobody(
    enrolment: Enrolment, lena: User, imran: User
) -> None:
    theirs = keep(make_person("Alice"))
    copied = claimed(lena, text=f"My own words. {STATEMENT}")
    plain = keep(lena, "I rang them back and we laughed about the lamp that had come without its bulb again.")

    [sign] = signs_of_copying(copied.evidence)

    assert f"evidence {theirs.pk} of another learner" in sign
    assert signs_of_copying(plain) == []
    assert "not a verdict" in client_of(imran).get(f"/practice/claims/{copied.pk}").content.decode()
    assert "not a verdict" not in client_of(lena).get(f"/practice/claims/{copied.pk}").content.decode()


def test_a_document_is_kept_and_handed_out_and_a_program_is_not_taken(lena: User) -> None:
    body = b"%PDF-1.7 a letter"
    kept = keep_snapshot(
        Snapshot(EvidenceKind.DOCUMENT, "A letter", "I wrote it.", None, "letter.pdf", body),
        learner=lena,
        at=MONDAY_NINE,
    )

    answer = client_of(lena).get(f"/practice/portfolio/evidence/{kept.pk}/file")

    assert answer.content == body
    assert "sandbox" in answer["Content-Security-Policy"]
    with pytest.raises(rules.DocumentNotTaken, match="exe"):
        keep_snapshot(
            Snapshot(EvidenceKind.DOCUMENT, "A letter", "x", None, "letter.exe", body),
            learner=lena,
            at=MONDAY_NINE,
        )


def test_an_answer_becomes_evidence_as_it_stands_and_nobody_elses_does(lena: User) -> None:
    question = read_content().topics[0]
    own = Answer.objects.create(
        learner=lena, topic=question.id, question=question.questions[0].id, content_version=1,
        text="I listen first.", answered_at=MONDAY_NINE,
    )  # fmt: skip
    address = "/practice/portfolio/from-practice"

    assert "I listen first." in client_of(lena).get(address).content.decode()
    assert client_of(make_person("Bob")).post(address, {"key": f"answer-{own.pk}"}).status_code == 404
    kept = client_of(lena).post(address, {"key": f"answer-{own.pk}"})

    assert kept.status_code == 302
    assert "I listen first." in Evidence.objects.get(kind="answer").text


@pytest.mark.parametrize("form", ["pdf", "badges", "xapi"])
def test_a_portfolio_is_handed_out_to_the_learner_and_who_looks_after_them(
    enrolment: Enrolment, lena: User, imran: User, form: str
) -> None:
    decided(claimed(lena), imran)
    address = f"/practice/portfolio/export/{form}"

    own = client_of(lena).get(address)
    theirs = client_of(imran).get(f"{address}?learner={lena.pk}")

    assert own.status_code == theirs.status_code == 200
    assert len(own.content) > 500
    assert client_of(make_person("Bob")).get(f"{address}?learner={lena.pk}").status_code == 404


def test_the_same_text_is_kept_once_and_a_kind_that_does_not_fit_is_pointed_out(lena: User) -> None:
    first = keep(lena)
    with pytest.raises(rules.EvidenceThere, match="Seen at work"):
        keep(lena, text=first.text)

    claim = claim_point(first, "P02", "So.", by=lena, at=MONDAY_NINE)  # P02 is shown in writing alone
    assert any("The syllabus names for this point: written." in sign for sign in signs_for(claim))
