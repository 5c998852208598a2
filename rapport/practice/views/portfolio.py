"""A portfolio: the evidence, one of it with what it is claimed for, and new evidence."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.practice.actions import portfolio as actions
from rapport.practice.forms.portfolio import ClaimForm, EvidenceForm, SignerForm
from rapport.practice.models import Evidence
from rapport.practice.queries import portfolio as queries
from rapport.practice.queries.people import learners_visible_to
from rapport.practice.rules.portfolio import EvidenceKind
from rapport.practice.views.numbers import number_in
from rapport.practice.views.portfolio_sheets import DECLINED, Filled, Sheet, answer_sheet, filled_form, saved
from rapport.staff.actions import record_view
from rapport.staff.doors import signed_in
from rapport.staff.models import User
from rapport.staff.requests import Request

BOTH = ["GET", "HEAD", "POST"]
NEW = Sheet(
    "New evidence",
    "Something that shows what you can do. For a case you handled, begin at the case.",
    "Keep it",
    "It is kept. Claim marking points with it below.",
)
FORMS = (("pdf", "PDF"), ("badges", "Badges"), ("xapi", "Statements"))
CONFINED = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


def learner_asked_for(request: Request) -> User:
    """Return whose portfolio is asked for: one's own, or a learner's that somebody looks after."""
    asked = request.GET.get("learner", "")
    if not asked:
        return request.user
    number = number_in(asked)
    if number is None:
        raise Http404
    return get_object_or_404(learners_visible_to(request.user), pk=number)


@signed_in
@require_safe
def portfolio(request: Request) -> HttpResponse:
    """Show somebody's evidence, and what waits for them."""
    learner, words = learner_asked_for(request), request.GET.get("q", "")[:200].replace("\x00", "")
    folder = queries.folder_of(request.user, learner, words)
    if learner != request.user and folder.enrolment:
        record_view(request.user, folder.enrolment, at=now())
    context = {
        "folder": folder,
        "left": queries.enrolment_left(learner),
        "words": words,
        "forms": FORMS,
        "is_own": learner == request.user,
        "learners": learners_visible_to(request.user).exclude(pk=request.user.pk).order_by("name"),
    }
    return render(request, "practice/portfolio/list.html", context)


@signed_in
@require_http_methods(BOTH)
def new_evidence(request: Request) -> HttpResponse:
    """Keep evidence that is not from a case."""

    def save(filled: Filled) -> Evidence:
        file = filled["file"]
        snapshot = actions.Snapshot(
            EvidenceKind(filled["kind"]),
            filled["title"],
            filled["text"],
            filled["happened_on"],
            file.name if file else "",
            file.read() if file else b"",
        )
        return actions.keep_snapshot(snapshot, learner=request.user, at=now())

    form = filled_form(request, EvidenceForm)
    return answer_sheet(request, NEW, form, save, back=reverse("practice:portfolio"))


@signed_in
@require_safe
def evidence(request: Request, number: int) -> HttpResponse:
    """Show one evidence with its claims and signatures."""
    return _page(request, queries.evidence_visible(request.user, number))


def _page(request: Request, found: Evidence, form: Any = None, status: int = 200) -> HttpResponse:
    if found.learner != request.user:
        record_view(request.user, found, at=now())
    points = queries.marking_points()
    claims = queries.claims_visible_to(request.user).filter(evidence=found)
    taken = {claim.point for claim in claims if claim.state in ("waiting", "signed off")}
    is_own = found.learner == request.user
    context = {
        "evidence": found,
        "claims": [(claim, points.get(claim.point)) for claim in claims],
        "signatures": queries.signatures_of(found),
        "is_own": is_own,
        "may_claim": is_own and (not found.needs_check or hasattr(found, "check_made")),
        "form": form or ClaimForm(points=[one for row, one in points.items() if row not in taken]),
        "signer": SignerForm(),
        "file": getattr(found, "file", None),
    }
    return render(request, "practice/portfolio/evidence.html", context, status=status)


@signed_in
@require_POST
def claim(request: Request, number: int) -> HttpResponse:
    """Claim a marking point with an evidence."""
    found = queries.evidence_visible(request.user, number)
    points = queries.marking_points().values()
    form = ClaimForm(request.POST, points=points, is_of_case=found.needs_check)

    def save(filled: Filled) -> object:
        return actions.claim_point(found, filled["point"], filled["narrative"], by=request.user, at=now())

    if saved(form, save):
        messages.success(request, "Claimed. Your assessor finds it under Claims.")
        return redirect(found)
    return _page(request, found, form, DECLINED)


@signed_in
@require_safe
def file(request: Request, number: int) -> HttpResponse:
    """Hand out the document of an evidence, as bytes to keep."""
    found = queries.evidence_visible(request.user, number)
    kept = getattr(found, "file", None)
    if kept is None:
        raise Http404
    record_view(request.user, found, at=now())
    named = content_disposition_header(as_attachment=True, filename=kept.name) or "attachment"
    headers = {**CONFINED, "Content-Disposition": named}
    return HttpResponse(bytes(kept.body), content_type="application/octet-stream", headers=headers)
