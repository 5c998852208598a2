"""What can be done with mail: taken in, read, settled by a person, answered, sent."""

from rapport.desk.mail.actions.boxes import add_mailbox, change_mailbox, try_mailbox
from rapport.desk.mail.actions.fetching import fetch_all, fetch_mailbox
from rapport.desk.mail.actions.holding import (
    block_sender,
    file_mail,
    open_mail,
    refuse_mail,
    unblock_sender,
)
from rapport.desk.mail.actions.reading import read_mail, read_waiting
from rapport.desk.mail.actions.sending import (
    count_as_sent,
    doubt_what_was_cut_off,
    send_due,
    send_message,
    settle_sending,
)
from rapport.desk.mail.actions.storing import store_mail

__all__ = [
    "add_mailbox",
    "block_sender",
    "change_mailbox",
    "count_as_sent",
    "doubt_what_was_cut_off",
    "fetch_all",
    "fetch_mailbox",
    "file_mail",
    "open_mail",
    "read_mail",
    "read_waiting",
    "refuse_mail",
    "send_due",
    "send_message",
    "settle_sending",
    "store_mail",
    "try_mailbox",
    "unblock_sender",
]
