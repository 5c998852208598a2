"""The pages of what lines wait for: parts, steps with their capacity, papers, and hand-overs."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.orders.actions import ahead, papers
from rapport.orders.actions import lines as line_actions
from rapport.orders.forms import works as forms
from rapport.orders.models import Part, WorkStep
from rapport.orders.queries import lines, records
from rapport.orders.rules.words import PaperKind, WorkStage
from rapport.orders.views.sheets import Filled, Sheet, answer_sheet
from rapport.staff.doors import needs
from rapport.staff.queries import teams
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

BOTH = ["GET", "HEAD", "POST"]
SHOWN = 50  # moves of a part, and lines that wait for it
NEW_PART = Sheet("Add a part", "Something lines are made of and wait for.", "Add it", "The part is added.")
MOVE_PART = Sheet(
    "When is it expected?",
    "Every open line that names the part is forecast anew, and who is at risk is listed with a notice.",
    "Move it", "The part is moved; promises at risk are under Delays.",
)  # fmt: skip
NEW_STEP = Sheet(
    "Add a step", "Something that lines go through, done by a team.", "Add it", "The step is added."
)
SLOW = Sheet(
    "Less capacity", "For some days the step does only a share of a day's work.", "It is slower",
    "The step is slower; promises at risk are under Delays.",
)  # fmt: skip
NEW_PAPER = Sheet(
    "Add a paper",
    "A specification, drawing or quality standard that lines go by.",
    "Add it",
    "The paper is added.",
)
REVISE = Sheet(
    "Issue a revision", "The customer of every open line that goes by it is asked to agree.", "Issue it",
    "The revision is issued; each line it touches asks for agreement.",
)  # fmt: skip


@needs(Sight.CASES)
@require_safe
def parts(request: Request) -> HttpResponse:
    """Show every part, those that are awaited first."""
    return render(request, "orders/parts.html", {"parts": records.parts_known(), "today": localdate()})


@needs(Sight.CASES)
@require_http_methods(BOTH)
def new_part(request: Request) -> HttpResponse:
    """Add a part."""

    def save(filled: Filled) -> Part:
        return ahead.add_part(**filled, by=request.user, at=now())

    return answer_sheet(request, NEW_PART, forms.PartForm, save, back=reverse("works:parts"))


@needs(Sight.CASES)
@require_safe
def part(request: Request, number: int) -> HttpResponse:
    """Show a part with the lines that wait for it, and how its day was moved."""
    found = get_object_or_404(records.parts_known(), pk=number)
    ask = lines.LineAsk(part=number)
    waiting = lines.lines_asked_for(request.user, ask, at=now()).filter(lines.IS_OPEN)
    rows = [
        lines.row_of(line, at=now(), is_risky=line.risky)
        for line in waiting.annotate(risky=lines.is_at_risk()).order_by("promise__due_at", "pk")[:SHOWN]
    ]
    context = {"part": found, "rows": rows, "moves": found.moves.all()[:SHOWN]}
    return render(request, "orders/part.html", context)


@needs(Sight.CASES)
@require_http_methods(BOTH)
def part_moved(request: Request, number: int) -> HttpResponse:
    """Say when a part is expected now."""
    found = get_object_or_404(records.parts_known(), pk=number)

    def save(filled: Filled) -> object:
        return ahead.move_part(found, filled["expected_on"], why=filled["why"], by=request.user, at=now())

    make = partial(forms.PartMoveForm, initial={"expected_on": found.expected_on})
    return answer_sheet(request, MOVE_PART, make, save, back=reverse("works:part", args=[number]))


@needs(Sight.CASES)
@require_safe
def steps(request: Request) -> HttpResponse:
    """Show every step with its capacity now."""
    context = {"steps": records.steps_known(), "changes": records.changes_ahead(localdate())}
    return render(request, "orders/steps.html", context)


@needs(Sight.CASES)
@require_http_methods(BOTH)
def new_step(request: Request) -> HttpResponse:
    """Add a step."""

    def save(filled: Filled) -> WorkStep:
        stage = WorkStage(filled["stage"])
        rest = {name: filled[name] for name in ("team", "days")}
        return ahead.add_step(filled["name"], stage, **rest, by=request.user, at=now())

    make = partial(forms.StepForm, teams=teams())
    return answer_sheet(request, NEW_STEP, make, save, back=reverse("works:steps"))


@needs(Sight.CASES)
@require_http_methods(BOTH)
def step_slowed(request: Request, number: int) -> HttpResponse:
    """Say that a step has less capacity for some days."""
    found = get_object_or_404(records.steps_known(), pk=number)

    def save(filled: Filled) -> object:
        return ahead.slow_step(found, **filled, by=request.user, at=now())

    return answer_sheet(request, SLOW, forms.CapacityForm, save, back=reverse("works:steps"))


@needs(Sight.CASES)
@require_POST
def full_again(request: Request, number: int) -> HttpResponse:
    """Take back that a step has less capacity."""
    change = get_object_or_404(records.changes_ahead(localdate()), pk=number)
    ahead.full_again(change, by=request.user, at=now())
    messages.success(request, f"{change.step} is at full capacity again.")
    return redirect("works:steps")


@needs(Sight.CASES)
@require_safe
def paper_list(request: Request) -> HttpResponse:
    """Show every paper with its revisions."""
    return render(request, "orders/papers.html", {"papers": records.papers_known()})


@needs(Sight.CASES)
@require_http_methods(BOTH)
def new_paper(request: Request) -> HttpResponse:
    """Add a paper with its first revision."""

    def save(filled: Filled) -> object:
        kind = PaperKind(filled.pop("kind"))
        return papers.add_paper(kind, **filled, by=request.user, at=now())

    return answer_sheet(request, NEW_PAPER, forms.PaperForm, save, back=reverse("works:papers"))


@needs(Sight.CASES)
@require_http_methods(BOTH)
def revised(request: Request, number: int) -> HttpResponse:
    """Issue a new revision of a paper."""
    paper = get_object_or_404(records.papers_known(), pk=number)

    def save(filled: Filled) -> object:
        return papers.issue_revision(paper, **filled, by=request.user, at=now())

    return answer_sheet(request, REVISE, forms.RevisionForm, save, back=reverse("works:paper", args=[number]))


@needs(Sight.CASES)
@require_safe
def paper(request: Request, number: int) -> HttpResponse:
    """Show a paper: its revisions, and the lines that go by it with what was agreed."""
    found = get_object_or_404(records.papers_known(), pk=number)
    touched = records.agreements_to(found, request.user)[: SHOWN * 4]
    return render(request, "orders/paper.html", {"paper": found, "agreements": touched})


@needs(Sight.CASES)
@require_safe
def hand_overs(request: Request) -> HttpResponse:
    """Show what one's own team hands over to others, and what it waits for."""
    sides = {
        "ours": lines.hand_overs_of(request.user, is_ours=True)[:SHOWN],
        "theirs": lines.hand_overs_of(request.user, is_ours=False)[:SHOWN],
    }
    seen = set(
        lines.lines_visible_to(request.user).filter(pk__in=_numbers(sides)).values_list("pk", flat=True)
    )
    context: dict[str, Any] = {**sides, "seen": seen, "at": now(), "team": request.user.team}
    return render(request, "orders/hand_overs.html", context)


def _numbers(sides: dict[str, Any]) -> set[int]:
    return {one.line_id for side in sides.values() for one in side}


@needs(Sight.CASES)
@require_POST
def handed_over(request: Request, number: int) -> HttpResponse:
    """Note that a step is done and the work handed over."""
    found = get_object_or_404(lines.milestones_visible_to(request.user), pk=number)
    done = line_actions.hand_over(found, by=request.user, at=now())
    messages.success(request, f"{done.step} is done and handed over.")
    if lines.lines_visible_to(request.user).filter(pk=done.line_id).exists() and "line" in request.POST:
        return redirect("orders:line", done.line_id)
    return redirect("works:hand_overs")
