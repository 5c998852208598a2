"""Five hundred mails, hostile and as people write them, made by code: the same seed gives the same mail.

Every mail is of one sender, and its text carries a mark of that sender that stands nowhere else, so that
anything of one customer in the case of another is found out.
"""

import base64
import random
from collections.abc import Callable
from dataclasses import dataclass

# A day far off, so that the corpus is never mail of the past, which is not acknowledged.
HEAD = "To: help@shop.example\r\nDate: Sat, 01 Jan 2050 00:00:00 +0000\r\n"
WORDS = (
    "order",
    "late",
    "broken",
    "thank",
    "invoice",
    "Größe",
    "naïve",
    "订单",
    "заказ",
    "注文",
    "שלום",
    "🎁",
)


@dataclass(frozen=True)
class Piece:
    """A mail of the corpus: who wrote it, the mark of its words, and whether a machine did."""

    raw: bytes
    sender: str
    mark: str
    is_machine: bool = False


Maker = Callable[[random.Random, int], Piece]


def corpus(size: int = 500, seed: int = 7) -> list[Piece]:
    """Return a corpus in which every kind comes about equally often, and some mails come twice."""
    chance = random.Random(seed)
    pieces = [MAKERS[number % len(MAKERS)](chance, number) for number in range(size - size // 10)]
    pieces += chance.sample(pieces, size // 10)  # repeats, byte for byte
    chance.shuffle(pieces)
    return pieces


def _sender(number: int) -> str:
    return f"customer{number % 120}@people.example"


def _mark(sender: str) -> str:
    return f"mark-{sender.partition('@')[0]}-mark"


def _piece(number: int, body: bytes, *, headers: str = "", name: str = "", **fields: bool) -> Piece:
    """Return a mail of a customer; `body` begins with the headers of its contents."""
    sender = _sender(number)
    head = f"From: {name} <{sender}>\r\nMessage-ID: <{number}@people.example>\r\n{HEAD}{headers}"
    return Piece(head.encode("utf-8", "surrogateescape") + body, sender, _mark(sender), **fields)


def _text(chance: random.Random, number: int) -> str:
    said = " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 60)))
    return f"{_mark(_sender(number))} {said}\r\n"


def plain(chance: random.Random, number: int) -> Piece:
    """Return plain text in UTF-8."""
    body = "Subject: Question\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + _text(chance, number)
    return _piece(number, body.encode())


def encodings(chance: random.Random, number: int) -> Piece:
    """Return text in one of the charsets that mail is really written in, by one of its transfer codings."""
    charset = chance.choice(
        ["iso-8859-1", "windows-1252", "iso-8859-15", "koi8-r", "gb2312", "big5", "shift_jis", "iso-2022-jp",
         "euc-kr", "windows-1251", "utf-7", "utf-16", "nowhere-1", "unicode-escape"]
    )  # fmt: skip
    codec = charset if charset not in {"nowhere-1", "unicode-escape"} else "utf-8"
    raw = _text(chance, number).encode(codec, "replace")
    coded = base64.encodebytes(raw).replace(b"\n", b"\r\n")
    head = f"Subject: =?{charset}?q?Fr=E4ge?=\r\nContent-Type: text/plain; charset={charset}\r\n"
    return _piece(number, f"{head}Content-Transfer-Encoding: base64\r\n\r\n".encode() + coded)


def alternative(chance: random.Random, number: int) -> Piece:
    """Return text and HTML beside each other, with a picture that watches and a script."""
    words = _text(chance, number)
    page = f'<html><p>{words}<img src="https://track.example/{number}"><script>alert(1)</script></p></html>'
    body = (
        'Subject: HTML\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n--b--\r\n"
    )
    return _piece(number, body.encode())


def files(chance: random.Random, number: int) -> Piece:
    """Return a mail with a file, among them names and kinds that do harm."""
    name = chance.choice(
        ["a.pdf", "../../etc/passwd", "x.exe", "", "notes.txt", "p.svg", "bomb.zip", "ü.heic"]
    )
    body = (
        'Subject: File\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        f"--b\r\n\r\n{_text(chance, number)}\r\n--b\r\nContent-Type: application/octet-stream\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        f"{base64.b64encode(chance.randbytes(900)).decode()}\r\n--b--\r\n"
    )
    return _piece(number, body.encode())


def broken(chance: random.Random, number: int) -> Piece:
    """Return a mail that breaks a rule: bytes, boundaries, base64, headers without end."""
    text = _text(chance, number).encode()
    body = chance.choice([
        b"Subject: \xff\xfe\x00\r\n\r\n\x00\xed\xa0\x80" + text,
        b"Subject: x\r\nContent-Type: multipart/mixed\r\n\r\n" + text,
        b'Subject: x\r\nContent-Type: multipart/mixed; boundary="z"\r\n\r\n' + text,
        b"Subject: x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!" + text,
        b"Subject: =?utf-8?q?a=0D=0ABcc:_eve@evil.example?=\r\n\r\n" + text,
        b"Subject: " + b"x" * 5_000 + b"\r\n\r\n" + text,
        b"X-Big: " + b"a" * 200_000 + b"\r\nSubject: x\r\n\r\n" + text,
        b"\r\n" + text,
    ])  # fmt: skip
    return _piece(number, body)


def heavy(chance: random.Random, number: int) -> Piece:
    """Return a mail that is made to cost: depth, parts, one line, signs without number."""
    text = _text(chance, number).encode()
    body = chance.choice([
        b"Subject: line\r\n\r\n" + text + b"a" * 200_000,
        b"Subject: html\r\nContent-Type: text/html\r\n\r\n" + text + b"<div>" * 20_000,
        b'Subject: parts\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\n' + text
        + b"--b\r\n\r\nx\r\n" * 3_000,
        b"Subject: deep\r\n" + b"".join(
            b'Content-Type: multipart/mixed; boundary="B%d"\r\n\r\n--B%d\r\n' % (level, level)
            for level in range(300)
        ) + b"\r\n" + text,
        b"Subject: refs\r\nReferences: " + b"<a@b> " * 9_000 + b"\r\n\r\n" + text,
    ])  # fmt: skip
    return _piece(number, body)


def machine(chance: random.Random, number: int) -> Piece:
    """Return a mail that a machine sent."""
    header = chance.choice(
        ["Auto-Submitted: auto-replied", "Precedence: bulk", "List-Id: <l.example>", "X-Autoreply: yes",
         "Return-Path: <>", "X-Auto-Response-Suppress: All"]
    )  # fmt: skip
    body = f"Subject: Away {number}\r\n\r\n{_text(chance, number)}".encode()
    return _piece(number, body, headers=f"{header}\r\n", is_machine=True)


def report(chance: random.Random, number: int) -> Piece:
    """Return a report of a mail that never was ours."""
    body = (
        'Subject: Undelivered\r\nContent-Type: multipart/report; boundary="b"\r\n\r\n'
        f"--b\r\n\r\n{_text(chance, number)}\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Final-Recipient: rfc822; x@y.example\r\nStatus: 5.1.1\r\n--b--\r\n"
    )
    return _piece(number, body.encode(), is_machine=True)


def ourselves(chance: random.Random, number: int) -> Piece:
    """Return a mail that bears an address of ours."""
    text = (
        f"From: help+0@shop.example\r\nMessage-ID: <{number}@own>\r\n{HEAD}Subject: Us\r\n\r\nus {number}\r\n"
    )
    return Piece(text.encode(), "help+0@shop.example", f"us {number}", is_machine=True)


def answer(chance: random.Random, number: int) -> Piece:
    """Return an answer to a mail of the same customer, or of another: a thief of headers."""
    other = number - chance.choice([120, 240, 1, 7])
    headers = f"In-Reply-To: <{other}@people.example>\r\n"
    return _piece(number, f"Subject: Re: Question\r\n\r\n{_text(chance, number)}".encode(), headers=headers)


def nobody(chance: random.Random, number: int) -> Piece:
    """Return a mail without a sender, or without anything."""
    text = f"nobody {number}"
    raw = chance.choice([f"{HEAD}Subject: who\r\n\r\n{text}", f"From: <>\r\n{HEAD}\r\n{text}", text])
    return Piece(raw.encode(), "", text)


def posing(chance: random.Random, number: int) -> Piece:
    """Return a mail whose name is another's address."""
    body = f"Subject: Account\r\n\r\n{_text(chance, number)}".encode()
    return _piece(number, body, name=f'"customer{number + 1}@people.example"')


MAKERS: tuple[Maker, ...] = (
    plain, encodings, alternative, files, broken, heavy, machine, report, ourselves, answer, nobody, posing,
    answer,
)  # fmt: skip
