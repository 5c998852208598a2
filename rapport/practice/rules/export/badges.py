"""Signed-off marking points as Open Badges 3.0: one unsigned AchievementCredential each.

They carry no proof. Whoever trusts them trusts the file's way here, or asks the centre; a wallet that
verifies signatures will say that there is none.
Source: 1EdTech, Open Badges Specification 3.0, appendix B.1 (data model).
"""

import json
from typing import Any

from rapport.practice.rules.export.naming import FRAMEWORK, moment, own_id, row_id, urn
from rapport.practice.rules.export.told import Claim, Decision, Evidence, Portfolio

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
SIMULATED = "A simulation, not real work."

Told = dict[str, Any]


def badges_json(portfolio: Portfolio) -> str:
    """Return the badges of a portfolio as a JSON array, empty where nothing is signed off."""
    return json.dumps(badges(portfolio), ensure_ascii=False, indent=1) + "\n"


def badges(portfolio: Portfolio) -> list[Told]:
    """Return a credential for every claim that a named assessor signed off, in the order of the claims."""
    return [_badge(portfolio, claim, claim.decision) for claim in portfolio.signed_off() if claim.decision]


def _badge(portfolio: Portfolio, claim: Claim, decision: Decision) -> Told:
    at = moment(decision.at)
    return {
        "@context": [*CONTEXT],
        "id": urn(own_id(portfolio.centre, "badge", claim.id, at)),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{claim.point}: {claim.text}",
        "issuer": _issuer(portfolio),
        "validFrom": at,
        "awardedDate": at,
        "credentialSubject": _subject(portfolio, claim, decision),
        "evidence": [_evidence(portfolio, one) for one in portfolio.evidence_of(claim)],
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def _issuer(portfolio: Portfolio) -> Told:
    centre = portfolio.centre
    return {"id": centre.url, "type": ["Profile"], "name": centre.name, "url": centre.url}


def _subject(portfolio: Portfolio, claim: Claim, decision: Decision) -> Told:
    return {
        "id": urn(own_id(portfolio.centre, "person", portfolio.learner.id)),
        "type": ["AchievementSubject"],
        "activityEndDate": moment(decision.at),
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": portfolio.learner.name,
                "identityType": "name",
            }
        ],
        "narrative": claim.narrative,
        "achievement": _achievement(portfolio, claim),
    }


def _achievement(portfolio: Portfolio, claim: Claim) -> Told:
    point = next((one for one in portfolio.points if one.row == claim.point), None)
    return {
        "id": urn(row_id(claim.point)),
        "type": ["Achievement"],
        "achievementType": "Competency",
        "name": f"{claim.point}: {claim.text}",
        "description": claim.text,
        "criteria": {"narrative": _criteria(claim)},
        "inLanguage": "en-GB",
        "version": portfolio.version,
        **({"fieldOfStudy": point.topic_title} if point else {}),
        "alignment": [
            {
                "type": ["Alignment"],
                "targetType": "CFItem",
                "targetName": claim.text,
                "targetCode": claim.point,
                "targetFramework": FRAMEWORK,
                "targetUrl": urn(row_id(claim.point)),
            }
        ],
    }


def _criteria(claim: Claim) -> str:
    said = f"A named assessor looked at evidence for: {claim.text}."
    if not claim.decision:
        return said
    held = [name for name, holds in claim.decision.checks.named().items() if holds]
    day = f"{claim.decision.at:%-d %B %Y}"
    return f"{said} {claim.decision.assessor.name} found it {', '.join(held)} on {day}."


def _evidence(portfolio: Portfolio, one: Evidence) -> Told:
    passages = [f"{part.heading}\n{part.text}" for part in one.parts]
    if one.witness:
        passages.append(f"{one.witness.name}, {one.witness.role}, confirms:\n{one.witness.statement}")
    return {
        "id": urn(own_id(portfolio.centre, "evidence", one.id)),
        "type": ["Evidence"],
        "name": one.title,
        "genre": one.kind.value,
        "narrative": "\n\n".join([*([SIMULATED] if one.kind.is_simulated else []), *passages]),
        "description": f"Made on {one.made_at:%-d %B %Y}"
        + (f"; digest of the source {one.source_hash}" if one.source_hash else ""),
    }
