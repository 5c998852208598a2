"""What can be done at the desk: one use case, one transaction each."""

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.messages import (
    File,
    Said,
    keep_bytes,
    receive_message,
    write_note,
    write_reply,
)
from rapport.desk.actions.opening import NewCase, open_case
from rapport.desk.actions.settling import settle_case
from rapport.desk.actions.states import change_state, move_case
from rapport.desk.actions.telling import tell_case

__all__ = [
    "File",
    "NewCase",
    "Said",
    "change_state",
    "keep_bytes",
    "locked_case",
    "move_case",
    "open_case",
    "receive_message",
    "settle_case",
    "tell_case",
    "write_note",
    "write_reply",
]
