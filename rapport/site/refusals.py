"""Turn a refusal into an HTTP answer; nothing else knows which status belongs to which refusal."""

import logging
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from psycopg.errors import ReadOnlySqlTransaction

from rapport.customers.rules.refusals import ChangedMeanwhile, CustomerNotFound, MergedMeanwhile
from rapport.desk.mail.refusals import FileNotFound, FileNotHandedOut, MailNotFound, MailSettledAlready
from rapport.desk.rules import CaseChangedMeanwhile, CaseMergedMeanwhile, CaseNotFound
from rapport.desk.rules.articles import ArticleChangedMeanwhile, ArticleNotFound
from rapport.desk.rules.case_refusals import CaseTaken
from rapport.desk.rules.causes import CauseActionNotKnown, FaultNotInCase
from rapport.desk.rules.owed.refusals import AssessmentNotKnown, DecisionNotKnown, NothingAssessed
from rapport.desk.rules.portal import FormTooOften, PortalLinkUsedUp, PortalRightNotThere, RequestNotFound
from rapport.desk.rules.redress import RedressNotKnown
from rapport.desk.rules.stages import PromiseNotInCase, StageNotKnown
from rapport.insights.rules import RateNotThere
from rapport.lib.errors import Refusal
from rapport.orders.rules.lines import FaultNotFound, LineNotFound, MilestoneNotFound, OrderNotFound
from rapport.orders.rules.making import AgreementAskedFor, AgreementNotFound
from rapport.orders.rules.notices import RiskNotFound, RiskOver
from rapport.practice.rules.assurance import SignLinkUsedUp
from rapport.practice.rules.outcomes import NotInContent
from rapport.practice.rules.portfolio import CheckedAlready, ClaimNotFound, DecidedAlready, EvidenceNotFound
from rapport.practice.rules.scenes.reading import SceneNotKnown
from rapport.practice.rules.scenes.refusals import RolePlayNotFound, RolePlayOver, SceneChanged, TurnNotNext
from rapport.site.reports import ReportNotThere
from rapport.site.work.rules import ChoreNotThere
from rapport.staff.rules import LinkUsedUp, NotAllowed, SignInSlowed
from rapport.staff.tokens.rules import ScopeMissing, TokenNotKnown

Answer = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger(__name__)


class DatabaseDeclined(Refusal):
    """The disk is full, the database is read-only, locked for too long, or away."""

    code = "database_declined"
    text = (
        "The database does not answer or takes no changes at the moment. Nothing was saved; go back, and "
        "what you typed is still there. Try again in a minute, and tell whoever runs Rapport if it stays so."
    )


class FormNotFromHere(Refusal):
    """A form came without the token of a page of this site."""

    code = "form_not_from_here"
    text = (
        "This form does not belong to a page that you have open here: it was open for too long, or the "
        "browser keeps no cookies. Nothing was saved. Go back, load the page again, and send it once more."
    )


DECLINED = 422
STATUSES: dict[type[Refusal], int] = {
    AgreementAskedFor: 409,
    AgreementNotFound: 404,
    ArticleChangedMeanwhile: 409,
    ArticleNotFound: 404,
    AssessmentNotKnown: 404,
    CaseChangedMeanwhile: 409,
    CaseMergedMeanwhile: 409,
    CaseNotFound: 404,
    CaseTaken: 409,
    CauseActionNotKnown: 404,
    ChangedMeanwhile: 409,
    ChoreNotThere: 404,
    CustomerNotFound: 404,
    CheckedAlready: 409,
    ClaimNotFound: 404,
    DatabaseDeclined: 503,
    DecidedAlready: 409,
    DecisionNotKnown: 404,
    FaultNotFound: 404,
    FaultNotInCase: 404,
    EvidenceNotFound: 404,
    FileNotFound: 404,
    FileNotHandedOut: 403,
    FormNotFromHere: 403,
    FormTooOften: 429,
    LineNotFound: 404,
    LinkUsedUp: 404,
    MailNotFound: 404,
    MailSettledAlready: 409,
    MergedMeanwhile: 409,
    MilestoneNotFound: 404,
    NotAllowed: 403,
    OrderNotFound: 404,
    NothingAssessed: 404,
    NotInContent: 404,
    PortalLinkUsedUp: 404,
    PortalRightNotThere: 404,
    PromiseNotInCase: 404,
    RateNotThere: 404,
    RedressNotKnown: 404,
    ReportNotThere: 404,
    RequestNotFound: 404,
    RolePlayNotFound: 404,
    RolePlayOver: 409,
    SceneChanged: 409,
    SceneNotKnown: 404,
    TurnNotNext: 409,
    RiskNotFound: 404,
    RiskOver: 409,
    ScopeMissing: 403,
    SignInSlowed: 429,
    SignLinkUsedUp: 404,
    StageNotKnown: 404,
    TokenNotKnown: 401,
}
HEADINGS = {
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    409: "Changed meanwhile",
    429: "Too soon",
    503: "Not now",
}
PLAIN = (str, int, float, bool, type(None))


class AnswerRefusals:
    """Middleware that answers a refusal raised by a view, and a database that takes nothing now.

    Any other exception is a bug and stays loud.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; what a view raises comes to `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the answer to a refusal, or None to let the exception go on."""
        if _takes_nothing(exception):
            logger.exception("The database did not answer", exc_info=exception)
            return refused(request, DatabaseDeclined())
        return refused(request, exception) if isinstance(exception, Refusal) else None


def _takes_nothing(fault: Exception) -> bool:
    """Tell whether the database takes no changes now; PostgreSQL calls a read-only one an internal error."""
    return isinstance(fault, OperationalError) or isinstance(fault.__cause__, ReadOnlySqlTransaction)


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal: its own, else its nearest ancestor's, else 422."""
    return next((STATUSES[kind] for kind in type(refusal).mro() if kind in STATUSES), DECLINED)


def problem_of(refusal: Refusal) -> dict[str, Any]:
    """Return a refusal as programs read it: code, sentence, and the facts in it if there are any."""
    facts = {name: _plain(fact) for name, fact in refusal.facts.items()}
    return {"code": refusal.code, "text": str(refusal)} | ({"facts": facts} if facts else {})


def _plain(fact: Any) -> Any:
    """Return a fact as JSON can say it; what is made of parts, part by part."""
    if isinstance(fact, PLAIN):
        return fact
    if is_dataclass(fact) and not isinstance(fact, type):
        return {part.name: _plain(getattr(fact, part.name)) for part in fields(fact)}
    if isinstance(fact, (list, tuple)):
        return [_plain(part) for part in fact]
    return str(fact)


def form_not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django says why
    """Answer a form without its token, as every refusal is answered."""
    return refused(request, FormNotFromHere())


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Say a refusal as a page, or as JSON to a program that prefers JSON."""
    status = status_of(refusal)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse(problem_of(refusal), status=status)
    context = {"heading": HEADINGS.get(status, "Declined"), "sentence": str(refusal)}
    return render(request, "site/refusal.html", context, status=status)
