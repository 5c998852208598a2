"""A link to sign: for somebody from outside alone, as long as the learner is enrolled, and in no log."""

import pytest
from django.test import Client
from django.utils.timezone import now

from rapport.practice.actions.assurance import ask_signature
from rapport.practice.actions.enrolling import Care, end_enrolment, enrol
from rapport.practice.actions.portfolio import Snapshot, keep_snapshot
from rapport.practice.models import Enrolment, Evidence, Signature
from rapport.practice.rules.portfolio import EvidenceKind
from rapport.staff.models import User
from tests.cast import MONDAY_NINE, client_of, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(lena: User, imran: User, quentin: User) -> Enrolment:
    return enrol(lena, Care(imran, quentin), by=quentin, at=MONDAY_NINE)


@pytest.fixture
def evidence(lena: User) -> Evidence:
    snapshot = Snapshot(EvidenceKind.OBSERVATION, "Seen at work", "It was put right on the same day.")
    return keep_snapshot(snapshot, learner=lena, at=MONDAY_NINE)


@pytest.mark.parametrize("who", ["imran", "quentin", "olive"])
def test_whoever_made_the_link_or_looks_after_the_learner_does_not_sign(
    enrolment: Enrolment, evidence: Evidence, lena: User, who: str, request: pytest.FixtureRequest
) -> None:
    olive = make_person("Olive")
    person = olive if who == "olive" else request.getfixturevalue(who)
    secret = ask_signature(evidence, "witness", "Wanda", by=olive, at=now())
    insider = client_of(person)

    seen = insider.get(f"/practice/sign/{secret}")
    signed = insider.post(f"/practice/sign/{secret}", {"agrees": "yes"})

    assert (seen.status_code, signed.status_code) == (422, 422)
    assert f"{person.name} made this link or looks after this learner" in signed.content.decode()
    assert not Signature.objects.exclude(signed_at=None).exists()
    assert (
        client_of(make_person("Wanda")).post(f"/practice/sign/{secret}", {"agrees": "yes"}).status_code == 200
    )


def test_a_link_ends_with_the_enrolment(
    enrolment: Enrolment, evidence: Evidence, lena: User, imran: User, quentin: User
) -> None:
    secret = ask_signature(evidence, "witness", "Wanda", by=imran, at=now())
    end_enrolment(enrolment, by=quentin, at=now())

    assert client_of().get(f"/practice/sign/{secret}").status_code == 404


def test_the_secret_of_a_link_stands_in_no_log(
    enrolment: Enrolment, evidence: Evidence, lena: User, imran: User, caplog: pytest.LogCaptureFixture
) -> None:
    secret = ask_signature(evidence, "witness", "Wanda", by=imran, at=now())
    address = f"/practice/sign/{secret}"
    unsafe = Client(enforce_csrf_checks=True, headers={"host": "localhost"})

    with caplog.at_level("DEBUG"):
        statuses = [
            client_of(lena).post(address, {"agrees": "yes"}).status_code,
            client_of(lena).put(address).status_code,
            unsafe.post(address, {"agrees": "yes"}).status_code,
        ]

    assert statuses == [422, 405, 403]
    assert "Unprocessable Entity: /practice/sign/(secret)" in caplog.text
    assert secret not in caplog.text
