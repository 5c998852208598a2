"""A portfolio told to the outside: what each file says, that it fits its standard and stays the same."""

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from pydantic import ValidationError
from ralph.models.xapi.base.statements import BaseXapiStatement

from rapport.practice.rules.export.badges import badges, badges_json
from rapport.practice.rules.export.pdf import portfolio_pdf
from rapport.practice.rules.export.told import Claim, Evidence, Part, Person, Status
from rapport.practice.rules.export.xapi import VERBS, statements, statements_json
from tests.open_badges import Credential
from tests.pdf_text import pages
from tests.portfolio_told import ANN, CASE, PLAY, at, portfolio


def read(text: str) -> list[str]:
    return [*map(str.strip, text.split("\n"))]


def test_the_pdf_tells_points_claims_evidence_and_who_signed() -> None:
    said = pages(portfolio_pdf(portfolio()))

    assert "Leo Marsh" in read(said[0])
    assert "1 of 26 marking points signed off" in read(said[0])
    table = said[1]
    assert all(point.row in read(table) for point in portfolio().points)
    assert Counter(read(table))["signed off"] == 1
    whole = "\n".join(said)
    assert "valid: yes; authentic: yes; current: yes; sufficient: no; reliable: yes" in whole
    assert "Witness: Bob Leach, team leader, 10 November 2026, 09:00" in whole
    assert CASE.source_hash in whole
    assert "Role-play (a simulation, not real work), made on 12 November 2026. For: P17" in whole
    assert read(said[-1])[:6] == ["Signatures", "Point", "Signed off by", "When", "Found to be", "P18"]
    assert [text.split("\n")[-2:] for text in said] == [
        [f"Page {number} of ", str(len(said))] for number in range(1, len(said) + 1)
    ]


def test_the_same_portfolio_gives_the_same_pdf() -> None:
    assert portfolio_pdf(portfolio()) == portfolio_pdf(portfolio())
    assert portfolio_pdf(portfolio()) != portfolio_pdf(replace(portfolio(), told_at=at(29)))


def test_a_long_portfolio_goes_over_many_pages_and_loses_no_word() -> None:
    words = [f"word{number}" for number in range(4000)]
    long = replace(CASE, parts=(Part("Long", " ".join(words)),))

    said = " ".join(pages(portfolio_pdf(replace(portfolio(), evidences=(long, PLAY)))))

    assert set(words) <= set(said.split())


@pytest.mark.parametrize(
    "text", ["", "\x00\x07", "**bold** <b>and</b> {nb}", "漢字 🙂", "x" * 3000, "Ĝis revido, žluťoučký kůň"]
)
def test_any_text_can_stand_in_a_pdf(text: str, caplog: pytest.LogCaptureFixture) -> None:
    odd = replace(CASE, title=text, parts=(Part(text, text),))

    assert portfolio_pdf(replace(portfolio(), evidences=(odd, PLAY))).startswith(b"%PDF-")


def test_an_empty_portfolio_says_that_nothing_is_signed_off() -> None:
    said = pages(portfolio_pdf(replace(portfolio(), evidences=(), claims=(), assurances=())))

    assert "0 of 26 marking points signed off" in said[0]
    assert "No marking point is signed off yet." in said[-1]
    assert len(said) == 3


def test_only_what_a_named_person_signed_off_becomes_a_badge() -> None:
    (badge,) = (Credential.model_validate_json(json.dumps(one)) for one in badges(portfolio()))

    assert badge.valid_from == at(20, 15)
    assert badge.credentialSubject.achievement.alignment[0].targetCode == "P18"
    assert "Ann Okoro found it valid, authentic, current, sufficient, reliable" in (
        badge.credentialSubject.achievement.criteria.narrative
    )
    assert [one.name for one in badge.evidence] == ["A late delivery put right"]
    assert "Bob Leach, team leader, confirms:" in badge.evidence[0].narrative


def test_a_simulation_says_so_in_a_badge() -> None:
    first, second = portfolio().claims
    signed = replace(second, status=Status.SIGNED_OFF)

    evidence = badges(replace(portfolio(), claims=(first, signed)))[1]["evidence"]

    assert evidence[0]["narrative"].startswith("A simulation, not real work.")
    assert not evidence[1]["narrative"].startswith("A simulation")


def test_a_claim_without_a_decision_is_no_badge_whatever_its_status() -> None:
    loose = replace(portfolio().claims[0], decision=None)

    assert badges_json(replace(portfolio(), claims=(loose,))) == "[]\n"


def test_the_model_of_badges_refuses_a_credential_without_its_parts() -> None:
    badge = badges(portfolio())[0]
    del badge["credentialSubject"]["achievement"]["criteria"]

    with pytest.raises(ValidationError, match="criteria"):
        Credential.model_validate_json(json.dumps(badge))


def test_every_statement_fits_the_model_of_xapi() -> None:
    told = json.loads(statements_json(portfolio()))

    models = [BaseXapiStatement.model_validate(one) for one in told]
    assert len(models) == 7
    assert Counter(one["verb"]["id"] for one in told) == {
        VERBS["answered"]: 1,
        VERBS["scored"]: 1,
        VERBS["completed"]: 1,
        VERBS["evidenced"]: 3,
        VERBS["passed"]: 1,
    }


def test_an_actor_is_an_account_and_the_assessor_the_instructor() -> None:
    told = statements(portfolio())

    assert {json.dumps(one["actor"]["account"], sort_keys=True) for one in told} == {
        '{"homePage": "https://desk.example.org", "name": "17"}'
    }
    (passed,) = (one for one in told if one["verb"]["id"] == VERBS["passed"])
    assert passed["context"]["instructor"]["account"]["name"] == ANN.id
    assert "@" not in json.dumps(told)


def test_a_score_of_the_machine_is_told_as_a_suggestion() -> None:
    (scored,) = (one for one in statements(portfolio()) if one["verb"]["id"] == VERBS["scored"])

    assert scored["result"]["score"] == {"scaled": 0.75}
    assert "machine: a suggestion, not a decision" in scored["result"]["extensions"].values()


def test_statements_keep_their_names_and_stand_by_their_moment() -> None:
    told, again = statements(portfolio()), statements(portfolio())

    assert told == again
    assert len({one["id"] for one in told}) == len(told)
    assert [one["timestamp"] for one in told] == sorted(one["timestamp"] for one in told)


def test_another_installation_gives_other_names() -> None:
    other = replace(portfolio(), centre=replace(portfolio().centre, url="https://other.example.org"))

    assert not {one["id"] for one in statements(portfolio())} & {one["id"] for one in statements(other)}


def test_a_moment_without_a_zone_is_a_mistake() -> None:
    naive = replace(CASE, made_at=datetime(2026, 11, 9, 9))  # noqa: DTZ001 - that is the point

    with pytest.raises(ValueError, match="no time zone"):
        statements(replace(portfolio(), evidences=(naive, PLAY)))


def test_a_point_stands_as_signed_off_once_one_claim_is() -> None:
    first = portfolio().claims[0]
    later: Claim = replace(first, id="99", status=Status.RETURNED)

    assert replace(portfolio(), claims=(first, later)).status_of("P18") == "signed off"
    assert portfolio().status_of("P01") == "not claimed"


def odd_people() -> list[Person]:
    return [Person("a b/c?#", "Zoë O'Neil"), Person("ü", "李")]


@pytest.mark.parametrize("person", odd_people(), ids=["signs", "letters"])
def test_odd_names_still_fit(person: Person) -> None:
    told: list[dict[str, Any]] = statements(replace(portfolio(), learner=person))

    assert all(BaseXapiStatement.model_validate(one) for one in told)


def test_evidence_says_whether_it_is_a_simulation() -> None:
    def simulated(one: Evidence) -> bool:
        return one.kind.is_simulated

    assert [simulated(CASE), simulated(PLAY)] == [False, True]
