"""The words by which a case is found: they grow with what is said, and can be written anew."""

from collections.abc import Iterable

from rapport.desk.models import Case, Entry, Message
from rapport.desk.rules import EntryKind
from rapport.desk.rules.texts import more_search


def add_words(case: Case, text: str = "", message: Message | None = None, files: Iterable[str] = ()) -> None:
    """Add to a locked case the words of what is said in it, and the names of files; the caller saves it.

    Notes are among them: this search is for colleagues, and no page for customers may ask it.
    """
    parts = [case.reference, case.contact_name, case.contact_address] if not case.search else []
    if not case.search and case.customer:
        parts.append(case.customer.name)
    if message:
        parts += [message.text, message.subject, message.from_name, message.from_address]
        parts += [word for pair in (*message.recipients, *message.copies) for word in pair]
    if text or parts:
        case.search = more_search(case.search, [*parts, *files, text])


def write_search(case: Case) -> None:
    """Write the search words of a locked case anew from all that is in it; the caller saves it."""
    case.search = ""
    add_words(case)
    for message in Message.objects.filter(case=case).prefetch_related("attachments"):
        add_words(case, message=message, files=[one.name for one in message.attachments.all()])
    notes = Entry.objects.filter(case=case, kind=EntryKind.NOTE).values_list("text", flat=True)
    case.search = more_search(case.search, [*notes, *case.tags.values_list("name", flat=True)])
