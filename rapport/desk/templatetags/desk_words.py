"""Words and tones of cases, as the pages show them."""

from django import template

from rapport.desk.rules import CaseState

register = template.Library()
TONES = {
    CaseState.OPEN: "accent",
    CaseState.RESOLVED: "good",
    CaseState.SPAM: "bad",
}


@register.filter
def state_tone(state: str) -> str:
    """Return the tone of a state: open is ours to do, resolved is well."""
    return TONES.get(CaseState(state), "plain")


@register.filter
def undo_number(tags: str) -> int:
    """Return the number of a deed that can be undone, from the tags of a message."""
    return int(tags.rpartition("undo:")[2].split()[0])
