"""Claims: what waits for an assessor, one claim with its decisions, and the check of evidence from cases."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.practice.actions import portfolio as actions
from rapport.practice.forms.portfolio import CheckForm, LookForm, OutcomeForm, ReasonForm, VerdictForm
from rapport.practice.models import Claim
from rapport.practice.queries import portfolio as queries
from rapport.practice.queries.people import learners_visible_to
from rapport.practice.rules.portfolio import ClaimNotFound
from rapport.practice.rules.telltales import doubtful_words
from rapport.practice.rules.tokens import TOKEN
from rapport.practice.views.portfolio_sheets import DECLINED, Filled, Sheet, answer_sheet, filled_form, saved
from rapport.staff.actions import record_view
from rapport.staff.doors import needs, signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

BOTH = ["GET", "HEAD", "POST"]
OVERRIDE = Sheet(
    "Less is enough",
    "The rule of consistency asks for two pieces of evidence of two kinds. Say why less shows this point.",
    "Write it down",
    "Written down; it stands beside the point.",
)


@signed_in
@require_safe
def claims(request: Request) -> HttpResponse:
    """Show what waits for somebody as assessor, checker or assurer, and their own claims."""
    points = queries.marking_points()

    def with_point(found: Any) -> list[tuple[Claim, Any]]:
        return [(claim, points.get(claim.point)) for claim in found]

    own = queries.claims_visible_to(request.user).filter(evidence__learner=request.user)
    context = {
        "claims": with_point(queries.claims_to_decide(request.user)),
        "checks": queries.evidence_to_check(request.user),
        "appeals": queries.appeals_to_decide(request.user),
        "own": with_point(own.order_by("-made_at")[: queries.MOST_LISTED]),
        "may_sample": request.user.may(Sight.ASSURE),
    }
    return render(request, "practice/portfolio/claims.html", context)


@signed_in
@require_safe
def claim(request: Request, number: int) -> HttpResponse:
    """Show one claim."""
    return _page(request, queries.claim_visible(request.user, number))


def _page(request: Request, found: Claim, form: Any = None, status: int = 200) -> HttpResponse:
    learner = found.evidence.learner
    is_own = learner == request.user
    if not is_own:
        record_view(request.user, found, at=now())
    shown = {shown.point: shown for _, shown in queries.points_shown(learner)}
    enrolment = queries.enrolment_of(learner)
    context = {
        "claim": found,
        "point": queries.marking_points().get(found.point),
        "shown": shown.get(found.point),
        "enrolment": enrolment,
        "signs": [] if is_own else queries.signs_for(found),
        "may_decide": queries.may_decide(request.user, found),
        "may_look": request.user.may(Sight.ASSURE) and enrolment and enrolment.assurer == request.user,
        "appeals": queries.appeals_to_decide(request.user),
        "has_open_appeal": found.appeals.filter(decided_at=None).exists(),
        "form": form or VerdictForm(initial={"version": found.version}),
        "look": LookForm(auto_id="look_%s"),
        "outcome": OutcomeForm(auto_id="outcome_%s"),
        "is_own": is_own,
    }
    return render(request, "practice/portfolio/claim.html", context, status=status)


@needs(Sight.ASSESS)
@require_POST
def decide(request: Request, number: int) -> HttpResponse:
    """Sign a claim off or send it back."""
    found = queries.claim_visible(request.user, number)
    if not queries.may_decide(request.user, found):
        raise ClaimNotFound(number=number)
    form = VerdictForm(request.POST)

    def save(filled: Filled) -> object:
        verdict = actions.Verdict(form.says_yes, frozenset(filled["checks"]), filled["comment"])
        return actions.decide_claim(found, verdict, version=filled["version"], by=request.user, at=now())

    if saved(form, save):
        messages.success(request, "Signed off." if form.says_yes else "Sent back with your comment.")
        return redirect("practice:claims")
    return _page(request, queries.claim_visible(request.user, number), form, DECLINED)


@signed_in
@require_POST
def withdraw(request: Request, number: int) -> HttpResponse:
    """Take back a claim of one's own."""
    found = queries.claim_visible(request.user, number)
    actions.withdraw_claim(found, by=request.user, at=now())
    messages.success(request, "Taken back. You can claim the point anew with the same evidence.")
    return redirect(found.evidence)


@needs(Sight.ASSESS)
@require_http_methods(BOTH)
def override(request: Request, learner: int, point: str) -> HttpResponse:
    """Say why less evidence than the rule asks is enough for a point."""
    found = get_object_or_404(learners_visible_to(request.user).exclude(pk=request.user.pk), pk=learner)
    queries.point_named(point)

    def save(filled: Filled) -> object:
        return actions.override_point(found, point, filled["reason"], by=request.user, at=now())

    back = f"{reverse('practice:gaps')}?learner={found.pk}"
    return answer_sheet(request, OVERRIDE, filled_form(request, ReasonForm), save, back=back)


@signed_in
@require_http_methods(BOTH)
def check(request: Request, number: int) -> HttpResponse:
    """Look whether anybody can be told from evidence of a case."""
    found = get_object_or_404(queries.evidence_to_check(request.user), pk=number)
    record_view(request.user, found, at=now())
    form = filled_form(request, CheckForm)

    def save(filled: Filled) -> object:
        comment = filled["comment"]
        return actions.check_evidence(
            found, is_clean=form.says_yes, comment=comment, by=request.user, at=now()
        )

    if saved(form, save):
        said = "Checked: it can be claimed with." if form.says_yes else "Deleted. Tell the learner why."
        messages.success(request, said)
        return redirect("practice:claims")
    doubtful = doubtful_words(TOKEN.sub(" , ", found.text))
    context = {"evidence": found, "form": form, "doubtful": doubtful}
    status = DECLINED if form.errors else 200
    return render(request, "practice/portfolio/check.html", context, status=status)
