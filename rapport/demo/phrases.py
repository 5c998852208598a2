"""The words of the demo shop's register, read from phrases.toml."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

Phrase = tuple[str, ...]


def phrases(key: str, category: str) -> tuple[Phrase, ...]:
    """Return the phrases of a kind for a category, each as its fields; none where there are none."""
    lines = _all()[key].get(category, "").strip().splitlines()
    return tuple(tuple(field.strip() for field in line.split("|")) for line in lines)


def words(key: str) -> tuple[str, ...]:
    """Return one of the plain lists."""
    return tuple(" ".join(word.split()) for word in _all()["words"][key].split(";"))


@cache
def _all() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "phrases.toml").read_text("utf-8"))
