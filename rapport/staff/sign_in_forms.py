"""The forms of django-allauth that we change: codes past the brake, passkeys in our words."""

from typing import TYPE_CHECKING, Any, cast

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm

from rapport.staff import actions
from rapport.staff.adapter import begin

if TYPE_CHECKING:
    from rapport.staff.models import User


class _Braked:
    """Count each code before it is looked at, as passwords are."""

    user: "User"

    def clean_code(self) -> str:
        """Look at a code, unless the brake is on."""
        attempt = begin(context.request, f"code {self.user.email}")
        code = cast(str, cast(Any, super()).clean_code())  # of the allauth form beside it
        actions.pass_sign_in(attempt)
        return code


class CodeForm(_Braked, AuthenticateForm):  # type: ignore[misc]
    """Ask for a code as the second step of signing in."""


class CodeAgainForm(_Braked, ReauthenticateForm):  # type: ignore[misc]
    """Ask somebody who is signed in for a code again."""


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """Ask for the name of a passkey, and whether it alone is enough to sign in."""

    def __init__(self, *args: Any, **names: Any) -> None:
        super().__init__(*args, **names)
        self.fields["name"].label = "Name of the passkey"
        self.fields["passwordless"].label = "Sign in with this passkey alone"
        self.fields["passwordless"].help_text = "It then asks for a fingerprint, a face or a PIN."
        self.fields["passwordless"].initial = True
