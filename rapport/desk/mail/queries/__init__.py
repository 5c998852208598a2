"""What can be asked of mail, and by whom."""

from rapport.desk.mail.queries.facts import (
    customer_writing,
    facts_of,
    machine_of,
    message_bounced,
    poses_as_colleague,
    same_subject,
    takes_part,
)
from rapport.desk.mail.queries.health import (
    MailboxHealth,
    MailDay,
    days_of,
    health_of_mail,
    mail_health,
    troubled_count,
)
from rapport.desk.mail.queries.sight import (
    file_visible_to,
    mail_visible_to,
    mailbox_named,
    mailboxes_to_fetch,
    mailboxes_visible_to,
    outgoing_visible_to,
    received_visible_to,
)
from rapport.desk.mail.queries.traffic import blocked_senders, given_answers, messages_to_send, waiting_mail

__all__ = [
    "MailDay",
    "MailboxHealth",
    "blocked_senders",
    "customer_writing",
    "days_of",
    "facts_of",
    "file_visible_to",
    "given_answers",
    "health_of_mail",
    "machine_of",
    "mail_health",
    "mail_visible_to",
    "mailbox_named",
    "mailboxes_to_fetch",
    "mailboxes_visible_to",
    "message_bounced",
    "messages_to_send",
    "outgoing_visible_to",
    "poses_as_colleague",
    "received_visible_to",
    "same_subject",
    "takes_part",
    "troubled_count",
    "waiting_mail",
]
