"""What a customer is owed in a case: every assessment that was made, what they chose, what was decided."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rapport.desk.models.cases import PERSON, Case, words
from rapport.desk.rules.owed.decisions import DecisionState, Way


class Assessment(models.Model):
    """What followed from the facts of a case at a time: appended, never changed; the newest counts.

    `facts` are told by dotted name, `sources` say where each came from, `not_known` what was asked in vain.
    `answer` holds the conclusions, deadlines and rules as they were law then, `version` whose rules they are.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="assessments")
    at = models.DateTimeField()
    as_of = models.DateField()  # the day of the question
    by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)
    sources = models.JSONField(default=dict)
    not_known = models.JSONField(default=list)
    answer = models.JSONField(default=dict)
    what = models.CharField(max_length=300)  # was told or changed, in words
    request_kind = models.CharField(max_length=40, blank=True)  # of a request about data or equality
    version = models.CharField(max_length=20)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["case", "-id"], name="assessment_of_case"),
            models.Index(
                fields=["request_kind", "-id"], condition=~Q(request_kind=""), name="assessment_of_request"
            ),
        ]


class RightChoice(models.Model):
    """What the customer chose of what they may choose: appended; the newest of a conclusion counts."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="right_choices")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="choices")
    code = models.CharField(max_length=80)
    choice = models.CharField(max_length=80)
    said = models.CharField(max_length=300, blank=True)  # how they told us
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["-pk"]


class RightDecision(models.Model):
    """What a person decided where the law leaves it to one: for or against, why, and where they may turn.

    Against a right it waits for somebody with the authority, unless whoever decides has it. Reversed, it
    points to the decision that took its place.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="right_decisions")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="decisions")
    about = models.CharField(max_length=300)  # in words
    code = models.CharField(max_length=80, blank=True)  # of the conclusion, where it is about one
    way = models.CharField(max_length=8, choices=words(Way))
    reason = models.CharField(max_length=1000)
    route = models.CharField(max_length=1000, blank=True)  # where they may turn against it
    state = models.CharField(max_length=8, choices=words(DecisionState))
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)  # of the second signature
    reversed_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reverses")

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["asked_at"], name="right_decision_by_time")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=[DecisionState.STANDS, DecisionState.REVERSED])
                | Q(decided_by__isnull=False),
                name="right_decided_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="right_decision_has_a_reason"),
            models.CheckConstraint(
                condition=Q(way=Way.FOR) | ~Q(route=""), name="decision_against_shows_the_way_on"
            ),
        ]
