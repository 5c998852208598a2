"""The pages of wishes, and of coaching: what a team finds hard, and what it would like to practise."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.lib.errors import Refusal
from rapport.practice.actions import wishes as actions
from rapport.practice.forms.wishes import WishForm
from rapport.practice.queries import wishes as queries
from rapport.practice.queries.coaching import MOST_REPLIES, Coaching, coaching_for
from rapport.practice.rules.coaching import FEWEST_PEOPLE, FEWEST_TIMES, WEEKS, Counted
from rapport.practice.views.declining import DECLINED, lay_blame
from rapport.staff.actions import record_list
from rapport.staff.doors import needs, signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: Request) -> HttpResponse:
    """Show one's own wishes, and write another."""
    form = WishForm(request.POST or None, initial={"about": request.GET.get("about", "")[:120]})
    if form.is_valid():
        try:
            actions.make_wish(**form.cleaned_data, by=request.user, at=now())
        except Refusal as refusal:
            lay_blame(form, refusal)
        else:
            messages.success(request, "Your wish is written down.")
            return redirect("practice:wishes")
    titles = queries.wishable()
    shown = [(wish, titles.get(wish.about, wish.about)) for wish in queries.wishes_of(request.user)]
    context = {"form": form, "wishes": shown}
    return render(request, "practice/wishes.html", context, status=DECLINED if form.errors else 200)


@signed_in
@require_POST
def wish_ended(request: Request, number: int) -> HttpResponse:
    """Take a wish back."""
    actions.end_wish(get_object_or_404(queries.wishes_of(request.user), pk=number), at=now())
    messages.success(request, "It is taken off your list.")
    return redirect("practice:wishes")


@needs(Sight.COACH)
@require_safe
def coaching(request: Request) -> HttpResponse:
    """Show what the own team finds hard, counted and without names, and what it wishes to practise."""
    at = now()
    record_list(request.user, "list", "coaching", count=1, at=at)
    found = coaching_for(request.user, at)
    parts = _parts(found)
    context = {
        "coaching": found,
        "parts": [part for part in parts if part[2].shown or part[2].held_back],
        "nothing": [part[0] for part in parts if not part[2].shown and not part[2].held_back],
        "wishes": queries.wishes_counted(request.user),
        "fewest_people": FEWEST_PEOPLE,
        "fewest_times": FEWEST_TIMES,
        "weeks": WEEKS,
        "most_replies": MOST_REPLIES,
    }
    return render(request, "practice/coaching.html", context)


def _parts(found: Coaching) -> list[tuple[str, str, Counted[str], str]]:
    """Return what was counted, each with its title, the head of its table, and what it was counted of."""
    return [
        ("Steps that were tried too early or without their evidence", "Step", found.steps, ""),
        ("What the desk declined", "What was tried", found.refusals, ""),
        (
            "What the checks would say of replies that were sent",
            "Check",
            found.checks,
            f"of {found.replies} replies",
        ),
        (
            "Promises that were not kept in time",
            "What was promised",
            found.promises,
            f"of {found.due} promises that fell due",
        ),
        ("Wrong ideas that answers came close to", "Wrong idea", found.misconceptions, ""),
    ]
