"""The weights of the queue: shown with their changes, tried on last month, changed with a reason."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from rapport.desk.actions.weighing import change_weights
from rapport.desk.forms.weights import WeightsForm
from rapport.desk.queries.counting import weights_now
from rapport.desk.queries.past import past_month
from rapport.desk.queries.settings import weight_changes
from rapport.desk.rules.reasons import span_words
from rapport.desk.rules.simulation import Outcome, Waited, as_it_was, simulate
from rapport.desk.rules.weights import refuse_weights
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@needs(Sight.DESK_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def weights(request: Request) -> HttpResponse:
    """Show the weights in force and their changes; put new ones in force."""
    if request.method != "POST":
        return _page(request, WeightsForm(initial=asdict(weights_now())))
    form = WeightsForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    changed = change_weights(form.weights(), why=form.cleaned_data["why"], by=request.user, at=now())
    said = "The weights are in force, and the queue is sorted by them." if changed else "Nothing was changed."
    messages.success(request, said)
    return redirect("desk:weights")


@needs(Sight.DESK_RULES)
@require_POST
def simulation(request: Request) -> HttpResponse:
    """Show what the weights typed would have done with last month's cases, beside those in force."""
    form = WeightsForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    proposed = form.weights()
    refuse_weights(proposed)
    cases = past_month(request.user, now())
    found = (as_it_was(cases), simulate(cases, weights_now()), simulate(cases, proposed))
    return _page(request, form, tried=_tried(found), cases=len(cases))


@dataclass(frozen=True)
class Line:
    """One segment: how many cases, and median and p90 as it was, by the weights in force, by those typed."""

    segment: str
    cases: int
    medians: tuple[str, ...]
    p90s: tuple[str, ...]


def _tried(found: tuple[Outcome, ...]) -> dict[str, Any]:
    segments = sorted({segment for outcome in found for segment in outcome.waited})
    return {
        "lines": [_line(segment, found) for segment in segments],
        "rights": [f"{outcome.rights_met} of {outcome.rights}" for outcome in found],
        "unserved": [outcome.unserved for outcome in found],
    }


def _line(segment: str, found: tuple[Outcome, ...]) -> Line:
    none = Waited(segment, 0, timedelta(), timedelta())
    waited = [outcome.waited.get(segment, none) for outcome in found]
    medians = tuple(span_words(one.median) for one in waited)
    return Line(segment, waited[-1].cases, medians, tuple(span_words(one.p90) for one in waited))


def _page(request: Request, form: WeightsForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "changes": weight_changes(), **more}
    return render(request, "desk/weights.html", context, status=status)
