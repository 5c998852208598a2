"""From a case to evidence: choose parts, see them beside their copy, take out more, and confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from rapport.lib.errors import Refusal
from rapport.practice.actions.portfolio import Chosen, keep_parts, seen_digest
from rapport.practice.forms.portfolio import ChooseForm
from rapport.practice.models import Evidence
from rapport.practice.queries.case_parts import case_with_parts, copy_of
from rapport.practice.rules.portfolio import BASIS
from rapport.practice.views.portfolio_sheets import DECLINED
from rapport.staff.actions import record_view
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def from_case(request: Request, number: int) -> HttpResponse:
    """Choose parts of a case; see what would be kept; keep it once the learner confirms.

    Nothing is kept between the steps: each is made anew from the case as it stands.
    """
    case, parts = case_with_parts(request.user, number)
    record_view(request.user, case, at=now())
    chosen = request.POST.getlist("part") if request.method == "POST" else []
    context: dict[str, Any] = {
        "case": case,
        "parts": [(part, part.key in chosen) for part in parts],
        "basis": BASIS,
        "form": ChooseForm(request.POST if request.method == "POST" else None),
    }
    if request.method != "POST" or "choose" in request.POST or not context["form"].is_valid():
        status = DECLINED if context["form"].errors and "choose" not in request.POST else 200
        return render(request, "practice/portfolio/choose.html", context, status=status)
    return _shown(request, number, chosen, context)


def _shown(request: Request, number: int, chosen: list[str], context: dict[str, Any]) -> HttpResponse:
    filled = context["form"].cleaned_data
    further = [*filled["further"].splitlines(), *request.POST.getlist("names")]
    try:
        copy = copy_of(request.user, number, chosen, title=filled["title"], further=further)
        if "confirm" in request.POST:
            kept = _kept(request, number, tuple(further))
            messages.success(request, "Kept. Somebody else checks it before you can claim with it.")
            return redirect(kept)
    except Refusal as refusal:
        context["fault"] = str(refusal)
        return render(request, "practice/portfolio/choose.html", context, status=DECLINED)
    form = ChooseForm(
        initial={"title": copy.title, "further": "\n".join(further)}, doubtful=copy.replaced.doubtful
    )
    shown = {"copy": copy, "form": form, "seen": seen_digest(copy), "chosen": chosen}
    return render(request, "practice/portfolio/copy.html", {**context, **shown})


def _kept(request: Request, number: int, further: tuple[str, ...]) -> Evidence:
    sent = request.POST
    chosen = Chosen(number, tuple(sent.getlist("part")), sent["title"], further, sent.get("seen", ""))
    return keep_parts(chosen, by=request.user, at=now())
