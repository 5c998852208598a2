"""The cases of our own by which the rules of law are held, and how one fact is taken out of them."""

import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Steps = tuple[str | int, ...]

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "data/rights_cases.jsonl").read_text("utf-8").splitlines()
]


def paths_of(told: Mapping[str, Any], above: Steps = ()) -> Iterator[Steps]:
    """Yield where each fact stands, however deep."""
    for name, value in told.items():
        yield (*above, name)
        if isinstance(value, dict):
            yield from paths_of(value, (*above, name))
        if isinstance(value, list):
            for place, one in enumerate(value):
                if isinstance(one, dict):
                    yield from paths_of(one, (*above, name, place))


def without(told: Mapping[str, Any], path: Steps) -> dict[str, Any]:
    """Return the facts with one of them taken away."""
    rest: Any = copy.deepcopy(dict(told))
    inner = rest
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    found: dict[str, Any] = rest
    return found


def name_of(path: Steps) -> str:
    """Return the name of a fact as the vocabulary has it."""
    dotted = ".".join("[]" if isinstance(step, int) else step for step in path)
    return dotted.replace(".[]", "[]")
