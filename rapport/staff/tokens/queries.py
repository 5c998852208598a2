"""What can be asked of tokens."""

from datetime import datetime

from django.db.models import QuerySet

from rapport.staff.models import Token, User
from rapport.staff.rules import digest_of
from rapport.staff.tokens.rules import TokenNotKnown


def tokens_of(user: User) -> QuerySet[Token]:
    """Return somebody's own tokens, the newest first, those that ended among them."""
    return Token.objects.filter(user=user).order_by("-made_at", "-pk")


def token_of(secret: str, *, at: datetime) -> Token:
    """Return the token with this secret if it opens anything now, with its person."""
    found = Token.objects.select_related("user").filter(digest=digest_of(secret)).first()
    if found is None or found.revoked_at or found.expires_at <= at or not found.user.is_active:
        raise TokenNotKnown
    return found
