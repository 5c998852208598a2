"""What the brake on guessing asks."""

from datetime import datetime, timedelta

from rapport.staff import rules
from rapport.staff.models import FailedSignIn, KnownDevice


def is_known_device(account: str, device: str, *, at: datetime) -> bool:
    """Tell whether somebody signed in to an account from this browser before."""
    if not device:
        return False
    return KnownDevice.objects.filter(
        user__email=account.strip().lower(),
        digest=rules.digest_of(device),
        seen_at__gt=at - rules.DEVICE_LASTS_FOR,
    ).exists()


def wait_before(attempt: FailedSignIn, *, address_counts: bool) -> timedelta:
    """Return how long a try must wait for the failures of its account, and of its address."""
    waits = [_wait({"account": attempt.account}, attempt, free=rules.FREE_TRIES)]
    if address_counts:
        waits.append(_wait({"address": attempt.address}, attempt, free=rules.FREE_TRIES_OF_ADDRESS))
    return max(waits)


def _wait(same: dict[str, str], attempt: FailedSignIn, *, free: int) -> timedelta:
    failures = FailedSignIn.objects.filter(**same, at__gt=attempt.at - rules.FAILURES_COUNT_FOR)
    times = list(failures.exclude(pk=attempt.pk).order_by("-at").values_list("at", flat=True)[: free + 10])
    return rules.wait_for(len(times), times[0] if times else None, attempt.at, free=free)
