"""Who learns, and who looks after them: enrol, change, end."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from rapport.practice.actions import enrolling
from rapport.practice.actions.enrolling import Care
from rapport.practice.forms.portfolio import CareForm, EndForm, EnrolForm
from rapport.practice.queries.enrolling import may_assess, may_assure, may_be_enrolled_by
from rapport.practice.queries.people import enrolments_visible_to
from rapport.practice.views.portfolio_sheets import Filled, Sheet, answer_sheet, filled_form
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

BOTH = ["GET", "HEAD", "POST"]
NEW = Sheet(
    "Enrol somebody",
    "From now on their assessor and quality assurer see what they practise, and decide on it.",
    "Enrol them",
    "Enrolled.",
)
CHANGE = Sheet(
    "Who looks after them", "Whoever stops looking after them sees nothing more.", "Keep it", "Changed."
)
END = Sheet(
    "End the enrolment",
    "Hand the portfolio out first: it is exported from its page. Then it stays for a year, or goes today.",
    "End it",
    "The enrolment has ended.",
)


@needs(Sight.ENROL)
@require_safe
def learners(request: Request) -> HttpResponse:
    """Show who learns now, and who left."""
    found = enrolments_visible_to(request.user)
    context = {
        "open": found.filter(ended_at=None).order_by("learner__name"),
        "ended": found.exclude(ended_at=None),
    }
    return render(request, "practice/portfolio/learners.html", context)


def _people() -> dict[str, Any]:
    """Return whom one may choose to look after somebody."""
    return {"assessors": may_assess(), "assurers": may_assure()}


@needs(Sight.ENROL)
@require_http_methods(BOTH)
def new(request: Request) -> HttpResponse:
    """Enrol somebody."""

    def save(filled: Filled) -> object:
        learner = filled.pop("learner")
        return enrolling.enrol(learner, Care(**filled), by=request.user, at=now())

    people = {"learners": may_be_enrolled_by(request.user), **_people()}
    form = filled_form(request, EnrolForm, initial={"marks_blind": True}, **people)
    return answer_sheet(request, NEW, form, save, back=reverse("practice:learners"))


@needs(Sight.ENROL)
@require_http_methods(BOTH)
def change(request: Request, number: int) -> HttpResponse:
    """Say anew who looks after a learner, and what they need."""
    found = get_object_or_404(enrolments_visible_to(request.user), pk=number)
    stands = {name: getattr(found, name) for name in ("assessor", "assurer", "adjustments", "marks_blind")}

    def save(filled: Filled) -> object:
        return enrolling.change_care(found, Care(**filled), by=request.user, at=now())

    form = filled_form(request, CareForm, initial=stands, **_people())
    return answer_sheet(request, CHANGE, form, save, back=reverse("practice:learners"))


@needs(Sight.ENROL)
@require_http_methods(BOTH)
def end(request: Request, number: int) -> HttpResponse:
    """End an enrolment, and say what becomes of the portfolio."""
    found = get_object_or_404(enrolments_visible_to(request.user), pk=number)

    def save(filled: Filled) -> object:
        return enrolling.end_enrolment(found, deletes_now=filled["deletes_now"], by=request.user, at=now())

    return answer_sheet(request, END, filled_form(request, EndForm), save, back=reverse("practice:learners"))
