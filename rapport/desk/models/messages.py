"""Messages of a case, their files, and the ready texts they are made from."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rapport.customers.rules import Channel
from rapport.desk.models.cases import PERSON, Case, words
from rapport.desk.rules import CaseKind, Delivery, Direction


class Blob(models.Model):
    """Bytes as they came, by their SHA-256: kept in the database, in the transaction that tells of them."""

    digest = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    body = models.BinaryField()


class Message(models.Model):
    """Something said between a customer and us, by whatever channel.

    `recipients` and `copies` are lists of [name, address]. `html` is cleaned, with remote pictures off.
    `send_key` makes a reply that is posted twice one message. `rfc_id` is the Message-ID.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=4, choices=words(Direction))
    channel = models.CharField(max_length=12, choices=words(Channel))
    at = models.DateTimeField()  # when it came to us, or when we wrote it
    by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    from_name = models.CharField(max_length=200, blank=True)
    from_address = models.CharField(max_length=400, blank=True)
    answer_to = models.CharField(max_length=400, blank=True)  # where they want the answer, if elsewhere
    recipients = models.JSONField(default=list, blank=True)
    copies = models.JSONField(default=list, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    has_remote_pictures = models.BooleanField(default=False)
    notes = models.JSONField(default=list, blank=True)  # what intake had to cut or mend, in sentences
    is_automatic = models.BooleanField(default=False)  # by a machine: theirs or ours
    is_aside = models.BooleanField(default=False)  # to somebody else than the customer: no answer to them
    mailbox = models.ForeignKey("desk.Mailbox", models.SET_NULL, null=True, blank=True, related_name="+")
    rfc_id = models.CharField(max_length=500, blank=True, db_index=True)
    in_reply_to = models.CharField(max_length=500, blank=True)
    references = models.TextField(blank=True)
    delivery = models.CharField(max_length=12, choices=words(Delivery), default=Delivery.RECORDED)
    send_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    send_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    delivery_fault = models.CharField(max_length=500, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(direction=Direction.IN) | Q(delivery=Delivery.RECORDED),
                name="what_came_is_not_sent",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["case", "at"], name="message_of_case"),
            models.Index(
                fields=["send_at"],
                condition=Q(delivery__in=[Delivery.HELD, Delivery.QUEUED, Delivery.SENDING]),
                name="message_to_send",
            ),
        ]


class Attachment(models.Model):
    """A file that came or goes with a message; only ever downloaded, never shown in the page."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    refused = models.CharField(max_length=200, blank=True)  # why it is not handed on, told to both sides

    class Meta:
        ordering: ClassVar = ["pk"]


class SavedReply(models.Model):
    """A text to start a reply from, with {placeholders}; variants for a style of contact."""

    name = models.CharField(max_length=80)
    team = models.ForeignKey("staff.Team", models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=words(CaseKind), blank=True)
    style = models.CharField(max_length=20, blank=True)  # plain, warm, formal, brief; empty fits all
    body = models.TextField()
    used = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "style"]


class Article(models.Model):
    """A short piece of knowledge, with an owner and a day to look at it again."""

    title = models.CharField(max_length=200)
    body = models.TextField()
    is_public = models.BooleanField(default=False)  # customers find it too
    owner = models.ForeignKey(PERSON, models.PROTECT, related_name="articles")
    review_on = models.DateField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    search = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title


class ArticleUse(models.Model):
    """An article that helped in a case."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="uses")
    case = models.ForeignKey(Case, models.CASCADE, related_name="articles")
    by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["article", "case"], name="article_once")]
