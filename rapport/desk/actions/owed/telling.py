"""Facts are told, corrected or taken back; each time all that follows is assessed anew and kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from rapport import __version__
from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.owed.clocks import bring_clocks_in_line
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Assessment, Case
from rapport.desk.queries.owed.assessments import day_at, newest, told_in
from rapport.desk.rules import EntryKind
from rapport.desk.rules.owed.answers import answer_to
from rapport.desk.rules.owed.facts import Told, flat, in_words
from rapport.desk.rules.owed.refusals import NothingAssessed
from rapport.staff.models import User
from rapport.staff.rules import NotAllowed, Sight

LONGEST_WHAT = 300


@dataclass(frozen=True)
class Telling:
    """What is told at one time: facts with where they are from, facts taken back, facts nobody knows."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    forget: tuple[str, ...] = ()
    not_known: tuple[str, ...] = ()


@transaction.atomic
def tell_facts(
    case: Case, telling: Telling, *, by: User, at: datetime, version: int | None = None
) -> Assessment:
    """Tell facts of a case and keep what follows from all of them; the clocks of the case follow.

    A fact without a source is told by the person. What the engine cannot read is refused, and nothing
    is kept.
    """
    if not by.may(Sight.CASES):
        raise NotAllowed(role=by.role, deed="tell facts of a case")
    case = locked_case(case, version=version)
    told = told_in(newest(case))
    for name, value in flat(telling.facts).items():
        told = told.with_facts({name: value}, telling.sources.get(name, by.name))
    told = told.without(telling.forget, not_known=False).without(telling.not_known, not_known=True)
    return keep_assessment(case, told, _said(telling), by=by, at=at)


@transaction.atomic
def assess_again(case: Case, *, by: User, at: datetime, version: int | None = None) -> Assessment:
    """Ask the same of the law of today, as of today; the page shows what is otherwise."""
    if not by.may(Sight.CASES):
        raise NotAllowed(role=by.role, deed="tell facts of a case")
    case = locked_case(case, version=version)
    kept = newest(case)
    if kept is None:
        raise NothingAssessed(case=case.pk)
    return keep_assessment(
        case, told_in(kept), f"Asked again as of {day_at(case, at):%-d %B %Y}", by=by, at=at
    )


def keep_assessment(case: Case, told: Told, what: str, *, by: User, at: datetime) -> Assessment:
    """Assess the facts of a locked case, keep it, bring its clocks in line, and tell it."""
    on = day_at(case, at)
    kind = told.facts.get("request.kind") or ""
    kept = Assessment.objects.create(
        case=case, at=at, as_of=on, by=by, by_name=by.name, facts=dict(told.facts),
        sources=dict(told.sources), not_known=[*told.not_known], answer=answer_to(told, on),
        what=what[:LONGEST_WHAT], request_kind=str(kind), version=__version__,
    )  # fmt: skip
    bring_clocks_in_line(case, kept, by=by, at=at)
    tell_case(case, EntryKind.OWED, what, by=by, at=at, assessment=kept.pk)
    return kept


def _said(telling: Telling) -> str:
    """Return what was told, in words; what was asked for in vain too."""
    parts = [f"{short(name)}: {in_words(value)}" for name, value in telling.facts.items()]
    parts += [f"{short(name)}: not known" for name in telling.not_known]
    parts += [f"{short(name)}: taken back" for name in telling.forget]
    return ". ".join(parts) or "Nothing new was told"


def short(fact: str) -> str:
    """Return the name of a fact as words before a colon."""
    return fact.removeprefix("request.").replace(".", " ").replace("_", " ").removesuffix(" gbp")
