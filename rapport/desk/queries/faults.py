"""Faults in making as the desk shows them: with the cases they are behind, and their root cause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from rapport.desk.models import Case, CaseFault
from rapport.desk.queries.sight import cases_visible_to
from rapport.orders.models import NonConformance
from rapport.orders.queries.lines import fault_visible_to, faults_visible_to
from rapport.orders.rules import OrderFilterNotKnown
from rapport.staff.models import User

PAGE = 50
OFFERED = 50  # faults of one customer to choose from, the newest first


@dataclass(frozen=True)
class FaultPage:
    """Some faults, the newest first; `after` is the number that the next page begins below."""

    faults: Sequence[NonConformance]
    after: int | None


def after_from(given: Mapping[str, str]) -> int | None:
    """Read where a page begins; refuse any other filter."""
    for name, value in given.items():
        if name != "after" or not (value.isascii() and value.isdigit() and len(value) < 19):
            known = "after=number of a fault"
            raise OrderFilterNotKnown(name=name[:40], value=value[:80], known=known)
    return int(given["after"]) if "after" in given else None


def find_faults(user: User, after: int | None = None) -> FaultPage:
    """Return a page of the faults somebody may see, the newest first."""
    faults = faults_shown(user)
    if after is not None:
        faults = faults.filter(pk__lt=after)
    found = list(faults[: PAGE + 1])
    return FaultPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def faults_shown(user: User) -> QuerySet[NonConformance]:
    """Return the faults somebody may see, the newest first, each with its cause and number of cases."""
    seen = Count("in_cases", filter=Q(in_cases__case__in=cases_visible_to(user).values("pk")))
    faults = faults_visible_to(user).select_related("line__promise__customer", "cause__cause")
    return faults.annotate(cases=seen).order_by("-pk")


def fault_shown(user: User, number: int) -> NonConformance:
    """Return a fault by number as lists show it."""
    return faults_shown(user).get(pk=fault_visible_to(user, number).pk)


def cases_of_fault(user: User, fault: NonConformance) -> QuerySet[Case]:
    """Return the cases a fault is behind, as far as somebody may see them, the newest first."""
    return cases_visible_to(user).filter(faults__fault=fault).select_related("customer").order_by("-pk")


def case_faults_visible_to(user: User) -> QuerySet[CaseFault]:
    """Return the links of cases to faults where somebody may see both."""
    seen = faults_visible_to(user).values("pk")
    links = CaseFault.objects.filter(case__in=cases_visible_to(user), fault__in=seen)
    return links.select_related("case", "fault__line__order")


def faults_of_case(user: User, case: Case) -> QuerySet[CaseFault]:
    """Return the faults a case is about, with the cause of each where it is known."""
    return case_faults_visible_to(user).filter(case=case).select_related("fault__cause__cause")


def faults_to_link(user: User, case: Case) -> list[NonConformance]:
    """Return the faults in lines of a case's customer that it does not name yet, the newest first."""
    if case.customer_id is None:
        return []
    theirs = faults_visible_to(user).filter(line__promise__customer=case.customer_id)
    return list(theirs.exclude(in_cases__case=case)[:OFFERED])
