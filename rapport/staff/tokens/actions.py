"""What can be done with tokens: make one, withdraw one, note that one was used."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from rapport.staff.actions import record
from rapport.staff.models import Token, User
from rapport.staff.rules import digest_of
from rapport.staff.tokens.rules import NOTED_EVERY, new_secret, read_days, read_scopes


@transaction.atomic
def make_token(name: str, *, scopes: Iterable[str], days: int, by: User, at: datetime) -> tuple[Token, str]:
    """Make a token and return it with its secret, which is kept nowhere: only its digest is."""
    secret, kept = new_secret(), read_scopes(scopes)
    token = Token.objects.create(
        user=by, name=name, digest=digest_of(secret), scopes=kept, made_at=at, expires_at=at + read_days(days)
    )
    record(by, "make token", token, at=at, name=name, scopes=kept, days=days)
    return token, secret


@transaction.atomic
def withdraw_token(token: Token, *, by: User, at: datetime) -> Token:
    """End a token at once; one that has ended stays as it is."""
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        record(by, "withdraw token", token, at=at, name=token.name)
    return token


def note_use(token: Token, *, at: datetime) -> None:
    """Write when a token was used last, every ten minutes: reading must not wait for writers."""
    if token.used_at is None or token.used_at < at - NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=at)
