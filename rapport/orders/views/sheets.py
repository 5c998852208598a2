"""A form on a page of its own: shown, saved, or shown again with what stands in the way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render

from rapport.lib.errors import Refusal
from rapport.staff.requests import Request

DECLINED = 422
Filled = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """The words of a form: `said` tells that it was done."""

    title: str
    lead: str
    deed: str
    said: str


def answer_sheet(
    request: Request,
    sheet: Sheet,
    make: Callable[[Any], Form],
    save: Callable[[Filled], object],
    *,
    back: str,
) -> HttpResponse:
    """Show a form, or save it and go back; what is refused is said above the form."""
    form = make(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, sheet.said)
            return redirect(back)
    status = DECLINED if form.errors else 200
    return render(request, "orders/form.html", {"form": form, "sheet": sheet, "back": back}, status=status)
