"""The pages of mailboxes: the list, one, and trying whether it works."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from rapport.desk.forms.mailboxes import MailboxForm
from rapport.desk.mail import actions
from rapport.desk.mail.queries import mailboxes_visible_to
from rapport.desk.models import Mailbox
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Sight.MAILBOXES)
def mailboxes(request: Request) -> HttpResponse:
    """Show the mailboxes, and add one."""
    form = MailboxForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = actions.add_mailbox(form.fields_kept(), take_all=form.takes_all(), by=request.user, at=now())
        messages.success(request, f"Mailbox {added.name} is added. Try it before you rely on it.")
        return redirect("desk:mailbox", added.pk)
    context = {"mailboxes": mailboxes_visible_to(request.user), "form": form}
    return render(request, "desk/mail/mailboxes.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Sight.MAILBOXES)
def mailbox(request: Request, number: int) -> HttpResponse:
    """Show one mailbox, and change it."""
    found = _mailbox(request, number)
    form = MailboxForm(request.POST or None, mailbox=found)
    if request.method == "POST" and form.is_valid():
        actions.change_mailbox(found, form.fields_kept(), by=request.user, at=now())
        messages.success(request, f"Mailbox {form.cleaned_data['name']} is changed.")
        return redirect("desk:mailbox", found.pk)
    return _page(request, found, form)


def _mailbox(request: Request, number: int) -> Mailbox:
    return get_object_or_404(mailboxes_visible_to(request.user), pk=number)


def _page(request: Request, found: Mailbox, form: MailboxForm, **more: object) -> HttpResponse:
    context = {"mailbox": found, "form": form, **more}
    return render(request, "desk/mail/mailbox.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Sight.MAILBOXES)
def tried(request: Request, number: int) -> HttpResponse:
    """Try whether a mailbox's servers let us in, and say how it went."""
    found = _mailbox(request, number)
    return _page(request, found, MailboxForm(mailbox=found), tried=actions.try_mailbox(found))
