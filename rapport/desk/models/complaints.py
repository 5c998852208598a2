"""Procedures and their steps, redress, causes and what is done about them, stages outside the house."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rapport.desk.models.cases import PERSON, Case, words
from rapport.desk.rules import ActionKind, RedressKind, RedressState


class Procedure(models.Model):
    """A way to handle cases, version by version: a case keeps the version it began with."""

    key = models.SlugField(max_length=40)  # the same in every version
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    kinds = models.JSONField(default=list)  # kinds of case it is offered for
    is_ready_made = models.BooleanField(default=False)
    made_by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "version"], name="procedure_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


class Step(models.Model):
    """One step of a procedure: why, what good looks like, what it needs before it is done."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=400)
    good = models.CharField(max_length=600)
    phrases = models.JSONField(default=list)  # to adapt
    questions = models.JSONField(default=list)  # to ask
    evidence = models.JSONField(default=list)  # words of `Evidence`
    roles = models.JSONField(default=list)  # who may do it; empty is everybody at the desk
    target_minutes = models.PositiveIntegerField(null=True, blank=True)  # working time from the case's start

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "position"], name="step_position_once")
        ]

    def __str__(self) -> str:
        return self.name


class CaseProcedure(models.Model):
    """The procedure that a case follows, as it was when chosen."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="procedure")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)


class StepDone(models.Model):
    """A step that was done in a case, with the evidence for it."""

    run = models.ForeignKey(CaseProcedure, models.CASCADE, related_name="done")
    step = models.ForeignKey(Step, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=120)
    evidence = models.JSONField(default=dict)  # by the words of `Evidence`: text, or the row it points to

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "step"], name="step_once")]


class AuthorityLimit(models.Model):
    """Up to what worth a role may give a kind of redress by itself; without a row the ready limit stands.

    `most` is empty where the role may not give it at all.
    """

    role = models.CharField(max_length=12)
    kind = models.CharField(max_length=16, choices=words(RedressKind))
    most = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="GBP")
    changed_by_name = models.CharField(max_length=120)
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["kind", "most"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "kind", "currency"], name="limit_once"),
            models.CheckConstraint(condition=Q(most__gte=0), name="limit_not_negative"),
        ]


class Redress(models.Model):
    """What we give to put a thing right: worth so much to them, costing us so much, and who allowed it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="redress")
    kind = models.CharField(max_length=16, choices=words(RedressKind))
    worth = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    cost = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    currency = models.CharField(max_length=3, default="GBP")
    why = models.CharField(max_length=500)
    is_owed = models.BooleanField(default=False)  # by law or contract; else goodwill
    right = models.CharField(max_length=80, blank=True)  # the conclusion that it is owed by
    state = models.CharField(max_length=12, choices=words(RedressState))
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    allowed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    allowed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)  # of the second signature
    given_at = models.DateTimeField(null=True, blank=True)
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, blank=True, related_name="+")
    refund = models.OneToOneField("orders.Refund", models.PROTECT, null=True, blank=True, related_name="+")
    send_key = models.CharField(max_length=64, null=True, blank=True, unique=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(worth__gte=0) & Q(cost__gte=0), name="redress_not_negative"),
            models.CheckConstraint(
                condition=~Q(state__in=[RedressState.ALLOWED, RedressState.GIVEN])
                | Q(allowed_by__isnull=False),
                name="redress_allowed_by_somebody",
            ),
        ]


class Recovery(models.Model):
    """What went wrong for a customer and when it was put right, with their worth as it stood before.

    The worth is copied when the failure is noted, with its interval, the purchases it rests on, its day
    and its model; what they are worth since is read from the customer.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="recovery")
    failure = models.CharField(max_length=300)
    failed_on = models.DateField()
    worth_before = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    worth_low = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    worth_high = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    worth_purchases = models.PositiveIntegerField(default=0)
    worth_model = models.CharField(max_length=40, blank=True)
    worth_currency = models.CharField(max_length=3, blank=True)
    worth_as_of = models.DateField(null=True, blank=True)
    recovered_at = models.DateTimeField(null=True, blank=True)


class Cause(models.Model):
    """A root cause that cases are counted by."""

    name = models.CharField(max_length=80, unique=True)
    says = models.CharField(max_length=300, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class CaseCause(models.Model):
    """The root cause found in a case, from the list and in words."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="cause")
    cause = models.ForeignKey(Cause, models.PROTECT, related_name="found_in")
    text = models.CharField(max_length=600, blank=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()


class CauseAction(models.Model):
    """What is done about a cause: by whom, until when, and whether it worked."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="cause_actions")
    kind = models.CharField(max_length=12, choices=words(ActionKind))
    text = models.CharField(max_length=400)
    owner = models.ForeignKey(PERSON, models.PROTECT, related_name="cause_actions")
    due_on = models.DateField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    check_on = models.DateField(null=True, blank=True)
    effect = models.PositiveSmallIntegerField(null=True, blank=True)  # 0 none to 100 gone
    effect_text = models.CharField(max_length=400, blank=True)
    checked_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(effect__isnull=True) | Q(effect__range=(0, 100)), name="effect_0_to_100"
            )
        ]


class ExternalStage(models.Model):
    """A case before an ombudsman, a regulator or a court, with its own clock."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="stages")
    body = models.CharField(max_length=160)
    their_reference = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    clock = models.OneToOneField("desk.Clock", models.PROTECT, null=True, blank=True, related_name="stage")
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering: ClassVar = ["opened_at"]
