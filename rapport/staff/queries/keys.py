"""With what somebody comes in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator

from rapport.staff.models import User


@dataclass(frozen=True)
class Keys:
    """The keys of one person; `passkeys` are rows of the sign-in library."""

    has_app: bool
    passkeys: list[Any]
    codes_left: int | None  # None: there are none, since there is no second factor
    devices: list[datetime]  # when each known browser was last used to sign in

    @property
    def has_second_factor(self) -> bool:
        """Tell whether a password alone is not enough."""
        return self.has_app or bool(self.passkeys)


def keys_of(user: User) -> Keys:
    """Return with what somebody comes in."""
    rows = list(Authenticator.objects.filter(user=user).order_by("pk"))
    kinds = Authenticator.Type
    codes = [row for row in rows if row.type == kinds.RECOVERY_CODES]
    return Keys(
        has_app=any(row.type == kinds.TOTP for row in rows),
        passkeys=[row for row in rows if row.type == kinds.WEBAUTHN],
        codes_left=len(codes[0].wrap().get_unused_codes()) if codes else None,
        devices=list(user.devices.order_by("-seen_at").values_list("seen_at", flat=True)[:20]),
    )
