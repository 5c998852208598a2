"""Webhooks: what is told, how it is signed, and which addresses may be called at all."""

import hmac
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from urllib.parse import SplitResult, urlsplit

from rapport.desk.rules.case_refusals import CallAddressNotAllowed, EventNotKnown
from rapport.lib.addresses import is_public

EVENTS = (
    *("case.opened", "case.message", "case.state", "case.assigned", "case.changed", "case.linked"),
    *("case.promise", "case.redress", "case.clock"),
)
EVENT_OF_ENTRY = {
    "message": "case.message",
    "state": "case.state",
    "assignment": "case.assigned",
    "field": "case.changed",
    "link": "case.linked",
    "promise": "case.promise",
    "redress": "case.redress",
    "clock": "case.clock",
}
MOST_TRIES = 8
ANSWERS_WITHIN = timedelta(seconds=10)


def read_events(events: Iterable[str]) -> list[str]:
    """Return the events that are named, each once; refuse one that there is not."""
    asked = list(dict.fromkeys(events))
    strange = [event for event in asked if event not in EVENTS]
    if strange or not asked:
        raise EventNotKnown(event=strange[0] if strange else "", known=", ".join(EVENTS))
    return asked


def read_url(url: str) -> SplitResult:
    """Return the parts of an address to call; refuse what is no plain https address of a named host."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise CallAddressNotAllowed(url=url[:200], why="it cannot be read") from None
    if parts.scheme != "https" or not parts.hostname:
        raise CallAddressNotAllowed(url=url[:200], why="it is no https address")
    if parts.username or parts.password:
        raise CallAddressNotAllowed(url=parts.hostname, why="it carries a password")
    if port == 0 or any(letter.isspace() or ord(letter) < 33 for letter in url) or "\\" in url:
        raise CallAddressNotAllowed(url=url[:200], why="it cannot be read")
    return parts


def refuse_inside(url: str, addresses: Iterable[str]) -> str:
    """Return the address to connect to; refuse a host of which any address lies inside our own network.

    The caller resolves the host once and connects to what this returns, so that a name that answers
    otherwise the second time (DNS rebinding) gains nothing. An address is read from what the resolver
    gave, so that 0x7f.1 and 2130706433 are what they are.
    """
    found = list(addresses)
    if not found:
        raise CallAddressNotAllowed(url=url[:200], why="its host has no address")
    for address in found:
        if not is_public(address):
            raise CallAddressNotAllowed(url=url[:200], why=f"it leads to {address}, inside a network")
    return found[0]


def signature(secret: bytes, at: int, body: bytes) -> str:
    """Return how a call is signed: HMAC-SHA256 over the second it is sent and the body."""
    return hmac.new(secret, f"{at}.".encode() + body, sha256).hexdigest()


def wait_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many tries, twice as long each time; None: no more."""
    return timedelta(minutes=2**attempts) if attempts < MOST_TRIES else None
