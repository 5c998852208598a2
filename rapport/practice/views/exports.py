"""A portfolio handed out: as PDF, as badges, as statements; and the syllabus as a CASE package."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from rapport.practice.queries.telling import portfolio_told
from rapport.practice.rules.export.badges import badges_json
from rapport.practice.rules.export.case import case_json, framework_of
from rapport.practice.rules.export.pdf import portfolio_pdf
from rapport.practice.rules.export.told import Centre, Portfolio
from rapport.practice.rules.export.xapi import statements_json
from rapport.practice.rules.syllabus import read_content
from rapport.practice.views.portfolio import learner_asked_for
from rapport.staff.actions import record_list
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request


@dataclass(frozen=True)
class Form:
    """One form that a portfolio is handed out in."""

    media_type: str
    file_name: str
    write: Callable[[Portfolio], bytes | str]


FORMS = {
    "pdf": Form("application/pdf", "portfolio.pdf", portfolio_pdf),
    "badges": Form("application/json", "badges.json", badges_json),
    "xapi": Form("application/json", "statements.json", statements_json),
}


@signed_in
@require_safe
def export(request: Request, form: str) -> HttpResponse:
    """Hand out somebody's portfolio in one of the forms."""
    if form not in FORMS:
        raise Http404
    learner = learner_asked_for(request)
    site = request.build_absolute_uri("/").rstrip("/")
    centre = Centre(f"Rapport at {request.get_host()}", site)
    told = portfolio_told(request.user, learner, centre=centre, at=now())
    chosen = FORMS[form]
    count = len(told.evidences)
    record_list(request.user, "export", "evidence", count=count, at=now(), learner=learner.pk, form=form)
    return _file(chosen.write(told), chosen.media_type, chosen.file_name)


@signed_in
@require_safe
def syllabus(request: Request) -> HttpResponse:  # noqa: ARG001 - every view gets it
    """Hand out the syllabus as a CASE package."""
    return _file(case_json(framework_of(read_content())), "application/json", "syllabus.json")


def _file(body: bytes | str, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
