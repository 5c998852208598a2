"""What a form carries so that it counts once, and so that a robot's haste shows; and the files it brings."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from rapport.desk.actions import File
from rapport.desk.rules.files import safe_name
from rapport.desk.rules.portal import FORM_OPEN_FOR
from rapport.staff.adapter import AccountAdapter

SALT = "rapport.desk.form"
FIELD = "sending"


@dataclass(frozen=True)
class Sending:
    """One sending of a form: its key, and how long it was open; None where no page of ours made it."""

    key: str
    took: timedelta | None


def new_sending(at: datetime) -> str:
    """Return what a page puts into a form when it is opened."""
    return signing.dumps([secrets.token_urlsafe(16), at.timestamp()], salt=SALT)


def sending_of(request: HttpRequest, *, at: datetime) -> Sending:
    """Return what a form brought back; what we did not sign, or long ago, is a sending of its own."""
    try:
        key, opened = signing.loads(request.POST.get(FIELD, ""), salt=SALT)
    except signing.BadSignature:
        return Sending(secrets.token_urlsafe(16), None)
    took = timedelta(seconds=at.timestamp() - opened)
    return Sending(key, took if took <= FORM_OPEN_FOR else None)


def files_of(uploaded: Iterable["UploadedFile[Any]"]) -> list[File]:
    """Return uploaded files as a message keeps them; what a browser says of their kind is kept as said."""
    return [
        File(safe_name(str(one.name)), one.content_type or "application/octet-stream", one.read())
        for one in uploaded
    ]


def network_of(request: HttpRequest) -> str:
    """Return the network address that a request came from, as the brake on sign-in sees it."""
    return str(AccountAdapter(request).get_client_ip(request))
