"""How far every marking point is shown, and which handled cases could close a gap."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rapport.practice.queries.gaps import handled_by
from rapport.practice.queries.portfolio import points_shown
from rapport.practice.queries.progress import rows_practised
from rapport.practice.rules.gaps import suggest
from rapport.practice.rules.standing import ICONS, Standing
from rapport.practice.views.portfolio import learner_asked_for
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request


@signed_in
@require_safe
def gaps(request: Request) -> HttpResponse:
    """Show every marking point with how far it is shown; one's own cases that could close a gap besides."""
    learner = learner_asked_for(request)
    points = points_shown(learner, rows_practised(learner, request.user))
    is_own = learner == request.user
    rows = [(point, shown, ICONS[Standing(shown.state)]) for point, shown in points]
    counts = [(one, ICONS[one], sum(row[1].state == one for row in rows)) for one in Standing]
    context = {
        "learner": learner,
        "is_own": is_own,
        "rows": rows,
        "counts": counts,
        "suggestions": suggest(handled_by(request.user), (one for _, one in points)) if is_own else [],
    }
    return render(request, "practice/portfolio/gaps.html", context)


@signed_in
@require_safe
def cases_to_use(request: Request) -> HttpResponse:
    """Show the cases somebody handled last, those that could close a gap first."""
    handled = handled_by(request.user)
    context = {
        "suggestions": suggest(handled, (one for _, one in points_shown(request.user))),
        "handled": handled[:50],
    }
    return render(request, "practice/portfolio/cases.html", context)
