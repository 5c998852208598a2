"""What django-allauth asks us: who may sign up, when a try must wait, what a change leaves behind."""

from io import BytesIO
from typing import Any, cast

import qrcode  # type: ignore[import-untyped]
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from rapport.staff import actions
from rapport.staff.models import FailedSignIn, User
from rapport.staff.queries import keys_of
from rapport.staff.rules import DEVICE_LASTS_FOR, SignInSlowed

DEVICE_COOKIE = "rapport_device"
DEVICE_SALT = "rapport.staff.device"
DEEDS = {  # what the sign-in library calls its mails, in our words
    "password_changed": "change_password",
    "password_reset": "set_password",
    "password_set": "set_password",
    "recovery_codes_generated": "make_recovery_codes",
    "totp_activated": "add_app",
    "totp_deactivated": "remove_app",
    "webauthn_added": "add_passkey",
    "webauthn_removed": "remove_passkey",
}


def device_of(request: HttpRequest) -> str:
    """Return the secret by which a browser is known, or nothing."""
    return cast(str, request.get_signed_cookie(DEVICE_COOKIE, default="", salt=DEVICE_SALT))


def begin(request: HttpRequest, account: str) -> FailedSignIn:
    """Count a try before it is looked at; while the brake is on, refuse it as forms do."""
    address = AccountAdapter(request).get_client_ip(request)
    try:
        return actions.begin_sign_in(account, address=address, device=device_of(request), at=now())
    except SignInSlowed as refusal:
        raise ValidationError(str(refusal), code=refusal.code) from None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """How people get in: by invitation, past a brake, and remembered."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The address and the password do not belong together. Check both, or ask "
        "for a link to set a new password.",
        "incorrect_password": "This is not your password. Type the one you sign in with.",
        "incorrect_code": "This code is not right, or its time has passed. Type the one shown now.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth passes it
        """Nobody signs up: people are invited."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Look at a password, unless the brake is on."""
        attempt = begin(request, str(credentials.get("email", "")))
        user = cast(User | None, super().authenticate(request, **credentials))
        if user:
            actions.pass_sign_in(attempt)
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        """Look at the password of somebody who is signed in."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def post_login(self, request: HttpRequest, user: User, **names: Any) -> HttpResponse:
        """Remember the browser, and write that somebody signed in."""
        response = cast(HttpResponse, super().post_login(request, user, **names))
        actions.record_sign_in(user, at=now())
        remember(response, actions.know_device(user, device_of(request), at=now()))
        return response

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, **names: Any
    ) -> None:
        """Write a change of password or second factor into the audit, and mail its owner."""
        name = template_prefix.rpartition("/")[2]
        actions.record(user, DEEDS.get(name, name[:40]), user, at=now())
        super().send_notification_mail(template_prefix, user, context, **{"email": user.email} | names)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth passes it
        """Lead back to the page of keys."""
        return reverse("staff:security")

    def add_message(self, request: HttpRequest, level: int, *args: Any, **names: Any) -> None:
        """Say what went wrong; what went well shows on the page itself."""
        if level >= messages.WARNING:
            super().add_message(request, level, *args, **names)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """How second factors are named and kept."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"]
    }

    def build_totp_svg(self, url: str) -> str:
        """Draw the code to scan on white: on a dark page black squares alone are not seen."""
        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002, ARG002 - allauth's
        """Name a new passkey by its number."""
        return f"Passkey {len(keys_of(user).passkeys) + 1}"


def remember(response: HttpResponse, device: str) -> None:
    """Give a browser the secret by which it is known."""
    response.set_signed_cookie(
        DEVICE_COOKIE,
        device,
        salt=DEVICE_SALT,
        max_age=DEVICE_LASTS_FOR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
