"""The page of one's own tokens: the keys by which programs come in."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from rapport.staff.doors import signed_in
from rapport.staff.requests import Request
from rapport.staff.tokens.actions import make_token, withdraw_token
from rapport.staff.tokens.queries import tokens_of
from rapport.staff.tokens.rules import LONGEST_DAYS, SCOPE_WORDS


class TokenForm(forms.Form):
    """What a new token is for, what it opens, and for how long."""

    name = forms.CharField(max_length=80, label="What is it for?", help_text="Such as: the web shop.")
    scopes = forms.MultipleChoiceField(
        choices=[(str(scope), f"{words} ({scope})") for scope, words in SCOPE_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        label="What may it do?",
    )
    days = forms.IntegerField(
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=90,
        label="For how many days?",
        help_text=f"From 1 to {LONGEST_DAYS}. It ends by itself then.",
    )


@signed_in
@never_cache
def tokens(request: Request) -> HttpResponse:
    """Show one's tokens; a new one is shown once, in the answer to the form that made it."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _made(request, form.cleaned_data)
    return _page(request, form, status=422 if form.is_bound else 200)


def _made(request: Request, asked: dict[str, Any]) -> HttpResponse:
    token, secret = make_token(
        asked["name"], scopes=asked["scopes"], days=asked["days"], by=request.user, at=now()
    )
    return _page(request, TokenForm(), status=201, token=token, secret=secret)


def _page(request: Request, form: TokenForm, *, status: int, **made: Any) -> HttpResponse:
    context = {"form": form, "tokens": tokens_of(request.user)[:100], "now": now(), **made}
    return render(request, "tokens/page.html", context, status=status)


@signed_in
@require_POST
def withdrawn(request: Request, number: int) -> HttpResponse:
    """End one of one's own tokens."""
    token = get_object_or_404(tokens_of(request.user), pk=number)
    withdraw_token(token, by=request.user, at=now())
    return redirect("tokens")
