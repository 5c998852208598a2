"""What is stored of staff: people, teams, invitations, devices, tokens, and the audit."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from rapport.staff.rules import Role, Sight, may

ROLES = [(str(role), str(role)) for role in Role]


class Team(models.Model):
    """People who serve the same customers; hours and holidays are the team's."""

    name = models.CharField(max_length=80)
    nation = models.CharField(
        max_length=7, default="GB-ENG"
    )  # ISO 3166-1, with -subdivision where holidays differ

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("name"), name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class WorkingHours(models.Model):
    """When a team works on one day of the week; 0 is Monday."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering: ClassVar = ["weekday", "opens"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(closes__gt=models.F("opens")), name="hours_end_later"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_on_a_weekday"),
        ]


class ClosedDay(models.Model):
    """A day on which a team is closed though there is no holiday, or open though there is one."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="closed_days")
    day = models.DateField()
    name = models.CharField(max_length=80)
    is_open = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "day"], name="closed_day_once")]


class Users(BaseUserManager["User"]):
    """Make people; their address is kept in small letters."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person; without a password they cannot sign in until they set one."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by address, in whatever letters it was typed."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Somebody who works here."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=ROLES, default=Role.ADVISER)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="people")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    has_keys = models.BooleanField(default=True)  # single keys work as shortcuts

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects = Users()

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def may(self, sight: Sight | str) -> bool:
        """Tell whether this person's role may see or do something."""
        return self.is_active and may(self.role, Sight(sight))


class Invitation(models.Model):
    """A one-time link by which somebody joins; only a digest of its secret is kept."""

    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=12, choices=ROLES)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    recovers = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="recoveries")

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return self.email or "the first owner"


class KnownDevice(models.Model):
    """A browser from which somebody signed in before: guessing elsewhere does not slow it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    digest = models.CharField(max_length=64, unique=True)
    seen_at = models.DateTimeField()


class FailedSignIn(models.Model):
    """One wrong password, kept for the brake: by account and by address, both as digests."""

    account = models.CharField(max_length=64, db_index=True)
    address = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)


class Token(models.Model):
    """A key for programs: what it may do, and until when; only a digest of it is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)  # such as "customers:read"
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]


class AuditEntry(models.Model):
    """Somebody saw or changed something; never changed, never deleted, whoever leaves.

    People and things stand here by number and name, not by reference. `slot` joins the views of one
    person and one thing within ten minutes into one row.
    """

    at = models.DateTimeField(db_index=True)
    person = models.BigIntegerField(null=True, blank=True)
    person_name = models.CharField(max_length=120)
    deed = models.CharField(max_length=40)  # view, list, export, create, change, merge, ...
    kind = models.CharField(max_length=40)  # customer, order, user, ...
    thing = models.BigIntegerField(null=True, blank=True)
    thing_name = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField(default=1)
    detail = models.JSONField(default=dict, blank=True)
    slot = models.CharField(max_length=80, null=True, blank=True, unique=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["kind", "thing", "-at"], name="audit_by_thing"),
            models.Index(fields=["person", "-at"], name="audit_by_person"),
        ]

    @property
    def deed_words(self) -> str:
        """The deed as people read it."""
        return self.deed.replace("_", " ")

    @property
    def detail_words(self) -> list[tuple[str, Any]]:
        """What the detail says, without what it leaves open; what is made of parts is told part by part."""
        told = ((key.replace("_", " "), _in_words(value)) for key, value in self.detail.items())
        return [(key, words) for key, words in told if words not in ("", None)]


def _in_words(value: Any) -> Any:
    """Return a value of a detail as people read it: q zzzz, sort value."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key.replace('_', ' ')} {_in_words(part)}" for key, part in value.items())
    return ", ".join(str(_in_words(part)) for part in value) if isinstance(value, list) else value


class ChoreRun(models.Model):
    """One run of a chore: when, how long, and what came of it."""

    chore = models.CharField(max_length=40, db_index=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=400, blank=True)
    fault = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-started_at"]
