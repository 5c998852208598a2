"""The walk through a portfolio: the learner, their assessor and their quality assurer, and nobody else."""

from dataclasses import dataclass

import pytest

from rapport.practice.actions.assurance import appeal, draw_sample
from rapport.practice.actions.enrolling import Care, enrol
from rapport.practice.actions.portfolio import Snapshot, Verdict, claim_point, decide_claim, keep_snapshot
from rapport.practice.models import Sample
from rapport.practice.rules.portfolio import EvidenceKind
from rapport.staff.models import User
from rapport.staff.rules import Role
from tests.cast import MONDAY_NINE, client_of, make_everybody, make_person
from tests.expectations import OWN_PORTFOLIO

pytestmark = pytest.mark.django_db
SECRET = "Ottoline heard the complaint out"
LOOK_AFTER = {Role.LEARNER, Role.ASSESSOR, Role.QUALITY}
MAY: dict[str, set[Role]] = {  # by name of the address; nobody else finds anything there
    "practice:evidence": LOOK_AFTER,
    "practice:evidence_file": LOOK_AFTER,
    "practice:claim_point": LOOK_AFTER,
    "practice:ask_signature": LOOK_AFTER,
    "practice:claim": LOOK_AFTER,
    "practice:withdraw_claim": LOOK_AFTER,
    "practice:export_portfolio": LOOK_AFTER,
    "practice:appeal": {Role.LEARNER},
    "practice:decide_claim": {Role.ASSESSOR},
    "practice:override_point": {Role.ASSESSOR},
    "practice:second_look": {Role.QUALITY},
    "practice:decide_appeal": {Role.QUALITY},
    "practice:check_evidence": set(),  # it is not from a case: tests/integration/test_practice_portfolio.py
}
WRONG_METHOD = 405


@dataclass(frozen=True)
class Walk:
    """Everybody, and the address of each page of the learner's portfolio."""

    people: dict[Role, User]
    addresses: dict[str, str]


@pytest.fixture
def walk() -> Walk:
    people = make_everybody()
    lena, imran, quentin = people[Role.LEARNER], people[Role.ASSESSOR], people[Role.QUALITY]
    enrol(lena, Care(imran, quentin), by=quentin, at=MONDAY_NINE)
    letter = Snapshot(EvidenceKind.DOCUMENT, "A letter", SECRET, None, "letter.txt", b"x")
    evidence = keep_snapshot(letter, learner=lena, at=MONDAY_NINE)
    claim = claim_point(evidence, "P18", SECRET, by=lena, at=MONDAY_NINE)
    back = Verdict(is_signed_off=False, comment=SECRET)
    decide_claim(claim, back, version=claim.version, by=imran, at=MONDAY_NINE)
    draw_sample(percent=1, by=quentin, at=MONDAY_NINE)
    asked = appeal(claim, SECRET, by=lena, at=MONDAY_NINE)
    of_evidence, of_claim = evidence.get_absolute_url(), claim.get_absolute_url()
    addresses = {
        "practice:evidence": of_evidence,
        "practice:evidence_file": f"{of_evidence}/file",
        "practice:claim_point": f"{of_evidence}/claims",
        "practice:ask_signature": f"{of_evidence}/signatures",
        "practice:check_evidence": f"{of_evidence}/check",
        "practice:claim": of_claim,
        "practice:withdraw_claim": f"{of_claim}/withdrawal",
        "practice:decide_claim": f"{of_claim}/decision",
        "practice:appeal": f"{of_claim}/appeal",
        "practice:override_point": f"/practice/portfolio/overrides/{lena.pk}/P18",
        "practice:second_look": f"/practice/claims/samples/{Sample.objects.get().pk}/look",
        "practice:decide_appeal": f"/practice/claims/appeals/{asked.pk}/decision",
        "practice:export_portfolio": f"/practice/portfolio/export/xapi?learner={lena.pk}",
    }
    return Walk(people, addresses)


def test_every_address_of_a_portfolio_is_walked(walk: Walk) -> None:
    assert set(walk.addresses) == set(MAY) == OWN_PORTFOLIO


def test_whoever_does_not_look_after_a_learner_finds_nothing_of_them(walk: Walk) -> None:
    wrong = {}
    for role, person in walk.people.items():
        client = client_of(person)
        for name, address in walk.addresses.items():
            statuses = {client.get(address).status_code} | (
                set() if role in MAY[name] else {client.post(address).status_code}
            )
            if role in MAY[name] and not statuses <= {200, WRONG_METHOD}:
                wrong[f"{role}: {name}"] = statuses
            if role not in MAY[name] and not statuses <= {404, WRONG_METHOD}:
                wrong[f"{role}: {name}"] = statuses
    assert wrong == {}


def test_no_list_of_practice_names_a_learners_work_to_others(walk: Walk) -> None:
    others = [one for role, one in walk.people.items() if role not in LOOK_AFTER]
    lists = ("portfolio", "portfolio?q=complaint", "portfolio/gaps", "claims", "portfolio/from-case")
    for person in (*others, make_person("Charlie")):
        client = client_of(person)
        for address in lists:
            assert SECRET not in client.get(f"/practice/{address}").content.decode()


def test_who_stops_looking_after_a_learner_sees_nothing_more(walk: Walk) -> None:
    quentin, lena = walk.people[Role.QUALITY], walk.people[Role.LEARNER]
    number = lena.enrolments.get().pk

    client_of(quentin).post(f"/practice/learners/{number}/end", {})

    assert client_of(walk.people[Role.ASSESSOR]).get(walk.addresses["practice:claim"]).status_code == 404
    assert client_of(lena).get(walk.addresses["practice:claim"]).status_code == 200
