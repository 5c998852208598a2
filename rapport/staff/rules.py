"""What is right for staff: roles, what each may see, invitations, and how guessing is slowed."""

import hashlib
from datetime import datetime, timedelta
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
    RATES = "rates"  # exchange rates, which worth is told by
    AUDIT = "audit"
    STAFF = "staff"  # see and change people, roles, teams
    OPERATIONS = "operations"  # chores, backups
    CASES = "cases"  # work on cases: write, decide, hand over
    DESK_RULES = "desk_rules"  # targets, weights of the queue, procedures, limits of authority
    MAILBOXES = "mailboxes"  # where mail is fetched and sent
    REFUSE_RIGHTS = "refuse_rights"  # decide against what a customer is owed
    DATA_RIGHTS = "data_rights"  # decide on requests about data
    ASSESS = "assess"  # mark answers and sign claims of the learners one is given
    ASSURE = "assure"  # sample what assessors decided
    ENROL = "enrol"  # say who learns, and who assesses and assures them
    COACH = "coach"  # what a team finds hard, counted, without names


_DESK = {Sight.OWN_TEAM, Sight.ASSIGNED, Sight.WORTH, Sight.ACCESS_NEEDS, Sight.CASES}
_LEAD = _DESK | {Sight.NO_TEAM, Sight.OTHER_TEAMS, Sight.EXPORT, Sight.IMPORT, Sight.RATES}
_RIGHTS = {Sight.REFUSE_RIGHTS, Sight.DATA_RIGHTS}

# The one matrix of who sees what: docs/reference/who-sees-what.md is made from it.
MAY: dict[Role, frozenset[Sight]] = {
    Role.ADVISER: frozenset(_DESK),
    Role.LEADER: frozenset(_LEAD | {Sight.DESK_RULES, Sight.REFUSE_RIGHTS, Sight.COACH}),
    Role.MANAGER: frozenset(
        _LEAD
        | {Sight.AUDIT, Sight.STAFF, Sight.DESK_RULES, Sight.MAILBOXES, Sight.ENROL, Sight.COACH}
        | _RIGHTS
    ),
    Role.ACCOUNT: frozenset(_DESK),
    Role.PRIVACY: frozenset(_LEAD | {Sight.AUDIT} | _RIGHTS),
    Role.LEARNER: frozenset({Sight.ASSIGNED}),
    Role.ASSESSOR: frozenset({Sight.ASSIGNED, Sight.ASSESS}),
    Role.QUALITY: frozenset({Sight.ASSIGNED, Sight.ASSURE, Sight.ENROL}),
    Role.OWNER: frozenset(Sight),
}

ROLE_WORDS: dict[Role, str] = {
    Role.ADVISER: "Adviser",
    Role.LEADER: "Team leader",
    Role.MANAGER: "Manager",
    Role.ACCOUNT: "Production and account staff",
    Role.PRIVACY: "Data-protection lead",
    Role.LEARNER: "Learner",
    Role.ASSESSOR: "Assessor",
    Role.QUALITY: "Quality assurer",
    Role.OWNER: "Owner",
}
SIGHT_WORDS: dict[Sight, str] = {
    Sight.OWN_TEAM: "Customers of the own team",
    Sight.OTHER_TEAMS: "Customers of other teams",
    Sight.NO_TEAM: "Customers without a team",
    Sight.ASSIGNED: "Customers assigned to the person",
    Sight.ACCESS_NEEDS: "Access needs (restricted)",
    Sight.WORTH: "Worth and rung",
    Sight.EXPORT: "Export lists",
    Sight.IMPORT: "Import files",
    Sight.RATES: "Exchange rates",
    Sight.AUDIT: "The audit",
    Sight.STAFF: "People, roles and teams",
    Sight.OPERATIONS: "Chores and backups",
    Sight.CASES: "Work on cases they see",
    Sight.DESK_RULES: "Targets, queue weights, procedures, limits of authority",
    Sight.MAILBOXES: "Mailboxes",
    Sight.REFUSE_RIGHTS: "Decide against what a customer is owed",
    Sight.DATA_RIGHTS: "Decide against a request about data",
    Sight.ASSESS: "Mark answers and sign claims of the learners one is given",
    Sight.ASSURE: "Sample what assessors decided",
    Sight.ENROL: "Say who learns, and who assesses and assures them",
    Sight.COACH: "What a team finds hard, counted, without names",
}

INVITATION_LASTS_FOR = timedelta(days=7)
RECOVERY_LASTS_FOR = timedelta(days=1)

FREE_TRIES = 5  # wrong passwords of one account before it slows: a person who mistypes feels nothing
FREE_TRIES_OF_ADDRESS = 20  # an office shares one address
LONGEST_WAIT = timedelta(minutes=15)
FAILURES_COUNT_FOR = timedelta(hours=24)
DEVICE_LASTS_FOR = timedelta(days=400)  # the longest a browser keeps a cookie: RFC 6265bis 5.5


class NotAllowed(Refusal):
    """A person tried what their role may not do."""

    code = "not_allowed"
    text = "Your role, {role}, may not {deed}. Ask a leader or the owner."


class SignInSlowed(Refusal):
    """Too many wrong passwords came in a short time."""

    code = "sign_in_slowed"
    text = (
        "There were too many wrong sign-ins for this account or from this address. Wait {wait} and sign in "
        "again, use a passkey, or sign in from a browser you used before."
    )


class AddressTaken(Refusal):
    code = "address_taken"
    text = "{email} belongs to somebody who works here already. Use another address, or change their role."


class RoleNotKnown(Refusal):
    code = "role_not_known"
    text = "There is no role '{role}'. There are: {roles}."


class TeamNotKnown(Refusal):
    code = "team_not_known"
    text = "There is no team '{team}'. {there_are} Add the team first, or name one of these."


class PersonNotKnown(Refusal):
    code = "person_not_known"
    text = "Nobody here has the address {email}. `rapport users list` names everybody."


class LinkUsedUp(Refusal):
    code = "link_used_up"
    text = "This link was used, withdrawn or has passed its last day. Ask whoever sent it for a new one."


class OwnerThere(Refusal):
    code = "owner_there"
    text = "There is an owner already: {name}. Lost the way in? Use `rapport users recover {email}`."


class LastOwner(Refusal):
    code = "last_owner"
    text = "{name} is the only owner, and somebody must be. Make another person the owner first."


class NotYourself(Refusal):
    code = "not_yourself"
    text = "You cannot {deed} yourself. Ask another person who may."


class PersonHasRecords(Refusal):
    code = "person_has_records"
    text = "{name} stands in records that stay. Deactivate {name} instead: the records keep the name."


class TeamTaken(Refusal):
    code = "team_taken"
    text = "There is a team called {name} already. Choose another name."


class NationNotKnown(Refusal):
    code = "nation_not_known"
    text = "No holidays are known for '{nation}'. Write a country or its part, such as IE, GB-ENG or GB-SCT."


class AuditFilterNotKnown(Refusal):
    code = "audit_filter_not_known"
    text = "The audit has no filter {key} with '{value}'. It takes: person, kind, deed, since, until, before."


def may(role: str, sight: Sight) -> bool:
    """Tell whether a role may see or do something; a role that nobody knows may nothing."""
    return role in set(Role) and sight in MAY[Role(role)]


def may_grant(own: str, role: str) -> bool:
    """Tell whether somebody may give, change or end a role: nobody gives more than they have."""
    return may(own, Sight.STAFF) and MAY[Role(role)] <= MAY[Role(own)]


def read_role(word: str) -> Role:
    """Return the role a word names."""
    if word not in set(Role):
        raise RoleNotKnown(role=word, roles=", ".join(Role))
    return Role(word)


def digest_of(secret: str) -> str:
    """Return what is kept of a secret; long random secrets need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def wait_for(failures: int, last_at: datetime | None, now: datetime, *, free: int = FREE_TRIES) -> timedelta:
    """Return how long the next try must wait; it doubles with each failure past the `free` ones.

    Never longer than `LONGEST_WAIT`, counted from the last failure: nobody is ever locked out.
    """
    if last_at is None or failures < free:
        return timedelta()
    delay = min(LONGEST_WAIT, timedelta(seconds=2 ** min(failures - free + 1, 10)))
    return min(max(last_at + delay - now, timedelta()), LONGEST_WAIT)


def waiting_words(wait: timedelta) -> str:
    """Return a wait in words, rounded up: '40 seconds', '3 minutes'."""
    seconds = max(1, -(-wait // timedelta(seconds=1)))
    if seconds < 100:
        return f"{seconds} second{'s' if seconds > 1 else ''}"
    return f"{-(-seconds // 60)} minutes"


def who_sees_what() -> str:
    """Return the matrix of who sees what as a page in Markdown."""
    head = " | ".join(["", *(ROLE_WORDS[role] for role in Role), ""]).strip()
    rule = "|" + "---|" * (len(Role) + 1)
    rows = [
        f"| {SIGHT_WORDS[sight]} | "
        + " | ".join("yes" if sight in MAY[role] else "–" for role in Role)
        + " |"
        for sight in Sight
    ]
    return "\n".join([*WHO_SEES_WHAT_HEAD, f"| What {head}", rule, *rows, ""])


WHO_SEES_WHAT_HEAD = (
    "# Who sees what",
    "<!-- Written by `make docs` from the code. Change the code, not this page. -->\n",
    "One matrix decides on every page, in the API and on the command line. What a person may not see is",
    "reported as not found, so that nobody learns from a refusal that something is there. A person who was",
    "deactivated may nothing. Nobody gives, changes or ends a role that may more than their own.\n",
)
