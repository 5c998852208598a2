"""Passwords of mailboxes, sealed with a key made from the secret key: a copied database alone opens none."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from rapport.desk.mail.refusals import PasswordNotReadable


def sealed(password: str) -> bytes:
    """Return a password as it is kept."""
    return _lock().encrypt(password.encode()) if password else b""


def opened(kept: bytes | memoryview) -> str:
    """Return a kept password; refuse one that was sealed with another secret key."""
    try:
        return _lock().decrypt(bytes(kept)).decode() if kept else ""
    except InvalidToken:
        raise PasswordNotReadable from None


def _lock() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key("passwords of mailboxes")))


def loop_mark() -> str:
    """Return what marks our own mail: the same for all processes of one Rapport, and for no other."""
    return _key("mark of our mail").hex()[:24]


def _key(purpose: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"rapport {purpose}".encode(), hashlib.sha256)
