"""How far somebody reaches: whom they may see is a query; what they may do to a customer is here."""

from rapport.staff.models import Team, User
from rapport.staff.rules import NotAllowed, Sight


def refuse_other_team(team: Team | None, *, by: User, deed: str) -> None:
    """Refuse what only the customer's own team, or who works for all teams, may do: to see is not enough."""
    is_own = team is not None and team.pk == by.team_id and by.may(Sight.OWN_TEAM)
    if not is_own and not by.may(Sight.OTHER_TEAMS):
        whose = "without a team" if team is None else f"of the team {team.name}"
        raise NotAllowed(role=by.role, deed=f"{deed} {whose}")
