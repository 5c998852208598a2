"""Several requests about data at once, each with its own office and day."""

from collections.abc import Iterator
from datetime import date

from rapport.engine.rights.data_rights import GDPR, NEW_TIMES
from rapport.engine.rights.findings import Ask, Due, Finding, Stated
from rapport.engine.rights.matter import Matter
from rapport.engine.rights.reading import as_day
from rapport.engine.rights.requests import FurtherRequest
from rapport.engine.rights.rules import Body
from rapport.engine.rights.time import ico_month, literal_month, spoken

BODY = Body(
    "Several requests",
    "Several requests, each of its own office",
    lambda matter: bool(matter.facts.requests),
    [],
)
rule = BODY.rule
PLACES = ("", "_second", "_third", "_fourth", "_fifth")


@rule("DP-01, DP-05", "Several requests", source="UK GDPR arts 12(3), 12A, 15", since=GDPR, basis="R")
def several(matter: Matter) -> Iterator[Finding]:
    """Count each request by its own office."""
    asked = [one for one in matter.facts.requests or () if one.kind == "subject_access"]
    for suffix, one in zip(suffixes(asked), asked, strict=True):
        came = received_on(one)
        if came is None:
            yield Ask("requests[].received")
            continue
        yield Stated("dp.access")
        nations = offices(matter, one)
        if len(nations) > 1:
            yield Ask("requests[].nation")
        day = min(ico_month(came, 1, nation, own_days=matter.own_days) for nation in nations)
        because = f"one month from {spoken(came)}, moved off weekends and holidays"
        yield Due(f"sar_reply{suffix}", day, because)
        if came >= NEW_TIMES:
            because = "the same by the words 'beginning with'"
            yield Due(f"sar_reply{suffix}_prudent", literal_month(came, 1), because, "prudent")
        else:
            yield Stated("dp.old_regime")


def received_on(one: FurtherRequest) -> date | None:
    """Return when a request came: received, asked for in whatever way, or delivered to us."""
    return as_day(one.received) or as_day(one.asked) or as_day(one.delivered)


def offices(matter: Matter, one: FurtherRequest) -> tuple[str, ...]:
    """Return the nations whose holidays count: that of the request's office, else of the matter."""
    return (one.nation,) if one.nation else matter.nations


def suffixes(asked: list[FurtherRequest]) -> list[str]:
    """Return what tells the deadlines of several requests apart: the nation, else their place in the row."""
    nations = [str(one.nation) for one in asked]
    if len(asked) > 1 and len(set(nations)) == len(asked) and all(one.nation for one in asked):
        return [f"_{nation}" for nation in nations]
    return [PLACES[at] if at < len(PLACES) else f"_{at + 1}" for at in range(len(asked))]
