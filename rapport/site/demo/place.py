"""The demo's folder: everything of the demo lies in it, and nothing else may."""

import os
import shutil
from pathlib import Path
from urllib.parse import quote

from rapport.lib.errors import Refusal

MARK = "demo.txt"  # says that the folder holds a demo, which the next one replaces
DATABASE = "rapport.sqlite3"
MADE = (
    *(DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "files", "imports", "log", "mail", "locks", "backups"),
    *("mail-to-the-shop.eml", "report.html", "orders.parquet", "values.parquet", "values.json"),
    "rejects.csv",
)


class FolderNotDemo(Refusal):
    """The folder holds records that no demo made."""

    code = "demo_folder_taken"
    text = (
        "{folder} holds a database that is not a demo's. A demo replaces what lies in its folder. "
        "Name another one with --folder."
    )


def take_place(folder: Path) -> None:
    """Clear an earlier demo out of `folder`, and have Rapport keep everything there from now on.

    Call it before Django is set up. A database set for the real work is left alone: the demo has its own.
    """
    if (folder / DATABASE).exists() and not (folder / MARK).exists():
        raise FolderNotDemo(folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in MADE:
        _remove(folder / name)
    (folder / MARK).write_text("A demo of Rapport; `rapport demo` replaces it.\n", encoding="utf-8")
    kept = folder.absolute()
    os.environ["RAPPORT_DATA_DIR"] = str(kept)
    os.environ["RAPPORT_DATABASE_URL"] = f"sqlite:///{quote(str(kept / DATABASE))}"
    os.environ["RAPPORT_MAIL_HOSTS"] = "127.0.0.1"  # its mailboxes send by a mail server of this machine
    os.environ["RAPPORT_REPORT"] = str(kept / "report.html")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
