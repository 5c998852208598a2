"""The heading of each section and the words that explain its terms where they are first used."""

HEADINGS = {
    "rows": "Every row accounted for",
    "concentration": "How few hold how much",
    "cohorts": "Who comes back",
    "tracking": "Does the model follow the shop?",
    "frequency": "Do frequent buyers stay frequent?",
    "alive": "Who is still buying",
    "ladder": "The loyalty ladder",
    "segments": "Segments and their worth",
    "top": "The top of the list",
    "model": "What the model assumes",
    "backtest": "Where it fails here",
    "versions": "How to reproduce this",
}

EXPLAINED = {
    "rows": """
        Each row of the log ends in exactly one class, so nothing is lost or counted twice.

        Kept: the first row of a purchase day. Merged: a further row of that day or order. Netted: a
        refund and the purchase it cancels. Left out: readable, but not used. Rejected: not readable.
        """,
    "concentration": """
        Customers stand in line, the most valuable first. The curve shows how much of the expected value
        the first of them hold together; the dotted line is what it would be if all were worth the same.
        """,
    "cohorts": """
        A cohort is all customers who first bought in one month. A cell holds the percentage of the
        cohort that bought in a later month, stronger for more; where a cell is empty, that month had
        not ended when the log did.
        """,
    "tracking": """
        A repeat purchase is a day on which a customer buys after the first such day. Where the two lines
        part for long, the model misses something: a season, a campaign, a change of range.
        """,
    "frequency": """
        An origin is an earlier day from which the model forecasts, knowing nothing later. Customers are
        grouped by their repeat purchases before it; a column is what they bought after it, each on average.
        """,
    "alive": """
        Still buying means: has not left for good. Nobody says when they leave, so the model weighs
        silence against habit: the more often someone bought, the sooner silence tells.

        A cell holds the chance in per cent, stronger for more.
        """,
    "ladder": """
        A customer climbs from first-time customer to repeat customer to client, who buys regularly. Lapsed
        marks a silence longer than the ladder allows; it is a flag, not a rung.
        """,
    "segments": """
        Segments group customers by how lately and how often they bought in the last 365 days. A bar is
        the value expected over the horizon; the thin line under it is the 90% band.
        """,
    "top": """
        Expected purchases are the days on which a customer is expected to buy, averaged over all that may
        happen. The range holds nine outcomes in ten; for one person it is wide, because chance is.
        """,
    "model": """
        A model is a simplification. What follows stands behind every figure here; where your shop differs,
        trust the figures less. The standard error says how closely the log pins a parameter down.
        """,
    "backtest": """
        At each origin the model forecast what was then the future, and so did naive rules that need no
        model. MAE and RMSE are the usual miss per customer, in purchases; deviance and CRPS grade the whole
        forecast. For these four, lower is better.

        Gini, and the share of purchases caught by the top tenth, say how well customers were ranked: higher
        is better. The last column should be near 90%.
        """,
    "versions": """
        The same log, settings and versions give the same figures.
        """,
}


def paragraphs(key: str) -> tuple[str, ...]:
    """Return the explanation of a section, one string per paragraph."""
    return tuple(" ".join(part.split()) for part in EXPLAINED[key].split("\n\n"))
