"""What Open Badges 3.0 asks of a credential of ours, as typed models of our own; and the published schema.

The models are written after appendix B.1 of the specification and refuse what they do not know. The schema
itself is not kept here. Who has it (`ob_v3p0_achievementcredential_schema.json`) checks against it too:

    python -m tests.open_badges SCHEMA.json
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import jsonschema_rs
from pydantic import BaseModel, ConfigDict, Field

Uri = Annotated[str, Field(pattern=r"^(https?://|urn:uuid:)\S+$")]
Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
Text = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """A model that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Profile(Strict):
    """Who issues."""

    id: Uri
    type: tuple[Literal["Profile"]]
    name: Text
    url: Uri


class Identity(Strict):
    """Whom it is for."""

    type: Literal["IdentityObject"]
    hashed: Literal[False]
    identityHash: Text  # noqa: N815 - the standard's word
    identityType: Literal["name"]  # noqa: N815


class Alignment(Strict):
    """The place in a framework."""

    type: tuple[Literal["Alignment"]]
    targetType: Literal["CFItem"]  # noqa: N815
    targetName: Text  # noqa: N815
    targetCode: Text  # noqa: N815
    targetFramework: Text  # noqa: N815
    targetUrl: Uri  # noqa: N815


class Criteria(Strict):
    """What had to be shown."""

    narrative: Text


class Achievement(Strict):
    """What was achieved."""

    id: Uri
    type: tuple[Literal["Achievement"]]
    achievementType: Literal["Competency"]  # noqa: N815
    name: Text
    description: Text
    criteria: Criteria
    inLanguage: Text  # noqa: N815
    version: Text
    fieldOfStudy: Text  # noqa: N815
    alignment: Annotated[list[Alignment], Field(min_length=1)]


class Subject(Strict):
    """Who achieved it."""

    id: Uri
    type: tuple[Literal["AchievementSubject"]]
    activityEndDate: Moment  # noqa: N815
    identifier: Annotated[list[Identity], Field(min_length=1)]
    narrative: Text
    achievement: Achievement


class Evidence(Strict):
    """What shows it."""

    id: Uri
    type: tuple[Literal["Evidence"]]
    name: Text
    genre: Text
    narrative: Text
    description: Text


class Schema(Strict):
    """Which schema it says it follows."""

    id: Uri
    type: Literal["1EdTechJsonSchemaValidator2019"]


class Credential(Strict):
    """The whole credential."""

    context: tuple[
        Literal["https://www.w3.org/ns/credentials/v2"],
        Annotated[str, Field(pattern=r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context-3\.\d\.\d\.json$")],
    ] = Field(alias="@context")
    id: Uri
    type: tuple[Literal["VerifiableCredential"], Literal["OpenBadgeCredential"]]
    name: Text
    issuer: Profile
    validFrom: Moment  # noqa: N815
    awardedDate: Moment  # noqa: N815
    credentialSubject: Subject  # noqa: N815
    evidence: Annotated[list[Evidence], Field(min_length=1)]
    credentialSchema: Annotated[list[Schema], Field(min_length=1)]  # noqa: N815

    @property
    def valid_from(self) -> datetime:
        """Return from when it holds."""
        return datetime.fromisoformat(self.validFrom)


def main(schema: Path) -> None:
    """Hold the badges of the tests against the published schema, and say so."""
    from rapport.practice.rules.export.badges import badges
    from tests.portfolio_told import portfolio

    validator = jsonschema_rs.validator_for(json.loads(schema.read_text("utf-8")))
    made = badges(portfolio())
    for badge in made:
        validator.validate(badge)
        spoilt = {key: value for key, value in badge.items() if key != "issuer"}
        assert not validator.is_valid(spoilt), "the schema lets everything through"
    sys.stdout.write(f"{len(made)} badges hold against {schema.name}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
