"""Who asks, when web servers stand in front: what they say is taken, what a stranger wrote is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.site.environment import ProxiesNotReadable, read_proxies
from rapport.site.proxies import client_address

OURS = read_proxies("127.0.0.1, 10.0.0.0/24, fd00::/8")
ADDRESSES = st.ip_addresses().map(str)


@pytest.mark.parametrize(
    ("peer", "forwarded", "who"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "203.0.113.7, 10.0.0.9", "203.0.113.7"),
        ("127.0.0.1", "10.0.0.9,fd00::1 , 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the left one is what a stranger wrote
        ("127.0.0.1", "127.0.0.1, 203.0.113.7, 10.0.0.9", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # not through our server: the header is theirs
        ("203.0.113.7", "", "203.0.113.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7, a lie", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7, a lie, 10.0.0.9", "10.0.0.9"),
        ("127.0.0.1", "203.0.113.7,", "127.0.0.1"),
        ("127.0.0.1", "10.0.0.8, 10.0.0.9", "10.0.0.8"),  # from inside
        ("127.0.0.1", "203.0.113.7:51234", "203.0.113.7"),
        ("127.0.0.1", "[2001:db8::7]:51234", "2001:db8::7"),
        ("127.0.0.1", "2001:DB8:0::7", "2001:db8::7"),
        ("::ffff:127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("", "203.0.113.7", ""),  # a socket without address is nobody's
    ],
)
def test_who_asks_is_the_nearest_that_is_none_of_ours(peer: str, forwarded: str, who: str) -> None:
    assert client_address(peer, forwarded, OURS) == who


@given(st.text(), st.ip_addresses(network="203.0.113.0/24") | st.ip_addresses(network="2001:db8::/32"))
def test_whatever_a_stranger_writes_who_they_are_stays(written: str, stranger: object) -> None:
    assert client_address("127.0.0.1", f"{written},{stranger}", OURS) == str(stranger)


@given(st.text(), ADDRESSES)
def test_without_a_trusted_proxy_the_header_is_nothing(written: str, peer: str) -> None:
    assert client_address(peer, written, ()) == peer


@pytest.mark.parametrize("value", ["", " ", ","])
def test_nobody_is_trusted_unless_named(value: str) -> None:
    assert read_proxies(value) == ()


@pytest.mark.parametrize(
    "value", ["proxy.example.org", "10.0.0.1/24", "10.0.0.0/24;127.0.0.1", "0.0.0.0/0", "::/0"]
)
def test_what_names_no_server_or_everybody_is_refused(value: str) -> None:
    with pytest.raises(ProxiesNotReadable, match="RAPPORT_TRUSTED_PROXIES is"):
        read_proxies(value)
