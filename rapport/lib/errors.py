"""A request understood and declined."""

from typing import Any, ClassVar


class Refusal(Exception):
    """Say what was refused and what to do next; everything else that fails is a bug.

    A subclass sets `code`, a stable name for programs, and `text`, a sentence whose
    braces are filled from the facts: the thing and its value, what was expected, the way out.
    """

    code: ClassVar[str] = "refused"
    text: ClassVar[str] = "{reason}"

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.text.format(**facts))
