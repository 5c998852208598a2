"""Which addresses of the network are of the whole internet, and which lie inside a network."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address
TRANSLATED = ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits


def is_public(address: str) -> bool:
    """Tell whether an address lies on the public internet, also one of IPv4 that is wrapped in IPv6.

    Source: RFC 6890 (special-purpose addresses), RFC 6052 (64:ff9b::/96), RFC 3056 (6to4), RFC 4380 (Teredo).
    """
    found = _unwrapped(ip_address(address.partition("%")[0]))
    return found.is_global and not found.is_multicast


def _unwrapped(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address
