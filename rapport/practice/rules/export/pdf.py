"""A portfolio as one PDF: cover, table of points, claims with their decisions, evidence, signatures.

It is set by fpdf2 from plain text, so that words can be searched and copied. The same portfolio gives the
same bytes. Moments are printed in the zone they come in. A character that the typeface lacks is an empty box.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import font_roboto
from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from rapport.practice.rules.export.told import (
    NOT_CLAIMED,
    Assurance,
    Claim,
    Decision,
    Evidence,
    Portfolio,
)

MARGIN, WIDTH, LINE = 20, 170, 5.2  # millimetres
SMALL, TABLE, BODY, HEAD, TITLE = 8.5, 9, 10.5, 14, 26  # points
INK, QUIET, RULE, SHADE = (28, 30, 34), (95, 100, 108), (200, 204, 210), (240, 242, 245)
ABOUT = (
    "Only a named person signs a marking point off; no machine does. Personal data of customers was taken "
    "out of the evidence before it came here. Evidence from role-play is labelled as a simulation."
)


class _Paper(FPDF):
    """Pages with the learner, the centre and the page number at their foot."""

    foot = ""

    def footer(self) -> None:
        """Write the foot of a page; fpdf2 calls it."""
        self.set_y(-14)
        self.set_font("Text", "", SMALL)
        self.set_text_color(*QUIET)
        self.cell(WIDTH / 2, LINE, self.foot)
        self.cell(WIDTH / 2, LINE, f"Page {self.page_no()} of {{nb}}", align="R")


def portfolio_pdf(portfolio: Portfolio) -> bytes:
    """Return the portfolio as a PDF on A4."""
    paper = _paper(portfolio)
    numbers = {one.id: f"E{place}" for place, one in enumerate(portfolio.evidences, 1)}
    _cover(paper, portfolio)
    _points(paper, portfolio, numbers)
    _claims(paper, portfolio, numbers)
    _evidences(paper, portfolio, numbers)
    _signatures(paper, portfolio)
    return bytes(paper.output())


@cache
def _font(style: str) -> Path:
    return Path(font_roboto.font_directory) / f"Roboto-{style}.ttf"


def _paper(portfolio: Portfolio) -> _Paper:
    paper = _Paper(format="A4")
    paper.foot = _plain(f"{portfolio.learner.name}, {portfolio.centre.name}")
    paper.set_margins(MARGIN, MARGIN, MARGIN)
    paper.set_auto_page_break(auto=True, margin=MARGIN)
    for style, file in (("", "Regular"), ("B", "Bold")):
        paper.add_font("Text", style, _font(file))
    paper.set_title(_plain(f"Portfolio of {portfolio.learner.name}"))
    paper.set_author(_plain(portfolio.centre.name))
    paper.set_creator("Rapport")
    paper.set_creation_date(portfolio.told_at)
    paper.set_lang("en-GB")
    return paper


def _cover(paper: _Paper, portfolio: Portfolio) -> None:
    paper.add_page()
    paper.set_y(70)
    _say(paper, portfolio.centre.name, size=HEAD, colour=QUIET)
    paper.ln(4)
    _say(paper, "Portfolio of evidence", size=TITLE, style="B")
    paper.ln(2)
    _say(paper, portfolio.learner.name, size=HEAD + 4)
    paper.ln(14)
    ended = f" to {_day(portfolio.ended_at)}" if portfolio.ended_at else ""
    _say(paper, f"Enrolled from {_day(portfolio.enrolled_at)}{ended}")
    _say(paper, f"As it stood on {_day(portfolio.told_at)}")
    signed = sum(portfolio.status_of(one.row) == "signed off" for one in portfolio.points)
    _say(paper, f"{signed} of {len(portfolio.points)} marking points signed off", style="B")
    paper.ln(14)
    _say(paper, ABOUT, colour=QUIET)
    paper.ln(4)
    _say(paper, f"Content: {portfolio.version}", size=SMALL, colour=QUIET)


def _points(paper: _Paper, portfolio: Portfolio, numbers: dict[str, str]) -> None:
    paper.add_page()
    _headed(paper, "Marking points")
    rows = []
    for point in portfolio.points:
        claims = portfolio.claims_on(point.row)
        named = ", ".join(dict.fromkeys(numbers[name] for claim in claims for name in claim.evidences))
        rows.append((point.row, point.text, portfolio.status_of(point.row), named))
    _table(paper, ("Point", "What it asks for", "Status", "Evidence"), rows, (12, 112, 24, 22))


def _claims(paper: _Paper, portfolio: Portfolio, numbers: dict[str, str]) -> None:
    if not portfolio.claims:
        return
    paper.add_page()
    _headed(paper, "Claims")
    for claim in portfolio.claims:
        _keep_together(paper, 40)
        _say(paper, f"{claim.point}  {claim.text}", style="B")
        _say(paper, f"Status: {claim.status.value}", colour=QUIET)
        _say(paper, claim.narrative)
        for one in portfolio.evidence_of(claim):
            _say(paper, f"{numbers[one.id]}  {one.title}", colour=QUIET)
        paper.ln(1)
        for line in _decided(claim):
            _say(paper, line)
        paper.ln(LINE * 1.5)


def _decided(claim: Claim) -> Iterator[str]:
    """Yield what an assessor said about a claim, if one did."""
    decision = claim.decision
    if decision is None:
        yield "No assessor has decided yet."
        return
    yield f"Assessor: {decision.assessor.name}, {_minute(decision.at)}"
    yield _checked(decision)
    if decision.comment:
        yield f"Comment: {decision.comment}"


def _checked(decision: Decision) -> str:
    return "; ".join(f"{name}: {'yes' if holds else 'no'}" for name, holds in decision.checks.named().items())


def _evidences(paper: _Paper, portfolio: Portfolio, numbers: dict[str, str]) -> None:
    for place, one in enumerate(portfolio.evidences):
        if place == 0:
            paper.add_page()
        else:
            paper.ln(LINE * 2)
            _keep_together(paper, 50)
        _headed(paper, f"{numbers[one.id]}  {one.title}")
        _evidence(paper, one, [claim.point for claim in portfolio.claims if one.id in claim.evidences])


def _evidence(paper: _Paper, one: Evidence, points: Iterable[str]) -> None:
    label = f"{one.kind.value} (a simulation, not real work)" if one.kind.is_simulated else one.kind.value
    named = ", ".join(dict.fromkeys(points)) or NOT_CLAIMED
    _say(paper, f"{label.capitalize()}, made on {_day(one.made_at)}. For: {named}", colour=QUIET)
    if one.source_hash:
        _say(paper, f"Digest of the source: {one.source_hash}", size=SMALL, colour=QUIET)
    for part in one.parts:
        paper.ln(LINE / 2)
        _say(paper, part.heading, style="B")
        _say(paper, part.text)
    if one.witness:
        paper.ln(LINE / 2)
        _say(paper, f"Witness: {one.witness.name}, {one.witness.role}, {_minute(one.witness.at)}", style="B")
        _say(paper, one.witness.statement)


def _signatures(paper: _Paper, portfolio: Portfolio) -> None:
    paper.add_page()
    _headed(paper, "Signatures")
    signed = [
        (claim.point, claim.decision.assessor.name, _minute(claim.decision.at), _held(claim.decision))
        for claim in portfolio.signed_off()
        if claim.decision
    ]
    if signed:
        _table(paper, ("Point", "Signed off by", "When", "Found to be"), signed, (12, 48, 46, 64))
    else:
        _say(paper, "No marking point is signed off yet.")
    paper.ln(LINE * 2)
    _headed(paper, "Assurance")
    for one in portfolio.assurances:
        _assured(paper, one)
    if not portfolio.assurances:
        _say(paper, "No decision has been looked at a second time yet.")


def _held(decision: Decision) -> str:
    return ", ".join(name for name, holds in decision.checks.named().items() if holds)


def _assured(paper: _Paper, one: Assurance) -> None:
    _keep_together(paper, 20)
    _say(paper, f"{one.assurer.name}, {_minute(one.at)}: {', '.join(one.points)}", style="B")
    _say(paper, one.finding)
    paper.ln(LINE / 2)


def _table(
    paper: _Paper, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], widths: tuple[int, ...]
) -> None:
    paper.set_font("Text", "", TABLE)
    paper.set_text_color(*INK)
    paper.set_draw_color(*RULE)
    with paper.table(
        col_widths=widths,
        width=WIDTH,
        align="L",
        text_align="L",
        line_height=LINE - 0.8,
        padding=(0.9, 1.5),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="BOLD", fill_color=SHADE),
    ) as table:
        for cells in [heads, *rows]:
            table.row([_plain(cell) for cell in cells])


def _headed(paper: _Paper, text: str) -> None:
    paper.start_section(_plain(text)[:120])
    _say(paper, text, size=HEAD, style="B")
    paper.ln(2)


def _keep_together(paper: _Paper, height: float) -> None:
    """Begin a new page where less than so many millimetres are left."""
    if paper.get_y() + height > paper.h - MARGIN:
        paper.add_page()


def _say(
    paper: _Paper,
    text: str,
    *,
    size: float = BODY,
    style: str = "",
    colour: tuple[int, int, int] = INK,
) -> None:
    if not text.strip():
        return
    paper.set_font("Text", style, size)
    paper.set_text_color(*colour)
    line = max(LINE, size * 0.48)
    paper.multi_cell(WIDTH, line, _plain(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _plain(text: str) -> str:
    """Return a text without characters that cannot be printed; nothing in it is markup."""
    return "".join(one for one in text if one == "\n" or one.isprintable())


def _day(at: datetime) -> str:
    return f"{at:%-d %B %Y}"


def _minute(at: datetime) -> str:
    return f"{at:%-d %B %Y, %H:%M}"
