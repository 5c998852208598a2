"""The door of the API that every room shares: who comes in by which token, and how a problem is told."""

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Path, Schema
from ninja.security import HttpBearer
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from rapport.staff.models import Token, User
from rapport.staff.tokens.actions import note_use
from rapport.staff.tokens.queries import token_of
from rapport.staff.tokens.rules import Scope, ScopeMissing

HIGHEST = 2**63 - 1  # what both databases count to
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
STATUSES = (400, 401, 403, 404, 405, 409, 422, 429)


class Problem(Schema):
    """What was declined: a code for programs, a sentence for people, and the facts of the sentence."""

    code: str
    text: str
    facts: dict[str, Any] | None = None


class ApiRequest(HttpRequest):
    """A request of the API: somebody's, through a token."""

    user: User
    auth: Token


class Bearer(HttpBearer):
    """Let in who sends a token with the scope that this door needs."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Token:
        """Return the token, and make its person the person of the request."""
        found = token_of(token, at=now())
        if self.scope not in found.scopes:
            raise ScopeMissing(name=found.name, scope=self.scope, scopes=", ".join(found.scopes))
        note_use(found, at=now())
        request.user = found.user
        return found


def answers(kind: Any, *, status: int = 200) -> dict[int | Any, Any]:
    """Return what an operation may answer: its own kind, or a problem."""
    return {status: kind} | dict.fromkeys(STATUSES, Problem)


def without_nul(text: str) -> str:
    """Decline the one character that PostgreSQL cannot keep."""
    if "\x00" in text:
        raise ValueError("holds the character NUL, which no text can hold")
    return text


def of_our_time(time: datetime) -> datetime:
    """Decline a time that nothing of ours ever happens at."""
    if not EARLIEST <= time <= LATEST:
        raise ValueError("lies before 1900 or after 2200")
    return time


Moment = Annotated[AwareDatetime, AfterValidator(of_our_time)]
Text = Annotated[str, AfterValidator(without_nul), StringConstraints(strip_whitespace=True, max_length=400)]
Word = Annotated[str, AfterValidator(without_nul), StringConstraints(strip_whitespace=True, max_length=200)]
Name = Annotated[
    str, AfterValidator(without_nul), StringConstraints(strip_whitespace=True, min_length=1, max_length=200)
]
Number = Annotated[int, Field(ge=1, le=HIGHEST)]
NumberInPath = Annotated[int, Path(ge=1, le=HIGHEST)]
