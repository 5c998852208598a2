"""Take on the demo's staff: teams with their hours, and everybody by invitation, as in a real shop."""

import secrets
from datetime import datetime

from rapport.demo.staff import COLLEAGUES, NATION, OWNER, TEAMS, Colleague, DemoTeam
from rapport.lib.worktime import Hours
from rapport.staff import actions, queries
from rapport.staff.models import Team, User


def take_on(password: str, *, at: datetime) -> User:
    """Make the teams and everybody in them; return the owner.

    Everybody has the same password, so that each role can be looked at.
    """
    link = actions.first_owner_link(at) or ""
    owner = _join(OWNER, link.rpartition("/")[2], password, at=at)
    teams = {made.name: _add_team(made, by=owner, at=at) for made in TEAMS}
    for colleague in COLLEAGUES:
        if colleague != OWNER:
            team = teams.get(colleague.team)
            secret = actions.invite(colleague.email, role=colleague.role, team=team, by=owner, at=at)
            _join(colleague, secret, password, at=at)
    return owner


def new_password() -> str:
    """Return a password for the demo's people, other for every demo."""
    return f"thistle-{secrets.token_hex(4)}"


def _join(colleague: Colleague, secret: str, password: str, *, at: datetime) -> User:
    invitation = queries.invitation_of(secret, at=at)
    return actions.join(invitation, email=colleague.email, name=colleague.name, password=password, at=at)


def _add_team(made: DemoTeam, *, by: User, at: datetime) -> Team:
    team = actions.add_team(made.name, nation=NATION, by=by, at=at)
    week = dict.fromkeys(range(made.days), (Hours(made.opens, made.closes),))
    actions.set_week(team, week, by=by, at=at)
    return team
