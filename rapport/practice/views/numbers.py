"""Numbers that an address or a form names, written by whoever sent it."""

import re

NUMBER = re.compile(r"[0-9]{1,15}")  # longer ones the database has none of


def number_in(written: str) -> int | None:
    """Return the number that is written; None where it is none, or larger than any could be."""
    return int(written) if NUMBER.fullmatch(written) else None
