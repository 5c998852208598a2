"""A pack of papers: files with plain names in one archive, and a list of them with their digests."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO

CONTENTS = "contents.txt"
_STRANGE = re.compile(r"[^\w.() -]+")


@dataclass(frozen=True)
class Paper:
    """One file of a pack; `name` may hold a folder before a slash."""

    name: str
    body: bytes


def plain_name(name: str) -> str:
    """Return a file's name without anything that a file system, or somebody, could be misled by."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return _STRANGE.sub("_", last).strip(" .")[:100] or "file"


def packed(papers: Sequence[Paper], about: str, *, at: datetime) -> bytes:
    """Return an archive of papers that begins with their list: name, bytes and SHA-256 of each.

    The same papers at the same time are the same bytes.
    """
    rows = [f"{sha256(one.body).hexdigest()}  {len(one.body):>10}  {one.name}" for one in papers]
    contents = Paper(CONTENTS, "\n".join([about, "", *rows, ""]).encode())
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for paper in (contents, *papers):
            stamp = (at.year, at.month, at.day, at.hour, at.minute, at.second)
            archive.writestr(zipfile.ZipInfo(paper.name, stamp), paper.body, zipfile.ZIP_DEFLATED)
    return whole.getvalue()
