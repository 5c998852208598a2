"""The list of root causes."""

from django.db.models import Count, QuerySet

from rapport.desk.models import Case, CaseCause, Cause


def causes() -> QuerySet[Cause]:
    """Return the causes to choose from."""
    return Cause.objects.filter(retired_at__isnull=True)


def causes_counted() -> QuerySet[Cause]:
    """Return every cause, retired ones last, with how many cases and faults in making it was found in."""
    counted = Cause.objects.annotate(
        cases=Count("found_in", distinct=True), faults=Count("found_in_faults", distinct=True)
    )
    return counted.order_by("retired_at", "name")


def cause_of(case: Case) -> CaseCause | None:
    """Return the cause found in a case."""
    return CaseCause.objects.filter(case=case).select_related("cause").first()
