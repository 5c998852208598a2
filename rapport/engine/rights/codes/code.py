"""What one conclusion says."""

from typing import NamedTuple


class Code(NamedTuple):
    """A conclusion: its sentence, its choices, the facts that would change it."""

    text: str
    choices: tuple[str, ...] = ()
    changes_if: tuple[str, ...] = ()
