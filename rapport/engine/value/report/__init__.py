"""The value report: one self-contained page that an owner can read, print and pass on."""

from rapport.engine.value.report.contents import ReportContents
from rapport.engine.value.report.page import render_report
from rapport.engine.value.report.writing import write_report

__all__ = ["ReportContents", "render_report", "write_report"]
