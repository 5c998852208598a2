"""Doors for customers and for other programs: links into the portal, rights there, webhooks."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from rapport.desk.models.cases import PERSON, Case


class PortalLink(models.Model):
    """Somebody asked at an address for a way into the portal; what was sent there is a one-time link.

    Asked and answered apart: the page says the same, as fast, for an address that nobody has. A chore
    answers; of the secret it sends only a digest is kept. `customer` stays empty where no link was due.
    """

    address = models.CharField(max_length=400)
    site = models.CharField(max_length=200)  # where it was asked for, such as https://desk.example.org
    made_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, null=True, blank=True, related_name="portal_links"
    )
    digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True)  # why the mail did not leave

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["made_at"], condition=Q(answered_at__isnull=True), name="portal_link_asked")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(digest__isnull=True) | Q(customer__isnull=False, expires_at__isnull=False),
                name="portal_link_of_somebody",
            )
        ]


class PortalRight(models.Model):
    """A person may see the cases, promises and orders of an organisation in the portal."""

    person = models.ForeignKey("customers.Customer", models.CASCADE, related_name="portal_rights")
    organisation = models.ForeignKey("customers.Customer", models.CASCADE, related_name="portal_people")
    given_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(ended_at__isnull=True),
                name="portal_right_once",
            ),
            models.CheckConstraint(condition=~Q(person=F("organisation")), name="portal_right_to_another"),
        ]


class FormVisit(models.Model):
    """One use of a public form from one address (as a digest), for the limit of rate."""

    address = models.CharField(max_length=64, db_index=True)
    form = models.CharField(max_length=20)
    at = models.DateTimeField(db_index=True)


class Webhook(models.Model):
    """Another program that is told what happens in cases."""

    url = models.URLField(max_length=400)
    events = models.JSONField(default=list)  # such as "case.opened"
    secret = models.BinaryField()  # sealed; signs what is sent
    is_active = models.BooleanField(default=True)
    made_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()


class WebhookCall(models.Model):
    """One thing to tell another program: written with the change, sent by a chore, tried again."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="calls")
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="+")
    event = models.CharField(max_length=40)
    body = models.JSONField()
    made_at = models.DateTimeField()
    try_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]
        indexes: ClassVar = [
            models.Index(fields=["try_at"], condition=Q(done_at__isnull=True), name="webhook_to_call")
        ]
