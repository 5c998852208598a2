"""The parts of a backup: the lock, the manifest and the archive."""

import io
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.site.backup import archive, sealing
from rapport.site.backup.manifest import Database, Manifest, Table
from rapport.site.backup.refusals import BackupDamaged, NotABackup, PassphraseNeeded, PassphraseNotRight

PASSPHRASE = b"nobody guesses this"


@pytest.fixture(autouse=True, scope="module")
def quick() -> Iterator[None]:
    """Make keys cheaply and chunks small."""
    kept = sealing.COST, sealing.CHUNK
    sealing.COST, sealing.CHUNK = 2, 64
    yield
    sealing.COST, sealing.CHUNK = kept


def sealed(content: bytes, *, pieces: int = 7) -> bytes:
    out = io.BytesIO()
    with sealing.Sealer(out, PASSPHRASE) as sealer:
        for start in range(0, len(content), pieces):
            sealer.write(content[start : start + pieces])
    return out.getvalue()


def opened(locked: bytes, passphrase: bytes = PASSPHRASE) -> bytes:
    return sealing.Opener(io.BytesIO(locked), passphrase).readall() or b""


@given(st.binary(max_size=400), st.integers(1, 300))
@settings(deadline=None, max_examples=50)
def test_what_was_locked_opens_as_it_was(content: bytes, pieces: int) -> None:
    assert opened(sealed(content, pieces=pieces)) == content


@given(st.binary(min_size=1, max_size=300), st.data())
@settings(deadline=None, max_examples=50)
def test_any_changed_byte_and_any_cut_is_noticed(content: bytes, data: st.DataObject) -> None:
    locked = bytearray(sealed(content))
    head = len(sealing.MAGIC)
    place = data.draw(st.integers(head, len(locked) - 1))
    cut = bytes(locked[:place])
    locked[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(sealing.Locked):
        opened(bytes(locked))
    with pytest.raises(sealing.Locked):
        opened(cut)


def test_chunks_cannot_change_places() -> None:
    locked = sealed(b"a" * 64 + b"b" * 64 + b"c")
    head, size = len(sealing.MAGIC) + sealing.SALT + sealing.PREFIX, 64 + sealing.TAG
    first, second, rest = (
        locked[head : head + size],
        locked[head + size : head + 2 * size],
        locked[head + 2 * size :],
    )

    with pytest.raises(sealing.Locked):
        opened(locked[:head] + second + first + rest)


def made(path: Path, folder: Path, passphrase: bytes | None = None) -> Manifest:
    """Write a backup of one small file."""
    (folder / "database.sqlite3").write_bytes(b"a database" * 100)
    facts = Database("sqlite", [["staff", "0001_initial"]], {"staff_user": Table(3, "a" * 64)}, {"ids": 4})
    with archive.writing(path, passphrase) as out:
        out.add(folder / "database.sqlite3", "database.sqlite3")
        out.add(folder / "gone meanwhile", "files/gone")
        manifest = Manifest("0.2.0", datetime(2026, 3, 2, 9, tzinfo=UTC), facts, out.files)
        out.finish(manifest)
    return manifest


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A folder to back up, and one to restore into."""
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    return here, there


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_an_archive_comes_back_with_its_manifest(
    tmp_path: Path, folders: tuple[Path, Path], passphrase: bytes | None
) -> None:
    here, there = folders
    manifest = made(tmp_path / "all.rapport", here, passphrase)

    assert archive.unpack(tmp_path / "all.rapport", there, passphrase) == manifest
    assert (there / "database.sqlite3").read_bytes() == b"a database" * 100


def test_a_locked_archive_asks_for_its_passphrase(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    here, there = folders
    made(tmp_path / "all.rapport", here, PASSPHRASE)

    with pytest.raises(PassphraseNeeded):
        archive.unpack(tmp_path / "all.rapport", there, None)
    with pytest.raises(PassphraseNotRight):
        archive.unpack(tmp_path / "all.rapport", there, b"somebody guessed")


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95, 0.999])
def test_an_archive_cut_off_or_changed_is_refused(
    tmp_path: Path, folders: tuple[Path, Path], share: float
) -> None:
    here, there = folders
    path = tmp_path / "all.rapport"
    made(path, here)
    whole = path.read_bytes()
    place = int(len(whole) * share)

    path.write_bytes(whole[:place])
    with pytest.raises((BackupDamaged, NotABackup)):
        archive.unpack(path, there, None)
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
    with pytest.raises((BackupDamaged, NotABackup)):
        archive.unpack(path, there, None)


def test_a_file_that_the_manifest_does_not_name_is_refused(
    tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    here, there = folders
    made(tmp_path / "all.rapport", here)
    (there / "files").mkdir()
    (there / "files" / "strange").write_text("who put this here?")

    with pytest.raises(BackupDamaged, match="differ in files/strange"):
        archive.unpack(tmp_path / "all.rapport", there, None)


def test_nothing_is_written_outside_the_folder(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    path = tmp_path / "all.rapport"
    with tarfile.open(path, "w:gz") as tar:
        entry = tarfile.TarInfo("../outside")
        tar.addfile(entry, io.BytesIO(b""))

    with pytest.raises(BackupDamaged):
        archive.unpack(path, folders[1], None)
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\x1f\x8bgarbage"])
def test_another_file_is_no_backup(tmp_path: Path, folders: tuple[Path, Path], content: bytes) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(content)

    with pytest.raises((NotABackup, BackupDamaged)):
        archive.unpack(path, folders[1], None)
    with pytest.raises(NotABackup, match="there is no such file"):
        archive.unpack(tmp_path / "nowhere", folders[1], None)
