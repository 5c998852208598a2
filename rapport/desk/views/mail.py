"""The pages of mail that came: is all well, what is held, one mail, who is blocked."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.desk.forms.mail import BlockForm, SettleForm
from rapport.desk.mail import actions, queries
from rapport.desk.mail.mime import parse
from rapport.desk.models import Case, ReceivedMail
from rapport.desk.queries import cases_visible_to
from rapport.desk.rules import Intake
from rapport.staff.actions import record_list, record_view
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

PAGE = 50
LONGEST_SHOWN = 20_000


@require_safe
@needs(Sight.CASES)
def health(request: Request) -> HttpResponse:
    """Show whether mail is well: what came, where it ended, and what ails a mailbox."""
    found = queries.mail_health(request.user, now())
    context = {
        "mailboxes": found,
        "days": queries.days_of(request.user),
        "ails": [one for one in found if not one.is_well],
        "held": queries.received_visible_to(request.user).filter(state=Intake.HELD).count(),
        "troubled": queries.troubled_count(request.user),
        "may_change": request.user.may(Sight.MAILBOXES),
    }
    return render(request, "desk/mail/health.html", context)


@require_safe
@needs(Sight.CASES)
def held(request: Request) -> HttpResponse:
    """Show the mail that waits for a person, the oldest first."""
    return _list(request, Intake.HELD, "at")


@require_safe
@needs(Sight.CASES)
def refused(request: Request) -> HttpResponse:
    """Show the mail that was refused, the newest first; each can be taken back."""
    return _list(request, Intake.REFUSED, "-at")


def _list(request: Request, state: Intake, order: str) -> HttpResponse:
    mail = queries.received_visible_to(request.user).filter(state=state).order_by(order, "pk")
    page = Paginator(mail, PAGE).get_page(request.GET.get("page"))
    record_list(request.user, "list", "receivedmail", count=len(page), at=now(), asked={"state": state})
    return render(request, "desk/mail/list.html", {"page": page, "state": state})


@require_safe
@needs(Sight.CASES)
def one(request: Request, number: int) -> HttpResponse:
    """Show one mail: who sent it, what it says, why it is here, and what can be done."""
    mail = queries.mail_visible_to(request.user, number)
    record_view(request.user, mail, at=now())
    return _page(request, mail, SettleForm(initial=_initial(request, mail)))


def _initial(request: Request, mail: ReceivedMail) -> dict[str, object]:
    suggested = _suggested(request, mail)
    return {"case": suggested.pk if suggested else None, "sender": parse_sender(mail)}


def parse_sender(mail: ReceivedMail) -> str:
    """Return the bare address of who sent a mail."""
    return mail.sender.rpartition("<")[2].rstrip(">")


def _suggested(request: Request, mail: ReceivedMail) -> Case | None:
    """Return the case a mail seems to be about, where this person may see it."""
    return cases_visible_to(request.user).filter(pk=mail.suggested_id).first() if mail.suggested_id else None


def _page(request: Request, mail: ReceivedMail, form: SettleForm, *, status: int = 200) -> HttpResponse:
    read = parse(bytes(mail.blob.body))
    filed = mail.message.case if mail.message else None
    context = {
        "mail": mail,
        "read": read,
        "text": read.text[:LONGEST_SHOWN],
        "is_cut": len(read.text) > LONGEST_SHOWN,
        "suggested": _suggested(request, mail),
        "case": filed and cases_visible_to(request.user).filter(pk=filed.pk).first(),
        "form": form,
        "can_settle": mail.state in {Intake.HELD, Intake.REFUSED},
    }
    return render(request, "desk/mail/one.html", context, status=status)


@require_POST
@needs(Sight.CASES)
def settled(request: Request, number: int) -> HttpResponse:
    """File a mail, open a case for it, refuse it, or block who sent it."""
    mail = queries.mail_visible_to(request.user, number)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _page(request, mail, form, status=422)
    said = _settle(request, mail, form)
    messages.success(request, said)
    return redirect("desk:mail_held")


def _settle(request: Request, mail: ReceivedMail, form: SettleForm) -> str:
    """Do what was chosen, and say what was done."""
    by, at, typed = request.user, now(), form.cleaned_data
    match typed["deed"]:
        case "file":
            case = get_object_or_404(cases_visible_to(by), pk=typed["case"])
            actions.file_mail(mail, case, by=by, at=at)
            return f"Filed in case {case.reference}."
        case "open":
            opened = actions.open_mail(mail, by=by, at=at)
            return f"Case {opened.message.case.reference} is opened." if opened.message else "Opened."
        case "block":
            sender = typed["sender"] or parse_sender(mail)
            actions.block_sender(sender, typed["why"], by=by, at=at)
            if mail.state == Intake.HELD:
                actions.refuse_mail(mail, f"Its sender is blocked: {typed['why']}", by=by, at=at)
            return f"{sender} is blocked."
        case _:
            actions.refuse_mail(mail, typed["why"], by=by, at=at)
            return f"Mail {mail.pk} is refused. It is kept, and can be taken back."


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Sight.CASES)
def blocked(request: Request) -> HttpResponse:
    """Show who is blocked, and block somebody."""
    form = BlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.block_sender(
            form.cleaned_data["pattern"], form.cleaned_data["why"], by=request.user, at=now()
        )
        return redirect("desk:mail_blocked")
    context = {"blocked": queries.blocked_senders(), "form": form}
    return render(request, "desk/mail/blocked.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Sight.CASES)
def unblocked(request: Request, number: int) -> HttpResponse:
    """Take mail of a sender again."""
    found = get_object_or_404(queries.blocked_senders(), pk=number)
    actions.unblock_sender(found, by=request.user, at=now())
    messages.success(request, f"Mail of {found.pattern} is taken again.")
    return redirect("desk:mail_blocked")
