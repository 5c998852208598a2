"""Files of cases and mail as it came: downloaded, and never shown in the page."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from rapport.desk.mail.queries import file_visible_to, mail_visible_to
from rapport.desk.mail.refusals import FileNotHandedOut
from rapport.staff.actions import record_view
from rapport.staff.doors import needs, signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

# Whatever a browser makes of it, it runs nothing and fetches nothing.
CONFINED = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


@signed_in
@require_safe
def file(request: Request, number: int) -> HttpResponse:
    """Hand out a file of a case, as bytes to keep."""
    found = file_visible_to(request.user, number)
    if found.refused:
        raise FileNotHandedOut(name=found.name, reason=found.refused)
    record_view(request.user, found, at=now())
    return _download(bytes(found.blob.body), found.name)


@require_safe
@needs(Sight.CASES)
def raw(request: Request, number: int) -> HttpResponse:
    """Hand out a mail as it came."""
    mail = mail_visible_to(request.user, number)
    record_view(request.user, mail, at=now())
    return _download(bytes(mail.blob.body), f"mail-{mail.pk}.eml")


def _download(body: bytes, name: str) -> HttpResponse:
    named = content_disposition_header(as_attachment=True, filename=name)
    headers = {**CONFINED, "Content-Disposition": named or "attachment"}
    return HttpResponse(body, content_type="application/octet-stream", headers=headers)
