"""The value report as a file: find it, and read the policy it states for itself."""

from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

from rapport.lib.errors import Refusal


class ReportNotThere(Refusal):
    """No report has been written where the site looks for it."""

    code = "report_not_there"
    text = (
        "There is no value report at {path} yet. "
        "Make one with: rapport value orders.csv --report {path}. Or set RAPPORT_REPORT to one that exists."
    )


@dataclass(frozen=True)
class Report:
    """A report page as it stands on disk; `policy` is empty where the page states none."""

    page: str
    policy: str
    written_at: datetime


def read_report(path: Path) -> Report:
    """Return the report at `path`; refuse with the way to make one where there is none."""
    try:
        page = path.read_text(encoding="utf-8")
        written_at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise ReportNotThere(path=path) from None
    return Report(page, policy_of(page), written_at)


def policy_of(page: str) -> str:
    """Return the content security policy a page states in its own head, on one line; empty without one."""
    reader = _PolicyReader()
    reader.feed(page)
    return reader.policy


class _PolicyReader(HTMLParser):
    """Keeps the first policy it meets."""

    policy = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = dict(attrs)
        if tag == "meta" and (stated.get("http-equiv") or "").lower() == "content-security-policy":
            self.policy = self.policy or " ".join((stated.get("content") or "").split())
