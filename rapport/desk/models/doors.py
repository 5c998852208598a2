"""Doors for customers and for other programs: links into the portal, rights there, webhooks."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from rapport.desk.models.cases import PERSON, Case


class PortalLink(models.Model):
    """A one-time link by which a customer comes in; only a digest of its secret is kept."""

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="portal_links")
    address = models.CharField(max_length=400)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


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
