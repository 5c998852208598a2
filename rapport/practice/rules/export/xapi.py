"""A portfolio as xAPI 1.0.3 statements: answered, scored, role-play completed, evidenced, passed.

An actor is an account of this installation, never an e-mail address. Statements have no authority: the
record store that takes them adds its own.
Source: ADL, Experience API 1.0.3, part two (statements).
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from rapport.practice.rules.export.naming import LANGUAGE, moment, own_id, row_id, urn
from rapport.practice.rules.export.told import (
    Claim,
    Decision,
    Evidence,
    Person,
    Portfolio,
    Practice,
    Practised,
)

VERBS = {
    "answered": "http://adlnet.gov/expapi/verbs/answered",
    "scored": "http://adlnet.gov/expapi/verbs/scored",
    "completed": "http://adlnet.gov/expapi/verbs/completed",
    "evidenced": "http://activitystrea.ms/schema/1.0/submit",
    "passed": "http://adlnet.gov/expapi/verbs/passed",
}
QUESTION = "http://adlnet.gov/expapi/activities/question"
SIMULATION = "http://adlnet.gov/expapi/activities/simulation"
OBJECTIVE = "http://adlnet.gov/expapi/activities/objective"
FILE = "http://adlnet.gov/expapi/activities/file"
COURSE = "http://adlnet.gov/expapi/activities/course"

Told = dict[str, Any]


def statements_json(portfolio: Portfolio) -> str:
    """Return the statements as a JSON array, which a record store takes as it is."""
    return json.dumps(statements(portfolio), ensure_ascii=False, indent=1) + "\n"


def statements(portfolio: Portfolio) -> list[Told]:
    """Return the statements of a portfolio by their moment; the same portfolio gives the same ones."""
    found = [
        *(one for practised in portfolio.practised for one in _practised(portfolio, practised)),
        *(one for claim in portfolio.claims for one in _evidenced(portfolio, claim)),
        *(_passed(portfolio, one, one.decision) for one in portfolio.signed_off() if one.decision),
    ]
    return sorted(found, key=lambda one: (one["timestamp"], one["id"]))


def _practised(portfolio: Portfolio, one: Practised) -> Iterator[Told]:
    is_answer = one.practice is Practice.ANSWER
    about = _activity(
        own_url(portfolio, one.practice.value, one.name), one.title, QUESTION if is_answer else SIMULATION
    )
    verb = "answered" if is_answer else "completed"
    result = {"response": one.response} if is_answer and one.response else {"completion": True}
    yield _statement(portfolio, verb, about, (one.id, one.at), result=result)
    if one.score is not None:
        suggestion = {
            "score": {"scaled": round(one.score, 4)},
            "extensions": {
                own_url(portfolio, "xapi", "by"): "machine: a suggestion, not a decision",
                own_url(portfolio, "xapi", "version"): one.version,
            },
        }
        yield _statement(portfolio, "scored", about, (one.id, one.at), result=suggestion)


def _evidenced(portfolio: Portfolio, claim: Claim) -> Iterator[Told]:
    for one in portfolio.evidence_of(claim):
        yield _statement(
            portfolio,
            "evidenced",
            _evidence(portfolio, one),
            (f"{claim.id}/{one.id}", one.made_at),
            parent=_point(claim),
        )


def _passed(portfolio: Portfolio, claim: Claim, decision: Decision) -> Told:
    return _statement(
        portfolio,
        "passed",
        _point(claim),
        (claim.id, decision.at),
        result={"success": True, "completion": True},
        instructor=decision.assessor,
    )


def _statement(
    portfolio: Portfolio,
    verb: str,
    about: Told,
    what: tuple[str, Any],
    *,
    result: Told | None = None,
    parent: Told | None = None,
    instructor: Person | None = None,
) -> Told:
    name, at = what
    around = {"grouping": [_course(portfolio)], **({"parent": [parent]} if parent else {})}
    return {
        "id": str(own_id(portfolio.centre, "statement", verb, name, moment(at))),
        "actor": _agent(portfolio, portfolio.learner),
        "verb": {"id": VERBS[verb], "display": {LANGUAGE: verb}},
        "object": about,
        **({"result": result} if result else {}),
        "context": {
            "platform": "Rapport",
            "language": LANGUAGE,
            **({"instructor": _agent(portfolio, instructor)} if instructor else {}),
            "contextActivities": around,
        },
        "timestamp": moment(at),
        "version": "1.0.3",
    }


def own_url(portfolio: Portfolio, *parts: str) -> str:
    """Return a name of this installation as an IRI, for what has no page of its own."""
    return "/".join([portfolio.centre.url.rstrip("/"), "practice", *(quote(one, safe="") for one in parts)])


def _agent(portfolio: Portfolio, person: Person) -> Told:
    account = {"homePage": portfolio.centre.url, "name": person.id}
    return {"objectType": "Agent", "name": person.name, "account": account}


def _course(portfolio: Portfolio) -> Told:
    return _activity(urn(own_id(portfolio.centre, "portfolio", portfolio.id)), "Portfolio", COURSE)


def _point(claim: Claim) -> Told:
    return _activity(urn(row_id(claim.point)), f"{claim.point}: {claim.text}", OBJECTIVE)


def _evidence(portfolio: Portfolio, one: Evidence) -> Told:
    about = _activity(urn(own_id(portfolio.centre, "evidence", one.id)), one.title, FILE)
    label = f"{one.kind.value}, a simulation" if one.kind.is_simulated else one.kind.value
    about["definition"]["description"] = {LANGUAGE: label}
    return about


def _activity(name: str, title: str, kind: str) -> Told:
    return {
        "objectType": "Activity",
        "id": name,
        "definition": {"name": {LANGUAGE: title}, "type": kind},
    }
