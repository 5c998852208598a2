"""How often a public form is used from one place: counted before anything else is looked at."""

from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from rapport.desk.models import FormVisit
from rapport.desk.rules.portal import RATES, VISITS_KEPT_FOR, FormTooOften
from rapport.staff.rules import waiting_words

SALT = "rapport.desk.form-visit"


def count_visit(form: str, address: str, *, at: datetime) -> None:
    """Count one use of a form from an address, or refuse it where there were too many.

    Counted first, so that a hundred at once find each other; a use that is refused does not count.
    Outside any transaction of the caller: what is refused later was a use all the same.
    """
    rate = RATES[form]
    place = digest_of_place(address)
    visit = FormVisit.objects.create(address=place, form=form, at=at)
    before = FormVisit.objects.filter(address=place, form=form, at__gt=at - rate.within)
    count = before.exclude(pk=visit.pk).count()
    if count >= rate.most:
        visit.delete()
        raise FormTooOften(count=count, within=waiting_words(rate.within))


def digest_of_place(address: str) -> str:
    """Return what is kept of an address: keyed, for network addresses are few enough to be tried out."""
    return salted_hmac(SALT, address.strip().lower(), algorithm="sha256").hexdigest()


def forget_old_visits(*, at: datetime) -> int:
    """Delete the uses of forms that no rate counts any more."""
    gone, _ = FormVisit.objects.filter(at__lt=at - VISITS_KEPT_FOR - timedelta(minutes=1)).delete()
    return gone
