"""The brake on guessing, and the browsers that are known."""

import secrets
from datetime import datetime

from django.db import transaction

from rapport.staff import rules
from rapport.staff.actions.audit import record
from rapport.staff.models import FailedSignIn, KnownDevice, User
from rapport.staff.queries import signing_in


def begin_sign_in(account: str, *, address: str, device: str = "", at: datetime) -> FailedSignIn:
    """Count a try as failed before the password is looked at, or refuse it while the brake is on.

    Counted first, so that a hundred tries at once find each other. A browser that is known for the account
    has a brake of its own: guessing elsewhere does not slow it.
    """
    known = signing_in.is_known_device(account, device, at=at)
    brake = f"device:{device}" if known else f"account:{account.strip().lower()}"
    attempt = FailedSignIn(account=rules.digest_of(brake), address=rules.digest_of(address), at=at)
    attempt.save()
    wait = signing_in.wait_before(attempt, address_counts=not known)
    if wait:
        attempt.delete()
        raise rules.SignInSlowed(wait=rules.waiting_words(wait))
    return attempt


@transaction.atomic
def pass_sign_in(attempt: FailedSignIn) -> None:
    """Take back the count of a try that was right, and the failures of its account before it."""
    FailedSignIn.objects.filter(account=attempt.account).delete()


@transaction.atomic
def know_device(user: User, device: str, *, at: datetime) -> str:
    """Remember a browser from which somebody signed in, and return the secret it keeps."""
    known = KnownDevice.objects.filter(user=user, digest=rules.digest_of(device)).first() if device else None
    if known:
        known.seen_at = at
        known.save(update_fields=["seen_at"])
        return device
    secret = secrets.token_urlsafe(32)
    KnownDevice.objects.create(user=user, digest=rules.digest_of(secret), seen_at=at)
    return secret


@transaction.atomic
def record_sign_in(user: User, *, at: datetime) -> None:
    """Write that somebody signed in."""
    record(user, "sign_in", user, at=at)


@transaction.atomic
def forget_old_failures(*, at: datetime) -> int:
    """Delete what the brake no longer counts, and browsers not seen for over a year."""
    KnownDevice.objects.filter(seen_at__lt=at - rules.DEVICE_LASTS_FOR).delete()
    gone, _ = FailedSignIn.objects.filter(at__lt=at - rules.FAILURES_COUNT_FOR).delete()
    return gone
