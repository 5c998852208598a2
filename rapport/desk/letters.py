"""A message of ours as a letter: plain text on A4, set by fpdf2; it can read no file and no address."""

from datetime import date
from functools import cache
from pathlib import Path

import font_roboto
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from rapport.desk.models import Case, Message

MARGIN, LINE, SIZE = 25, 5.4, 11  # millimetres, millimetres, points
WIDTH = 160


@cache
def _font(style: str) -> Path:
    """Return where a weight of the letter's typeface lies."""
    return Path(font_roboto.font_directory) / f"Roboto-{style}.ttf"


def letter(case: Case, message: Message, *, on: date) -> bytes:
    """Return a letter with the words of a message, nothing of them read as markup.

    A character that the typeface does not have is printed as an empty box; the page shows it as it is.
    """
    paper = FPDF(format="A4")
    paper.set_margins(MARGIN, MARGIN, MARGIN)
    paper.set_auto_page_break(auto=True, margin=MARGIN)
    for style, file in (("", "Regular"), ("B", "Bold")):
        paper.add_font("Letter", style, _font(file))
    paper.set_title(case.reference)
    paper.set_lang("en-GB")
    paper.add_page()
    _say(paper, str(case.team or "Customer service"), style="B")
    paper.ln(LINE * 3)
    for name, address in message.recipients[:1]:
        _say(paper, "\n".join(part for part in (name, address) if part))
    paper.ln(LINE * 2)
    _say(paper, f"{on:%-d %B %Y}\nOur reference: {case.reference}")
    paper.ln(LINE)
    _say(paper, message.subject.removeprefix("Re: "), style="B")
    paper.ln(LINE)
    _say(paper, message.text)
    return bytes(paper.output())


def _say(paper: FPDF, text: str, *, style: str = "") -> None:
    paper.set_font("Letter", style, SIZE)
    plain = "".join(one for one in text if one == "\n" or one.isprintable())
    paper.multi_cell(WIDTH, LINE, plain, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
