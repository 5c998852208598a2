"""The commands of mail: `rapport mail take` for a mail server's pipe, and `rapport mail fetch`."""

import sys
from typing import BinaryIO

import click
from django.conf import settings
from django.db import DatabaseError
from django.utils.timezone import now

from rapport.desk.mail import actions, queries
from rapport.desk.mail.imap import KEPT_OF_TOO_LARGE, cut
from rapport.desk.mail.refusals import MailboxNotFound

HELP = {"help_option_names": ["-h", "--help"]}
# What a mail server understands: sysexits.h
NO_DATA, NO_USER, TRY_AGAIN = 65, 67, 75


@click.group(context_settings=HELP)
def mail() -> None:
    """Take mail in: from a mail server's pipe, or from the mailboxes."""


@mail.command(context_settings=HELP)
@click.argument("mailbox")
def take(mailbox: str) -> None:
    """Store the mail on standard input as one that came to MAILBOX, named by its name or address.

    For the pipe of a mail server. It is stored when this ends with 0. It ends with 75 where the server
    should try again later, 67 where there is no such mailbox, 65 where nothing was given.
    """
    try:
        raw = read_mail(sys.stdin.buffer, settings.MAIL_LARGEST)
        if not raw.strip():
            _end(NO_DATA, "Nothing was given on standard input. Pipe a mail into this command.")
        stored = actions.store_mail(queries.mailbox_named(mailbox), raw, at=now())
    except MailboxNotFound as refusal:
        _end(NO_USER, str(refusal))
    except (DatabaseError, OSError) as fault:
        _end(TRY_AGAIN, f"The mail could not be stored now: {fault}. Try again later.")
    else:
        click.echo(f"Stored as mail {stored.pk}")


def read_mail(source: BinaryIO, largest: int) -> bytes:
    """Return a mail from a stream; of one that is too large the beginning, with a header that says so."""
    raw = source.read(largest + 1)
    if len(raw) <= largest:
        return raw
    size = len(raw)
    while piece := source.read(1024 * 1024):
        size += len(piece)
    return cut(raw[:KEPT_OF_TOO_LARGE], size)


def _end(code: int, said: str) -> None:
    click.echo(said, err=True)
    sys.exit(code)


@mail.command(context_settings=HELP)
def fetch() -> None:
    """Fetch what is new in every mailbox, and read what waits: what the chores do by themselves."""
    fetched = actions.fetch_all(clock=now)
    read = actions.read_waiting(at=now())
    click.echo(f"{fetched} fetched, {read} read")
