"""Which files we take and hand on: by name, kind and size, told to whoever sends one."""

import re
import unicodedata
from collections.abc import Sequence

from rapport.lib.errors import Refusal

MEGABYTE = 1024 * 1024
MOST_FILES = 10  # of one message
MOST_BYTES = 25 * MEGABYTE  # of one file
MOST_BYTES_TOGETHER = 40 * MEGABYTE
LONGEST_NAME = 150

# Files that a double click runs. Anything else is taken, and is only ever downloaded.
_RUNS = (
    "apk app appimage appref-ms application bat cab chm cmd com command cpl desktop dll dmg exe gadget "
    "hlp hta inf ins iso isp jar js jse lnk mde msc msi msix msp mst pif ps1 psc1 py pyw reg scf scr "
    "sct settingcontent-ms sh shb sys url vb vbe vbs vhd vhdx wsc wsf wsh xll"
)
RUNS = frozenset(_RUNS.split())
NOT_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # controls, marks that turn the direction, lone surrogates


class FileNotTaken(Refusal):
    code = "file_not_taken"
    text = "The file '{name}' is not taken: {why} Take it away, or change it, and send again."


class TooManyFiles(Refusal):
    code = "too_many_files"
    text = (
        "There are {count} files of {size} together. A message takes up to {most} files of "
        "{most_size} together. Send the others with a second message."
    )


def safe_name(name: str) -> str:
    """Return a name that a file may be kept and handed on under: no folders, nothing unseen, not too long."""
    seen = "".join(letter for letter in name if unicodedata.category(letter) not in NOT_SHOWN)
    last = re.split(r"[\\/]", seen)[-1]
    plain = re.sub(r'[<>:"|?*]', "_", " ".join(last.split())).strip(" .")
    if len(plain) <= LONGEST_NAME:
        return plain or "file"
    end = f".{ending(plain)}" if 0 < len(ending(plain)) < 20 else ""
    return plain[: LONGEST_NAME - len(end)].rstrip(" .") + end


def ending(name: str) -> str:
    """Return what stands behind the last dot of a name, in small letters: what the file says it is."""
    stem, dot, last = name.rstrip(" .").rpartition(".")
    return last.strip().lower() if dot and stem else ""


def why_not_taken(name: str, size: int) -> str:
    """Return in a sentence why a file is not handed on; nothing where it is."""
    end = ending(safe_name(name))
    if end in RUNS:
        return f"files that end in .{end} can run as a program."
    if size == 0:
        return "it is empty (0 bytes)."
    if size > MOST_BYTES:
        return f"it has {size_words(size)}, and up to {size_words(MOST_BYTES)} are taken."
    return ""


def refuse_files(files: Sequence[tuple[str, int]]) -> None:
    """Refuse files, each with name and bytes, that are too many, too large, or of a kind that runs."""
    together = sum(size for _, size in files)
    for name, size in files:
        if why := why_not_taken(name, size):
            raise FileNotTaken(name=safe_name(name), why=why)
    if len(files) > MOST_FILES or together > MOST_BYTES_TOGETHER:
        raise TooManyFiles(
            count=len(files),
            size=size_words(together),
            most=MOST_FILES,
            most_size=size_words(MOST_BYTES_TOGETHER),
        )


def size_words(size: int) -> str:
    """Return a size as people read it: 640 bytes, 12 KB, 3.4 MB."""
    if size < 1024:
        return f"{size} bytes"
    if size < MEGABYTE:
        return f"{size / 1024:.0f} KB"
    return f"{size / MEGABYTE:.1f} MB".replace(".0 MB", " MB")


FILE_RULE = (
    f"Up to {MOST_FILES} files, {size_words(MOST_BYTES)} each. Programs are not taken; "
    "documents, pictures, drawings and archives are."
)
