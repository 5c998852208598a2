"""The words of the demo shop, read from the files beside."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

Phrase = tuple[str, ...]


def phrases(key: str, category: str) -> tuple[Phrase, ...]:
    """Return the phrases of a kind for a category, each as its fields; none where there are none."""
    lines = read_words("phrases.toml")[key].get(category, "").strip().splitlines()
    return tuple(tuple(field.strip() for field in line.split("|")) for line in lines)


def words(key: str) -> tuple[str, ...]:
    """Return one of the plain lists."""
    return tuple(" ".join(word.split()) for word in read_words("phrases.toml")["words"][key].split(";"))


@cache
def read_words(name: str) -> dict[str, Any]:
    """Return what stands in a file of words."""
    return tomllib.loads((files(__package__) / name).read_text("utf-8"))
