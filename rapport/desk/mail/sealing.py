"""Passwords of mailboxes, sealed with the key of the site: a copied database alone opens none."""

import hashlib
import hmac

from django.conf import settings

from rapport.desk.mail.refusals import PasswordNotReadable
from rapport.lib.sealing import seal, unseal

PURPOSE = "passwords of mailboxes"


def sealed(password: str) -> bytes:
    """Return a password as it is kept."""
    return seal(password.encode(), key=settings.SECRET_KEY, purpose=PURPOSE) if password else b""


def opened(kept: bytes | memoryview) -> str:
    """Return a kept password; refuse one that was sealed with another secret key."""
    if not kept:
        return ""
    password = unseal(bytes(kept), key=settings.SECRET_KEY, purpose=PURPOSE)
    if password is None:
        raise PasswordNotReadable
    return password.decode()


def loop_mark() -> str:
    """Return what marks our own mail: the same for all processes of one Rapport, and for no other."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"rapport mark of our mail", hashlib.sha256).hex()[:24]
