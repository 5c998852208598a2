"""What a backup or a restore refuses, and what to do then."""

from rapport.lib.errors import Refusal


class NotABackup(Refusal):
    """The file is nothing that `rapport backup` wrote."""

    code = "not_a_backup"
    text = "{path} is not a backup of Rapport: {why}. Name a file that `rapport backup` wrote."


class BackupDamaged(Refusal):
    """Something in the backup is not what was written."""

    code = "backup_damaged"
    text = (
        "{path} is damaged: {what}. Nothing was restored. Use another copy of the file, or an older backup."
    )


class RestoreDisturbed(Refusal):
    """What stands in the database is not what was put there."""

    code = "restore_disturbed"
    text = (
        "After restoring {path} the table {table} is not as in the backup: something else wrote to the "
        "database meanwhile. Stop `rapport serve` and `rapport work`, then restore again with --force."
    )


class BackupOfOtherKind(Refusal):
    """The backup is of one kind of database and Rapport runs on the other."""

    code = "backup_of_other_kind"
    text = (
        "{path} holds a {theirs} database, and RAPPORT_DATABASE_URL names a {ours} one. "
        "Restore it into a {theirs} database."
    )


class BackupNewer(Refusal):
    """The backup was written by a newer Rapport."""

    code = "backup_newer"
    text = (
        "{path} was written by Rapport {theirs}, and this is Rapport {ours}{why}. "
        "Install Rapport {theirs} or newer, then restore again."
    )


class DatabaseNotEmpty(Refusal):
    """There is something where the backup would go."""

    code = "database_not_empty"
    text = (
        "The database holds {what} already. Restore into an empty one, or pass --force to replace it: "
        "what is there now is then backed up first."
    )


class PassphraseNeeded(Refusal):
    """The backup is locked."""

    code = "backup_passphrase_needed"
    text = "{path} is locked with a passphrase. Pass --passphrase-file FILE with the file that holds it."


class PassphraseNotRight(Refusal):
    """The passphrase opens nothing here."""

    code = "backup_passphrase_not_right"
    text = "{path} does not open with this passphrase. Pass the one it was written with."


class PassphraseEmpty(Refusal):
    """The file of the passphrase holds none."""

    code = "backup_passphrase_empty"
    text = "{path} holds no passphrase in its first line. Write one there, of {shortest} characters or more."
