"""The rules of mail: where it belongs, what machines send, which servers may be spoken to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.desk.mail import hosts
from rapport.desk.mail.bounces import read_bounce
from rapport.desk.mail.filing import Facts, Hold, decide, reply_address, reply_key
from rapport.desk.mail.loops import Given, Machine, machine_behind, subject_digest, why_no_answer
from rapport.desk.mail.refusals import MailHostNotAllowed
from rapport.desk.rules import Intake
from rapport.lib.addresses import is_public
from tests.cast import MONDAY_NINE

DANA = Facts(sender="dana@example.org")
NONE_GIVEN = Given(0, 0, 0)


@pytest.mark.parametrize(
    ("facts", "state", "case", "hold"),
    [
        (DANA, Intake.FILED, 0, None),
        (replace(DANA, has_key=True, keyed=7), Intake.FILED, 7, None),
        (replace(DANA, has_key=True, keyed=7, threaded=8), Intake.FILED, 7, None),
        (replace(DANA, has_key=True), Intake.HELD, 0, Hold.KEY),
        (replace(DANA, threaded=8, is_party=True), Intake.FILED, 8, None),
        (replace(DANA, threaded=8), Intake.HELD, 8, Hold.STRANGER),
        (replace(DANA, quoted=9), Intake.HELD, 9, Hold.STRANGER),
        (replace(DANA, quoted=9, is_party=True), Intake.FILED, 9, None),
        (replace(DANA, repeats=3, keyed=7), Intake.REFUSED, 0, None),
        (replace(DANA, blocked="spam", keyed=7), Intake.REFUSED, 0, None),
        (replace(DANA, is_spam=True), Intake.REFUSED, 0, None),
        (replace(DANA, machine=Machine.OURSELVES, keyed=7), Intake.HELD, 0, Hold.OURSELVES),
        (replace(DANA, machine=Machine.ANSWER), Intake.HELD, 0, Hold.MACHINE),
        (replace(DANA, machine=Machine.ANSWER, keyed=7), Intake.FILED, 7, None),
        (replace(DANA, machine=Machine.BOUNCE), Intake.HELD, 0, Hold.BOUNCE),
        (replace(DANA, machine=Machine.BOUNCE, bounced=5), Intake.FILED, 5, None),
        (replace(DANA, keyed=7, set_aside=frozenset({7})), Intake.HELD, 7, Hold.SET_ASIDE),
        (replace(DANA, keyed=7, threaded=8, set_aside=frozenset({8})), Intake.FILED, 7, None),
        (Facts(sender=""), Intake.HELD, 0, Hold.NO_SENDER),
    ],
)
def test_a_mail_belongs_where_the_rule_says(
    facts: Facts, state: Intake, case: int, hold: Hold | None
) -> None:
    found = decide(facts)

    assert (found.state, found.case, found.hold) == (state, case, hold)
    assert bool(found.why) == (state != Intake.FILED)


@given(
    st.builds(
        Facts, sender=st.sampled_from(["", "eve@example.net"]), machine=st.sampled_from(Machine),
        has_key=st.booleans(), threaded=st.integers(0, 3), quoted=st.integers(0, 3),
        is_spam=st.booleans(), repeats=st.integers(0, 1),
    )
)  # fmt: skip
def test_16_17_a_stranger_without_the_address_is_never_filed_in_a_case(facts: Facts) -> None:
    found = decide(facts)

    assert found.state != Intake.FILED or found.case == 0


def test_the_key_of_an_address_comes_back_whatever_its_case() -> None:
    key = "0123456789abcdef01234567"
    address = reply_address("help@shop.example", key)

    assert address == f"help+{key}@shop.example"
    assert reply_key(["other@example.org", address.upper()]) == key
    assert reply_key(["help+news@shop.example"]) == ""


@pytest.mark.parametrize(
    ("headers", "sender", "machine"),
    [
        ({}, "dana@example.org", Machine.NONE),
        ({"auto-submitted": "no"}, "dana@example.org", Machine.NONE),
        ({"auto-submitted": "auto-replied; owner-email=x"}, "dana@example.org", Machine.ANSWER),
        ({"auto-submitted": "auto-generated"}, "dana@example.org", Machine.ANSWER),
        ({"x-autoreply": "yes"}, "dana@example.org", Machine.ANSWER),
        ({"x-auto-response-suppress": "OOF, AutoReply"}, "dana@example.org", Machine.ANSWER),
        ({"precedence": "bulk"}, "dana@example.org", Machine.BULK),
        ({"list-id": "<l.example.org>"}, "dana@example.org", Machine.BULK),
        ({"list-unsubscribe": "<mailto:x@y>"}, "dana@example.org", Machine.BULK),
        ({"return-path": "<>"}, "dana@example.org", Machine.BOUNCE),
        ({}, "MAILER-DAEMON@mx.example.org", Machine.BOUNCE),
        ({}, "no-reply@example.org", Machine.BULK),
    ],
)
def test_14_machines_are_told_from_people(headers: Mapping[str, str], sender: str, machine: Machine) -> None:
    assert machine_behind(headers, sender, "Hello", "text/plain") == machine


def test_14_a_report_and_an_out_of_office_are_machines_whatever_they_lack() -> None:
    assert machine_behind({}, "a@b.example", "x", "multipart/report") == Machine.BOUNCE
    assert machine_behind({}, "a@b.example", "Automatic reply: Order", "text/plain") == Machine.ANSWER


@pytest.mark.parametrize(
    ("machine", "given_before", "days", "why"),
    [
        (Machine.NONE, NONE_GIVEN, 0, ""),
        (Machine.BULK, NONE_GIVEN, 0, "It is mail to many."),
        (Machine.NONE, Given(4, 0, 0), 0, "The address had 4 automatic answers in a day."),
        (Machine.NONE, Given(0, 10, 0), 0, "10 mails with this subject were answered in an hour."),
        (Machine.NONE, Given(0, 0, 120), 0, "The mailbox gave 120 automatic answers in an hour."),
        (Machine.NONE, NONE_GIVEN, 4, "It was written days ago."),
    ],
)
def test_14_15_machines_old_mail_and_too_many_get_no_answer(
    machine: Machine, given_before: Given, days: int, why: str
) -> None:
    written = MONDAY_NINE - timedelta(days=days)

    assert why_no_answer(machine, given_before, written, MONDAY_NINE) == why


def test_15_subjects_that_differ_in_numbers_are_alike() -> None:
    assert subject_digest("Re: Ticket 123 [#4]") == subject_digest("AW: ticket 99")
    assert subject_digest("My order") != subject_digest("My invoice")


def test_a_report_says_which_message_and_why() -> None:
    raw = (
        b"Final-Recipient: rfc822; dana@example.org\r\nStatus: 5.1.1\r\n"
        b"Diagnostic-Code: smtp; 550 no such user\r\n"
        b"\r\nMessage-ID: <abc@shop.example>\r\n"
    )
    found = read_bounce(raw)

    assert (found.about, found.recipient, found.status) == (
        ("abc@shop.example",),
        "dana@example.org",
        "5.1.1",
    )
    assert found.is_for_good
    assert not read_bounce(b"Status: 4.4.1\r\n").is_for_good


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "::1",
            "169.254.169.254",
            "10.1.2.3",
            "192.168.0.1",
            "0.0.0.0",
            "fe80::1%eth0",
            "fd00::1",
        ),
        *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1", "100.64.0.1"),
    ],
)
def test_40_an_address_inside_a_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "127.1", "::1"])
def test_40_a_mail_server_inside_is_refused_in_whatever_form(host: str) -> None:
    with pytest.raises(MailHostNotAllowed, match="RAPPORT_MAIL_HOSTS"):
        hosts.connect(host, 25, 1, allowed=())


def test_40_a_name_that_changes_its_address_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])
    spoken_to = []

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (address, port)) for address in next(answers)]

    def dial(address: tuple[str, int], timeout: float) -> None:
        spoken_to.append(address[0])

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    monkeypatch.setattr("socket.create_connection", dial)
    hosts.connect("mail.example.org", 993, 1, allowed=())

    assert spoken_to == ["8.8.8.8"]


def test_40_one_inner_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", (address, 25)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)

    with pytest.raises(MailHostNotAllowed):
        hosts.connect("mail.example.org", 25, 1, allowed=())
