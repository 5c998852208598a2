"""The forms of feedback: a question to a colleague, and the answer."""

from typing import Any

from django import forms

from rapport.customers.forms.fields import lines, tick
from rapport.practice.forms.reflections import SourceForm
from rapport.practice.models import Feedback
from rapport.practice.rules.feedback import LONGEST_ANSWER, LONGEST_QUESTION

NO_CUSTOMER = "What looks like personal data belongs to no customer"


class AskForm(SourceForm):
    """Whom somebody asks what."""

    colleague: Any = Feedback._meta.get_field("colleague").formfield(  # noqa: SLF001 - Django's own door to a field
        label="Whom do you ask?", empty_label=None
    )
    question = lines(
        "What do you want to know?",
        LONGEST_QUESTION,
        hint="Something particular they saw: “When I told the caller it would take a week, how did I sound?”",
    )
    said_no_customer = tick(NO_CUSTOMER)
    field_order = ("colleague", "question", "source", "number", "said_no_customer")


class AnswerForm(forms.Form):
    """What a colleague says."""

    answer = lines(
        "What did you see?",
        LONGEST_ANSWER,
        hint="What you saw or heard, what it did, and one thing to try. You answer once.",
    )
    said_no_customer = tick(NO_CUSTOMER)
