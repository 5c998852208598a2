"""What can be done in the register: one use case, one transaction."""

from rapport.customers.actions.consents import record_consent
from rapport.customers.actions.contacts import add_contact_point, drop_contact_point, relate, unrelate
from rapport.customers.actions.merges import merge, undo_merge
from rapport.customers.actions.needs import (
    drop_alternative,
    end_access_need,
    end_need,
    note_access_need,
    note_alternative,
    note_need,
)
from rapport.customers.actions.promises import (
    break_overdue,
    drop_promises,
    keep_promise,
    make_promise,
    move_promise,
    withdraw_promise,
)
from rapport.customers.actions.registration import (
    add_customer,
    archive,
    assign,
    change_customer,
    confirm_category,
    restore,
    unassign,
)
from rapport.customers.actions.saved import drop_view, save_view
from rapport.customers.actions.searching import write_search
from rapport.customers.actions.timeline import note, note_touchpoint, write_timeline
from rapport.customers.actions.worths import record_worths
from rapport.customers.queries import may_contact, resolve

__all__ = [
    "add_contact_point",
    "add_customer",
    "archive",
    "assign",
    "break_overdue",
    "change_customer",
    "confirm_category",
    "drop_alternative",
    "drop_contact_point",
    "drop_promises",
    "drop_view",
    "end_access_need",
    "end_need",
    "keep_promise",
    "make_promise",
    "may_contact",
    "merge",
    "move_promise",
    "note",
    "note_access_need",
    "note_alternative",
    "note_need",
    "note_touchpoint",
    "record_consent",
    "record_worths",
    "relate",
    "resolve",
    "restore",
    "save_view",
    "unassign",
    "undo_merge",
    "unrelate",
    "withdraw_promise",
    "write_search",
    "write_timeline",
]
