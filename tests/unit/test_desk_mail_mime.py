"""Mail taken apart: hostile and odd mail costs little, loses nothing, and says what was mended."""

import os
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.desk.mail.mime import Parsed, parse

HEAD = b"From: a@example.org\r\nSubject: x\r\nMessage-ID: <1@example.org>\r\n"
HTML = HEAD + b"Content-Type: text/html\r\n\r\n"


def nested(depth: int) -> bytes:
    line = b'Content-Type: multipart/mixed; boundary="B%d"\r\n\r\n--B%d\r\n'
    return HEAD + b"".join(line % (level, level) for level in range(depth)) + b"\r\nhello\r\n"


def file_named(name: bytes, disposition: bytes = b"") -> Parsed:
    lines = disposition or b'Content-Disposition: attachment; filename="' + name + b'"\r\n'
    return parse(HEAD + b"Content-Type: application/octet-stream\r\n" + lines + b"\r\nbytes")


HOSTILE = {
    "09 two megabytes on one line": HEAD + b"\r\n" + b"a" * 2_000_000,
    "09 forty kilobytes of quote signs": HEAD + b"\r\n" + b"> " * 20_000,
    "09 a megabyte of nested divs": HTML + b"<div>" * 200_000,
    "09 paragraphs never closed": HTML + b"<p>hi" * 39_000,
    "09 signs of tags that never end": HTML + b"<a " * 66_000,
    "09 comments that never end": HTML + b"<!--" * 50_000,
    "09 pictures that never end": HTML + b'<img src="' * 19_000,
    "10 three thousand parts": HEAD
    + b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n'
    + b"--B\r\nContent-Type: text/plain\r\n\r\nhi\r\n" * 3_000
    + b"--B--\r\n",
    "10 five hundred levels": nested(500),
    "10 a hundred levels of many lines": nested(100) + b"hello\r\n" * 50_000,
    "10 mails in mails": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 900 + b"x\r\n" * 9_000,
    "10 ten thousand references": HEAD
    + b"References: "
    + b" ".join(b"<%d@x>" % number for number in range(10_000))
    + b"\r\n\r\nx",
    "10 a header of a megabyte": HEAD + b"X-Big: " + b"a" * 1_000_000 + b"\r\n\r\nbody",
    "10 a folded header of a megabyte": HEAD + b"X-Big: " + b"a\r\n b" * 250_000 + b"\r\n\r\nbody",
    "10 brackets in a sender": b"From: " + b"(" * 100_000 + b"\r\n\r\nx",
    "10 a sender without an end": b"From: " + b"a" * 100_000 + b"\r\n\r\nx",
    "10 quotes in a sender": b"From: " + b'"a' * 50_000 + b"\r\n\r\nx",
    "10 encoded words without number": b"Subject: " + b"=?utf-8?q?a?= " * 9_000 + b"\r\n\r\nx",
    "10 parameters without number": HEAD + b"Content-Type: text/plain; " + b"a=b; " * 3_000 + b"\r\n\r\nx",
    "10 quotes in parameters": HEAD + b"Content-Type: text/plain; " + b'a="b;' * 40_000 + b"\r\n\r\nx",
    "07 a charset that takes long": HEAD
    + b"Content-Type: text/plain; charset=punycode\r\n\r\n"
    + b"a-" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_09_10_hostile_mail_costs_less_than_a_second(name: str) -> None:
    began = time.process_time()
    found = parse(HOSTILE[name])
    assert time.process_time() - began < 1
    assert len(found.text) <= 200_000


def test_10_what_is_cut_is_said() -> None:
    parts, levels = parse(HOSTILE["10 three thousand parts"]), parse(HOSTILE["10 five hundred levels"])
    large = parse(HOSTILE["10 a header of a megabyte"])

    assert parts.faults == ("It has more than 200 parts; the mail as it came has them all.",)
    assert levels.faults == ("It has more parts than mail has; it is shown as one text.",)
    assert "hello" in levels.text
    assert large.faults == ("Its headers have 1000 kB; the first 256 kB were read.",)
    assert large.text == "body"


def test_08_bad_base64_gives_what_can_be_read() -> None:
    found = parse(
        HEAD + b'Content-Type: application/pdf; name="x.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        b"!!!SGVsbG8=$$\r\nabc"
    )
    assert found.files[0].body.startswith(b"Hello")
    assert found.faults == ("A part of it is not well written base64; what could be read is kept.",)


@pytest.mark.parametrize("boundary", [b"", b'; boundary="zz"'])
def test_08_a_mail_without_its_boundary_is_shown_as_text(boundary: bytes) -> None:
    found = parse(HEAD + b"Content-Type: multipart/mixed" + boundary + b"\r\n\r\nhello")
    assert found.text == "hello"
    assert found.faults == ("It says that it has parts, and has none; it is shown as one text.",)


def test_08_winmail_and_a_mail_in_the_mail_are_files() -> None:
    raw = (
        HEAD + b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n--B\r\n\r\nSee inside.\r\n'
        b'--B\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\n\r\nx\r\n'
        b"--B\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nsecret\r\n--B--\r\n"
    )
    found = parse(raw)
    assert found.text == "See inside."
    assert [file.name for file in found.files] == ["winmail.dat", "mail-2.eml"]
    assert b"secret" in found.files[1].body


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (b"../../x", "x"),
        (b"C:\\temp\\letter.txt", "letter.txt"),
        (b"", "file-1"),
        (b"...", "file-1"),
        ("grüße.txt".encode(), "grüße.txt"),
        (b"=?utf-8?q?gr=C3=BC=C3=9Fe.txt?=", "grüße.txt"),
        (b"a" * 900 + b".txt", "a" * 150 + ".txt"),
        (b"bad\x00<script>.txt", "bad_script_.txt"),
    ],
)
def test_12_a_file_gets_a_name_that_leads_nowhere(name: bytes, kept: str) -> None:
    assert file_named(name).files[0].name == kept


def test_12_an_empty_encoded_name_and_an_empty_file_are_kept() -> None:
    found = parse(
        HEAD + b"Content-Type: application/x\r\nContent-Disposition: attachment; filename*=''\r\n\r\n"
    )
    assert (found.files[0].name, found.files[0].body) == ("file-1", b"")


def test_12_a_program_is_kept_and_not_handed_on() -> None:
    [file] = file_named(b"invoice.pdf.exe").files
    assert file.body == b"bytes"
    assert file.refused == "files that end in .exe are programs, and we do not accept programs"


@pytest.mark.parametrize("name", [b"notes.txt", b"rows.csv", b"photo.heic"])
def test_13_a_text_file_beside_the_text_is_a_file(name: bytes) -> None:
    raw = (
        HEAD + b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n--B\r\n\r\nHello\r\n--B\r\n'
        b'Content-Type: text/plain; name="' + name + b'"\r\n\r\ninside\r\n--B--\r\n'
    )
    found = parse(raw)
    assert found.text == "Hello"
    assert [(file.name, file.body) for file in found.files] == [(name.decode(), b"inside")]


def test_11_a_zip_bomb_is_kept_as_it_is_and_never_opened() -> None:
    bomb = b"PK\x03\x04" + b"\x00" * 5_000
    import base64

    raw = (
        HEAD
        + b'Content-Type: application/zip; name="b.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + base64.encodebytes(bomb)
    )
    assert parse(raw).files[0].body == bomb


@given(st.binary(max_size=3_000))
def test_any_bytes_are_a_mail_that_any_database_keeps(raw: bytes) -> None:
    kept(parse(raw))


PIECES = [
    *(
        "From: ",
        "Subject: ",
        "=?utf-8?b?",
        "?=",
        "\r\n",
        "\x00",
        "<",
        ">",
        "@",
        "(",
        "--B",
        "\udcff",
        ";",
        '"',
    ),
    *("Content-Type: multipart/mixed; boundary=B\r\n\r\n", "a", "filename*0*=", "%FF", ";", '"'),
]


@given(st.lists(st.sampled_from(PIECES)))
def test_any_pieces_of_a_mail_are_a_mail(pieces: list[str]) -> None:
    kept(parse("".join(pieces).encode("utf-8", "surrogateescape")))


def test_noise_is_a_mail() -> None:
    kept(parse(os.urandom(100_000)))


def kept(found: Parsed) -> None:
    for text in words(found):
        assert "\x00" not in text
        text.encode()  # no lone surrogate


def words(found: Parsed) -> Iterator[str]:
    yield from (found.subject, found.text, found.html, found.rfc_id, *found.in_reply_to, *found.references)
    for name, address in (*found.senders, *found.reply_to, *found.recipients, *found.copies):
        yield from (name, address)
    for file in found.files:
        yield from (file.name, file.media_type)
