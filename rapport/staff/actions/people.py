"""Change what people are here: role, team, name, and whether they still work here."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError, Q

from rapport.staff import rules
from rapport.staff.actions.audit import record
from rapport.staff.models import Invitation, Team, User
from rapport.staff.rules import Role


@transaction.atomic
def place(person: User, *, role: str, team: Team | None, by: User, at: datetime) -> User:
    """Give somebody a role and a team."""
    person = _locked(person)
    role = rules.read_role(role)
    _refuse_reach(person, role, by=by, deed="change")
    if person.role == Role.OWNER and role != Role.OWNER:
        _refuse_last_owner(person)
    if person.role != role:
        _end_links(person)
    before = {"role": person.role, "team": person.team.name if person.team else ""}
    person.role, person.team = role, team
    person.save(update_fields=["role", "team"])
    after = {"role": str(role), "team": team.name if team else ""}
    if before != after:
        record(by, "change", person, at=at, before=before, after=after)
    return person


@transaction.atomic
def deactivate(person: User, *, by: User, at: datetime) -> User:
    """End somebody's access at once: sign-in, sessions, tokens. Records keep the name."""
    person = _locked(person)
    if person.pk == by.pk:
        raise rules.NotYourself(deed="deactivate")
    _refuse_reach(person, person.role, by=by, deed="deactivate")
    _refuse_last_owner(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    _end_links(person)
    person.devices.all().delete()
    person.tokens.filter(revoked_at=None).update(revoked_at=at)
    record(by, "deactivate", person, at=at)
    return person


@transaction.atomic
def reactivate(person: User, *, by: User, at: datetime) -> User:
    """Let somebody sign in again."""
    person = _locked(person)
    _refuse_reach(person, person.role, by=by, deed="reactivate")
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(by, "reactivate", person, at=at)
    return person


@transaction.atomic
def delete_person(person: User, *, by: User, at: datetime) -> None:
    """Delete somebody whom no record names; the audit keeps what they did."""
    person = _locked(person)
    if person.pk == by.pk:
        raise rules.NotYourself(deed="delete")
    _refuse_reach(person, person.role, by=by, deed="delete")
    _refuse_last_owner(person)
    record(by, "delete", person, at=at)
    try:
        person.delete()
    except ProtectedError:
        raise rules.PersonHasRecords(name=person.name) from None


@transaction.atomic
def change_self(person: User, *, name: str, has_keys: bool, at: datetime) -> User:
    """Change one's own name, and whether single keys are shortcuts."""
    person = _locked(person)
    before = {"name": person.name, "has_keys": person.has_keys}
    after = {"name": name.strip(), "has_keys": has_keys}
    person.name, person.has_keys = name.strip(), has_keys
    person.save(update_fields=["name", "has_keys"])
    if before != after:
        record(person, "change", person, at=at, before=before, after=after)
    return person


def _locked(person: User) -> User:
    return User.objects.select_for_update().get(pk=person.pk)


def _end_links(person: User) -> None:
    """End the links that a person handed out, or that would recover them: they were made for another role."""
    Invitation.objects.filter(Q(made_by=person) | Q(recovers=person), used_at=None).delete()


def _refuse_reach(person: User, role: str, *, by: User, deed: str) -> None:
    """Refuse to touch a role, held or to be given, that sees more than one's own."""
    if not (rules.may_grant(by.role, person.role) and rules.may_grant(by.role, role)):
        raise rules.NotAllowed(role=by.role, deed=f"{deed} {person.name} as {role}")


def _refuse_last_owner(person: User) -> None:
    if person.role != Role.OWNER or not person.is_active:
        return
    owners = User.objects.select_for_update().filter(role=Role.OWNER, is_active=True)
    if not any(owner.pk != person.pk for owner in owners):
        raise rules.LastOwner(name=person.name)
