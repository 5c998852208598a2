"""Facts and their questions in words, as the pages on what a customer is owed show them."""

from typing import Any

from django import template

from rapport.desk.rules.owed.facts import in_words, question

register = template.Library()


@register.filter
def fact_words(value: Any) -> str:
    """Return the value of a fact as a person says it."""
    return in_words(value)


@register.filter
def fact_question(fact: str) -> str:
    """Return the question that asks for a fact."""
    return question(fact).text


@register.filter
def percent(value: float) -> str:
    """Return a share in per cent."""
    return f"{100 * value:.0f}%"
