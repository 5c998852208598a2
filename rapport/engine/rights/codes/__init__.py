"""What each conclusion says in plain words, what the customer may choose, and what would change it."""

from rapport.engine.rights.codes.code import Code
from rapport.engine.rights.codes.people import PEOPLE
from rapport.engine.rights.codes.purchases import PURCHASES

CODES: dict[str, Code] = PURCHASES | PEOPLE

__all__ = ["CODES", "Code"]
