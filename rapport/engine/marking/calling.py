"""One call to an OpenAI-compatible service: over in so many seconds, small, and never redirected."""

import json
import math
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from rapport.lib.addresses import is_public
from rapport.lib.errors import Refusal

SECONDS = 10.0
LARGEST = 256 * 1024  # bytes of an answer: six points take under 4 KB
PATH = "/chat/completions"


class EndpointNotRight(Refusal):
    code = "endpoint_not_right"
    text = (
        "The marking endpoint is '{url}': {fault}. It expects the address before /chat/completions, such as "
        "https://models.example.org/v1 or http://localhost:11434/v1. Change it, or leave it out to mark "
        "without one."
    )


class EndpointModelMissing(Refusal):
    code = "endpoint_model_missing"
    text = (
        "The marking endpoint {url} needs the name of a model. Give it with --endpoint-model or set "
        "RAPPORT_MARKING_MODEL."
    )


class CallFailed(Exception):
    """The service did not answer as it should; the words say how. Marks are then made without it."""


@dataclass(frozen=True)
class Endpoint:
    """Where a second opinion is asked for, of which model; the key is never shown."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = SECONDS


def read_endpoint(url: str, model: str, key: str = "") -> Endpoint | None:
    """Return the endpoint that somebody set, or nothing where no address is set.

    An address inside the network is the operator's to allow, and by naming it they do. Over plain http only
    such an address may be asked: that is looked at when it is called, for names may change.
    """
    if not url.strip():
        return None
    url = url.strip().rstrip("/").removesuffix(PATH)
    _refuse_address(url)
    if not model.strip():
        raise EndpointModelMissing(url=url)
    return Endpoint(url, model.strip(), key.strip())


def _refuse_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as fault:
        raise EndpointNotRight(url=_without_secrets(url), fault=fault) from None
    if parts.scheme not in ("https", "http") or not host or not url.isprintable() or " " in url:
        raise EndpointNotRight(url=_without_secrets(url), fault="it is no address of the web")
    if parts.username or parts.password:
        why = "a key does not belong in it; set RAPPORT_MARKING_KEY"
        raise EndpointNotRight(url=_without_secrets(url), fault=why)
    if parts.query or parts.fragment:
        raise EndpointNotRight(url=_without_secrets(url), fault="nothing may follow a ? or # in it")


def _without_secrets(url: str) -> str:
    """Return an address, right or not, without what stands before an @ and after a ? or #."""
    start, sign, rest = re.split(r"[?#]", url, maxsplit=1)[0].rpartition("@")
    scheme = re.match(r"[a-z][a-z0-9+.-]*://", start, re.IGNORECASE) if sign else None
    return f"{scheme[0] if scheme else ''}{rest}"


def ask(endpoint: Endpoint, messages: list[Mapping[str, str]]) -> str:
    """Return what the model says to the messages; anything else is a `CallFailed`."""
    body = {
        "model": endpoint.model,
        "messages": messages,
        "temperature": 0,
        "response_format": {"type": "json_object"},
    }
    told = _posted(endpoint, json.dumps(body).encode())
    try:
        said = json.loads(told, parse_constant=_no_number)["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, KeyError, IndexError, TypeError):
        raise CallFailed("its answer is not that of a chat completion") from None
    if not isinstance(said, str):
        raise CallFailed("its answer holds no text")
    return said


def _no_number(_: str) -> float:
    return math.nan


def _posted(endpoint: Endpoint, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    try:
        with _connected(endpoint) as connection:
            connection.request("POST", f"{urlsplit(endpoint.url).path}{PATH}", body, headers)
            answer = connection.getresponse()
            if answer.status != 200:
                raise CallFailed(f"it answered with status {answer.status}")
            told = answer.read(LARGEST + 1)
    except TimeoutError:
        raise CallFailed(f"it did not answer within {endpoint.seconds:g} seconds") from None
    except (OSError, HTTPException, ValueError) as fault:
        raise CallFailed(f"it could not be asked ({type(fault).__name__})") from None
    if len(told) > LARGEST:
        raise CallFailed(f"its answer is larger than {LARGEST // 1024} KB")
    return told


@contextmanager
def _connected(endpoint: Endpoint) -> Iterator[HTTPConnection]:
    """Give a connection that is cut when the time is over, however slowly the other side drips."""
    parts, started = urlsplit(endpoint.url), time.monotonic()
    host, is_safe = str(parts.hostname), parts.scheme == "https"
    connection = (HTTPSConnection if is_safe else HTTPConnection)(host, parts.port, timeout=endpoint.seconds)
    try:
        connection.connect()
        if not is_safe and is_public(str(connection.sock.getpeername()[0])):
            raise CallFailed("it is on the public internet, where answers go over https alone")
        with _cut_after(connection.sock, endpoint.seconds - (time.monotonic() - started)):
            yield connection
    finally:
        connection.close()


@contextmanager
def _cut_after(wire: socket.socket, seconds: float) -> Iterator[None]:
    """Shut a socket when the time is over; whatever then fails failed for that."""
    over = threading.Event()
    watch = threading.Timer(max(seconds, 0), _shut, (wire, over))
    watch.daemon = True
    watch.start()
    try:
        yield
    except (OSError, HTTPException) as fault:
        if over.is_set():
            raise TimeoutError from fault
        raise
    finally:
        watch.cancel()
    if over.is_set():
        raise TimeoutError


def _shut(wire: socket.socket, over: threading.Event) -> None:
    over.set()
    with suppress(OSError):  # it is closed already
        wire.shutdown(socket.SHUT_RDWR)
