"""What is stored of orders: what was bought, by whom, for how much, and what went back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Order(models.Model):
    """What a customer bought at one time. `total` is in its own currency, and the sum of the lines.

    An order from a file that names no products has a total and no lines.
    """

    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="orders")
    number = models.CharField(max_length=80)
    external_id = models.CharField(max_length=120, null=True, blank=True, unique=True)
    ordered_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    total = models.DecimalField(max_digits=16, decimal_places=2)
    import_run = models.ForeignKey(
        "customers.ImportRun", models.SET_NULL, null=True, blank=True, related_name="orders"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "-ordered_at"], name="order_of_customer"),
            models.Index(fields=["ordered_at", "id"], name="order_by_time"),
            models.Index(fields=["number"], name="order_by_number"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One product of an order."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    product = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=1)
    amount = models.DecimalField(max_digits=16, decimal_places=2)


class Payment(models.Model):
    """Money that came in for an order."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="payments")
    at = models.DateTimeField()
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    method = models.CharField(max_length=40, blank=True)


class Refund(models.Model):
    """Money that went back for an order."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="refunds")
    external_id = models.CharField(max_length=120, null=True, blank=True, unique=True)
    at = models.DateTimeField()
    amount = models.DecimalField(max_digits=16, decimal_places=2)  # above zero
    reason = models.CharField(max_length=200, blank=True)
    import_run = models.ForeignKey(
        "customers.ImportRun", models.SET_NULL, null=True, blank=True, related_name="refunds"
    )

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(amount__gt=0), name="refund_above_zero")]


class PastChange(models.Model):
    """Orders that had been told changed: whoever reads the log of purchases starts again from its start."""

    at = models.DateTimeField()
    why = models.CharField(max_length=200)
