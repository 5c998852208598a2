"""Bytes and headers of mail made into words that any database keeps."""

import codecs
import re
from email import errors, header, utils

LONGEST_HEADER = 8_000  # characters of one header that are looked at
LONGEST_RUN = 300  # references that are looked at
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LINE_ENDS = re.compile(r"\r\n?")
MESSAGE_ID = re.compile(r"<([^<>\s]{1,480})>")
ADDRESS = re.compile(r"[^\s<>()\[\]\",:;]+@[^\s<>()\[\]\",:;]+")
# Names that mail uses and Python does not know, or knows too narrowly.
KNOWN_AS = {
    "ansi_x3.110-1983": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252",
    "iso-8859-8-i": "iso8859-8", "ks_c_5601-1987": "cp949", "latin1": "cp1252", "shift_jis": "cp932",
    "unicode-1-1-utf-7": "utf-7", "us-ascii": "utf-8", "utf8mb4": "utf-8", "x-sjis": "cp932", "": "utf-8",
}  # fmt: skip
NOT_FOR_TEXT = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}


def storable(text: str) -> str:
    """Return text that every database keeps: no NUL, no lone surrogate, one kind of line end."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", LINE_ENDS.sub("\n", text))


def one_line(text: str, longest: int) -> str:
    """Return text on one line, so that no header can be smuggled in behind it."""
    return " ".join(storable(text[: longest * 4]).split())[:longest]


def decoded(body: bytes, charset: str) -> tuple[str, bool]:
    """Return bytes as text, and whether the charset fitted; if not, UTF-8 is tried, then Windows Western."""
    said = _codec(charset)
    for name in filter(None, (said, "utf-8")):
        try:
            return storable(body.decode(name)), name == said
        except (UnicodeError, ValueError, LookupError):
            continue
    return storable(body.decode("cp1252", "replace")), False


def _codec(charset: str) -> str:
    """Return Python's codec for a charset, or nothing where it is none for text."""
    name = charset.strip().strip("'\"").lower()
    try:
        found = codecs.lookup(KNOWN_AS.get(name, name)).name
    except (LookupError, ValueError):
        return ""
    return "" if found in NOT_FOR_TEXT else found


def header_words(raw: str, longest: int) -> str:
    """Return a header as words on one line; what cannot be decoded stays as it was written."""
    raw = raw[:LONGEST_HEADER]
    try:
        parts = header.decode_header(raw)
    except (errors.HeaderParseError, ValueError, LookupError):
        return one_line(_eight_bit(raw), longest)
    said = [_eight_bit(part) if isinstance(part, str) else _part(part, charset) for part, charset in parts]
    return one_line("".join(said), longest) or one_line(_eight_bit(raw), longest)


def _part(part: bytes, charset: str | None) -> str:
    """Return a part of a header; `raw-unicode-escape` is how Python hands on what was not encoded."""
    return _eight_bit(part.decode("latin-1")) if charset is None else decoded(part, charset)[0]


def _eight_bit(raw: str) -> str:
    """Return a header in which somebody wrote eight-bit characters as they are."""
    try:
        body = raw.encode("ascii", "surrogateescape")
    except UnicodeError:
        body = raw.encode("latin-1", "replace")
    return decoded(body, "utf-8")[0]


def addresses(raw: str) -> tuple[tuple[str, str], ...]:
    """Return names and addresses in a header; a broken one gives what looks like an address in it."""
    raw = raw[:LONGEST_HEADER]
    try:
        pairs = utils.getaddresses([raw])
    except (ValueError, IndexError, RecursionError):
        pairs = []
    found = [(header_words(name, 200), _address(address)) for name, address in pairs if "@" in address]
    return tuple(found) or tuple(("", _address(one)) for one in ADDRESS.findall(raw[:2_000]))


def _address(address: str) -> str:
    """Return an address as one word; letters of its domain count as small."""
    local, _, domain = one_line(_eight_bit(address), 1_000).replace(" ", "").rpartition("@")
    return f"{local[: 399 - len(domain)]}@{domain.lower()}"[:400]


def message_ids(raw: str) -> tuple[str, ...]:
    """Return the Message-IDs in a header, the last ones where there are many."""
    return tuple(one_line(one, 480) for one in MESSAGE_ID.findall(raw[-60_000:])[-LONGEST_RUN:])
