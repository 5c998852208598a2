"""Colleagues who are away, and who takes over what is theirs meanwhile."""

from datetime import date, datetime

from django.db import transaction

from rapport.desk.actions.work import assign_case
from rapport.desk.models import Absence, Case
from rapport.desk.rules import LIVE, CaseFieldNotRight
from rapport.staff.actions import record
from rapport.staff.models import User


@transaction.atomic
def note_absence(
    person: User, since: date, until: date, *, cover: User | None, by: User, at: datetime
) -> Absence:
    """Note that somebody is away, and who takes over; without a cover their cases go back to the team."""
    if until < since:
        raise CaseFieldNotRight(field="until", value=until, expected=f"{since} or later")
    if cover and cover.pk == person.pk:
        raise CaseFieldNotRight(field="cover", value=cover.name, expected="somebody else, or nobody")
    absence = Absence.objects.create(person=person, since=since, until=until, cover=cover)
    record(by, "note absence", absence, at=at, person=person.name, since=f"{since}", until=f"{until}")
    return absence


@transaction.atomic
def drop_absence(absence: Absence, *, by: User, at: datetime) -> None:
    """Drop an absence; what was handed over stays with whoever has it."""
    record(by, "drop absence", absence, at=at, person=absence.person.name)
    absence.delete()


def hand_over_absences(today: date, *, at: datetime) -> int:
    """Hand over the cases of those who are away from today on, once for each absence; return how many."""
    begun = Absence.objects.filter(since__lte=today, until__gte=today, handed_over_at__isnull=True)
    return sum(_hand_over(absence, at) for absence in begun.select_related("person", "cover"))


@transaction.atomic
def _hand_over(absence: Absence, at: datetime) -> int:
    absence = Absence.objects.select_for_update().get(pk=absence.pk)
    if absence.handed_over_at:
        return 0
    cases = [*Case.objects.filter(assignee=absence.person, state__in=LIVE).order_by("pk")]
    why = f"{absence.person.name} is away until {absence.until:%-d %B %Y}."
    for case in cases:
        assign_case(case, absence.cover, by=absence.person, at=at, why=why)
    absence.handed_over_at = at
    absence.save(update_fields=["handed_over_at"])
    return len(cases)
