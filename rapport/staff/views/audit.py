"""The audit: who saw and changed what."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rapport.staff import queries
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@require_safe
@needs(Sight.AUDIT)
def audit(request: Request) -> HttpResponse:
    """Show one page of the audit, newest first."""
    asked = request.GET.dict()
    page = queries.audit_page(request.user, asked)
    following = request.GET.copy()
    following["before"] = str(page.next_before)
    context = {
        "page": page,
        "asked": asked,
        "words": queries.audit_words(request.user),
        "following": following.urlencode() if page.next_before else "",
    }
    return render(request, "staff/audit.html", context)
