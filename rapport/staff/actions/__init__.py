"""What can be done about staff; the audit is written here for every room."""

from rapport.staff.actions.audit import SLOT_MINUTES, record, record_each, record_list, record_view
from rapport.staff.actions.invitations import (
    first_owner_link,
    invite,
    join,
    link_of,
    owner_link,
    recover,
    withdraw_invitation,
)
from rapport.staff.actions.people import change_self, deactivate, delete_person, place, reactivate
from rapport.staff.actions.sign_in import (
    begin_sign_in,
    forget_old_failures,
    know_device,
    pass_sign_in,
    record_sign_in,
)
from rapport.staff.actions.teams import add_team, change_team, mark_day, set_week, unmark_day

__all__ = [
    "SLOT_MINUTES",
    "add_team",
    "begin_sign_in",
    "change_self",
    "change_team",
    "deactivate",
    "delete_person",
    "first_owner_link",
    "forget_old_failures",
    "invite",
    "join",
    "know_device",
    "link_of",
    "mark_day",
    "owner_link",
    "pass_sign_in",
    "place",
    "reactivate",
    "record",
    "record_each",
    "record_list",
    "record_sign_in",
    "record_view",
    "recover",
    "set_week",
    "unmark_day",
    "withdraw_invitation",
]
