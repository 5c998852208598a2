"""What is open to everybody: the form to write to us, and the articles that answer without us."""

from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from rapport.desk.actions import public
from rapport.desk.forms.public import TRAP, PublicForm
from rapport.desk.models import Case
from rapport.desk.queries import articles
from rapport.desk.rules import CaseFieldNotRight
from rapport.desk.rules.articles import ArticleNotFound
from rapport.desk.rules.portal import FormTooOften, signs_of_a_robot
from rapport.desk.views.sending import files_of, network_of, new_sending, sending_of

DECLINED, TOO_OFTEN = 422, 429
SALT = "rapport.desk.reference"
LONGEST_QUESTION = 400


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """Take a message from anybody; what is refused stays in the form."""
    sent = request.method == "POST"
    filled = PublicForm(request.POST if sent else None, request.FILES if sent else None)
    status, fault = DECLINED if filled.errors else 200, ""
    if filled.is_valid():
        try:
            case = _taken(request, filled)
        except FormTooOften as refusal:
            status, fault = TOO_OFTEN, str(refusal)
        except CaseFieldNotRight as refusal:
            status, fault = DECLINED, str(refusal)
        else:
            return redirect("desk:form_sent", signing.dumps(case.reference, salt=SALT))
    context = {"form": filled, "fault": fault, "sending": new_sending(now()), "trap": TRAP}
    return render(request, "desk/public/form.html", context, status=status)


def _taken(request: HttpRequest, filled: PublicForm) -> Case:
    """Open a case from a form; one that looks like a robot's is marked and taken all the same."""
    words, sending = filled.cleaned_data, sending_of(request, at=now())
    text = words["text"] + (f"\n\nPhone: {filled.phone_beside}" if filled.phone_beside else "")
    new = public.FormMessage(
        words["kind"], words["subject"], text, words["name"], filled.address, words["order_number"],
        files_of(words["attachments"]),
        signs_of_a_robot(filled_trap=bool(request.POST.get(TRAP)), took=sending.took),
    )  # fmt: skip
    return public.take_form(new, network=network_of(request), key=sending.key, at=now())


@require_safe
def sent(request: HttpRequest, told: str) -> HttpResponse:
    """Say that a message has arrived, with the reference and nothing else."""
    try:
        reference = signing.loads(told, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    return render(request, "desk/public/sent.html", {"reference": reference})


@require_safe
def help_list(request: HttpRequest) -> HttpResponse:
    """Show the articles that customers may read, or those that fit a question."""
    q = request.GET.get("q", "")[:LONGEST_QUESTION]
    shown = articles.public_articles().order_by("title")
    found: Any = articles.suggested(shown, q, most=20) if q.strip() else shown[: articles.MOST]
    return render(request, "desk/public/help.html", {"articles": found, "q": q})


@require_safe
def help_article(request: HttpRequest, number: int) -> HttpResponse:
    """Show one article that customers may read."""
    try:
        article = articles.public_article(number)
    except ArticleNotFound:
        return render(request, "desk/public/no_article.html", status=404)
    return render(request, "desk/public/article.html", {"article": article})


@require_http_methods(["POST"])
def suggestions(request: HttpRequest) -> HttpResponse:
    """Return the articles that fit what somebody is typing; sent as a form, so that no log keeps it."""
    text = f"{request.POST.get('subject', '')} {request.POST.get('text', '')}"[:LONGEST_QUESTION]
    found = articles.suggested(articles.public_articles(), text, most=3)
    return render(request, "desk/public/suggestions.html", {"articles": found})
