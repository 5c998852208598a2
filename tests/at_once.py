"""Do the same four times at one moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from rapport.lib.errors import Refusal

TOGETHER = 4


def at_once(act: Callable[[int], object]) -> list[str]:
    """Return what was refused of four deeds at one moment; on SQLite, which lets one write, in turn."""

    def one(place: int) -> str:
        try:
            act(place)
        except Refusal as refusal:
            return refusal.code
        return ""

    if connection.vendor == "sqlite":
        return sorted(one(place) for place in range(TOGETHER))
    start = Barrier(TOGETHER)

    def together(place: int) -> str:
        start.wait(timeout=20)
        try:
            return one(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(TOGETHER) as pool:
        return sorted(pool.map(together, range(TOGETHER)))
