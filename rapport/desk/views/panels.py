"""The panels beside a case: each a part of its own, with what it shows; a room's part adds a line here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import now

from rapport.desk import queries
from rapport.desk.queries.articles import articles_for, articles_used_in
from rapport.desk.queries.finding import open_cases_of
from rapport.desk.queries.owed.pages import owed_in_short
from rapport.desk.queries.pages import CaseShown
from rapport.desk.queries.suggestions import customers_suggested_for
from rapport.desk.views.complaint_panels import promises_shown
from rapport.staff.models import User

Context = Callable[[User, CaseShown], dict[str, Any] | None]  # None: the panel is not shown


@dataclass(frozen=True)
class Panel:
    """One panel: its name, its template, and what that shows."""

    name: str
    template: str
    context: Context


@dataclass(frozen=True)
class Filled:
    """A panel with what it shows in this case."""

    name: str
    template: str
    shown: dict[str, Any]


def panels_of(user: User, page: CaseShown) -> list[Filled]:
    """Return the panels of a case in their order, those with nothing to show left out."""
    found = [(panel, panel.context(user, page)) for panel in PANELS]
    return [Filled(panel.name, panel.template, shown) for panel, shown in found if shown is not None]


def _fields(user: User, page: CaseShown) -> dict[str, Any]:  # noqa: ARG001 - every panel gets both
    return {"tags": page.tags}


def _customer(user: User, page: CaseShown) -> dict[str, Any]:
    customer = page.case.customer
    others = open_cases_of(user, customer).exclude(pk=page.case.pk)[:5] if customer else []
    suggested = customers_suggested_for(page.case, user) if customer is None else []
    return {"facts": page.facts, "others": list(others), "suggested": suggested}


def _complaint(user: User, page: CaseShown) -> dict[str, Any] | None:
    progress = queries.progress_of(page.case, user)
    return {"progress": progress} if progress or page.case.is_complaint else None


def _promises(user: User, page: CaseShown) -> dict[str, Any]:  # noqa: ARG001 - every panel gets both
    """Return what is promised; the draft stands in the box to write in, not here."""
    return promises_shown(page.case, now())


def _articles(user: User, page: CaseShown) -> dict[str, Any]:
    return {
        "article_q": "",
        "articles": articles_for(page.case, user, ""),
        "articles_used": articles_used_in(page.case),
    }


def _clocks(user: User, page: CaseShown) -> dict[str, Any] | None:  # noqa: ARG001 - every panel gets both
    clocks = list(page.case.clocks.order_by("ended_at", "due_at"))
    return {"clocks": clocks} if clocks else None


def _owed(user: User, page: CaseShown) -> dict[str, Any]:  # noqa: ARG001 - every panel gets both
    return owed_in_short(page.case, now())


def _links(user: User, page: CaseShown) -> dict[str, Any]:  # noqa: ARG001 - every panel gets both
    return {"links": page.links}


PANELS: tuple[Panel, ...] = (
    Panel("customer", "desk/case/parts/customer.html", _customer),
    Panel("complaint", "desk/case/parts/complaint.html", _complaint),
    Panel("promises", "desk/case/parts/promises.html", _promises),
    Panel("owed", "desk/case/parts/owed.html", _owed),
    Panel("clocks", "desk/case/parts/clocks.html", _clocks),
    Panel("articles", "desk/case/parts/articles.html", _articles),
    Panel("fields", "desk/case/parts/fields.html", _fields),
    Panel("links", "desk/case/parts/links.html", _links),
)
