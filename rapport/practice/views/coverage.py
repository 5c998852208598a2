"""The page of coverage: every row of the syllabus, and what covers it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rapport.practice.queries.coverage import coverage as covered
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request


@signed_in
@require_safe
def coverage(request: Request) -> HttpResponse:
    """Show every row of the syllabus with the topics and the parts of Rapport that cover it."""
    found = covered()
    rows = found.rows()
    context = {
        "coverage": found,
        "rows": len(rows),
        "done": sum(bool(row.places) for row in rows),
        "open": [row.row.id for row in rows if row.is_open],
    }
    return render(request, "practice/coverage.html", context)
