"""Which port the server takes, and what address it prints."""

import socket
from collections.abc import Iterator

import pytest

from rapport.site import serving
from rapport.site.reports import policy_of
from rapport.site.serving import address, free_port


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on this machine that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_free_port_is_kept() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert free_port("127.0.0.1", port) == port


def test_a_taken_port_moves_on_to_a_later_one(taken: int) -> None:
    assert taken < free_port("127.0.0.1", taken) <= taken + serving.PORTS_TO_TRY


def test_when_every_port_is_taken_the_refusal_names_them(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setattr(serving, "PORTS_TO_TRY", 1)

    with pytest.raises(serving.NoFreePort, match=f"Ports {taken} to {taken} on 127.0.0.1 are all taken"):
        free_port("127.0.0.1", taken)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(serving.AddressNotOurs, match=r"cannot listen on 192\.0\.2\.1, port 8000"):
        free_port("192.0.2.1", 8000)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "0.0.0.0", "::1", "::"])
def test_this_machine_is_called_localhost(host: str) -> None:
    assert address(host, 8000) == "http://localhost:8000"


def test_another_name_is_printed_as_it_is() -> None:
    assert address("desk.example.org", 8001) == "http://desk.example.org:8001"
    assert address("2001:db8::1", 8001) == "http://[2001:db8::1]:8001"


def test_a_page_states_its_own_policy() -> None:
    page = """<head><META http-equiv='content-security-policy'
      content="default-src 'none';\n  img-src data:"></head>"""

    assert policy_of(page) == "default-src 'none'; img-src data:"


def test_a_page_without_a_policy_states_none() -> None:
    assert policy_of("<p>Content-Security-Policy: script-src *</p><meta name='author' content='Dana'>") == ""
