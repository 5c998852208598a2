"""Knowledge: the list of articles, reading and writing them, and putting one into a reply."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.desk.actions import articles as actions
from rapport.desk.forms.articles import ArticleForm
from rapport.desk.models import Article, Case
from rapport.desk.queries import articles as queries
from rapport.desk.queries import case_visible_to
from rapport.desk.rules.articles import REVIEW_AFTER, ArticleChangedMeanwhile, as_text, review_state
from rapport.lib.errors import Refusal
from rapport.staff.actions import record_view
from rapport.staff.doors import needs, signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import NotAllowed, Sight

DECLINED, CONFLICT, FORBIDDEN = 422, 409, 403
LONGEST_QUESTION = 200
asked_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def article_list(request: Request) -> HttpResponse:
    """Show the articles, those to look at again first."""
    q, retired = request.GET.get("q", "")[:LONGEST_QUESTION], "retired" in request.GET
    shown = queries.articles_listed(request.user, q, retired=retired, today=localdate())
    context = {"shown": shown, "q": q, "retired": retired, "may_write": request.user.may(Sight.CASES)}
    part = request.htmx and not request.htmx.history_restore_request
    template = "desk/articles/list.html#found" if part else "desk/articles/list.html"
    return render(request, template, context)


@signed_in
@require_safe
def article(request: Request, number: int) -> HttpResponse:
    """Show an article."""
    found = queries.article_visible_to(request.user, number)
    words, tone = review_state(found.review_on, localdate())
    leads = request.user.may(Sight.DESK_RULES)
    context = {
        "article": found,
        "review": words,
        "tone": tone,
        "may_write": leads or (request.user.may(Sight.CASES) and not found.is_public),
        "may_retire": leads or (found.owner_id == request.user.pk and not found.is_public),
        "uses": found.uses.count(),
    }
    return render(request, "desk/articles/article.html", context)


@needs(Sight.CASES)
@asked_or_sent
def new(request: Request) -> HttpResponse:
    """Write a new article."""
    first = {"owner": request.user.pk, "review_on": localdate() + timedelta(days=REVIEW_AFTER.days)}
    form = ArticleForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            written = actions.write_article(form.cleaned_data, by=request.user, at=now())
        except Refusal as refusal:
            _blame(form, refusal)
        else:
            messages.success(request, f"“{written.title}” is written.")
            return redirect("desk:article", written.pk)
    context = {"form": form, "title": "New article"}
    return render(request, "desk/articles/form.html", context, status=DECLINED if form.errors else 200)


@needs(Sight.CASES)
@asked_or_sent
def edit(request: Request, number: int) -> HttpResponse:
    """Change an article; what somebody else saved meanwhile is not overwritten."""
    found = queries.article_visible_to(request.user, number)
    if request.method != "POST":
        first = {name: getattr(found, name) for name in actions.FIELDS}
        return _edit_page(request, found, ArticleForm(initial=first), version=found.version)
    form, version = ArticleForm(request.POST), _version(request)
    if not form.is_valid():
        return _edit_page(request, found, form, version=version, status=DECLINED)
    try:
        actions.change_article(found, form.cleaned_data, version=version, by=request.user, at=now())
    except ArticleChangedMeanwhile as refusal:
        return _conflict_page(request, found, form, refusal)
    except Refusal as refusal:
        _blame(form, refusal)
        return _edit_page(request, found, form, version=version, status=_status(refusal))
    messages.success(request, "Saved.")
    return redirect("desk:article", found.pk)


def _edit_page(
    request: Request, found: Article, form: ArticleForm, *, version: int, status: int = 200, **more: Any
) -> HttpResponse:
    title = f"Edit “{found.title}”"
    context = {"form": form, "article": found, "version": version, "title": title, **more}
    return render(request, "desk/articles/form.html", context, status=status)


def _conflict_page(
    request: Request, found: Article, form: ArticleForm, refusal: ArticleChangedMeanwhile
) -> HttpResponse:
    """Show what they wrote beside what stays in the form; saving again then stands for both."""
    differences = [
        {"field": one.field.replace("_", " "), "theirs": one.theirs} for one in refusal.facts["differences"]
    ]
    return _edit_page(
        request, found, form, version=refusal.facts["version"], status=CONFLICT, fault=str(refusal),
        differences=differences,
    )  # fmt: skip


@signed_in
@require_POST
def retired(request: Request, number: int) -> HttpResponse:
    """Take an article out of use."""
    found = queries.article_visible_to(request.user, number)
    actions.retire_article(found, by=request.user, at=now())
    messages.success(request, f"“{found.title}” is retired. It stays in the cases where it was used.")
    return redirect("desk:article", found.pk)


@signed_in
@require_POST
def restored(request: Request, number: int) -> HttpResponse:
    """Bring a retired article back."""
    found = queries.article_visible_to(request.user, number)
    actions.restore_article(found, by=request.user, at=now())
    messages.success(request, f"“{found.title}” is in use again.")
    return redirect("desk:article", found.pk)


@needs(Sight.CASES)
@require_safe
def for_case(request: Request, number: int) -> HttpResponse:
    """Show the articles that fit a case, or the words typed beside it: a part of its page, or a page."""
    case = case_visible_to(request.user, number)
    record_view(request.user, case, at=now())
    template = "desk/case/parts/articles.html" if request.htmx else "desk/case/articles.html"
    return render(request, template, {"case": case, "shown": panel(request, case)})


@needs(Sight.CASES)
@require_POST
def used(request: Request, number: int, article: int) -> HttpResponse:
    """Note that an article is used in a case, and return its text; without script, open the reply with it."""
    case = case_visible_to(request.user, number)
    found = queries.article_visible_to(request.user, article)
    text = actions.use_article(case, found, by=request.user, at=now())
    if request.headers.get("Accept", "").startswith("text/plain"):
        return HttpResponse(text, content_type="text/plain; charset=utf-8")
    return redirect(f"{case.get_absolute_url()}?article={found.pk}#reply")


def panel(request: Request, case: Case) -> dict[str, Any]:
    """Return what the part of a case's page about articles needs."""
    q = request.GET.get("article_q", "")[:LONGEST_QUESTION]
    return {
        "article_q": q,
        "articles": queries.articles_for(case, request.user, q),
        "articles_used": queries.articles_used_in(case),
    }


def text_to_insert(request: Request) -> str:
    """Return the text of the article that a reply was opened with, for the reply box; else nothing."""
    number = request.GET.get("article", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return ""
    return as_text(queries.article_visible_to(request.user, int(number)).body)


def _version(request: Request) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


def _blame(form: ArticleForm, refusal: Refusal) -> None:
    form.add_error(None, ValidationError(str(refusal), code=refusal.code))


def _status(refusal: Refusal) -> int:
    return FORBIDDEN if isinstance(refusal, NotAllowed) else DECLINED
