"""The file of a backup: a compressed tar, locked if somebody wants that, its manifest last."""

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from rapport.lib.places import beside
from rapport.site.backup import manifest as manifests
from rapport.site.backup.manifest import Manifest
from rapport.site.backup.refusals import BackupDamaged, NotABackup, PassphraseNeeded, PassphraseNotRight
from rapport.site.backup.sealing import MAGIC, Locked, Opener, Sealer

GZIP = b"\x1f\x8b"
EFFORT = 1  # the quickest compression: a sixth of the size for a fifth of the time of the usual one
BLOCK = 1 << 20


class _Hashing(io.RawIOBase):
    """A file that is read once, and its digest beside it."""

    def __init__(self, source: BinaryIO) -> None:
        self._source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self.digest.update(block)
        return block


@dataclass(frozen=True)
class Archive:
    """A backup being written; `files` gathers the digest of each file that went in."""

    tar: tarfile.TarFile
    files: dict[str, str] = field(default_factory=dict)

    def add(self, path: Path, name: str) -> None:
        """Put a file in; one that is gone meanwhile is left out."""
        try:
            source = path.open("rb")
        except FileNotFoundError:
            return
        with source:
            entry = self.tar.gettarinfo(arcname=name, fileobj=source)
            hashing = _Hashing(source)
            self.tar.addfile(entry, cast(BinaryIO, hashing))
        self.files[name] = hashing.digest.hexdigest()

    def finish(self, manifest: Manifest) -> None:
        """Put the manifest in; it is the last file."""
        text = manifests.written(manifest)
        entry = tarfile.TarInfo(manifests.NAME)
        entry.size = len(text)
        self.tar.addfile(entry, io.BytesIO(text))


@contextmanager
def writing(path: Path, passphrase: bytes | None) -> Iterator[Archive]:
    """Hand out a backup to fill; it is at `path`, for the owner's eyes alone, when all went well."""
    with beside(path, mode=0o600) as draft, draft.open("wb") as out:
        locked = Sealer(out, passphrase) if passphrase else None
        sink = cast(BinaryIO, locked or out)
        with (
            gzip.GzipFile(fileobj=sink, mode="wb", compresslevel=EFFORT, filename="", mtime=0) as pressed,
            tarfile.open(fileobj=pressed, mode="w|", bufsize=BLOCK) as tar,
        ):
            yield Archive(tar)
        if locked:
            locked.close()


def unpack(path: Path, folder: Path, passphrase: bytes | None) -> Manifest:
    """Take a backup apart into `folder`, check every digest, and return its manifest."""
    try:
        with path.open("rb") as source:
            _unpack(_opened(source, path, passphrase), folder)
    except Locked as locked:
        if locked.chunk == 0:
            raise PassphraseNotRight(path=path) from None
        raise BackupDamaged(path=path, what=f"part {locked.chunk + 1} was changed or cut off") from None
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise BackupDamaged(path=path, what=str(fault)) from None
    except FileNotFoundError:
        raise NotABackup(path=path, why="there is no such file") from None
    return _checked(path, folder)


def _opened(source: BinaryIO, path: Path, passphrase: bytes | None) -> BinaryIO:
    start = source.read(len(MAGIC))
    source.seek(0)
    if start == MAGIC:
        if passphrase is None:
            raise PassphraseNeeded(path=path)
        return cast(BinaryIO, io.BufferedReader(Opener(source, passphrase), BLOCK))
    if not start.startswith(GZIP):
        raise NotABackup(path=path, why="it starts with other bytes")
    return source


def _unpack(source: BinaryIO, folder: Path) -> None:
    """Write the files out. Read to the very end: the check sums of the stream stand there."""
    with gzip.GzipFile(fileobj=source, mode="rb") as pressed:
        with tarfile.open(fileobj=pressed, mode="r|", bufsize=BLOCK) as tar:
            tar.extractall(folder, filter="data")
        while pressed.read(BLOCK):
            pass


def _checked(path: Path, folder: Path) -> Manifest:
    try:
        manifest = manifests.read((folder / manifests.NAME).read_bytes(), path)
    except FileNotFoundError:
        raise NotABackup(path=path, why="it has no manifest") from None
    found = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    strange = sorted(found ^ {*manifest.files, manifests.NAME})
    if strange:
        raise BackupDamaged(path=path, what=f"its manifest and its files differ in {strange[0]}")
    for name, digest in manifest.files.items():
        if digest_of(folder / name) != digest:
            raise BackupDamaged(path=path, what=f"{name} is not what was written")
    return manifest


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
