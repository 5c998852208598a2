"""Invite people, let them join, and bring back those who lost the way in."""

import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction

from rapport.staff import rules
from rapport.staff.actions.audit import record
from rapport.staff.models import Invitation, Team, User
from rapport.staff.rules import Role


@transaction.atomic
def invite(
    email: str, *, role: str, by: User | None, at: datetime, team: Team | None = None, name: str = ""
) -> str:
    """Invite somebody and return the secret of their one-time link; an earlier link of theirs ends.

    `by` is None where the operator invites from the command line.
    """
    email = email.strip().lower()
    _refuse_role(role, by=by)
    if User.objects.filter(email=email).exists():
        raise rules.AddressTaken(email=email)
    Invitation.objects.filter(email=email, used_at=None, recovers=None).delete()
    invitation = Invitation(email=email, name=name, role=role, team=team)
    secret = _hand_out(invitation, by=by, at=at, lasts_for=rules.INVITATION_LASTS_FOR)
    record(by, "invite", invitation, at=at, role=str(role), team=team.name if team else "")
    return secret


def _refuse_role(role: str, *, by: User | None) -> None:
    rules.read_role(role)
    if by and not rules.may_grant(by.role, role):
        raise rules.NotAllowed(role=by.role, deed=f"invite a person as {role}")


def _hand_out(invitation: Invitation, *, by: User | None, at: datetime, lasts_for: timedelta) -> str:
    """Keep an invitation with the digest of a new secret, and return the secret."""
    secret = secrets.token_urlsafe(32)
    invitation.digest = rules.digest_of(secret)
    invitation.made_by, invitation.made_at, invitation.expires_at = by, at, at + lasts_for
    invitation.save()
    return secret


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User, at: datetime) -> None:
    """End an invitation that nobody used yet."""
    _refuse_role(invitation.role, by=by)
    record(by, "withdraw", invitation, at=at)
    invitation.delete()


@transaction.atomic
def first_owner_link(at: datetime) -> str | None:
    """Return the path of a new one-time link for the owner while nobody works here; None afterwards.

    Only a digest of each link is kept, so a new link ends the ones before.
    """
    if User.objects.exists():
        return None
    return _owner_link(at)


@transaction.atomic
def owner_link(*, at: datetime) -> str:
    """Return the path of a new one-time link for the owner; refused once there is one."""
    owner = User.objects.filter(role=Role.OWNER, is_active=True).first()
    if owner:
        raise rules.OwnerThere(name=owner.name, email=owner.email)
    return _owner_link(at)


def _owner_link(at: datetime) -> str:
    Invitation.objects.filter(role=Role.OWNER, email="", used_at=None).delete()
    invitation = Invitation(role=Role.OWNER)
    secret = _hand_out(invitation, by=None, at=at, lasts_for=rules.INVITATION_LASTS_FOR)
    record(None, "invite", invitation, at=at, role=str(Role.OWNER))
    return link_of(secret)


def link_of(secret: str) -> str:
    """Return the path of the page that a secret opens."""
    return f"/join/{secret}"


@transaction.atomic
def recover(email: str, *, at: datetime, by: User | None = None) -> str:
    """Remove somebody's second factors and return the secret of a link to set a new password.

    The old password stops at once: whoever took the phone may have it too. A link handed out before ends.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    if not user:
        raise rules.PersonNotKnown(email=email)
    if by and not rules.may_grant(by.role, user.role):
        raise rules.NotAllowed(role=by.role, deed=f"recover the sign-in of {user.name}")
    removed, _ = Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    user.devices.all().delete()
    user.tokens.filter(revoked_at=None).update(revoked_at=at)
    Invitation.objects.filter(recovers=user, used_at=None).delete()
    invitation = Invitation(email=user.email, name=user.name, role=user.role, recovers=user)
    secret = _hand_out(invitation, by=by, at=at, lasts_for=rules.RECOVERY_LASTS_FOR)
    record(by, "recover", user, at=at, second_factors_removed=removed)
    return secret


@transaction.atomic
def join(invitation: Invitation, *, email: str, name: str, password: str, at: datetime) -> User:
    """Make the invited person, or give a recovered one a new password, and use the link up.

    The invitation's own address stands; the one typed counts only where it has none, as the owner's.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.used_at or invitation.expires_at <= at or not _stands(invitation):
        raise rules.LinkUsedUp
    if invitation.role == Role.OWNER and not invitation.recovers and not invitation.email:
        _refuse_second_owner()
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    if invitation.recovers:
        return _set_new_password(invitation.recovers, password, at=at)
    return _add_person(invitation, email or invitation.email, name, password=password, at=at)


def _stands(invitation: Invitation) -> bool:
    """Tell whether who handed a link out could still do so."""
    by, recovered = invitation.made_by, invitation.recovers
    role = recovered.role if recovered else invitation.role
    return by is None or (by.is_active and rules.may_grant(by.role, role))


def _refuse_second_owner() -> None:
    owner = User.objects.filter(role=Role.OWNER, is_active=True).first()
    if owner:
        raise rules.LinkUsedUp


def _set_new_password(user: User, password: str, *, at: datetime) -> User:
    user.set_password(password)
    user.save(update_fields=["password"])
    record(user, "set_password", user, at=at)
    return user


def _add_person(invitation: Invitation, email: str, name: str, *, password: str, at: datetime) -> User:
    address = (invitation.email or email).strip().lower()
    if User.objects.filter(email=address).exists():
        raise rules.AddressTaken(email=address)
    user = User.objects.create_user(
        address, password, name=name, role=invitation.role, team=invitation.team, joined_at=at
    )
    record(user, "join", user, at=at, role=user.role, team=user.team.name if user.team else "")
    return user
