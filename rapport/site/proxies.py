"""Whose request it is when a web server stands in front: the address that the brake on guessing counts."""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from rapport.site.environment import Network

Address = IPv4Address | IPv6Address
Answer = Callable[[HttpRequest], HttpResponse]


def client_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """Return who asks: the peer, or where that is a trusted proxy, the nearest hop behind it that is none.

    `forwarded` is the header X-Forwarded-For, to which each proxy adds on the right whom it heard. Read
    from there, and only for as long as trusted proxies speak: what stands further left, anybody may have
    written. Where a hop cannot be read, the proxy that told it stands for whoever is behind it.
    """
    known = peer
    for hop in [*reversed(forwarded.split(",")), ""]:
        address = _read(known)
        if address is None or not any(address in network for network in trusted):
            return known
        behind = _read(hop)
        if behind is None:
            return known
        known = str(behind)
    return known


def _read(word: str) -> Address | None:
    """Return the address in a word; a port behind it is left out, and an IPv4 in IPv6 is an IPv4."""
    bare = word.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def behind_proxies(get_response: Answer) -> Answer:
    """Let all that looks at the address of a request see who asks, and not the proxy that passed it on."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.TRUSTED_PROXIES:
            meta = request.META
            forwarded = meta.get("HTTP_X_FORWARDED_FOR", "")
            meta["REMOTE_ADDR"] = client_address(
                meta.get("REMOTE_ADDR", ""), forwarded, settings.TRUSTED_PROXIES
            )
        return get_response(request)

    return answer
