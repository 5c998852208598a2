"""What the mail room declines, and the way out."""

from rapport.lib.errors import Refusal


class MailboxNotFound(Refusal):
    code = "mailbox_not_found"
    text = "There is no mailbox '{name}'. There are: {known}. Name one of them, or add it under Mailboxes."


class MailNotFound(Refusal):
    """There is no such mail, or the person may not see it: the same answer for both."""

    code = "mail_not_found"
    text = "Mail {number} is not among the mail you see. Look for it on the Mail page."


class FileNotFound(Refusal):
    """There is no such file, or the person may not see it: the same answer for both."""

    code = "file_not_found"
    text = "File {number} is not among the files of your cases. Open it from its case."


class FileNotHandedOut(Refusal):
    code = "file_not_handed_out"
    text = "'{name}' is kept and not handed out: {reason}. Ask the sender to send it another way."


class MailSettledAlready(Refusal):
    code = "mail_settled_already"
    text = "Mail {number} is {state} already. Look at it as it is now."


class MailHostNotAllowed(Refusal):
    code = "mail_host_not_allowed"
    text = (
        "'{host}' stands for {address}, an address inside a network. Mailboxes expect a public mail server. "
        "Whoever runs this Rapport can allow it: add {host} to RAPPORT_MAIL_HOSTS and start again."
    )


class PasswordNotReadable(Refusal):
    code = "mailbox_password_not_readable"
    text = (
        "The password of this mailbox was sealed with another secret key. "
        "Type it again under Mailboxes, or put back the RAPPORT_SECRET_KEY it was sealed with."
    )


class MailAddressTaken(Refusal):
    code = "mail_address_taken"
    text = "{address} is the address of mailbox '{name}' already. Change that one, or choose another address."


class MessageNotInDoubt(Refusal):
    code = "message_not_in_doubt"
    text = "Message {number} is {state}. Only one that is in doubt, failed or bounced can be decided on."
