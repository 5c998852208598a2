"""What a customer is owed in a case: facts asked one by one, what follows, and what is done about it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from rapport.desk import queries
from rapport.desk.actions import drafts
from rapport.desk.actions.owed import decisions, requests, telling
from rapport.desk.forms import owed as forms
from rapport.desk.models import Case
from rapport.desk.queries.owed.assessments import assessment_visible_to, before, known_facts, newest, told_in
from rapport.desk.queries.owed.decisions import decisions_visible_to
from rapport.desk.queries.owed.letters import letter_draft, notice_draft
from rapport.desk.queries.owed.pages import OwedShown, facts_shown, log_of, owed_page
from rapport.desk.rules.owed.answers import deadlines_of, differences
from rapport.desk.rules.owed.beginnings import AWARE, BEGINNINGS, BOUGHT, RECEIVED, REQUESTS, SECTOR
from rapport.desk.rules.owed.decisions import Way, route_for
from rapport.desk.rules.owed.facts import askable, in_words, question
from rapport.desk.rules.owed.refusals import DecisionNotKnown
from rapport.desk.views.finding import seen_version
from rapport.lib.errors import Refusal
from rapport.staff.actions import record_view
from rapport.staff.doors import needs, signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

DECLINED = 422
GROUPS = (
    ("Something bought", BOUGHT),
    ("A request, an adjustment, a breach", REQUESTS),
    ("A sector's code", SECTOR),
)
Saves = Callable[[Case, Mapping[str, Any], Request], object]


@signed_in
@require_safe
def owed(request: Request, number: int) -> HttpResponse:
    """Show what the customer of a case is owed, and ask the next fact."""
    case = queries.case_visible_to(request.user, number)
    record_view(request.user, case, at=now())
    return page(request, case)


def page(
    request: Request, case: Case, *, form: Form | None = None, ask: str = "", fault: str = ""
) -> HttpResponse:
    """Return the page; a form that was declined stands in its place, with why."""
    shown = owed_page(case, request.user, at=now(), ask=ask or request.GET.get("ask", "")[:80])
    answer = form if isinstance(form, forms.AnswerForm) else _answer_form(shown)
    context = {
        "case": case, "page": shown, "answer_form": answer, "fault": fault or _fault(form), "groups": GROUPS,
        "askable": askable(), "may_work": request.user.may(Sight.CASES), "log": log_of(case),
        "may_extend": request.user.may(Sight.DATA_RIGHTS), "ways": list(Way),
        "route": route_for("", shown.told.facts), "in_words": in_words, "asked_for": shown.told.facts.get(
            "request.need", ""
        ),
    }  # fmt: skip
    return render(request, "desk/owed/page.html", context, status=DECLINED if context["fault"] else 200)


def _answer_form(shown: OwedShown) -> forms.AnswerForm | None:
    if shown.asked is None or shown.assessment is None:
        return None
    told = shown.told.facts.get(shown.asked.fact)
    return forms.AnswerForm(shown.asked, told, initial={"version": shown.case.version}, auto_id="fact_%s")


def _fault(form: Form | None) -> str:
    """Return in a sentence why a form was declined."""
    if form is None:
        return ""
    return " ".join(
        f"{form.fields[name].label}: {fault}" if name in form.fields else str(fault)
        for name, faults in form.errors.items()
        for fault in faults
    )


@signed_in
@require_safe
def assessment(request: Request, number: int, kept: int) -> HttpResponse:
    """Show one assessment as it was made: facts, conclusions, the rules as they were, and what it changed."""
    case = queries.case_visible_to(request.user, number)
    found = assessment_visible_to(request.user, case, kept)
    record_view(request.user, case, at=now())
    last = before(found)
    context = {
        "case": case, "kept": found, "facts": facts_shown(told_in(found)), "before": last,
        "changes": differences(last.answer, found.answer) if last else [],
        "deadlines": deadlines_of(found.answer),
        "not_known": [question(one).text for one in found.not_known],
    }  # fmt: skip
    return render(request, "desk/owed/assessment.html", context)


@needs(Sight.CASES)
@require_POST
def begin(request: Request, number: int) -> HttpResponse:
    """Begin with what the matter is about, and the facts that were confirmed."""
    case = queries.case_visible_to(request.user, number)
    form = forms.BeginForm(request.POST)
    if not form.is_valid():
        return page(request, case, form=form)
    beginning = BEGINNINGS[form.cleaned_data["about"]]
    confirmed = _confirmed(request, case, kind=beginning.kind)
    facts = {one.fact: one.value for one in confirmed} | dict(beginning.facts)
    new = telling.Telling(facts, {one.fact: one.source for one in confirmed})
    return _told(request, case, new, version=form.cleaned_data["version"])


@needs(Sight.CASES)
@require_POST
def confirm(request: Request, number: int) -> HttpResponse:
    """Take over facts that the records know and that somebody confirmed."""
    case = queries.case_visible_to(request.user, number)
    confirmed = _confirmed(request, case)
    if not confirmed:
        return page(request, case, fault="Nothing is ticked. Tick what is right, or answer the question.")
    new = telling.Telling(
        {one.fact: one.value for one in confirmed}, {one.fact: one.source for one in confirmed}
    )
    return _told(request, case, new, version=seen_version(request))


def _confirmed(request: Request, case: Case, *, kind: str = "") -> list[Any]:
    """Return what is known and ticked; the day on which a request came is always taken over."""
    ticked = {*request.POST.getlist("known")}
    found = known_facts(case, request.user, told_in(newest(case)), kind=kind)
    return [one for one in found if one.fact in ticked or (kind and one.fact in (RECEIVED, AWARE))]


@needs(Sight.CASES)
@require_POST
def facts(request: Request, number: int) -> HttpResponse:
    """Take the answer to one question: told, known to be none, not known, or taken back."""
    case = queries.case_visible_to(request.user, number)
    asked = question(request.POST.get("fact", "")[:80])
    how = request.POST.get("how", "told")
    version = seen_version(request)
    if how == "not known":
        return _told(request, case, telling.Telling(not_known=(asked.fact,)), version=version)
    if how == "taken back":
        return _told(request, case, telling.Telling(forget=(asked.fact,)), version=version)
    if how == "none" and asked.may_be_none:
        name = asked.fact.partition(".")[0] if asked.fact in NONE_OF_ALL else asked.fact
        return _told(request, case, telling.Telling({name: None}), version=version, ask=asked.fact)
    form = forms.AnswerForm(
        asked, told_in(newest(case)).facts.get(asked.fact), request.POST, auto_id="fact_%s"
    )
    if not form.is_valid():
        return page(request, case, form=form, ask=asked.fact)
    return _told(request, case, telling.Telling({asked.fact: form.value()}), version=version, ask=asked.fact)


NONE_OF_ALL = ("fault.kind", "second_fault.kind", "guarantee.by", "statement.about", "extra_goods.what")


def _told(
    request: Request, case: Case, new: telling.Telling, *, version: int | None, ask: str = ""
) -> HttpResponse:
    try:
        telling.tell_facts(case, new, by=request.user, at=now(), version=version)
    except Refusal as refusal:
        return page(request, queries.case_visible_to(request.user, case.pk), ask=ask, fault=str(refusal))
    return redirect("desk:owed", case.pk)


def _save(request: Request, number: int, form: Form, save: Saves, *, said: str) -> HttpResponse:
    """Do what a form of the page holds; what is declined is shown on the page with why."""
    case = queries.case_visible_to(request.user, number)
    if form.is_valid():
        try:
            save(case, form.cleaned_data, request)
        except Refusal as refusal:
            form.add_error(None, ValidationError(str(refusal), code=refusal.code))
        else:
            messages.success(request, said)
            return redirect("desk:owed", number)
    return page(request, queries.case_visible_to(request.user, number), form=form)


@needs(Sight.CASES)
@require_POST
def again(request: Request, number: int) -> HttpResponse:
    """Ask the same as of today and by today's law."""
    form = forms.AgainForm(request.POST)
    return _save(request, number, form, _ask_again, said="Asked again. What is otherwise stands below.")


def _ask_again(case: Case, filled: Mapping[str, Any], request: Request) -> object:
    return telling.assess_again(case, by=request.user, at=now(), version=filled["version"])


@needs(Sight.CASES)
@require_POST
def choices(request: Request, number: int) -> HttpResponse:
    """Note what the customer chose."""
    return _save(request, number, forms.ChosenForm(request.POST), _choose, said="Their choice is noted.")


def _choose(case: Case, filled: Mapping[str, Any], request: Request) -> object:
    return decisions.note_choice(
        case, filled["code"], filled["choice"], said=filled["said"], by=request.user, at=now(),
        version=filled["version"],
    )  # fmt: skip


@needs(Sight.CASES)
@require_POST
def decide(request: Request, number: int) -> HttpResponse:
    """Decide on a right, or on what the law leaves to a person."""
    return _save(request, number, forms.DecisionForm(request.POST), _decide, said="It is noted.")


def _decide(case: Case, filled: Mapping[str, Any], request: Request) -> object:
    new = decisions.NewDecision(filled["about"], Way(filled["way"]), filled["reason"], filled["route"])
    return decisions.decide(case, new, by=request.user, at=now(), version=filled["version"])


@needs(Sight.CASES)
@require_POST
def decided(request: Request, number: int, decision: int, deed: str) -> HttpResponse:
    """Sign, decline or reverse a decision."""
    found = _decision(request, number, decision)
    form: Form = (
        forms.ReverseForm(request.POST) if deed == "reversed" else forms.AnswerOfOneForm(request.POST)
    )

    def save(case: Case, filled: Mapping[str, Any], request: Request) -> object:  # noqa: ARG001 - one signature
        return DECIDED[deed](found, filled, request)

    return _save(request, number, form, save, said="It is noted.")


DECIDED: dict[str, Callable[..., object]] = {
    "signed": lambda found, filled, request: decisions.sign_decision(
        found, answer=filled["answer"], by=request.user, at=now()
    ),
    "declined": lambda found, filled, request: decisions.decline_decision(
        found, answer=filled["answer"], by=request.user, at=now()
    ),
    "reversed": lambda found, filled, request: decisions.reverse_decision(
        found, Way(filled["way"]), reason=filled["reason"], by=request.user, at=now()
    ),
}


def _decision(request: Request, case: int, number: int) -> Any:
    found = decisions_visible_to(request.user).filter(pk=number, case=case).first()
    if found is None:
        raise DecisionNotKnown(number=number, case=case)
    return found


@needs(Sight.CASES)
@require_POST
def letter(request: Request, number: int) -> HttpResponse:
    """Put a letter, drafted from what follows, into the box to write in; nothing is sent."""
    case = queries.case_visible_to(request.user, number)
    reason = request.POST.get("reason", "").replace("\x00", "")[:1000]
    try:
        text = letter_draft(case, request.user, at=now())
        if "notice" in request.POST:
            text = notice_draft(case, request.user, reason, at=now())
    except Refusal as refusal:
        return page(request, case, fault=str(refusal))
    drafts.keep_draft(case, text, is_note=False, by=request.user, at=now())
    messages.success(request, "The letter stands in the box. Read it, change it, then send it.")
    return redirect(f"{case.get_absolute_url()}?write=reply#write")


@needs(Sight.CASES)
@require_POST
def extension(request: Request, number: int) -> HttpResponse:
    """Draft the notice of an extension, or record that it was told in time."""
    form = forms.ExtensionNoticeForm(request.POST)
    return _save(request, number, form, _extend, said="The time to answer is extended.")


def _extend(case: Case, filled: Mapping[str, Any], request: Request) -> object:
    notice = requests.Notice(filled["reason"], filled["told_on"])
    return requests.extend_with_notice(case, notice, by=request.user, at=now(), version=filled["version"])


@needs(Sight.CASES)
@require_POST
def adjustment(request: Request, number: int) -> HttpResponse:
    """Grant an adjustment: it goes into the customer's record."""
    said = "The adjustment is granted and stands in the customer's record."
    return _save(request, number, forms.AdjustmentForm(request.POST), _grant, said=said)


def _grant(case: Case, filled: Mapping[str, Any], request: Request) -> object:
    return requests.grant_adjustment(
        case, filled["asked_for"], filled["adjustment"], by=request.user, at=now(), version=filled["version"]
    )
