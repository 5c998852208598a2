"""Clocks of a case, the targets behind them, and the rule of the queue."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from rapport.desk.models.cases import PERSON, Case, words
from rapport.desk.rules import CaseKind, ClockKind, Target


class ServiceTarget(models.Model):
    """How soon we mean to reply or resolve, by team and kind; an empty one stands for all."""

    team = models.ForeignKey("staff.Team", models.CASCADE, null=True, blank=True, related_name="targets")
    kind = models.CharField(max_length=20, choices=words(CaseKind), blank=True)
    target = models.CharField(max_length=12, choices=words(Target))
    working_minutes = models.PositiveIntegerField()
    warn_minutes = models.PositiveIntegerField(default=60)  # of working time before it is due

    class Meta:
        ordering: ClassVar = ["target", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "kind", "target"], condition=Q(team__isnull=False), name="target_of_team_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "target"], condition=Q(team__isnull=True), name="target_of_all_once"
            ),
            models.CheckConstraint(condition=Q(working_minutes__gt=0), name="target_takes_time"),
        ]


class Clock(models.Model):
    """Something due in a case. A service target has `target`; a deadline by law has source and reason.

    `due_at` is empty while a service target is paused. Ended means met, missed and answered late, or
    no longer owed (`ended_why`).
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=12, choices=words(ClockKind))
    target = models.CharField(max_length=12, choices=words(Target), blank=True)
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200, blank=True)  # Act and section, or the procedure
    because = models.CharField(max_length=400, blank=True)  # how it was counted, in words
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    warn_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    extended_from = models.DateTimeField(null=True, blank=True)  # the date before a recorded extension
    extended_why = models.CharField(max_length=400, blank=True)
    set_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    set_by_name = models.CharField(max_length=120)
    of_right = models.CharField(max_length=80, blank=True)  # the rights engine's name; empty: recorded

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind=ClockKind.STATUTORY) | (~Q(source="") & Q(paused_at__isnull=True)),
                name="law_has_a_source_and_no_pause",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(due_at__gte=F("started_at")), name="due_after_start"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(ended_at__isnull=True), name="clock_due"),
            models.Index(fields=["warn_at"], condition=Q(ended_at__isnull=True), name="clock_to_warn"),
            models.Index(fields=["case", "kind"], name="clock_of_case"),
            models.Index(fields=["of_right", "due_at"], condition=~Q(of_right=""), name="clock_of_right"),
        ]


class Escalation(models.Model):
    """A missed clock told to one rung of the ladder of roles: once per breach, never after the answer."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="escalations")
    due_at = models.DateTimeField()  # the breach it is about
    rung = models.PositiveSmallIntegerField()
    told = models.JSONField(default=list)  # numbers of the people
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clock", "due_at", "rung"], name="escalated_once")
        ]


class QueueRule(models.Model):
    """The weights of the queue from a moment on: appended, never changed; the newest is in force."""

    weights = models.JSONField()
    why = models.CharField(max_length=300)
    by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]


class CasePromise(models.Model):
    """A promise of the register that was made in a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="promises")
    promise = models.OneToOneField("customers.Promise", models.CASCADE, related_name="in_case")
    message = models.ForeignKey(
        "desk.Message", models.SET_NULL, null=True, blank=True, related_name="promises"
    )
