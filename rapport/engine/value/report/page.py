"""The page itself: one HTML file with its style inside and no script."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from rapport.engine.value.report import readings
from rapport.engine.value.report.bars import draw_range
from rapport.engine.value.report.contents import Band, ReportContents
from rapport.engine.value.report.drawing import Picture, drawn
from rapport.engine.value.report.figures import count_of, day, large, large_money, plain, share, span
from rapport.engine.value.report.parts import environment
from rapport.engine.value.report.sections import sections


@dataclass(frozen=True)
class Fact:
    """One figure of the headline with the words around it."""

    name: str
    figure: str
    note: str


def render_report(contents: ReportContents, *, pseudonymise: bool = False) -> str:
    """Return the report as one HTML page.

    With `pseudonymise` the top of the list says Customer 1, Customer 2 and so on instead
    of the names in the log.
    """
    names = _names(contents, pseudonymise=pseudonymise)
    style = _style()
    return (
        environment()
        .get_template("page.html.jinja")
        .render(
            contents=contents,
            policy=policy_of(style),
            style=Markup(style),  # noqa: S704 - our own file, as it is, for the hash to hold
            headline=_headline(contents),
            headline_band=_headline_band(contents),
            as_of=day(contents.until),
            money=_money_words(contents),
            horizon=span(contents.horizon),
            facts=_facts(contents),
            range_picture=_range_picture(contents),
            range_reading=_range_reading(contents),
            sections=sections(contents, names),
        )
    )


def policy_of(style: str) -> str:
    """Return the content security policy that allows this style and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    allowed = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:"
    return f"{allowed}; base-uri 'none'; form-action 'none'"


@cache
def _style() -> str:
    return files(__package__).joinpath("templates/style.css").read_text(encoding="utf-8")


def _names(contents: ReportContents, *, pseudonymise: bool) -> tuple[str, ...]:
    if pseudonymise:
        return tuple(f"Customer {number}" for number in range(1, len(contents.top) + 1))
    return tuple(row.customer or "(blank)" for row in contents.top)


def _headline(contents: ReportContents) -> str:
    return large_money(contents.equity.expected, contents.currency)


def _headline_band(contents: ReportContents) -> str:
    return _money_band(contents.equity, contents.currency)


def _money_band(band: Band, currency: str | None) -> str:
    return readings.band_words(band, large_money(band.low, currency), large_money(band.high, currency))


def _money_words(contents: ReportContents) -> tuple[str, ...]:
    unit = (
        f"in {contents.currency}" if contents.currency else "in the unit of the log, which names no currency"
    )
    kept = "all of it counts (margin 1), so read it as turnover, not profit"
    if contents.margin != 1:
        kept = f"{share(contents.margin)} of it counts (the margin), so read it as gross profit"
    later = "money that comes later counts in full"
    if contents.discount:
        later = f"money that comes later is discounted by {share(contents.discount)} a year"
    return (
        f"Money is {unit}, net of refunds. Of what customers are expected to spend, {kept}; {later}.",
        "Only the future is counted: what customers spent before is not part of their value.",
    )


def _facts(contents: ReportContents) -> tuple[Fact, ...]:
    days = (contents.until - contents.first_on).days + 1
    spend = large_money(contents.spend.expected, contents.currency)
    purchases, low, high = (large(n) for n in _ends(contents.purchases))
    return (
        Fact(
            "Customers",
            plain(contents.customers),
            f"{plain(contents.buyers)} of them with a purchase left after refunds",
        ),
        Fact("Window", count_of(days, "day"), readings.window(contents)),
        Fact("Expected purchases", purchases, readings.band_words(contents.purchases, low, high)),
        Fact("Expected spend", spend, _money_band(contents.spend, contents.currency)),
    )


def _ends(band: Band) -> tuple[float | None, float | None, float | None]:
    return band.expected, band.low, band.high


def _range_picture(contents: ReportContents) -> Picture | None:
    if not contents.equity.expected:
        return None
    return drawn(
        "Customer equity with its 90% band",
        _range_reading(contents),
        lambda width: draw_range(contents.equity, width, currency=contents.currency),
    )


def _range_reading(contents: ReportContents) -> str:
    if contents.equity.low is None:
        return "Customer equity is the expected value of all customers together; its band is not calibrated."
    return (
        "Customer equity is the expected value of all customers together; nine times in ten the total should "
        "fall inside the band, drawn to scale from zero."
    )
