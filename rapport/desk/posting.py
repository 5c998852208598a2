"""Post to another program over https: the host is resolved once, checked, and connected to by address."""

import socket
import ssl
from collections.abc import Callable, Iterable
from http.client import HTTPException, HTTPSConnection

from rapport.desk.rules.calls import ANSWERS_WITHIN, read_url, refuse_inside

Resolve = Callable[[str, int], Iterable[str]]
Dial = Callable[[str, int], socket.socket]


def resolved(host: str, port: int) -> list[str]:
    """Return every address of a host, as the resolver reads it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def dialled(address: str, port: int) -> socket.socket:
    """Connect to an address."""
    return socket.create_connection((address, port), timeout=ANSWERS_WITHIN.total_seconds())


class _ToAddress(HTTPSConnection):
    """A connection to one checked address, with the certificate of the host that was named."""

    def __init__(self, host: str, port: int, connection: socket.socket, context: ssl.SSLContext) -> None:
        super().__init__(host, port, context=context, timeout=ANSWERS_WITHIN.total_seconds())
        self._there, self._checks = connection, context

    def connect(self) -> None:
        """Speak over what is connected already; no name is resolved again."""
        self.sock = self._checks.wrap_socket(self._there, server_hostname=self.host)


def post(
    url: str,
    body: bytes,
    headers: dict[str, str],
    *,
    resolve: Resolve = resolved,
    dial: Dial = dialled,
    context: ssl.SSLContext | None = None,
) -> int:
    """Post to an https address and return the status; a redirect is an answer and is not followed."""
    parts = read_url(url)
    host, port = parts.hostname or "", parts.port or 443
    address = refuse_inside(url, resolve(host, port))
    connection = _ToAddress(host, port, dial(address, port), context or ssl.create_default_context())
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()  # its body is not read: a server that drips would hold the rest up
    except HTTPException as fault:
        raise OSError(f"it does not speak HTTP: {fault!r}") from fault
    finally:
        connection.close()
    return answer.status
