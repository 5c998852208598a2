"""Places for files that a person named: refused before the work, written beside and renamed after it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rapport.lib.errors import Refusal


class FileExists(Refusal):
    """A file stands there already."""

    code = "file_exists"
    text = "{path} exists already. Pass --force to replace it, or name another file."


class PlaceIsFolder(Refusal):
    """The name given for a file is that of a folder."""

    code = "place_is_folder"
    text = "{path} is a folder. Name a file in it."


class NoFolder(Refusal):
    """The folder for a file is not there."""

    code = "no_folder"
    text = "{path} cannot be written: there is no folder {folder}. Make the folder, or name another file."


class PlaceRefused(Refusal):
    """The system does not let us write there."""

    code = "place_refused"
    text = "{path} cannot be written: {why}. Name a place that you may write to."


def refuse_place(path: Path, *, force: bool) -> None:
    """Refuse a place that cannot be written to, before the work is done."""
    if not path.parent.is_dir():
        raise NoFolder(path=path, folder=path.parent)
    if path.is_dir():
        raise PlaceIsFolder(path=path)
    if path.exists() and not force:
        raise FileExists(path=path)
    if not os.access(path.parent, os.W_OK):
        raise PlaceRefused(path=path, why=f"the folder {path.parent} is read-only")


@contextmanager
def beside(path: Path, *, mode: int | None = None) -> Iterator[Path]:
    """Hand out a file beside `path` to write, and rename it there when all went well.

    Nothing is ever half written at `path`; what failed leaves no trace. `mode` is set before
    the first byte.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if mode is not None:
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
        yield draft
        draft.replace(path)
    except OSError as fault:
        raise PlaceRefused(path=path, why=(fault.strerror or str(fault)).lower()) from fault
    finally:
        draft.unlink(missing_ok=True)
