"""The commands of the site: back up, restore, do the chores."""

import signal
import threading
from pathlib import Path
from typing import Any

import click
from django.utils.timezone import now

from rapport.site.backup import make_backup, restore_backup
from rapport.site.backup.making import records_in
from rapport.site.backup.refusals import PassphraseEmpty
from rapport.site.upkeep import bring_up_to_date
from rapport.site.work.loop import work_once, work_until

PLACE = click.Path(path_type=Path)
SHORTEST_PASSPHRASE = 8
HELP = {"help_option_names": ["-h", "--help"]}
PASSPHRASE = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="File whose first line is the passphrase that locks the backup.",
)


@click.command(context_settings=HELP)
@click.argument("file", type=PLACE)
@PASSPHRASE
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def backup(file: Path, passphrase_file: Path | None, **options: Any) -> None:
    """Write everything Rapport keeps to FILE, as of one moment, while it is in use.

    FILE holds people's data and the secret key: keep it where you would keep those, or lock it.
    """
    made = make_backup(file, at=now(), passphrase=read_passphrase(passphrase_file), tell=_tell, **options)
    click.echo(f"{file}: {records_in(made)}")


@click.command(context_settings=HELP)
@click.argument("file", type=PLACE)
@PASSPHRASE
@click.option("--force", is_flag=True, help="Replace what is there; it is backed up first.")
def restore(file: Path, passphrase_file: Path | None, **options: Any) -> None:
    """Put back what `rapport backup` wrote to FILE, and prove that it is equal.

    The database must be of the same kind and Rapport as new as the backup or newer. Stop the server first.
    """
    made = restore_backup(file, at=now(), passphrase=read_passphrase(passphrase_file), tell=_tell, **options)
    click.echo(f"Restored {records_in(made)}, as of {made.made_at:%d %B %Y, %H:%M %Z}")


@click.command(context_settings=HELP)
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
def work(**options: Any) -> None:
    """Do the chores: running imports, nightly worth, and what else is due; Ctrl+C stops it."""
    bring_up_to_date(at=now(), tell=_tell)
    if options["once"]:
        click.echo(f"Done: {', '.join(work_once()) or 'nothing was due'}")
        return
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    click.echo("Doing the chores (Ctrl+C stops it)")
    work_until(stop)


def read_passphrase(path: Path | None) -> bytes | None:
    """Return the first line of a file, or refuse one that is too short to lock anything."""
    if path is None:
        return None
    passphrase = path.read_bytes().splitlines()[:1] or [b""]
    if len(passphrase[0]) < SHORTEST_PASSPHRASE:
        raise PassphraseEmpty(path=path, shortest=SHORTEST_PASSPHRASE)
    return passphrase[0]


def _tell(line: str) -> None:
    click.echo(line, err=True)
