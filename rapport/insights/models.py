"""What is stored of insights: valuations, what they said of each customer, rungs by month, rates, costs."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Valuation(models.Model):
    """One run of the value engine over the orders in one currency, as of a day.

    `found` is everything that `--params` of the command has; `pictures` is what the report draws from,
    so that pages and report are drawn by one code.
    """

    as_of = models.DateField()
    currency = models.CharField(max_length=3)
    horizon_days = models.PositiveIntegerField()
    model = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    customers = models.PositiveIntegerField()
    equity = models.DecimalField(max_digits=18, decimal_places=2)
    equity_low = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    equity_high = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    found = models.JSONField(default=dict)
    pictures = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    seconds = models.FloatField(default=0)

    class Meta:
        ordering: ClassVar = ["-as_of", "-pk"]
        indexes: ClassVar = [models.Index(fields=["currency", "-as_of"], name="valuation_newest")]


class Worth(models.Model):
    """What one valuation said of one customer."""

    valuation = models.ForeignKey(Valuation, models.CASCADE, related_name="worths")
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="worths")
    purchases = models.PositiveIntegerField()
    p_alive = models.FloatField()
    expected_purchases = models.FloatField()
    expected_purchases_low = models.FloatField()
    expected_purchases_high = models.FloatField()
    value = models.DecimalField(max_digits=16, decimal_places=2)
    value_low = models.DecimalField(max_digits=16, decimal_places=2)
    value_high = models.DecimalField(max_digits=16, decimal_places=2)
    lifetime_value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    rung = models.CharField(max_length=24)
    segment = models.CharField(max_length=24, blank=True)
    is_lapsed = models.BooleanField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["valuation", "customer"], name="worth_once")]


class RungSnapshot(models.Model):
    """Where a customer stood on the ladder in a month, and on what evidence.

    `rung` is where they are held; `evaluated` what the rules said: one goes up at once and down only
    after two evaluations in turn. A month in which nothing changed has no row: the one before holds.
    `before` is the rung held until then, empty where this is the first row.
    """

    month = models.DateField()  # its first day
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="rungs")
    rung = models.CharField(max_length=24)
    evaluated = models.CharField(max_length=24)
    before = models.CharField(max_length=24, blank=True, default="")
    has_slipped = models.BooleanField(default=False)
    is_lapsed = models.BooleanField(default=False)
    has_complained = models.BooleanField(default=False)
    is_hostage = models.BooleanField(default=False)
    evidence = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "month"], name="rung_once_a_month")
        ]
        indexes: ClassVar = [
            models.Index(fields=["month", "rung"], name="rungs_of_month"),
            models.Index(fields=["month", "has_slipped", "customer"], name="slipped_in_month"),
        ]


class Rate(models.Model):
    """What one unit of a currency was worth in the reporting currency from a day on."""

    currency = models.CharField(max_length=3)
    reporting = models.CharField(max_length=3)
    valid_from = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    source = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["currency", "-valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["currency", "reporting", "valid_from"], name="rate_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_above_zero"),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.written} {self.reporting} from {self.valid_from:%Y-%m-%d}"

    @property
    def written(self) -> str:
        """Return the rate with the digits it needs and no more."""
        return f"{self.rate.normalize():f}"


class Cost(models.Model):
    """What was spent in a month to win customers or to keep them."""

    kind = models.CharField(max_length=12)  # acquisition, retention
    month = models.DateField()
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    currency = models.CharField(max_length=3)
    what = models.CharField(max_length=200, blank=True)
    external_id = models.CharField(max_length=120, null=True, blank=True, unique=True)
    import_run = models.ForeignKey(
        "customers.ImportRun", models.SET_NULL, null=True, blank=True, related_name="costs"
    )

    class Meta:
        ordering: ClassVar = ["-month", "kind"]
