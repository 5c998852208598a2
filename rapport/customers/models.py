"""What is stored of customers. The kinds, categories and roles are words of `rules`."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from rapport.customers.rules import (
    Category,
    Channel,
    ConsentState,
    ContactKind,
    Kind,
    NeedKind,
    PromiseKind,
    RelationRole,
    Stage,
)

PERSON = settings.AUTH_USER_MODEL


def words(kind: type) -> list[tuple[str, str]]:
    """Return the choices of an enumeration of words."""
    return [(str(word), str(word)) for word in kind]  # type: ignore[attr-defined]


class Customer(models.Model):
    """A party we serve: a person, an organisation, or a team of our own.

    `version` counts changes, so that two people cannot overwrite each other. Worth and rung are what
    the insights room recorded last; `search` is what the list is searched by. A merged customer points
    to the one that took it in and is shown nowhere.
    """

    kind = models.CharField(max_length=12, choices=words(Kind))
    name = models.CharField(max_length=200)
    external_id = models.CharField(max_length=120, null=True, blank=True, unique=True)
    category = models.CharField(max_length=20, choices=words(Category), blank=True)
    category_why = models.CharField(max_length=300, blank=True)
    category_confirmed_by = models.ForeignKey(
        PERSON, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    category_confirmed_at = models.DateTimeField(null=True, blank=True)
    team = models.ForeignKey("staff.Team", models.PROTECT, null=True, blank=True, related_name="customers")
    served_team = models.ForeignKey(  # the team of ours that this internal customer is
        "staff.Team", models.PROTECT, null=True, blank=True, related_name="as_customer"
    )
    preferred_channel = models.CharField(max_length=12, choices=words(Channel), blank=True)
    language = models.CharField(max_length=12, blank=True)  # BCP 47
    contact_style = models.CharField(max_length=200, blank=True)
    interest = models.PositiveSmallIntegerField(null=True, blank=True)  # of a stakeholder, 1 to 5
    influence = models.PositiveSmallIntegerField(null=True, blank=True)
    contact_basis = models.CharField(max_length=120, blank=True)  # why we may approach a prospect
    facts = models.JSONField(
        default=dict, blank=True
    )  # what the category rule was told, by the names of its facts
    notes = models.TextField(blank=True)
    search = models.TextField(blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(  # indexed where it is set: nearly everywhere it is not
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )

    value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    value_low = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    value_high = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    value_currency = models.CharField(max_length=3, blank=True)
    value_note = models.CharField(
        max_length=300, blank=True
    )  # the sentence that explains it, or why there is none
    p_alive = models.FloatField(null=True, blank=True)
    rung = models.CharField(max_length=24, blank=True)
    segment = models.CharField(max_length=24, blank=True)
    is_lapsed = models.BooleanField(default=False)
    has_complained = models.BooleanField(default=False)
    is_hostage = models.BooleanField(default=False)
    worth_as_of = models.DateField(null=True, blank=True)
    worth_model = models.CharField(max_length=40, blank=True)
    first_bought_on = models.DateField(null=True, blank=True)
    last_bought_on = models.DateField(null=True, blank=True)
    purchases = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="customer_has_a_name"),
            models.CheckConstraint(
                condition=Q(interest__isnull=True) | Q(interest__range=(1, 5)), name="interest_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(influence__isnull=True) | Q(influence__range=(1, 5)), name="influence_1_to_5"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="not_merged_into_itself"),
        ]
        indexes: ClassVar = [
            models.Index(Lower("name"), "id", name="customer_by_name"),
            models.Index(fields=["team", "id"], name="customer_by_team"),
            models.Index(fields=["-value", "id"], name="customer_by_value"),
            models.Index(fields=["-changed_at", "id"], name="customer_by_change"),
            models.Index(fields=["category", "id"], name="customer_by_category"),
            models.Index(fields=["rung", "id"], name="customer_by_rung"),
            models.Index(fields=["-last_bought_on", "id"], name="customer_by_last_bought"),
            models.Index(  # whom the register shows, for counts by type without reading the rows
                fields=["category", "team", "preferred_channel"],
                condition=Q(merged_into__isnull=True, archived_at__isnull=True),
                name="customer_shown",
            ),
            models.Index(
                fields=["archived_at"], condition=Q(archived_at__isnull=False), name="customer_archived"
            ),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="customer_merged"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the customer's page."""
        return f"/customers/{self.pk}"


class ContactPoint(models.Model):
    """An address, a number or another way to reach a customer; `key` is the form duplicates are found by."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=12, choices=words(ContactKind))
    label = models.CharField(max_length=40, blank=True)
    value = models.CharField(max_length=400)
    key = models.CharField(max_length=400, db_index=True)
    is_preferred = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["kind", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "kind", "key"], name="contact_point_once")
        ]


class Relation(models.Model):
    """What one party is to another, or to us where `other` is empty: supplier, buyer, member, ..."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="relations")
    role = models.CharField(max_length=16, choices=words(RelationRole))
    other = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="related")
    title = models.CharField(max_length=120, blank=True)  # what they do there
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=120, blank=True)
    external_id = models.CharField(max_length=120, null=True, blank=True, unique=True)

    class Meta:
        ordering: ClassVar = ["role", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "role", "other"], condition=Q(other__isnull=False), name="relation_once"
            ),
            models.UniqueConstraint(
                fields=["customer", "role"], condition=Q(other__isnull=True), name="relation_to_us_once"
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(other=F("customer")), name="no_relation_to_oneself"
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="relation_ends_later",
            ),
        ]


class Need(models.Model):
    """What a customer needs or wants from us, in their words, with what meets and what would exceed it."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=24, choices=words(NeedKind))
    is_want = models.BooleanField(default=False)
    text = models.CharField(max_length=400)
    meets = models.CharField(max_length=400, blank=True)
    exceeds = models.CharField(max_length=400, blank=True)
    source = models.CharField(max_length=200)
    noted_on = models.DateField()
    noted_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["is_want", "-noted_on", "-pk"]


class AccessNeed(models.Model):
    """What somebody asks for so that they can deal with us, and the adjustment made; restricted."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="access_needs")
    asked_for = models.CharField(max_length=400)
    adjustment = models.CharField(max_length=400, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-noted_at"]


class Alternative(models.Model):
    """Whom a customer could go to instead, and what changing would cost them."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="alternatives")
    name = models.CharField(max_length=200)
    switching_cost = models.CharField(max_length=400, blank=True)
    noted_on = models.DateField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]


class Promise(models.Model):
    """Something we told a customer we would do, and by when; kept after it broke is kept too late."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="promises")
    kind = models.CharField(max_length=12, choices=words(PromiseKind), default=PromiseKind.OTHER)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    team = models.ForeignKey("staff.Team", models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)
    broken_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # the customer needs it no longer

    class Meta:
        ordering: ClassVar = ["due_at"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(kept_at__isnull=True, broken_at__isnull=True, withdrawn_at__isnull=True),
                name="promise_to_keep",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(due_at__gt=F("made_at")), name="promise_due_later")
        ]


class PromiseMove(models.Model):
    """A promise moved to another time, before it broke, with the reason the customer was told."""

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="moves")
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()
    reason = models.CharField(max_length=300)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()


class TimelineEntry(models.Model):
    """One thing that happened with a customer; every room writes here through `actions.write_timeline`.

    `stage` and `channel` place it on the customer's journey where it is a touchpoint. `source` names
    what it came from, once per customer, such as "import 12".
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="timeline")
    at = models.DateTimeField()
    person_name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(
        max_length=24
    )  # note, contact, order, import, consent, change, merge, worth, promise
    text = models.CharField(max_length=1000)
    stage = models.CharField(max_length=16, choices=words(Stage), blank=True)
    channel = models.CharField(max_length=12, choices=words(Channel), blank=True)
    source = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["customer", "-at"], name="timeline_of_customer")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "source"], condition=~Q(source=""), name="timeline_source_once"
            )
        ]


class ConsentEvent(models.Model):
    """One event of a consent record (ISO/IEC TS 27560); appended, never changed.

    `record` joins the events about one purpose and channel of one customer. `notice` holds the other
    fields of the standard as they stood: notice and its version, language, controllers, retention, ...
    """

    record = models.UUIDField(db_index=True)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=80)
    channel = models.CharField(max_length=12, choices=words(Channel))
    state = models.CharField(max_length=12, choices=words(ConsentState))
    at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    by_name = models.CharField(max_length=120)  # who gave or noted it
    how = models.CharField(max_length=200)  # expressed how: form, call, letter
    notice = models.JSONField(default=dict)
    receipt = models.CharField(max_length=64, blank=True)  # signature of the copy handed out

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["customer", "purpose", "channel", "-at"], name="consent_now")
        ]


class Assignment(models.Model):
    """A customer opened to somebody who would not see them: a learner, an assessor, a colleague elsewhere."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="assignments")
    person = models.ForeignKey(PERSON, models.CASCADE, related_name="assigned")
    assigned_by = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+")
    assigned_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["customer", "person"], name="assigned_once")]


class Merge(models.Model):
    """Two records that were one party, joined; `moved` holds what it takes to undo it."""

    kept = models.ForeignKey(Customer, models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Customer, models.CASCADE, related_name="merged_by")
    reason = models.CharField(max_length=300)
    moved = models.JSONField(default=dict)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-at"]


class SavedView(models.Model):
    """A filtered list that somebody wants back; `query` is what stands behind the question mark."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="views")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "name"], name="view_name_once")]


class ImportRun(models.Model):
    """One file taken in: what it holds, how its columns are read, how far it got, where every row ended.

    `position` is the number of data rows whose fate is committed: a run that was cut off goes on there.
    """

    kind = models.CharField(max_length=16)  # customers, orders, referrals, costs
    file_name = models.CharField(max_length=255)
    path = models.CharField(max_length=500)  # the stored copy
    digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=12, default="previewed")
    rows = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # rows by class: added, changed, unchanged, rejected by reason
    examples = models.JSONField(default=list)  # a few rejected rows with their reasons
    made_by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]


class ImportMapping(models.Model):
    """How the columns of a kind of file were read last time, by its header."""

    kind = models.CharField(max_length=16)
    header = models.CharField(max_length=64)  # digest of the column names
    mapping = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "header"], name="mapping_once")]


class ImportedThing(models.Model):
    """One thing that an import added or changed, with what it was before: an import can be undone."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="things")
    kind = models.CharField(max_length=16)
    thing = models.BigIntegerField()
    before = models.JSONField(null=True, blank=True)  # None: it was added

    class Meta:
        indexes: ClassVar = [models.Index(fields=["run", "kind"], name="imported_by_run")]
