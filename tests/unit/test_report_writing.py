"""Writing the report to a file."""

from pathlib import Path

import pytest

from rapport.engine.value.report import page, write_report
from rapport.lib.places import FileExists, NoFolder, PlaceIsFolder, PlaceRefused
from tests.report_samples import shop


def test_a_report_is_written_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_report(shop(), tmp_path / "report.html", force=False)
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == page.render_report(shop())
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_report_that_is_there_is_kept_unless_forced(tmp_path: Path) -> None:
    there = tmp_path / "report.html"
    there.write_text("last year")
    with pytest.raises(FileExists, match=r"report\.html exists already\. Pass --force"):
        write_report(shop(), there, force=False)
    assert there.read_text() == "last year"
    write_report(shop(), there, force=True)
    assert there.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoFolder, match="there is no folder .*nowhere"):
        write_report(shop(), tmp_path / "nowhere" / "report.html", force=True)


def test_a_folder_is_not_overwritten_even_by_force(tmp_path: Path) -> None:
    with pytest.raises(PlaceIsFolder, match="is a folder"):
        write_report(shop(), tmp_path, force=True)


def test_a_page_that_breaks_half_way_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "report.html"
    there.write_text("last year")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(PlaceRefused, match="no space left"):
        write_report(shop(), there, force=True)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"last year"]


def test_pseudonyms_reach_the_file(tmp_path: Path) -> None:
    write_report(shop(), tmp_path / "report.html", force=False, pseudonymise=True)
    assert "Halloway" not in (tmp_path / "report.html").read_text(encoding="utf-8")
