"""What customers read of states, promises and articles, and how text of theirs is laid out."""

from datetime import date, datetime

from django import template
from django.utils.safestring import SafeString, mark_safe

from rapport.customers.models import Promise
from rapport.desk.rules.articles import as_html, review_state
from rapport.desk.rules.files import size_words
from rapport.desk.rules.portal import state_words

register = template.Library()


@register.filter
def state_said(state: str) -> str:
    """Return what a customer reads of a case's state."""
    return state_words(state)[0]


@register.filter
def state_tone(state: str) -> str:
    """Return the tone of a state's chip; the word beside it says the same."""
    return state_words(state)[1]


@register.filter
def promise_said(promise: Promise, now: datetime) -> str:
    """Say what became of a promise."""
    if promise.withdrawn_at:
        return "no longer needed"
    if promise.kept_at:
        return "kept" if promise.kept_at <= promise.due_at else "kept late"
    return "late" if promise.broken_at or promise.due_at < now else "open"


@register.filter
def promise_tone(promise: Promise, now: datetime) -> str:
    """Return the tone of a promise's chip."""
    tones = {"kept": "good", "kept late": "warn", "late": "bad"}
    return tones.get(promise_said(promise, now), "plain")


@register.filter
def article_html(body: str) -> SafeString:
    """Return an article as HTML, cleaned by the rules for articles."""
    return mark_safe(as_html(body))  # noqa: S308 - as_html cleans it


@register.filter
def review_said(review_on: date, today: date) -> str:
    """Say how an article stands with its review."""
    return review_state(review_on, today)[0]


@register.filter
def file_size(size: int) -> str:
    """Write a size as people read it."""
    return size_words(size)
