"""Cases, what happened in them, and who is at work on them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from rapport.customers.rules import Channel
from rapport.desk.rules import (
    CaseKind,
    CaseState,
    Effort,
    EntryKind,
    LinkKind,
    Severity,
    StatedNeed,
)

PERSON = settings.AUTH_USER_MODEL


def words(kind: type) -> list[tuple[str, str]]:
    """Return the choices of an enumeration of words."""
    return [(str(word), str(word)) for word in kind]  # type: ignore[attr-defined]


OPEN = Q(state=CaseState.OPEN)


def _of_the_queue(name: str, first: tuple[str, ...]) -> list[models.Index]:
    """Return the indexes from which the queue is read: its three classes, for all, one team, one person."""
    fields: dict[str, tuple[Q, tuple[str, ...]]] = {
        "urgent": (OPEN & Q(urgent_at__isnull=False), ("due_at", "opened_at", "id", "urgent_at")),
        "lying": (OPEN, ("lying_since", "opened_at", "id", "urgent_at")),
        "points": (OPEN, ("-order_key", "opened_at", "id")),
    }
    return [
        models.Index(fields=[*first, *each], condition=condition, name=f"case_{key}{name}")
        for key, (condition, each) in fields.items()
    ]


class Case(models.Model):
    """One matter that a customer, or a team of ours, turned to us for.

    `version` counts changes, so that nobody overwrites what they have not seen. `reply_key` is the
    unguessable part of the address that answers come back to, `reference` what is told to the customer.
    Where nobody in the register is known behind it, `customer` is empty and `contact_name` and
    `contact_address` say who wrote. `lying_since` is when the case last began to need us; `urgent_at`
    and `due_at` are the earliest warning and end of its deadlines, promises and harm; `owed_at` is the
    earliest end of all that is owed, service targets included; `standing` holds the points it has
    whatever the time, and `order_key` what the queue sorts the rest by.
    """

    reference = models.CharField(max_length=16, unique=True)
    reply_key = models.CharField(max_length=40, unique=True)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, blank=True, related_name="cases"
    )
    contact_name = models.CharField(max_length=200, blank=True)
    contact_address = models.CharField(max_length=400, blank=True)
    kind = models.CharField(max_length=20, choices=words(CaseKind))
    subject = models.CharField(max_length=300)
    last_line = models.CharField(max_length=200, blank=True)  # what was said last, for the list
    channel = models.CharField(max_length=12, choices=words(Channel))  # it came in by
    state = models.CharField(max_length=12, choices=words(CaseState), default=CaseState.OPEN)
    team = models.ForeignKey("staff.Team", models.PROTECT, null=True, blank=True, related_name="cases")
    assignee = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="cases")
    severity = models.CharField(max_length=8, choices=words(Severity), default=Severity.NORMAL)
    stated_need = models.CharField(max_length=24, choices=words(StatedNeed), blank=True)
    stated_need_text = models.CharField(max_length=300, blank=True)
    effort = models.CharField(max_length=8, choices=words(Effort), default=Effort.MEDIUM)
    order = models.ForeignKey("orders.Order", models.SET_NULL, null=True, blank=True, related_name="cases")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    first_replied_at = models.DateTimeField(null=True, blank=True)
    last_customer_at = models.DateTimeField(null=True, blank=True)
    last_reply_at = models.DateTimeField(null=True, blank=True)
    lying_since = models.DateTimeField()
    snoozed_until = models.DateTimeField(null=True, blank=True)
    snoozed_for = models.CharField(max_length=80, blank=True)  # the event it waits for, in words
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    recognised_at = models.DateTimeField(null=True, blank=True)  # as a complaint
    recognised_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    urgent_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    due_for = models.CharField(max_length=200, blank=True)  # what is due then, in words
    owed_at = models.DateTimeField(null=True, blank=True)
    owed_for = models.CharField(max_length=200, blank=True)
    standing = models.JSONField(default=dict, blank=True)
    order_key = models.BigIntegerField(default=0)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    search = models.TextField(blank=True)
    is_unread = models.BooleanField(default=True)  # the customer wrote last and nobody opened it since
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(subject=""), name="case_has_a_subject"),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="case_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(state=CaseState.MERGED, merged_into__isnull=False)
                | (~Q(state=CaseState.MERGED) & Q(merged_into__isnull=True)),
                name="merged_case_says_where",
            ),
        ]
        indexes: ClassVar = [
            *_of_the_queue("", ()),
            *_of_the_queue("_of_team", ("team",)),
            *_of_the_queue("_of_assignee", ("assignee",)),
            models.Index(fields=["owed_at", "id"], condition=Q(owed_at__isnull=False), name="case_owed"),
            models.Index(
                fields=["team", "owed_at", "id"],
                condition=Q(owed_at__isnull=False),
                name="case_owed_of_team",
            ),
            # The queue's tabs are counted from these two alone, without a look at the cases themselves.
            models.Index(fields=["assignee", "state", "owed_at"], name="case_counted_of_assignee"),
            models.Index(fields=["team", "assignee", "state"], name="case_counted_of_team"),
            models.Index(fields=["state", "changed_at", "id"], name="case_of_state"),
            models.Index(fields=["snoozed_until"], condition=Q(state=CaseState.SNOOZED), name="case_snoozed"),
            models.Index(fields=["state", "team", "-changed_at"], name="case_by_state"),
            models.Index(fields=["-changed_at", "id"], name="case_by_change"),
            models.Index(fields=["customer", "-opened_at"], name="case_of_customer"),
            models.Index(fields=["kind", "-opened_at"], name="case_by_kind"),
            models.Index(fields=["resolved_at"], name="case_resolved"),
            models.Index(fields=["-opened_at", "-id"], name="case_by_opening"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}"

    def get_absolute_url(self) -> str:
        """Return the address of the case's page."""
        return f"/cases/{self.pk}"

    @property
    def is_complaint(self) -> bool:
        """Whether it is handled as a complaint."""
        return self.kind == CaseKind.COMPLAINT


class Entry(models.Model):
    """One thing that happened in a case: appended, never changed; its text is for colleagues alone."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=words(EntryKind))
    by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)  # survives whoever leaves; the customer's where they did it
    text = models.TextField(blank=True)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    message = models.OneToOneField(
        "desk.Message", models.PROTECT, null=True, blank=True, related_name="entry"
    )

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["case", "at", "id"], name="entry_of_case"),
            models.Index(fields=["kind", "at"], name="entry_by_kind"),
        ]


class Tag(models.Model):
    """A word that cases are found by."""

    name = models.CharField(max_length=40, unique=True)
    cases = models.ManyToManyField(Case, related_name="tags")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class CaseLink(models.Model):
    """Two cases that belong together; told from one side."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, models.CASCADE, related_name="linked")
    kind = models.CharField(max_length=12, choices=words(LinkKind))
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "other", "kind"], name="link_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="no_link_to_oneself"),
        ]


class Presence(models.Model):
    """Somebody looks at a case or writes in it now."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="presences")
    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    is_writing = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "person"], name="present_once")]


class Draft(models.Model):
    """What somebody began to write in a case: a reply and a note are kept apart."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="drafts")
    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    is_note = models.BooleanField(default=False)
    text = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "person", "is_note"], name="draft_once")
        ]


class Notice(models.Model):
    """Something a colleague is told: assigned, mentioned, a promise near, a target missed."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="notices")
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="notices")
    kind = models.CharField(max_length=24)  # assigned, mentioned, promise, warned, escalated, failed mail
    text = models.CharField(max_length=300)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["person", "read_at", "-at"], name="notice_of_person")]


class Absence(models.Model):
    """Somebody is away, and who takes over what is theirs."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="absences")
    since = models.DateField()
    until = models.DateField()
    cover = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="covers")
    handed_over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["since"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="absence_ends_later"),
            models.CheckConstraint(condition=~Q(cover=F("person")), name="nobody_covers_themselves"),
        ]


class CaseView(models.Model):
    """A queue that somebody filtered and wants back."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="case_views")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "name"], name="case_view_name_once")
        ]


class BulkDeed(models.Model):
    """One deed on many cases at once, with what each was before: it can be undone as a whole."""

    by = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    deed = models.CharField(max_length=40)
    at = models.DateTimeField()
    before = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)
