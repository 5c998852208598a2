"""What kind of file a log is, told from its bytes: text, Parquet, or something to convert first."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from rapport.engine.value.log.refusals import FileEmpty, FileMissing, FileUnreadable, IsFolder, NotALog

HEAD = 1 << 16
_BLOCK = 1 << 22
_UNDEFINED_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"
_WAY_OUT = {
    "workbook": ("an Excel workbook", "Save the sheet as CSV and pass that file."),
    "gzip": ("compressed with gzip", "Unpack it and pass the file that comes out."),
    "zip": ("a ZIP archive", "Unpack it and pass the file that comes out."),
    "json": ("a JSON file", "Write it as CSV or Parquet and pass that file."),
    "pdf": ("a PDF document", "Export the purchases as CSV and pass that file."),
    "database": ("an SQLite database", "Export the table as CSV and pass that file."),
    "other": ("neither text nor Parquet", "Export the purchases as CSV or Parquet and pass that file."),
}
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "workbook"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "pdf"),
    (b"SQLite format 3", "database"),
)
_MARKS = (  # UTF-32 first: its mark begins like that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Spelling:
    """How the letters of a text file are written; `quotes` tells whether it has any quotation mark."""

    encoding: str
    quotes: bool


def is_parquet(path: Path) -> bool:
    """Tell Parquet from text by its first bytes; refuse every other format."""
    head = _head(path)
    if head.startswith(b"PAR1"):
        return True
    _refuse_other_formats(path, head)
    return False


def _head(path: Path) -> bytes:
    if path.is_dir():
        raise IsFolder(file=path, ending=_usual_ending(path))
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except FileNotFoundError:
        raise FileMissing(file=path) from None
    except OSError as fault:
        raise FileUnreadable(file=path, why=str(fault.strerror).lower()) from None
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise FileEmpty(file=path)
    return head


def _usual_ending(folder: Path) -> str:
    return "parquet" if any(folder.glob("*.parquet")) else "csv"


def _refuse_other_formats(path: Path, head: bytes) -> None:
    kind = _other_format(path, head)
    if kind:
        what, remedy = _WAY_OUT[kind]
        raise NotALog(file=path, kind=what, remedy=remedy)


def _other_format(path: Path, head: bytes) -> str | None:
    if head.startswith(b"PK\x03\x04"):
        return "workbook" if b"xl/" in head or path.suffix.lower().startswith(".xl") else "zip"
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if start[:1] in (b"{", b"[") and (b'":' in start or b'" :' in start or path.suffix.lower() == ".json"):
        return "json"
    return "other" if b"\0" in head and not _wide_encoding(head) else None


def _wide_encoding(head: bytes) -> str | None:
    """Recognise UTF-16 and UTF-32 by their mark, UTF-16 also by every second byte being zero."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    half = len(head) // 2 or 1
    if head[1::2].count(0) > 0.8 * half:
        return "utf-16-le"
    return "utf-16-be" if head[0::2].count(0) > 0.8 * half else None


def spelling_of(path: Path) -> Spelling:
    """Read a text file to its end and tell its encoding: UTF-8 if it can be, else Windows-1252 or Latin-1."""
    wide = _wide_encoding(_head(path))
    if wide:
        return Spelling(wide, quotes=True)
    is_utf8, is_cp1252, quotes = True, True, False
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            is_utf8 = is_utf8 and _decodes(decoder, block)
            is_cp1252 = is_cp1252 and not any(byte in block for byte in _UNDEFINED_IN_CP1252)
            quotes = quotes or b'"' in block
    return Spelling("utf-8" if is_utf8 else "cp1252" if is_cp1252 else "latin-1", quotes)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True
