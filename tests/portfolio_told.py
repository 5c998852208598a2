"""A portfolio for the tests of the exports: two claims, one signed off, a case and a role-play."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from rapport.practice.rules import syllabus
from rapport.practice.rules.export.told import (
    Assurance,
    Centre,
    Checks,
    Claim,
    Decision,
    Evidence,
    Kind,
    Part,
    Person,
    Portfolio,
    Practice,
    Practised,
    Status,
    Witness,
    points_of,
    version_of,
)

LEO, ANN, IRIS = Person("17", "Leo Marsh"), Person("4", "Ann Okoro"), Person("5", "Iris Vane")
CENTRE = Centre("Thistlewood College", "https://desk.example.org")


def at(day: int, hour: int = 9) -> datetime:
    """Return an hour in November 2026."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


CASE = Evidence(
    id="31",
    kind=Kind.CASE,
    title="A late delivery put right",
    parts=(
        Part("Customer", "My order [order 1] has not come. You promised it for Friday."),
        Part("Leo", "I am sorry. It left our depot this morning; you will have it tomorrow before noon."),
    ),
    made_at=at(9),
    source_hash="b4" * 32,
    witness=Witness("Bob Leach", "team leader", "I sat beside Leo while he wrote this.", at(10)),
)
PLAY = Evidence(
    id="32",
    kind=Kind.ROLE_PLAY,
    title="A caller who shouts",
    parts=(Part("Leo", "I can hear that this has cost you a day. Tell me what happened."),),
    made_at=at(12),
)
CHECKS = Checks(is_valid=True, is_authentic=True, is_current=True, is_sufficient=True, is_reliable=True)


@cache
def portfolio() -> Portfolio:
    """Return the portfolio of Leo."""
    topics = syllabus.read_content().topics
    points = points_of(topics)
    texts = {one.row: one.text for one in points}
    return Portfolio(
        id="7",
        learner=LEO,
        centre=CENTRE,
        enrolled_at=at(1),
        ended_at=None,
        points=points,
        evidences=(CASE, PLAY),
        claims=(
            Claim(
                id="51",
                point="P18",
                text=texts["P18"],
                narrative="I said sorry, found out where it was, and told her before she had to ask.",
                evidences=("31",),
                status=Status.SIGNED_OFF,
                decision=Decision(CHECKS, ANN, at(20, 15), "Clear, and it is your own work."),
            ),
            Claim(
                id="52",
                point="P17",
                text=texts["P17"],
                narrative="I kept my voice calm.",
                evidences=("32", "31"),
                status=Status.RETURNED,
                decision=Decision(
                    replace(CHECKS, is_sufficient=False), ANN, at(21), "One more contact, please."
                ),
            ),
        ),
        version=version_of(topics),
        told_at=at(28),
        assurances=(Assurance(IRIS, at(25), ("P18",), "I agree with the decision."),),
        practised=(
            Practised(
                id="81",
                practice=Practice.ANSWER,
                name="complaints.four-as",
                title="Name the four As",
                at=at(5),
                response="Acknowledge, apologise, act and assure.",
                score=0.75,
                version="0a1b",
            ),
            Practised(
                id="82", practice=Practice.ROLE_PLAY, name="shouting caller", title="A caller", at=at(6)
            ),
        ),
    )
