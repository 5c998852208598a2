"""A draft looked at before it is sent."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from rapport.desk import queries
from rapport.desk.queries.checks import asked_last, other_persons_data
from rapport.desk.rules.checks import strange_recipients, suggestions
from rapport.engine.text.reading import LIMITS, reading_ease
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

LONGEST_LINE = 2_000


@needs(Sight.CASES)
@require_POST
def checks(request: Request, number: int) -> HttpResponse:
    """Show what could be better in a draft, and what holds it; nothing is kept."""
    case = queries.case_visible_to(request.user, number)
    draft = request.POST.get("text", "")
    context = {
        "case": case,
        "draft": draft,
        "suggestions": [
            *strange_recipients(other_persons_data(case, _recipients(request))),
            *suggestions(draft, asked_last(case)),
        ],
        "held": list(other_persons_data(case, draft).values()),
        "ease": reading_ease(draft),
        "limits": LIMITS,
    }
    template = "desk/case/parts/checks.html" if request.htmx else "desk/case/checks.html"
    return render(request, template, context)


def _recipients(request: Request) -> str:
    return " ".join(request.POST.get(name, "")[:LONGEST_LINE] for name in ("to", "copies"))
