"""Backups: everything Rapport keeps in one file, exact as of one moment, and the way back."""

from rapport.site.backup.making import make_backup
from rapport.site.backup.restoring import restore_backup

__all__ = ["make_backup", "restore_backup"]
