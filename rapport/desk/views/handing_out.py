"""A file of a message, handed out: to be saved, never to be shown or run in a page."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from rapport.desk.models import Attachment
from rapport.desk.rules.files import safe_name

POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def handed_out(attachment: Attachment) -> HttpResponse:
    """Return a file as a download, whatever it says it is: no kind, no sniffing, no script."""
    answer = HttpResponse(bytes(attachment.blob.body), content_type="application/octet-stream")
    name = safe_name(attachment.name)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = POLICY
    answer["Cache-Control"] = "private, no-store"
    return answer
