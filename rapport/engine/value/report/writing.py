"""Writing the report: beside its place first, so that nobody ever reads half a page."""

import os
from pathlib import Path

from rapport.engine.value.report.contents import ReportContents
from rapport.engine.value.report.page import render_report
from rapport.lib.errors import Refusal


class ReportExists(Refusal):
    """A report stands there already."""

    code = "report_exists"
    text = "{path} exists already. Pass --force to replace it, or name another file."


class ReportIsFolder(Refusal):
    """The name given for the report is that of a folder."""

    code = "report_is_folder"
    text = "{path} is a folder. Name a file in it, such as {path}/report.html."


class NoFolderForReport(Refusal):
    """The folder for the report is not there."""

    code = "no_folder_for_report"
    text = "{path} cannot be written: there is no folder {folder}. Make the folder, or name another file."


def write_report(
    contents: ReportContents, path: str | Path, *, force: bool, pseudonymise: bool = False
) -> None:
    """Write the report as one HTML file; a file that stands there is kept unless `force`."""
    path = Path(path)
    refuse_report_path(path, force=force)
    page = render_report(contents, pseudonymise=pseudonymise)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_text(page, encoding="utf-8", newline="\n")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def refuse_report_path(path: Path, *, force: bool) -> None:
    """Refuse a place for the report that cannot be used, before the work is done."""
    if not path.parent.is_dir():
        raise NoFolderForReport(path=path, folder=path.parent)
    if path.is_dir():
        raise ReportIsFolder(path=path)
    if path.exists() and not force:
        raise ReportExists(path=path)
