"""Figures of the pages of worth and ladder, with everything it takes to read them."""

from collections.abc import Mapping
from typing import Any


def equity_figures(headline: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the figures beside customer equity."""
    rests_on = {"n": headline["customers"], "window": f"orders {headline['window']}"}
    return [
        {
            "name": "Customers with a purchase",
            "value": headline["buyers"],
            "interval": "a count",
            "definition": "Customers with at least one purchase left after refunds.",
            **rests_on,
        },
        {
            "name": "Expected purchases",
            "value": headline["purchases"],
            "interval": headline["purchases_band"],
            "definition": f"Days on which customers are expected to buy in the {headline['horizon']} ahead.",
            **rests_on,
        },
        {
            "name": "Expected spend",
            "value": headline["spend"],
            "interval": headline["spend_band"],
            "definition": "What they are expected to spend then, before margin and discount.",
            **rests_on,
        },
    ]


def ladder_figures(month: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the figures of one month of the ladder."""
    window, n = month["name"], f"{month['n']} customers"
    return [
        {
            "name": "Climbed", "value": month["up"][0], "interval": month["up"][1], "n": n, "window": window,
            "definition": "Of customers on the ladder a month before, the share that went up. "
            "90% interval (Wilson).",
        },
        {
            "name": "Slipped", "value": month["down"][0], "interval": month["down"][1], "n": n,
            "window": window,
            "definition": "Of customers on the ladder a month before, the share that went down, after two "
            "month ends in turn that said so. 90% interval (Wilson).",
        },
        {
            "name": "Net climb", "value": month["net"], "interval": month["net_ends"], "n": n,
            "window": window,
            "definition": "The share that climbed less the share that slipped. 90% interval.",
        },
        {
            "name": "Attitude unknown", "value": month["unknown"], "interval": "nobody was asked",
            "n": f"{month['clients']} clients", "window": f"end of {window}",
            "definition": "Clients whom nobody has asked what they think of us. Until somebody does they are "
            "held at client, though some may be supporters or advocates.",
        },
    ]  # fmt: skip


def figures_table(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return all figures of a page as one table."""
    figures = [*shown["figures"], *shown["tangible"], *shown["intangible"]]
    names = ("name", "value", "n", "interval", "window", "definition")
    return {
        "caption": "Every figure with n, interval, window and definition",
        "columns": ("Figure", "Value", "n", "90% interval", "Window", "Definition"),
        "rows": [tuple(one[name] for name in names) for one in figures],
        "total": (),
        "worded": len(names),
    }
