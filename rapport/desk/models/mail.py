"""Mailboxes, mail as it came, and what keeps machines from answering each other."""

from typing import ClassVar

from django.db import models

from rapport.desk.models.cases import PERSON, Case, words
from rapport.desk.models.messages import Blob, Message
from rapport.desk.rules import Intake


class Mailbox(models.Model):
    """An address of ours: where its mail is fetched and sent. Passwords are sealed with the secret key."""

    name = models.CharField(max_length=80)
    address = models.CharField(max_length=254, unique=True)
    team = models.ForeignKey("staff.Team", models.PROTECT, null=True, blank=True, related_name="mailboxes")
    is_active = models.BooleanField(default=True)
    imap_host = models.CharField(max_length=200, blank=True)  # empty: mail comes by the pipe command
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=8, default="tls")  # tls, starttls, none
    imap_user = models.CharField(max_length=200, blank=True)
    imap_password = models.BinaryField(blank=True, default=b"")
    folder = models.CharField(max_length=200, default="INBOX")
    smtp_host = models.CharField(max_length=200, blank=True)
    smtp_port = models.PositiveIntegerField(default=587)
    smtp_security = models.CharField(max_length=8, default="starttls")
    smtp_user = models.CharField(max_length=200, blank=True)
    smtp_password = models.BinaryField(blank=True, default=b"")
    acknowledges = models.BooleanField(default=True)  # answers a new case by itself
    uid_validity = models.BigIntegerField(null=True, blank=True)
    last_uid = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=500, blank=True)
    fault_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class ReceivedMail(models.Model):
    """One mail as it came: stored before it is understood, and ending in exactly one place.

    `slot` is the place it was fetched from, once: a fetcher that was killed finds what it stored.
    `held_for` or `refused_for` says why in words.
    """

    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="received")
    at = models.DateTimeField()
    slot = models.CharField(max_length=120, null=True, blank=True, unique=True)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    rfc_id = models.CharField(max_length=500, blank=True, db_index=True)
    state = models.CharField(max_length=8, choices=words(Intake), default=Intake.WAITING)
    why = models.CharField(max_length=500, blank=True)  # held or refused, in words
    hold_code = models.CharField(max_length=40, blank=True)
    sender = models.CharField(max_length=400, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    suggested = models.ForeignKey(  # the case it seems to be about, where it is held
        Case, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    message = models.OneToOneField(Message, models.SET_NULL, null=True, blank=True, related_name="received")
    settled_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "at"], name="mail_by_state"),
            models.Index(fields=["mailbox", "rfc_id"], name="mail_repeats"),
        ]


class AutomaticAnswer(models.Model):
    """An answer a machine of ours gave, counted so that no loop lasts."""

    address = models.CharField(max_length=400, db_index=True)
    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="+")
    subject_digest = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)


class BlockedSender(models.Model):
    """An address, or a domain written @example.org, whose mail is refused."""

    pattern = models.CharField(max_length=254, unique=True)
    why = models.CharField(max_length=200)
    by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pattern"]
