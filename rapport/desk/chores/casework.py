"""What the clock does with cases: programs told, the absent relieved, merges followed."""

from datetime import datetime

from django.utils.timezone import localtime

from rapport.desk.actions import absences, calling, following
from rapport.desk.posting import post


def call_webhooks(at: datetime) -> str:
    """Tell other programs what waits to be told."""
    sent, failed = calling.send_calls(post, at=at)
    return f"{sent} told, {failed} to try again" if sent or failed else "nothing to tell"


def relieve_the_absent(at: datetime) -> str:
    """Hand over the cases of those who are away from today on."""
    moved = absences.hand_over_absences(localtime(at).date(), at=at)
    return f"{moved} cases handed over" if moved else "nobody to relieve"


def follow_merges(at: datetime) -> str:
    """Let the cases of merged customers follow."""
    moved = following.follow_merges(at=at)
    return f"{moved} cases followed" if moved else "nothing to follow"
