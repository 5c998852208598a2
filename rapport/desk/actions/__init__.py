"""What can be done at the desk: one use case, one transaction each."""

from rapport.desk.actions.authority import escalate_case, set_limit
from rapport.desk.actions.causes import (
    check_effect,
    find_cause,
    finish_action,
    keep_cause,
    make_ready_causes,
    plan_action,
    retire_cause,
)
from rapport.desk.actions.external import Deadline, close_stage, open_stage
from rapport.desk.actions.faults import drop_fault, link_fault, trace_fault
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
from rapport.desk.actions.procedures import (
    choose_procedure,
    do_step,
    make_ready_procedures,
    retire_procedure,
    write_procedure,
)
from rapport.desk.actions.promises import (
    break_overdue,
    keep_promise,
    move_promise,
    promise_in_case,
    tell_kept_elsewhere,
    warn_of_promises,
    withdraw_promise,
)
from rapport.desk.actions.recovery import note_failure, note_recovered
from rapport.desk.actions.redress import (
    Offer,
    Offered,
    decline_redress,
    give_redress,
    offer_redress,
    offer_redress_in_bulk,
    sign_redress,
    withdraw_redress,
)
from rapport.desk.actions.refusing import tell_refusal, told_when_refused
from rapport.desk.actions.settling import settle_case
from rapport.desk.actions.states import change_state, move_case
from rapport.desk.actions.telling import tell_case

__all__ = [
    "Deadline",
    "File",
    "NewCase",
    "Offer",
    "Offered",
    "Said",
    "break_overdue",
    "change_state",
    "check_effect",
    "choose_procedure",
    "close_stage",
    "decline_redress",
    "do_step",
    "drop_fault",
    "escalate_case",
    "find_cause",
    "finish_action",
    "give_redress",
    "keep_bytes",
    "keep_cause",
    "keep_promise",
    "link_fault",
    "locked_case",
    "make_ready_causes",
    "make_ready_procedures",
    "move_case",
    "move_promise",
    "note_failure",
    "note_recovered",
    "offer_redress",
    "offer_redress_in_bulk",
    "open_case",
    "open_stage",
    "plan_action",
    "promise_in_case",
    "receive_message",
    "retire_cause",
    "retire_procedure",
    "set_limit",
    "settle_case",
    "sign_redress",
    "tell_case",
    "tell_kept_elsewhere",
    "tell_refusal",
    "told_when_refused",
    "trace_fault",
    "warn_of_promises",
    "withdraw_promise",
    "withdraw_redress",
    "write_note",
    "write_procedure",
    "write_reply",
]
