"""Writing the report: beside its place first, so that nobody ever reads half a page."""

from pathlib import Path

from rapport.engine.value.report.contents import ReportContents
from rapport.engine.value.report.page import render_report
from rapport.lib.places import beside, refuse_place


def write_report(
    contents: ReportContents, path: str | Path, *, force: bool, pseudonymise: bool = False
) -> None:
    """Write the report as one HTML file; a file that stands there is kept unless `force`."""
    path = Path(path)
    refuse_place(path, force=force)
    page = render_report(contents, pseudonymise=pseudonymise)
    with beside(path) as draft:
        draft.write_text(page, encoding="utf-8", newline="\n")
