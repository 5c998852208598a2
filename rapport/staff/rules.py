"""What is right for staff: roles, what each may see, and how guessing is slowed."""

from enum import StrEnum

from rapport.lib.errors import Refusal


class Role(StrEnum):
    """What somebody does here; the value is the word on the page."""

    ADVISER = "adviser"
    LEADER = "leader"
    MANAGER = "manager"
    ACCOUNT = "account"  # production and account staff
    PRIVACY = "privacy"  # the data-protection lead
    LEARNER = "learner"
    ASSESSOR = "assessor"
    QUALITY = "quality"  # the quality assurer
    OWNER = "owner"


class Sight(StrEnum):
    """Kinds of things that not everybody may see or do."""

    OWN_TEAM = "own_team"  # customers of one's own team
    OTHER_TEAMS = "other_teams"
    NO_TEAM = "no_team"  # customers that no team has
    ASSIGNED = "assigned"  # only customers assigned to oneself
    ACCESS_NEEDS = "access_needs"
    WORTH = "worth"
    EXPORT = "export"
    IMPORT = "import"
    AUDIT = "audit"
    STAFF = "staff"  # see and change people, roles, teams
    OPERATIONS = "operations"  # chores, backups


_DESK = {Sight.OWN_TEAM, Sight.ASSIGNED, Sight.WORTH, Sight.ACCESS_NEEDS}
_LEAD = _DESK | {Sight.NO_TEAM, Sight.OTHER_TEAMS, Sight.EXPORT, Sight.IMPORT}

# The one matrix of who sees what: docs/reference/who-sees-what.md is made from it.
MAY: dict[Role, frozenset[Sight]] = {
    Role.ADVISER: frozenset(_DESK),
    Role.LEADER: frozenset(_LEAD),
    Role.MANAGER: frozenset(_LEAD | {Sight.AUDIT, Sight.STAFF}),
    Role.ACCOUNT: frozenset(_DESK),
    Role.PRIVACY: frozenset(_LEAD | {Sight.AUDIT}),
    Role.LEARNER: frozenset({Sight.ASSIGNED}),
    Role.ASSESSOR: frozenset({Sight.ASSIGNED}),
    Role.QUALITY: frozenset({Sight.ASSIGNED}),
    Role.OWNER: frozenset(Sight),
}


def may(role: str, sight: Sight) -> bool:
    """Tell whether a role may see or do something; a role that nobody knows may nothing."""
    return role in set(Role) and sight in MAY[Role(role)]


class NotAllowed(Refusal):
    """A person tried what their role may not do."""

    code = "not_allowed"
    text = "Your role, {role}, may not {deed}. Ask a leader or the owner."
