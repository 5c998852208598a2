"""Lock a stream of bytes with a passphrase, in chunks, so that no change and no cut goes unseen.

scrypt makes the key (RFC 7914), AES-256-GCM locks each chunk. The nonce is a random prefix, the number of
the chunk and whether it is the last: chunks cannot be swapped, and an end cut off is noticed.
Source: Hoang, Reyhanitabar, Rogaway and Vizár (2015), "Online Authenticated-Encryption and its
Nonce-Reuse Misuse-Resistance", section 7 (STREAM).
"""

import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"RAPPORT-LOCKED-1\n"
SALT, PREFIX, TAG = 16, 7, 16  # bytes
CHUNK = 1 << 20
COST = 1 << 17  # 128 MiB and a third of a second


class Locked(Exception):
    """The passphrase or the bytes are not the ones of the writing; `chunk` is where it showed."""

    def __init__(self, chunk: int) -> None:
        self.chunk = chunk
        super().__init__(f"chunk {chunk}")


def _cipher(passphrase: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase))


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class Sealer(io.RawIOBase):
    """A file to write to: what comes in goes out locked. Closing it writes the last chunk."""

    def __init__(self, out: BinaryIO, passphrase: bytes) -> None:
        salt, self._prefix = os.urandom(SALT), os.urandom(PREFIX)
        self._out, self._held, self._number = out, bytearray(), 0
        self._header = MAGIC + salt + self._prefix
        self._cipher = _cipher(passphrase, salt)
        out.write(self._header)

    def writable(self) -> bool:
        """Tell that this file is written to."""
        return True

    def write(self, block: bytes) -> int:  # type: ignore[override]
        """Take bytes in, and write what fills whole chunks."""
        self._held += block
        while len(self._held) > CHUNK:  # the last chunk is written by `close` alone
            self._seal(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return len(block)

    def close(self) -> None:
        """Write the last chunk; without it the whole cannot be opened."""
        if not self.closed:
            self._seal(bytes(self._held), last=True)
        super().close()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last=last)
        self._out.write(self._cipher.encrypt(nonce, chunk, self._header))
        self._number += 1


class Opener(io.RawIOBase):
    """A file to read from: hands out the bytes that a `Sealer` locked, or raises `Locked`."""

    def __init__(self, source: BinaryIO, passphrase: bytes) -> None:
        self._header = source.read(len(MAGIC) + SALT + PREFIX)
        self._prefix = self._header[-PREFIX:]
        self._cipher = _cipher(passphrase, self._header[len(MAGIC) : -PREFIX])
        self._source, self._open, self._number = source, b"", 0
        self._next = source.read(CHUNK + TAG)
        self._ended = False

    def readable(self) -> bool:
        """Tell that this file is read from."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as one chunk goes; 0 at the end."""
        if not self._open and not self._ended:
            self._open = self._unseal()
        count = min(len(buffer), len(self._open))
        buffer[:count], self._open = self._open[:count], self._open[count:]
        return count

    def _unseal(self) -> bytes:
        sealed, self._next = self._next, self._source.read(CHUNK + TAG)
        self._ended = not self._next
        nonce = _nonce(self._prefix, self._number, last=self._ended)
        try:
            chunk = self._cipher.decrypt(nonce, sealed, self._header)
        except InvalidTag:
            raise Locked(self._number) from None
        self._number += 1
        return chunk
