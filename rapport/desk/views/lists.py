"""The list of cases: found, filtered, kept as a view, done with in bulk; and who is at which."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from rapport.desk import queries
from rapport.desk.actions import bulk, ready_texts
from rapport.desk.queries.finding import CasePage, case_views_of, find_cases, present_at
from rapport.desk.queries.notices import deed_of
from rapport.desk.queries.people import colleagues
from rapport.desk.rules import CaseFieldNotRight, CaseKind
from rapport.desk.rules.case_asks import CHOICES, ME, NONE, ask_from
from rapport.desk.rules.words import BulkDeedKind
from rapport.lib.errors import Refusal
from rapport.staff.actions import record_list
from rapport.staff.doors import needs, signed_in
from rapport.staff.queries import teams_to_choose
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

LABELS = {
    "state": ("State", "every state"),
    "kind": ("Kind", "every kind"),
    "assignee": ("With", "anybody"),
    "team": ("Team", "every team"),
    "channel": ("Channel", "every channel"),
    "severity": ("How bad", "any"),
    "sort": ("Sort by", "last change"),
}
FIRST_SHOWN = 3
MOST_ASKED = 60


@dataclass(frozen=True)
class Filter:
    """One filter: its key in the address, its label, what it offers and what is chosen."""

    key: str
    label: str
    empty: str
    choices: tuple[tuple[str, str], ...]
    chosen: str


@signed_in
@require_safe
@vary_on_headers("HX-Request")
def cases(request: Request) -> HttpResponse:
    """Show the cases that are asked for, a page at a time."""
    words = _words(request.GET.dict())
    page = find_cases(request.user, ask_from(request.GET.dict()), at=now())
    record_list(request.user, "list", "case", count=page.count, at=now(), asked=words)
    shown = _context(request, page, words)
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "desk/cases/list.html#found", shown)
    return render(request, "desk/cases/list.html", shown | _around(words))


@signed_in
@require_safe
def presences(request: Request) -> HttpResponse:
    """Say who is at the cases of a list now, for those that somebody may see."""
    asked = [int(one) for one in request.GET.get("of", "").split(",") if one.isdecimal() and len(one) < 19]
    seen = queries.cases_visible_to(request.user).filter(pk__in=asked[:MOST_ASKED])
    numbers = [*seen.values_list("pk", flat=True)]
    there = present_at(request.user, numbers, at=now())
    rows = [(number, there.get(number, ())) for number in numbers]
    return render(request, "desk/cases/presences.html", {"rows": rows})


@needs(Sight.CASES)
@require_POST
def in_bulk(request: Request) -> HttpResponse:
    """Do one deed on the cases that are ticked; it can be undone as a whole."""
    ticked = [int(one) for one in request.POST.getlist("case") if one.isdecimal() and len(one) < 19]
    found = [*queries.cases_visible_to(request.user).filter(pk__in=ticked)]
    deed, value = _deed(request.POST.get("deed", ""))
    done = bulk.do_in_bulk(found, deed, value, by=request.user, at=now())
    for sentence in done.declined[:10]:
        messages.warning(request, sentence)
    undo = f"undo:{done.deed.pk}" if done.count else ""
    messages.success(request, f"Done with {done.count} of {len(found)} cases.", extra_tags=undo)
    return redirect("desk:cases")


@needs(Sight.CASES)
@require_POST
def bulk_undone(request: Request, number: int) -> HttpResponse:
    """Undo a deed of one's own on many cases."""
    deed = get_object_or_404(deed_of(request.user, number))
    done = bulk.undo_bulk(deed, by=request.user, at=now())
    for sentence in done.declined[:10]:
        messages.warning(request, sentence)
    messages.success(request, f"Undone: {done.count} cases stand as before.")
    return redirect("desk:cases")


@signed_in
@require_POST
def views(request: Request) -> HttpResponse:
    """Keep a filtered list under a name."""
    query = dict(parse_qsl(request.POST.get("query", "")[:500]))
    try:
        name = request.POST.get("name", "").replace("\x00", "")
        view = ready_texts.keep_view(name, query, urlencode(query), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:cases")
    return redirect(f"/cases?{view.query}")


@signed_in
@require_POST
def view_dropped(request: Request, number: int) -> HttpResponse:
    """Drop a view of one's own."""
    ready_texts.drop_view(get_object_or_404(case_views_of(request.user), pk=number))
    messages.success(request, "The view is dropped; the cases stay.")
    return redirect("desk:cases")


def _deed(word: str) -> tuple[BulkDeedKind, str]:
    """Read what is to be done: a deed, and for some of them to whom or what after a colon."""
    deed, _, value = word.partition(":")
    if deed not in set(BulkDeedKind):
        raise CaseFieldNotRight(field="deed", value=word[:40], expected=", ".join(BulkDeedKind))
    return BulkDeedKind(deed), value[:40]


def _context(request: Request, page: CasePage, words: dict[str, str]) -> dict[str, Any]:
    here = urlencode({key: value for key, value in words.items() if key != "after"})
    kept = list(case_views_of(request.user))
    return {
        "page": page,
        "words": words,
        "filtered": {key: value for key, value in words.items() if key not in {"after", "sort"}},
        "views": kept,
        "here": here,
        "kept_view": next((view for view in kept if here and view.query == here), None),
        "next_query": urlencode({**words, "after": page.after}),
        "may_work": request.user.may(Sight.CASES),
        "numbers": ",".join(str(row.case.pk) for row in page.rows),
    }


def _around(words: dict[str, str]) -> dict[str, Any]:
    """Return what stands around the list, and stays as it is where that alone is found anew.

    Above it the filters, below it what may be done with the cases that are chosen.
    """
    people = [(str(number), name) for number, name in colleagues().values_list("pk", "name")[:200]]
    filters = [_filter(key, words, people) for key in LABELS]
    return {
        "people": people,
        "kinds": list(CaseKind),
        "filters": filters[:FIRST_SHOWN],
        "more_filters": filters[FIRST_SHOWN:],
        "has_more_chosen": any(one.chosen for one in filters[FIRST_SHOWN:]),
    }


def _filter(key: str, words: dict[str, str], people: list[tuple[str, str]]) -> Filter:
    match key:
        case "assignee":
            choices = ((ME, "me"), (NONE, "nobody"), *people)
        case "team":
            choices = ((NONE, "no team"), *((str(one.pk), one.name) for one in teams_to_choose()))
        case _:
            choices = tuple((word, word) for word in CHOICES[key])
    return Filter(key, *LABELS[key], choices, words.get(key, ""))


def _words(given: dict[str, str]) -> dict[str, str]:
    """Return the words of the address that say something."""
    return {key: value.strip() for key, value in given.items() if value.strip()}
