"""Short secrets sealed with the key of the site: of use to nobody who has the database alone."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def seal(secret: bytes, *, key: str, purpose: str) -> bytes:
    """Return a secret sealed for one purpose: what is sealed for another does not open it."""
    return _box(key, purpose).encrypt(secret)


def unseal(sealed: bytes, *, key: str, purpose: str) -> bytes | None:
    """Return what was sealed, or None where key or purpose are not those of the sealing."""
    try:
        return _box(key, purpose).decrypt(bytes(sealed))
    except InvalidToken:
        return None


def _box(key: str, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
