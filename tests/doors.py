"""Every door of the site, found in its addresses: what the walk test goes through."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from rapport.customers.models import Customer
from rapport.site.api import api
from tests.world import PARTS, World

PART = re.compile(r"<(?:\w+:)?(\w+)>")
NOWHERE = 987_654_321  # a number that nothing has


@dataclass(frozen=True)
class Door:
    """One address: its name, with the room before a colon, and its route as it is written."""

    name: str
    route: str

    @property
    def parts(self) -> list[str]:
        """The parts of the address that stand for something."""
        return PART.findall(self.route)

    def address(self, world: World, one: Customer) -> str:
        """Fill the parts for one customer."""
        return "/" + PART.sub(lambda part: str(self._fill(part[1], world, one)), self.route)

    def nowhere(self) -> str:
        """Fill the parts with numbers that nothing has."""
        return "/" + PART.sub(str(NOWHERE), self.route)

    def _fill(self, part: str, world: World, one: Customer) -> Any:
        """Return what stands for a part: of the keys that begin and end as it does, the longest says."""
        fits = [key for key in PARTS if _stands_at(key, part, self.route)]
        return PARTS[max(fits, key=len)](world, one) if fits else NOWHERE


def _stands_at(key: str, part: str, route: str) -> bool:
    start, _, name = key.partition(".../")
    return name == part and route.startswith(start)


def doors() -> list[Door]:
    """Return every page of the site, the API apart; of two with one route the first is the one that opens."""
    found: dict[str, Door] = {}
    for door in _doors(get_resolver().url_patterns):
        found.setdefault(door.route, door)
    return list(found.values())


def _doors(patterns: Sequence[Any], route: str = "", room: str = "") -> Iterator[Door]:
    for pattern in patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "api":
                yield from _doors(
                    pattern.url_patterns, whole, f"{pattern.namespace or room.rstrip(':')}:".lstrip(":")
                )
        elif isinstance(pattern, URLPattern):
            yield Door(f"{room}{pattern.name or whole}", whole)


@dataclass(frozen=True)
class Operation:
    """One operation of the API, as its OpenAPI document tells it."""

    method: str
    path: str
    id: str
    queries: tuple[str, ...]

    def address(self, world: World, one: Customer) -> str:
        """Fill the braces for one customer."""
        return Door(self.id, self.path.replace("{", "<int:").replace("}", ">").lstrip("/")).address(
            world, one
        )


def operations() -> list[Operation]:
    """Return every operation of the API."""
    return [
        Operation(method, path, told["operationId"], _queries(told))
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, told in methods.items()
    ]


def _queries(told: dict[str, Any]) -> tuple[str, ...]:
    return tuple(part["name"] for part in told.get("parameters", ()) if part["in"] == "query")


def text_of(client: Client, address: str, **extra: Any) -> tuple[int, str]:
    """Get an address; return its status and all its text, streamed or not."""
    answer = client.get(address, **extra)
    body = b"".join(answer) if getattr(answer, "streaming", False) else answer.content
    return answer.status_code, body.decode(errors="replace")
