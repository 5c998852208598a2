"""The rights engine through the JSON door: from facts to what a customer is owed, and nothing is kept."""

from datetime import date
from typing import Any

from ninja import Router, Schema

from rapport.desk.api.door import READ
from rapport.engine.rights.assess import as_json, assess
from rapport.engine.rights.reading import read_facts
from rapport.engine.rights.records import reasons
from rapport.staff.tokens.door import ApiRequest, answers

router = Router(tags=["rights"])


class FactsIn(Schema, extra="forbid"):
    """Facts in the words of the engine, and the day of the question if it is not among them."""

    facts: dict[str, Any]
    on: date | None = None
    explain: bool = False


class RightsOut(Schema):
    """What follows, as the command says it with `--json`; `chain` tells the reasoning where asked for."""

    entitled: list[str]
    not_entitled: list[str]
    deadlines: list[dict[str, Any]]
    human_decides: list[str]
    sources: list[str]
    ask: list[dict[str, Any]]
    notes: list[str]
    amounts: list[dict[str, Any]]
    conclusions: list[dict[str, Any]]
    chain: list[str]


@router.post("/rights", auth=READ, response=answers(RightsOut))
def assess_rights(request: ApiRequest, body: FactsIn) -> RightsOut:  # noqa: ARG001 - nobody's records are asked
    """Say what a customer is owed, by when, and who decides: information, not legal advice."""
    facts = read_facts(body.facts)
    chain = [*reasons(facts, body.on)] if body.explain else []
    return RightsOut(**as_json(assess(facts, body.on)), chain=chain)
