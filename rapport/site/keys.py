"""The keyboard map: every key, what it does, and its visible twin."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """One key or two in turn; `twin` is what does the same for a pointer."""

    press: tuple[str, ...]
    does: str
    twin: str


GENERAL = (
    Key(("/",), "Search customers", "The search box on Customers"),
    Key(("?",), "Show this map", "Keys, at the foot of the rail"),
    Key(("Esc",), "Leave a field, close a menu or an explanation", "A tap beside it"),
)
PAGE_KEYS = (
    Key(("j",), "Next row of a list", "Tab"),
    Key(("k",), "Row before", "Shift and Tab"),
    Key(("Enter",), "Open the row", "Its name, a link"),
    Key(("n",), "Something new of what the page shows", "The button marked n, such as New customer"),
    Key(("t",), "Take the next case in work order", "Take next, on the queue"),
    Key(("e",), "Edit what the page shows", "The button marked e, Edit"),
    Key(("i",), "Find an article for the reply to a case", "The box Find an article"),
)
