"""Signatures from outside, second looks, and appeals."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from rapport.practice.actions import assurance as actions
from rapport.practice.forms.portfolio import LookForm, OutcomeForm, ReasonForm, SignerForm, SignForm
from rapport.practice.queries import portfolio as queries
from rapport.practice.queries.assurance import coverage_of, samples_visible_to
from rapport.practice.rules.assurance import SHARE_PERCENT, SignLinkUsedUp
from rapport.practice.views.portfolio_sheets import DECLINED, Filled, Sheet, answer_sheet, filled_form, saved
from rapport.staff.doors import needs, signed_in
from rapport.staff.models import User
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

BOTH = ["GET", "HEAD", "POST"]
GONE = 404
APPEAL = Sheet(
    "Appeal against the decision",
    "Say why you think the decision is wrong. Somebody else than your assessor decides on it.",
    "Appeal",
    "Your appeal is written down. Somebody else decides on it.",
)


class ShareForm(forms.Form):
    """How many of the decisions are looked at again."""

    percent = forms.IntegerField(
        label="Share in per cent",
        min_value=1,
        max_value=100,
        initial=SHARE_PERCENT,
        help_text="Drawn by chance from the day; decisions at risk are looked at besides.",
    )


@signed_in
@require_POST
def ask_signature(request: Request, number: int) -> HttpResponse:
    """Make a link for a witness or the employer, and show it once."""
    found = queries.evidence_visible(request.user, number)
    form = SignerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write who is to sign: their name is missing.")
        return redirect(found)
    filled = form.cleaned_data
    secret = actions.ask_signature(found, filled["role"], filled["name"], by=request.user, at=now())
    link = request.build_absolute_uri(reverse("practice:sign", args=[secret]))
    context = {"evidence": found, "link": link, "name": filled["name"]}
    return render(request, "practice/portfolio/link.html", context)


@require_http_methods(BOTH)
def sign(request: HttpRequest, secret: str) -> HttpResponse:
    """Show one evidence to whoever has the link, and keep what they say; nothing else is shown."""
    at, form = now(), SignForm(request.POST if request.method == "POST" else None)
    by = request.user if isinstance(request.user, User) else None
    try:
        signature = actions.signature_of(secret, at=at, by=by)
        if request.method == "POST" and form.is_valid() and request.POST.get("agrees") in ("yes", "no"):
            agrees = request.POST["agrees"] == "yes"
            actions.sign(secret, agrees=agrees, comment=form.cleaned_data["comment"], by=by, at=at)
            return _unkept(render(request, "practice/portfolio/signed.html"))
    except SignLinkUsedUp as refusal:
        gone = {"fault": str(refusal)}
        return _unkept(render(request, "practice/portfolio/signed.html", gone, status=GONE))
    context = {"signature": signature, "evidence": signature.evidence, "form": form}
    return _unkept(render(request, "practice/portfolio/sign.html", context))


def _unkept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "same-origin"  # with less, a browser sends a form without its origin
    return answer


@needs(Sight.ASSURE)
@require_http_methods(BOTH)
def samples(request: Request) -> HttpResponse:
    """Show the decisions drawn for a second look, and draw more."""
    form = filled_form(request, ShareForm)

    def save(filled: Filled) -> None:
        drawn = actions.draw_sample(percent=filled["percent"], by=request.user, at=now())
        messages.success(request, f"Drawn: {drawn} decision{'' if drawn == 1 else 's'}.")

    if saved(form, save):
        return redirect("practice:samples")
    context = {
        "form": form,
        "samples": samples_visible_to(request.user)[: queries.MOST_LISTED],
        "coverage": coverage_of(request.user),
    }
    status = DECLINED if form.errors else 200
    return render(request, "practice/portfolio/samples.html", context, status=status)


@needs(Sight.ASSURE)
@require_POST
def second_look(request: Request, number: int) -> HttpResponse:
    """Keep what a quality assurer found."""
    sample = get_object_or_404(samples_visible_to(request.user), pk=number)
    form = LookForm(request.POST)

    def save(filled: Filled) -> object:
        return actions.look_again(
            sample, agrees=form.says_yes, actions=filled["actions"], by=request.user, at=now()
        )

    if saved(form, save):
        messages.success(request, "Written down.")
    return _back_with_faults(request, form, sample.decision.claim.get_absolute_url())


@signed_in
@require_http_methods(BOTH)
def appeal(request: Request, number: int) -> HttpResponse:
    """Appeal against the decision on one's own claim."""
    found = get_object_or_404(
        queries.claims_visible_to(request.user).filter(evidence__learner=request.user), pk=number
    )

    def save(filled: Filled) -> object:
        return actions.appeal(found, filled["reason"], by=request.user, at=now())

    form = filled_form(request, ReasonForm)
    return answer_sheet(request, APPEAL, form, save, back=found.get_absolute_url())


@signed_in
@require_POST
def decide_appeal(request: Request, number: int) -> HttpResponse:
    """Decide on an appeal."""
    found = get_object_or_404(queries.appeals_to_decide(request.user), pk=number)
    form = OutcomeForm(request.POST)

    def save(filled: Filled) -> object:
        return actions.decide_appeal(
            found, is_upheld=form.says_yes, outcome=filled["outcome"], by=request.user, at=now()
        )

    if saved(form, save):
        messages.success(request, "The appeal is decided.")
        return redirect("practice:claims")
    return _back_with_faults(request, form, found.claim.get_absolute_url())


def _back_with_faults(request: Request, form: forms.Form, back: str) -> HttpResponse:
    """Go back to the page, and say there what stands in the way."""
    for fault in (text for errors in form.errors.values() for text in errors):
        messages.error(request, str(fault))
    return redirect(back)
