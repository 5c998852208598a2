"""The demo: make the shop's orders, value them, and write the report."""

from pathlib import Path

from rapport.demo import make_shop, write_orders
from rapport.engine.value.job import Files, Job, run
from rapport.engine.value.valuation import Tell

TITLE = "Thistlewood & Daughters"


def make_demo(folder: Path, *, seed: int, tell: Tell) -> Path:
    """Make everything in `folder`, replacing an earlier demo, and return the report."""
    folder.mkdir(parents=True, exist_ok=True)
    tell("Making the demo shop")
    orders = write_orders(make_shop(seed), folder / "orders.parquet")
    report = folder / "report.html"
    files = Files(
        output=folder / "values.parquet",
        report=report,
        params=folder / "values.json",
        rejects=folder / "rejects.csv",
        force=True,
    )
    run(Job(log=[orders], files=files, title=TITLE), say=tell, tell=tell)
    return report
