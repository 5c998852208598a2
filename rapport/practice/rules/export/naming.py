"""Names that stay: the same thing has the same UUID in every export, today and next year."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from rapport.practice.rules.export.told import Centre

OURS = UUID("8a3c2c1e-6d0b-5f0e-9d55-2f1b7a0c9e41")  # of this program; drawn once, never changed
FRAMEWORK = "Customer service, Level 2 and 3"
LANGUAGE = "en-GB"


def framework_id(title: str = FRAMEWORK) -> UUID:
    """Return the name of a framework; another title is another framework."""
    return uuid5(OURS, title)


def row_id(row: str, title: str = FRAMEWORK) -> UUID:
    """Return the name of a row of a framework, the same in every installation."""
    return uuid5(framework_id(title), row)


def own_id(centre: Centre, *parts: str) -> UUID:
    """Return the name of something of one installation, such as a claim."""
    return uuid5(uuid5(NAMESPACE_URL, centre.url.rstrip("/")), "/".join(parts))


def urn(name: UUID) -> str:
    """Return a name as a URI. Source: RFC 9562, section 4."""
    return name.urn


def moment(at: datetime) -> str:
    """Return a moment as RFC 3339 in UTC, to the second; a naive one is a mistake of the caller."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
