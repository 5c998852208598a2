"""Which mail servers may be spoken to: public ones, and those inside a network that the operator allows."""

import ipaddress
import socket
from collections.abc import Collection
from contextlib import suppress

from rapport.desk.mail.refusals import MailHostNotAllowed
from rapport.lib.addresses import is_public


def connect(host: str, port: int, timeout: float, allowed: Collection[str]) -> socket.socket:
    """Return a connection to a mail server, and to the very address that was judged.

    The name is looked up once, so that it cannot stand for one address when it is judged and for another
    when it is spoken to. Refused where any of its addresses lies inside a network and is not allowed.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    for address in addresses:
        if not _may_be_spoken_to(host, address, allowed):
            raise MailHostNotAllowed(host=host, address=address)
    return _first_that_answers(addresses, port, timeout)


def _may_be_spoken_to(host: str, address: str, allowed: Collection[str]) -> bool:
    return host.lower() in allowed or is_public(address) or _is_in(address, allowed)


def _is_in(address: str, allowed: Collection[str]) -> bool:
    for one in allowed:
        with suppress(ValueError):
            if ipaddress.ip_address(address.partition("%")[0]) in ipaddress.ip_network(one, strict=False):
                return True
    return False


def _first_that_answers(addresses: list[str], port: int, timeout: float) -> socket.socket:
    fault: OSError = OSError("the name stands for no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            fault = error
    raise fault
