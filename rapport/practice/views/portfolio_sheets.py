"""A form of the portfolio on a page of its own: shown, saved, or shown again with what stands in the way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render

from rapport.lib.errors import Refusal
from rapport.staff.requests import Request

DECLINED = 422
Filled = dict[str, Any]
Make = Callable[[Request], Form]


@dataclass(frozen=True)
class Sheet:
    """The words of a form: `said` tells that it was done."""

    title: str
    lead: str
    deed: str
    said: str


AForm = TypeVar("AForm", bound=Form)


def filled_form(request: Request, kind: Callable[..., AForm], **names: Any) -> AForm:
    """Return a form with what was sent, files too, or an empty one."""
    if request.method == "POST":
        return kind(request.POST, request.FILES, **names)
    return kind(**names)


def saved(form: Form, save: Callable[[Filled], object]) -> bool:
    """Save a form that is right, and say whether it was; what is refused is said above the form."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        save(form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def answer_sheet(
    request: Request, sheet: Sheet, form: Form, save: Callable[[Filled], object], *, back: str
) -> HttpResponse:
    """Show a form on a page of its own, or save it and go back."""
    if saved(form, save):
        messages.success(request, sheet.said)
        return redirect(back)
    context = {"form": form, "sheet": sheet, "back": back}
    return render(request, "practice/portfolio/form.html", context, status=DECLINED if form.errors else 200)
