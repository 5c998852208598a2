"""What can be done with a file, and with what it brings to the register."""

from rapport.customers.imports.actions.bulk import insert_like
from rapport.customers.imports.actions.parties import drop_made, make_customers, undo_customers
from rapport.customers.imports.actions.people import apply_customers, customers_changed_since
from rapport.customers.imports.actions.planning import (
    EXAMPLES,
    PLANNED,
    ask_to_read,
    forget,
    plan,
    read,
    would,
)
from rapport.customers.imports.actions.referrals import apply_referrals, undo_referrals
from rapport.customers.imports.actions.runs import (
    begin_undo,
    carry_on,
    receive,
    start,
    stop,
    take_in,
    undo,
    write_rejects,
)
from rapport.customers.imports.actions.things import note_things, source_of, tell_timelines

__all__ = [
    "EXAMPLES",
    "PLANNED",
    "apply_customers",
    "apply_referrals",
    "ask_to_read",
    "begin_undo",
    "carry_on",
    "customers_changed_since",
    "drop_made",
    "forget",
    "insert_like",
    "make_customers",
    "note_things",
    "plan",
    "read",
    "receive",
    "source_of",
    "start",
    "stop",
    "take_in",
    "tell_timelines",
    "undo",
    "undo_customers",
    "undo_referrals",
    "would",
    "write_rejects",
]
