"""Which files are taken, and under what name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.desk.rules.files import (
    LONGEST_NAME,
    MEGABYTE,
    MOST_BYTES,
    FileNotTaken,
    TooManyFiles,
    refuse_files,
    safe_name,
    size_words,
    why_not_taken,
)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../x", "x"),
        ("C:\\windows\\notes.txt", "notes.txt"),
        ("", "file"),
        ("..", "file"),
        (" . ", "file"),
        ("a\0b.txt", "ab.txt"),
        ("gnp.\u202eexe.pdf", "gnp.exe.pdf"),
        ('what "is" this?.pdf', "what _is_ this_.pdf"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
        ("line\r\nbreak.txt", "linebreak.txt"),
    ],
)
def test_a_name_loses_folders_and_what_nobody_sees(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=600))
def test_a_safe_name_stays_as_it_is_and_leads_nowhere(name: str) -> None:
    safe = safe_name(name)

    assert safe_name(safe) == safe
    assert 0 < len(safe) <= LONGEST_NAME
    assert not set(safe) & set('/\\<>:"|?*')
    assert safe not in {".", ".."}
    assert all(unicodedata.category(letter)[0] != "C" for letter in safe)


@pytest.mark.parametrize(
    ("name", "size", "why"),
    [
        ("notes.txt", 5, ""),
        ("list.csv", 5, ""),
        ("photo.HEIC", 5, ""),
        ("drawing.svg", 5, ""),
        ("archive.zip", 5, ""),
        ("README", 5, ""),
        ("invoice.pdf.exe", 5, "files that end in .exe can run as a program."),
        ("INVOICE.SCR ", 5, "files that end in .scr can run as a program."),
        ("pdf.\u202efdp.exe", 5, "files that end in .exe can run as a program."),
        ("setup.exe.", 5, "files that end in .exe can run as a program."),
        ("notes.txt", 0, "it is empty (0 bytes)."),
        ("film.mp4", MOST_BYTES + 1, "it has 25 MB, and up to 25 MB are taken."),
    ],
)
def test_what_runs_is_empty_or_too_large_is_not_taken(name: str, size: int, why: str) -> None:
    assert why_not_taken(name, size) == why


def test_a_refused_file_is_named_with_the_reason() -> None:
    with pytest.raises(FileNotTaken, match=r"'b\.exe' is not taken: files that end in \.exe"):
        refuse_files([("a.txt", 1), ("b.exe", 1)])


@pytest.mark.parametrize("files", [[("a.txt", 1)] * 11, [("a.txt", 20 * MEGABYTE)] * 3])
def test_too_many_files_or_bytes_are_refused(files: list[tuple[str, int]]) -> None:
    with pytest.raises(TooManyFiles, match="second message"):
        refuse_files(files)


@pytest.mark.parametrize(
    ("size", "words"), [(640, "640 bytes"), (12_288, "12 KB"), (MEGABYTE, "1 MB"), (3_565_158, "3.4 MB")]
)
def test_sizes_are_said_as_people_read_them(size: int, words: str) -> None:
    assert size_words(size) == words
