"""A place in a text that something was found at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What was found, from `start` up to `end` of the text; `kinder` is what could stand there instead."""

    kind: str
    text: str
    start: int
    end: int
    kinder: str = ""
