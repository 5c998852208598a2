"""What colleagues asked of other teams: their team follows it, whoever works on it."""

from django.db.models import QuerySet

from rapport.customers.models import Customer
from rapport.desk.models import Attachment, Case
from rapport.desk.queries.portal import Line, conversation_open_to, messages_shown
from rapport.desk.queries.sight import cases_visible_to
from rapport.desk.rules import CaseKind, CaseState
from rapport.desk.rules.portal import NoInternalCustomer, NoTeam, RequestNotFound
from rapport.staff.models import Team, User


def requests_open_to(user: User) -> QuerySet[Case]:
    """Return the requests that somebody's team made to others."""
    if user.team_id is None:
        return Case.objects.none()
    found = Case.objects.filter(kind=CaseKind.INTERNAL, customer__served_team=user.team_id)
    return found.exclude(state=CaseState.SPAM).select_related("customer", "team")


def request_open_to(user: User, number: int) -> Case:
    """Return a request of somebody's team by number."""
    found = requests_open_to(user).filter(pk=number).first()
    if found is None:
        raise RequestNotFound(number=number)
    return found


def conversation_of_request(case: Case) -> tuple[Line, ...]:
    """Return what was said in a request between the two teams; notes stay with the team that works on it."""
    assert case.customer is not None  # noqa: S101 - a request has the team that asks as its customer
    return conversation_open_to(case.customer, case)


def may_open_case(user: User, case: Case) -> bool:
    """Tell whether somebody may see the whole case, notes included."""
    return cases_visible_to(user).filter(pk=case.pk).exists()


def internal_customer_of(user: User) -> Customer:
    """Return the customer that stands for somebody's team in the register."""
    if user.team is None:
        raise NoTeam
    found = Customer.objects.filter(
        served_team=user.team, archived_at__isnull=True, merged_into__isnull=True
    ).order_by("pk")
    customer = found.first()
    if customer is None:
        raise NoInternalCustomer(team=user.team.name)
    return customer


def teams_to_ask(user: User) -> QuerySet[Team]:
    """Return the teams that somebody may ask for something: all but their own."""
    return Team.objects.exclude(pk=user.team_id or 0)


def files_of_request(case: Case) -> QuerySet[Attachment]:
    """Return the files of what was said in a request, those that are refused apart."""
    assert case.customer is not None  # noqa: S101 - a request has the team that asks as its customer
    shown = [message.pk for message in messages_shown(case, case.customer)]
    return Attachment.objects.filter(message__in=shown, refused="").select_related("blob")
