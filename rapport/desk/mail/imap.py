"""Mail fetched over IMAP: by number, all of it and not only what is unread, and nothing is changed there."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rapport.desk.mail.accounts import Account, socket_to
from rapport.desk.mail.mime import CUT

KEPT_OF_TOO_LARGE = 512_000  # bytes
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class FolderMissing(imaplib.IMAP4.error):
    """The folder that is to be fetched is not there."""


class SignInRefused(imaplib.IMAP4.error):
    """User or password did not fit."""


class _Connection(imaplib.IMAP4):
    """A connection over a socket that was judged first."""

    def __init__(self, account: Account) -> None:
        self.account = account
        super().__init__(account.host, account.port, account.timeout)

    def _create_socket(self, timeout: float | None) -> object:  # noqa: ARG002 - Python's own signature
        return socket_to(self.account)


class Folder:
    """A folder as it stands on the server."""

    def __init__(self, connection: imaplib.IMAP4) -> None:
        self.connection = connection
        self.uid_validity = self._number("UIDVALIDITY")
        self.next_uid = self._number("UIDNEXT")

    def _number(self, name: str) -> int:
        found = self.connection.response(name)[1][0]
        return int(found) if found else 0

    def uids_after(self, last: int) -> list[int]:
        """Return the numbers of the mail that came after the last one, in their order."""
        _, found = self.connection.uid("SEARCH", "UID", f"{last + 1}:*")
        numbers = sorted(int(word) for line in found if line for word in line.split())
        return [number for number in numbers if number > last]  # `*` is the last one, however old

    def raw(self, uid: int, largest: int) -> bytes | None:
        """Return a mail as it is there; of one that is too large the beginning; none where it is gone."""
        size = self._size(uid)
        if size is None:
            return None
        if size <= largest:
            return self._body(uid, "BODY.PEEK[]")
        return cut(self._body(uid, f"BODY.PEEK[]<0.{KEPT_OF_TOO_LARGE}>") or b"", size)

    def _size(self, uid: int) -> int | None:
        _, found = self.connection.uid("FETCH", str(uid), "(RFC822.SIZE)")
        sizes = [SIZE.search(one) for one in found if isinstance(one, bytes)]
        return next((int(size.group(1)) for size in sizes if size), None)

    def _body(self, uid: int, what: str) -> bytes | None:
        _, found = self.connection.uid("FETCH", str(uid), f"({what})")
        return next((bytes(one[1]) for one in found if isinstance(one, tuple)), None)


def cut(beginning: bytes, size: int) -> bytes:
    """Return the beginning of a mail that is too large, with a first header that says how large it was."""
    return f"{CUT}: {size}\r\n".encode() + beginning


@contextmanager
def opened_folder(account: Account) -> Iterator[Folder]:
    """Open the folder of an account for reading only."""
    connection = _Connection(account)
    try:
        _sign_in(connection, account)
        answer, said = connection.select(_quoted(account.folder), readonly=True)
        if answer != "OK":
            raise FolderMissing(f"there is no folder '{account.folder}' ({said[0]!r})")
        yield Folder(connection)
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            connection.logout()


def _sign_in(connection: imaplib.IMAP4, account: Account) -> None:
    if account.security == "starttls":
        connection.starttls(ssl.create_default_context())
    try:
        connection.login(account.user, account.password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as fault:
        raise SignInRefused(f"it does not know '{account.user}' with this password ({fault})") from None


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
