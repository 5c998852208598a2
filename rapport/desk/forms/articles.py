"""The form for an article."""

from typing import Any

from django import forms

from rapport.customers.forms.fields import line, tick
from rapport.desk.models import Article
from rapport.desk.rules.articles import LONGEST_BODY, LONGEST_TITLE


class ArticleForm(forms.Form):
    """What an article says, who looks after it, and when they look at it again."""

    title = line("Title", LONGEST_TITLE, hint="As somebody would ask it: How do I return a gauge?")
    body = forms.CharField(
        label="Text",
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Short. Markdown: **strong**, - for a list, ## for a heading, [words](https://address).",
    )
    is_public = tick("Customers may read it", hint="It is found from the form and the portal, too.")
    owner: Any = Article._meta.get_field("owner").formfield(label="Looked after by")  # noqa: SLF001 - Django's own door to a field
    review_on = forms.DateField(
        label="Look at it again on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
