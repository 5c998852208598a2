"""What somebody begins to write is kept, a reply apart from a note; and who is at a case just now."""

from datetime import datetime, timedelta

from rapport.desk.models import Case, Draft, Message, Presence
from rapport.staff.models import User

WRITES_FOR = timedelta(seconds=45)  # after the last letter
LONGEST = 100_000


def keep_draft(case: Case, text: str, *, is_note: bool, by: User, at: datetime, send_key: str = "") -> None:
    """Keep a draft, or drop it where it is empty; one that was sent meanwhile does not come back."""
    if send_key and Message.objects.filter(send_key=send_key).exists():
        return
    mine = Draft.objects.filter(case=case, person=by, is_note=is_note)
    if not text.strip():
        mine.delete()
        return
    kept = {"text": text[:LONGEST], "changed_at": at}
    Draft.objects.update_or_create(case=case, person=by, is_note=is_note, defaults=kept)
    be_present(case, by=by, at=at)


def drop_draft(case: Case, *, is_note: bool, by: User) -> None:
    """Drop what somebody began to write."""
    Draft.objects.filter(case=case, person=by, is_note=is_note).delete()


def be_present(case: Case, *, by: User, at: datetime) -> None:
    """Note that somebody looks at a case, and whether they write: their draft changed just now.

    What the customer wrote is read with it. The version stays: nothing of the case has changed.
    """
    writes = Draft.objects.filter(case=case, person=by, changed_at__gt=at - WRITES_FOR).exists()
    seen = {"is_writing": writes, "seen_at": at}
    Presence.objects.update_or_create(case=case, person=by, defaults=seen)
    Case.objects.filter(pk=case.pk, is_unread=True).update(is_unread=False)
