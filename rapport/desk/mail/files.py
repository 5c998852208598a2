"""Which files of a mail are taken, under which name, and what both sides are told of the others."""

import re

from rapport.desk.actions.messages import File
from rapport.desk.mail.words import one_line

LARGEST_FILE = 20 * 1024 * 1024
LONGEST_NAME = 150
UNSAFE = re.compile(r"[^\w .()+=@,&'-]+")
# What a computer runs when somebody opens it; a list that people can be told, not a scanner.
PROGRAMS = frozenset(
    {
        *(
            "apk",
            "app",
            "bat",
            "cmd",
            "com",
            "cpl",
            "dll",
            "exe",
            "gadget",
            "hta",
            "inf",
            "ins",
            "iso",
            "img",
        ),
        *(
            "jar",
            "js",
            "jse",
            "lnk",
            "msc",
            "msi",
            "msp",
            "pif",
            "ps1",
            "reg",
            "scr",
            "sct",
            "vb",
            "vbe",
            "vbs",
        ),
        *("vhd", "vhdx", "wsc", "wsf", "wsh", "xll"),
    }
)


def safe_name(name: str, number: int) -> str:
    """Return a name without folders and signs that mean something elsewhere; never an empty one."""
    last = re.split(r"[/\\]", one_line(name, 1_000))[-1]
    plain = UNSAFE.sub("_", last).strip(" .")
    if not plain:
        return f"file-{number}"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:20]}" if dot and stem else plain[:LONGEST_NAME]


def judged(name: str, media_type: str, body: bytes) -> File:
    """Return a file with the reason why it is not handed on, if there is one; it is kept either way."""
    ending = name.rpartition(".")[2].lower()
    refused = ""
    if ending in PROGRAMS:
        refused = f"files that end in .{ending} are programs, and we do not accept programs"
    elif len(body) > LARGEST_FILE:
        refused = f"it has {len(body) // 1024**2} MB, and we accept {LARGEST_FILE // 1024**2} MB"
    return File(name, one_line(media_type, 100) or "application/octet-stream", body, refused)
