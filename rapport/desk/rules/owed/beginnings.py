"""Where one begins: what a matter is about, in a few words, and the facts that these words tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Beginning:
    """One thing that a matter may be about."""

    key: str
    words: str
    facts: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """The kind of request, where it is one."""
        return str(self.facts.get("request.kind", ""))


BOUGHT = (
    Beginning("faulty", "Goods that are faulty or not as they should be", {"supply": "goods"}),
    Beginning("late", "Goods that have not come", {"supply": "goods", "delivered": None, "fault": None}),
    Beginning(
        "cancelled",
        "Goods bought from afar, to be sent back",
        {"supply": "goods", "channel": "distance"},
    ),
    Beginning("service", "A service", {"supply": "service"}),
    Beginning("digital", "Software, a download, a stream", {"supply": "digital"}),
)
REQUESTS = (
    Beginning("access", "They ask for a copy of their data", {"request.kind": "subject_access"}),
    Beginning("erasure", "They ask us to erase their data", {"request.kind": "erasure"}),
    Beginning("rectification", "They say that their data are wrong", {"request.kind": "rectification"}),
    Beginning("objection", "They object to the use of their data", {"request.kind": "objection"}),
    Beginning("portability", "They want their data in a portable form", {"request.kind": "portability"}),
    Beginning("restriction", "They ask us to keep their data unused", {"request.kind": "restriction"}),
    Beginning("dp-complaint", "They complain about how we use their data", {"request.kind": "dp_complaint"}),
    Beginning("breach", "Data were lost, leaked or altered", {"request.kind": "data_breach"}),
    Beginning("adjustment", "They ask for an adjustment", {"request.kind": "reasonable_adjustment"}),
    Beginning(
        "discrimination", "They were treated worse than others", {"request.kind": "discrimination_complaint"}
    ),
)
SECTOR = (Beginning("sector", "A complaint under a sector's code", {"request.kind": "complaint"}),)
BEGINNINGS = {one.key: one for one in (*BOUGHT, *REQUESTS, *SECTOR)}
REQUEST_KINDS = {one.kind: one for one in (*REQUESTS, *SECTOR)}
RECEIVED = "request.received"
AWARE = "request.aware"
