"""Lines that we promised: what goes out, the hand-overs before it, what went wrong, and what is at risk."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rapport.orders.models.making import Part, WorkStep
from rapport.orders.models.purchases import Order

OPEN = Q(delivered_at__isnull=True, cancelled_at__isnull=True)


class PromisedLine(models.Model):
    """A line of an order that we promised: how many of an item, by which route, and by when.

    The promise is a row of the register, as all promises are; its moves say how it got to where it is due
    now, and `first_due_at` is where it was due first. `forecast_on` is when the line will be ready as far
    as parts, capacity and hand-overs are known.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="promised_lines")
    number = models.CharField(max_length=20)
    item = models.CharField(max_length=120)
    route = models.CharField(max_length=60)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    ordered_at = models.DateTimeField()
    asked_for_on = models.DateField(null=True, blank=True)
    promise = models.OneToOneField("customers.Promise", models.PROTECT, related_name="line")
    first_due_at = models.DateTimeField()
    team = models.ForeignKey("staff.Team", models.SET_NULL, null=True, blank=True, related_name="+")
    delivered = models.DecimalField(max_digits=12, decimal_places=3, default=0)  # so many so far
    delivered_at = models.DateTimeField(null=True, blank=True)  # all of it
    cancelled_at = models.DateTimeField(null=True, blank=True)
    forecast_on = models.DateField(null=True, blank=True)
    forecast_because = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-ordered_at", "-id"], name="line_by_time"),
            models.Index(fields=["first_due_at"], name="line_by_first_promise"),
            models.Index(fields=["item", "route", "ordered_at"], name="line_of_item"),
            models.Index(fields=["-ordered_at", "-id"], condition=OPEN, name="line_open"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "number"], name="line_number_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0, delivered__gte=0), name="line_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.order.number}/{self.number}"


class Delivery(models.Model):
    """Some of a line that went out to the customer."""

    line = models.ForeignKey(PromisedLine, models.CASCADE, related_name="deliveries")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="delivery_of_something")
        ]


class LinePart(models.Model):
    """A part that a line is made of: while it is not here the line waits for it."""

    line = models.ForeignKey(PromisedLine, models.CASCADE, related_name="parts")
    part = models.ForeignKey(Part, models.PROTECT, related_name="lines")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["line", "part"], name="part_of_line_once")]


class Milestone(models.Model):
    """A step of a line that ends with a hand-over to a team, which is promised it as any customer is.

    `promise` is a promise to the internal customer that stands for the team which receives the work.
    """

    line = models.ForeignKey(PromisedLine, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    step = models.ForeignKey(WorkStep, models.PROTECT, related_name="milestones")
    to_team = models.ForeignKey("staff.Team", models.PROTECT, null=True, blank=True, related_name="+")
    promise = models.OneToOneField(
        "customers.Promise", models.PROTECT, null=True, blank=True, related_name="milestone"
    )
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "position"], name="milestone_position_once"),
            models.UniqueConstraint(fields=["line", "step"], name="step_of_line_once"),
        ]


class NonConformance(models.Model):
    """Something that is not as it was agreed, found in the house; until it is put right the line waits."""

    line = models.ForeignKey(PromisedLine, models.CASCADE, related_name="non_conformances")
    step = models.ForeignKey(WorkStep, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=400)
    days = models.PositiveSmallIntegerField(default=0)  # of work to put it right
    found_at = models.DateTimeField()
    found_by_name = models.CharField(max_length=120)
    put_right_at = models.DateTimeField(null=True, blank=True)
    put_right_how = models.CharField(max_length=400, blank=True)
    put_right_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["-found_at", "-pk"]

    def __str__(self) -> str:
        return self.text


class AtRisk(models.Model):
    """A promise that will not be kept as things stand, found before it breaks, with a notice ready to send.

    It ends when the customer was told and the promise moved (`told_at`), or when the line will be in time
    after all or is late already (`ended_at`).
    """

    line = models.ForeignKey(PromisedLine, models.CASCADE, related_name="risks")
    due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    because = models.CharField(max_length=300)
    notice = models.TextField()
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    told_by_name = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(told_at__isnull=True, ended_at__isnull=True),
                name="risk_open_once",
            )
        ]
