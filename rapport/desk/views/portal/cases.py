"""Cases as their customer sees them: read, answered, opened, and the files in them."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.desk.actions import public
from rapport.desk.forms.public import MessageForm, PortalCaseForm
from rapport.desk.models import Case
from rapport.desk.queries import portal
from rapport.desk.rules import CaseFieldNotRight, CaseMergedMeanwhile
from rapport.desk.rules.portal import FormTooOften
from rapport.desk.views.handing_out import handed_out
from rapport.desk.views.portal.door import Visited, for_customers
from rapport.desk.views.sending import files_of, new_sending, sending_of

DECLINED, TOO_OFTEN, CHANGED = 422, 429, 409
MOST_ORDERS = 50  # to choose from


@require_safe
@for_customers
def case(request: Visited, reference: str) -> HttpResponse:
    """Show what was said in a case, with a place to answer; a merged one leads to where it goes on."""
    found = portal.case_open_to(request.visit.customer, reference, on=localdate())
    further = portal.goes_on_in(request.visit.customer, found, on=localdate())
    if further and further.pk != found.pk:
        return redirect(found_path(further))
    return _case_page(request, found, MessageForm())


@require_POST
@for_customers
def answer(request: Visited, reference: str) -> HttpResponse:
    """Put an answer into a case; what is refused stays in the form."""
    me, at = request.visit.customer, now()
    found = portal.case_open_to(me, reference, on=localdate())
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _case_page(request, found, form, status=DECLINED)
    sending = sending_of(request, at=at)
    try:
        public.answer_in_portal(
            me, found, form.cleaned_data["text"], address=request.visit.address, key=sending.key, at=at,
            files=files_of(form.cleaned_data["attachments"]),
        )  # fmt: skip
    except FormTooOften as refusal:
        return _case_page(request, found, form, status=TOO_OFTEN, fault=str(refusal))
    except CaseMergedMeanwhile:
        said = "This conversation goes on in another one. Your answer is below: send it there."
        return _case_page(request, found, form, status=CHANGED, fault=said)
    return redirect(f"{found_path(found)}#last")


def found_path(case: Case) -> str:
    """Return the address of a case in the portal."""
    return f"/portal/cases/{case.reference}"


def _case_page(
    request: Visited, found: Case, form: MessageForm, *, status: int = 200, fault: str = ""
) -> HttpResponse:
    me = request.visit.customer
    order = found.order and portal.orders_open_to(me, on=localdate()).filter(pk=found.order.pk).first()
    context = {
        "case": found,
        "is_for_other": found.customer_id != me.pk and found.customer,
        "lines": portal.conversation_open_to(me, found),
        "order": order,
        "form": form,
        "fault": fault,
        "sending": new_sending(now()),
    }
    return render(request, "desk/portal/case.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def new(request: Visited) -> HttpResponse:
    """Open a case, for oneself or for an organisation whose cases one sees."""
    form = _new_form(request)
    status, fault = DECLINED if form.errors else 200, ""
    if form.is_valid():
        try:
            return redirect(found_path(_opened(request, form)))
        except FormTooOften as refusal:
            status, fault = TOO_OFTEN, str(refusal)
        except CaseFieldNotRight as refusal:
            status, fault = DECLINED, str(refusal)
    context = {"form": form, "fault": fault, "sending": new_sending(now())}
    return render(request, "desk/portal/new.html", context, status=status)


def _opened(request: Visited, form: PortalCaseForm) -> Case:
    filled, at = form.cleaned_data, now()
    message = public.PortalMessage(
        filled["kind"],
        filled["subject"],
        filled["text"],
        form.chosen_party,
        form.chosen_order,
        files_of(filled["attachments"]),
    )
    return public.open_portal_case(
        request.visit.customer, message, address=request.visit.address,
        key=sending_of(request, at=at).key, at=at, on=localdate(),
    )  # fmt: skip


def _new_form(request: Visited) -> PortalCaseForm:
    """Return the form for a new case, which offers whom they act for and their newest orders."""
    me, sent = request.visit.customer, request.method == "POST"
    return PortalCaseForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        initial={"party": me.pk, "order": request.GET.get("order", "")},
        parties=[me, *portal.organisations_open_to(me, on=localdate())],
        orders=[*portal.orders_open_to(me, on=localdate())[:MOST_ORDERS]],
    )


@require_safe
@for_customers
def file(request: Visited, number: int) -> HttpResponse:
    """Hand out a file of a case."""
    return handed_out(portal.file_open_to(request.visit.customer, number, on=localdate()))
