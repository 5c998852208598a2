"""The keyboard map: every key, what it does, and its visible twin."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """One key or two in turn; `twin` is what does the same for a pointer."""

    press: tuple[str, ...]
    does: str
    twin: str


GENERAL = (
    Key(("/",), "Search what the page lists", "The search box above the list"),
    Key(("?",), "Show this map", "Keys, at the foot of the rail"),
    Key(("Esc",), "Leave a field, close a menu or an explanation", "A tap beside it"),
)
PAGE_KEYS = (
    Key(("j",), "Next row of a list", "Tab"),
    Key(("k",), "Row before", "Shift and Tab"),
    Key(("Enter",), "Open the row", "Its name, a link"),
    Key(("n",), "Something new of what the page shows; in a case: write a note", "New customer, Note"),
    Key(("t",), "Take the next case in work order", "Take next, on the queue"),
    Key(("e",), "Edit what the page shows; a case: close it, and go to the next", "Edit; Close, and next"),
    Key(("r",), "Reply in a case", "Reply to the customer, above the box"),
    Key(("a",), "Assign a case", "Assign"),
    Key(("s",), "Snooze a case", "Snooze"),
    Key(("m",), "Mention a colleague in a note", "Mention somebody, at the note"),
    Key(("p",), "Promise something to the customer of a case", "Make a promise"),
    Key(("c",), "Recognise a case as a complaint", "It is a complaint"),
    Key(("i",), "Find an article for the reply to a case", "The box Find an article"),
)
