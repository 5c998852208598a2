"""How long pages take: 100,000 customers and 1,000,000 orders, on SQLite and on PostgreSQL.

`python -m tests.benchmarks --only pages`. A made log is taken in by `rapport import orders` and valued by
`rapport worth`, both timed; then every page is asked for 20 times, warm, and the median counts.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from tests.benchmarks.logs import bench_log

CUSTOMERS, ORDERS = 100_000, "1e6"
GOAL_MS, TIMES = 150.0, 20
DATABASES = ("SQLite", "PostgreSQL")
LOG = Path("pages.parquet")
PAGES = {
    "Customers": "/customers",
    "Customers, page 2": "",  # found by following the pager
    "Customers by value": "/customers?sort=value",
    "Customers found": "/customers?q=K12",
    "Customers found, all": "/customers?q=K",
    "Customers found, none": "/customers?q=12",
    "Customers of a rung": "/customers?rung=client",
    "A customer": "/customers/{customer}",
    "Worth": "/worth",
    "Ladder": "/ladder",
    "Loyalty": "/loyalty",
    "Orders": "/orders",
    "Orders of a currency": "/orders?currency=GBP",
    "Home": "/",
}
Run = dict[str, Any]


def compare(folder: Path) -> bool:
    """Measure on both databases, print it, and tell whether the goal is met."""
    passed = True
    for name in DATABASES:
        print(f"{name}: making {CUSTOMERS:,} customers and 1,000,000 orders ...", file=sys.stderr)
        found = _measured(name, folder)
        passed &= print_pages(name, found)
    return passed


def print_pages(name: str, found: Mapping[str, Run]) -> bool:
    """Print one table; return whether every page meets the goal."""
    print(
        f"\nPages on {name}: {CUSTOMERS:,} customers, 1,000,000 orders; CPU of the server, median of {TIMES}"
    )
    print(f"{'':24}{'ms':>8}{'of it database':>16}{'queries':>9}{'KB':>7}")
    for page, run in found.items():
        mark = "  ok" if run["ms"] <= GOAL_MS else f"  over {GOAL_MS:.0f}"
        numbers = f"{run['ms']:8.1f}{run['database_ms']:16.1f}{run['queries']:9}{run['kb']:7.0f}"
        print(f"{page:24}{numbers}{mark if run['status'] == 200 else '  status ' + str(run['status'])}")
    return all(run["status"] == 200 and run["ms"] <= GOAL_MS for run in found.values())


def _measured(name: str, folder: Path) -> dict[str, Run]:
    """Fill a database of its own and measure in it; each step is a process as in real use."""
    log = _log(folder)
    with tempfile.TemporaryDirectory(prefix="rapport-pages-") as place:
        surroundings = {**os.environ, "RAPPORT_DATA_DIR": place, "DJANGO_SETTINGS_MODULE": SETTINGS}
        surroundings["RAPPORT_DATABASE_URL"] = f"sqlite:///{place}/rapport.sqlite3"
        surroundings["PGOPTIONS"] = ONE_PROCESS
        before = [sys.executable, "-m", "tests.embedded_postgres"] if name == "PostgreSQL" else []
        command = [*before, sys.executable, "-m", "tests.benchmarks.pages", str(log)]
        done = subprocess.run(command, env=surroundings, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


SETTINGS = "rapport.site.settings"
ONE_PROCESS = "-c max_parallel_workers_per_gather=0"  # the CPU of helpers would not be seen


def _log(folder: Path) -> Path:
    """Write the made log with its customers folded into a hundred thousand."""
    path = folder / LOG
    if not path.exists():
        made = bench_log(ORDERS, folder).path
        sql = f"SELECT 'K' || customer % {CUSTOMERS} AS customer, time, amount::DECIMAL(12, 2) AS amount"
        duckdb.sql(f"COPY ({sql} FROM '{made}') TO '{path}' (FORMAT parquet)")
    return path


def fill_and_measure(log: Path) -> dict[str, Run]:
    """Make the database, take the log in, value it, and measure; the settings stand in the environment."""
    rapport = Path(sys.executable).with_name("rapport")
    with _timed("migrate"):
        _set_up()
    with _timed("rapport import orders"):
        words = ["--currency", "GBP", "--by", "olive@example.com"]
        subprocess.run([rapport, "import", "orders", log, *words], stdout=sys.stderr, check=True)
    with _timed("rapport worth"):
        subprocess.run([rapport, "worth"], stdout=sys.stderr, check=True)
    return _pages()


def _set_up() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from tests import cast

    cast.make_everybody()


def _pages() -> dict[str, Run]:
    """Ask for every page as the owner, who sees everybody."""
    from django.conf import settings

    from rapport.customers.models import Customer
    from rapport.staff.models import User
    from tests import cast

    settings.ALLOWED_HOSTS = ["*"]
    olive = cast.client_of(User.objects.get(email="olive@example.com"))
    customer = Customer.objects.order_by("-value", "pk").values_list("pk", flat=True)[0]
    following = _next_page(olive.get("/customers").content.decode())
    addresses = PAGES | {"Customers, page 2": following}
    return {
        name: _median(lambda at=address: olive.get(at.format(customer=customer)))  # type: ignore[misc]
        for name, address in addresses.items()
        if address
    }


def _next_page(page: str) -> str:
    """Return the address of the list's next page; nothing where it has no pager."""
    _, _, rest = page.partition('rel="next"')
    before = page[: page.find('rel="next"')].rpartition("<a")[2] if rest else ""
    link = (before + rest[:300]).partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    return f"/customers{link}" if link.startswith("?") else link


def _median(ask: Callable[[], Any]) -> Run:
    """Ask once to warm up, then so many times; CPU of this process and of its database server."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        answer = ask()
    queries = len(asked)
    reset_queries()
    own, database = [], _database_seconds()
    for _ in range(TIMES):
        began = time.process_time()
        ask()
        own.append(time.process_time() - began)
    per_request = (_database_seconds() - database) / TIMES  # counted in hundredths: a mean
    return {
        "ms": (statistics.median(own) + per_request) * 1000,
        "database_ms": per_request * 1000,
        "queries": queries,
        "status": answer.status_code,
        "kb": len(answer.content) / 1024 if not answer.streaming else 0,
    }


def _database_seconds() -> float:
    """Return the CPU seconds of this connection's server process; SQLite has none, it runs inside ours."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = cursor.fetchone()[0]
    numbers = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"  {what}: {time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    print(json.dumps(fill_and_measure(Path(sys.argv[1]))))
