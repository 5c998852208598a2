"""The queue: what next, and why; and the next case taken."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from rapport.customers.rules import Channel
from rapport.desk.actions.taking import take_next
from rapport.desk.queries.delays import delay_count
from rapport.desk.queries.queue import Page, default_tab, find_queue
from rapport.desk.queries.work_order import counts_of
from rapport.desk.rules import CaseKind, NothingToTake, Severity
from rapport.desk.rules.asks import Ask, Tab, ask_from
from rapport.staff.actions import record_list
from rapport.staff.doors import needs, signed_in
from rapport.staff.queries import teams_to_choose
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

TAB_WORDS = {
    Tab.MINE: "Mine",
    Tab.TEAM: "Team",
    Tab.UNASSIGNED: "Unassigned",
    Tab.WAITING: "Waiting",
    Tab.OVERDUE: "Overdue",
    Tab.ALL: "All",
}
FILTERS: tuple[tuple[str, str, str, Iterable[str]], ...] = (
    ("kind", "Kind", "every kind", CaseKind),
    ("channel", "Channel", "every channel", Channel),
    ("severity", "Severity", "every severity", Severity),
)


@signed_in
@require_safe
@vary_on_headers("HX-Request")
def queue(request: Request) -> HttpResponse:
    """Show a tab of the queue in work order; htmx asks for its rows alone, every half minute too."""
    at, words = now(), _words(request)
    ask = ask_from(request.GET.dict(), tab=default_tab(request.user))
    page = find_queue(request.user, ask, at=at)
    shown, part = _rows_context(ask, page, words), _part(request)
    if part == "#rows":  # looked at again: no new reading, and nothing around them is asked for
        return render(request, "desk/queue.html#rows", shown)
    record_list(request.user, "list", "case", count=len(page.rows), at=at, asked=words)
    return render(request, f"desk/queue.html{part}", shown | _context(request, ask, words))


def _part(request: Request) -> str:
    """Return which part of the page is asked for; nothing for all of it."""
    if not request.htmx or request.htmx.history_restore_request:
        return ""
    return "#rows" if request.htmx.target == "rows" else "#found"


def _rows_context(ask: Ask, page: Page, words: dict[str, str]) -> dict[str, Any]:
    return {
        "page": page,
        "words": words,
        "ask": ask,
        "filtered": {key: value for key, value in words.items() if key not in {"tab", "after", "size"}},
        "is_work_order": ask.tab not in {Tab.WAITING, Tab.OVERDUE},
    }


def _context(request: Request, ask: Ask, words: dict[str, str]) -> dict[str, Any]:
    counts = counts_of(request.user, at=now())
    sees_teams = request.user.may(Sight.OTHER_TEAMS)
    return {
        "tabs": [(tab, TAB_WORDS[tab], counts[tab], tab == ask.tab) for tab in Tab],
        "filters": [(*one, words.get(one[0], "")) for one in FILTERS],
        "teams": teams_to_choose() if sees_teams else [],
        "may_take": request.user.may(Sight.CASES),
        "delays": delay_count(request.user) if request.user.may(Sight.CASES) else 0,
        "may_weigh": request.user.may(Sight.DESK_RULES),
    }


def _words(request: Request) -> dict[str, str]:
    """Return the words of the address that say something."""
    return {key: value.strip() for key, value in request.GET.dict().items() if value.strip()}


@needs(Sight.CASES)
@require_POST
def next_case(request: Request) -> HttpResponse:
    """Take the first unassigned case in work order, narrowed as the queue was, and open it."""
    words = request.POST.dict()
    words.pop("csrfmiddlewaretoken", None)
    try:
        case = take_next(request.user, ask_from(words), at=now())
    except NothingToTake as nothing:
        messages.info(request, str(nothing))
        return redirect("desk:queue")
    return redirect(case)
