"""The `rapport` command: another door beside the web."""

import os
import sys
from collections.abc import Callable
from copy import copy
from datetime import datetime
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

import click

from rapport import __version__
from rapport.cli_content import content
from rapport.cli_marking import converse, mark
from rapport.lib.errors import Refusal

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # small matrices: spinning threads cost up to 80 times the work

REFUSED, INTERRUPTED = 2, 130
HELP = {"help_option_names": ["-h", "--help"]}


def refusing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn a refusal into one sentence and exit 2, an interruption into exit 130."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except Refusal as refusal:
            click.echo(str(refusal), err=True)
            sys.exit(REFUSED)
        except (KeyboardInterrupt, Exception) as fault:
            if not _is_interruption(fault):
                raise
            click.echo("Interrupted; nothing was left half written.", err=True)
            sys.exit(INTERRUPTED)

    return run


def _is_interruption(fault: BaseException) -> bool:
    """Tell Ctrl+C from a bug: DuckDB, struck inside a query, raises an error of its own instead."""
    if isinstance(fault, KeyboardInterrupt):
        return True
    import duckdb

    struck = isinstance(fault, duckdb.InterruptException) or str(fault) == "Query interrupted"
    return struck or isinstance(fault.__context__, KeyboardInterrupt)


ROOMS = {  # commands that a room brings; imported when they are called for
    "backup": "rapport.site.commands:backup",
    "mail": "rapport.desk.commands.mail:mail",
    "import": "rapport.orders.commands:take_in",
    "restore": "rapport.site.commands:restore",
    "users": "rapport.staff.commands:users",
    "work": "rapport.site.commands:work",
    "worth": "rapport.insights.commands:worth",
}
# These see to the database themselves; `mail take` answers a mail server in its own codes.
AS_IT_STANDS = {"backup", "mail", "restore", "work"}


class Doors(click.Group):
    """The command's own doors, and those of the rooms behind Django."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a refusal is one sentence and exit 2."""
        return refusing(super().invoke)(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *ROOMS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, setting Django up first where it is a room's."""
        if cmd_name not in ROOMS:
            return super().get_command(ctx, cmd_name)
        _set_up_django()
        module, _, name = ROOMS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command if cmd_name in AS_IT_STANDS else _on_a_ready_database(command)


def _set_up_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.site.settings")
    django.setup()


def _on_a_ready_database(command: click.Command) -> click.Command:
    """Let a command, or those of a group, bring the database up to this version before they run."""
    ready = copy(command)
    if isinstance(ready, click.Group):
        ready.commands = {name: _on_a_ready_database(one) for name, one in ready.commands.items()}
    elif ready.callback:
        ready.callback = _ready_first(ready.callback)
    return ready


def _ready_first(callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def run(*args: Any, **options: Any) -> Any:
        from django.utils.timezone import now

        from rapport.site.upkeep import bring_up_to_date

        bring_up_to_date(at=now(), tell=lambda line: click.echo(line, err=True))
        return callback(*args, **options)

    return run


@click.group(cls=Doors, context_settings=HELP)
@click.version_option(__version__, prog_name="rapport")
def cli() -> None:
    """Know your customers: who they are, what they are worth, what they are owed."""


cli.add_command(content)
cli.add_command(mark)
cli.add_command(converse)

PLACE = click.Path(dir_okay=True, path_type=Path)


@cli.command(context_settings=HELP)
@click.argument("log", nargs=-1, required=True)
@click.option(
    "--customer",
    metavar="COL",
    help="Column of the customer; by position (1, 2, ...) where there is no header.",
)
@click.option("--time", metavar="COL", help="Column of the day or time of purchase.")
@click.option("--amount", metavar="COL", help="Column of the money; a negative amount is a refund.")
@click.option(
    "--order", metavar="COL", help="Column of the order: its lines are one purchase, its refunds find it."
)
@click.option("--currency", metavar="COL|CODE", help="Column of the currency, or the one code to value.")
@click.option("--timezone", metavar="ZONE", help="Zone whose days count, such as Europe/London.")
@click.option(
    "--dates", type=click.Choice(["iso", "day-first", "month-first"]), help="How dates are written."
)
@click.option("--decimal", type=click.Choice([".", ","]), help="Decimal mark of the amounts.")
@click.option(
    "--until", metavar="DATE", help="Last day that counts, inclusive; default the last day in the log."
)
@click.option(
    "--horizon",
    default="52w",
    show_default=True,
    metavar="SPAN",
    help="How far ahead to look: 90d, 52w, 12m or 1y.",
)
@click.option("--discount", default=0.10, show_default=True, help="Effective yearly discount rate.")
@click.option("--margin", default=1.0, show_default=True, help="Share of spend that is kept.")
@click.option(
    "--model",
    type=click.Choice(["auto", "mbgnbd", "mbgcnbdk", "bgnbd", "paretonbd"]),
    default="auto",
    show_default=True,
    help="Purchase model; auto lets likelihood and the past choose.",
)
@click.option("--erlang-k", type=click.IntRange(1, 3), help="Phases of a gap: 2 or 3 for regular buyers.")
@click.option(
    "--prior",
    type=click.Choice(["weak", "none"]),
    default="weak",
    show_default=True,
    help="Weak prior on parameters; none for the literature's figures.",
)
@click.option(
    "--backtest",
    type=click.Choice(["auto", "none"]),
    default="auto",
    show_default=True,
    help="Check against past days of the log.",
)
@click.option("--by", metavar="COL", help="Fit each value of this column, shrunk towards the whole.")
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="Query engine.",
)
@click.option(
    "--state", type=PLACE, metavar="DIR", help="Keep the reduced log here and add only new days next time."
)
@click.option("--output", type=PLACE, metavar="FILE", help="Write one row per customer: .parquet or .csv.")
@click.option("--report", type=PLACE, metavar="FILE", help="Write the report page: .html.")
@click.option(
    "--params",
    type=PLACE,
    metavar="FILE",
    help="Write model, parameters, backtest and row accounting: .json.",
)
@click.option(
    "--rejects",
    type=PLACE,
    metavar="FILE",
    help="Write the rows that could not be read, with the reason: .csv.",
)
@click.option("--explain", metavar="CUSTOMER", help="Say in sentences what one customer is worth.")
@click.option("--pseudonymise", is_flag=True, help="Name no customer in the report.")
@click.option("--force", is_flag=True, help="Replace files that exist.")
def value(**options: Any) -> None:
    """Say what every customer in LOG is worth, with ranges.

    LOG is one or more CSV or Parquet files, or a quoted pattern such as 'orders/*.parquet', with a row per
    purchase: customer, time and amount. Usual column names are recognised.
    """
    from rapport.engine.value import job as jobs
    from rapport.engine.value.log import LogOptions
    from rapport.engine.value.settings import Settings, read_day, read_span

    def some(*names: str) -> dict[str, Any]:
        return {name: options[name] for name in names}

    job = jobs.Job(
        log=options["log"],
        settings=Settings(
            horizon=read_span(options["horizon"]),
            until=read_day(options["until"]),
            **some("model", "erlang_k", "prior", "discount", "margin", "backtest"),
        ),
        options=LogOptions(
            **some("customer", "time", "amount", "order", "currency", "timezone", "dates", "decimal", "by")
        ),
        files=jobs.Files(**some("output", "report", "params", "rejects", "force")),
        **some("engine", "state", "explain", "pseudonymise"),
    )
    jobs.run(job, say=click.echo, tell=_progress)


@cli.command(context_settings=HELP)
@click.argument("facts", type=click.File(encoding="utf-8-sig", errors="replace"))
@click.option("--on", metavar="DATE", help="Day of the question; else today, as_at, or the latest day told.")
@click.option("--json", "as_json", is_flag=True, help="Answer with one line of JSON per record.")
@click.option("--explain", is_flag=True, help="Tell the chain of reasoning, rule by rule.")
@refusing
def rights(facts: TextIO, on: str | None, *, as_json: bool, explain: bool) -> None:
    """Say what a customer is owed, by when, and who decides: information, not legal advice.

    FACTS is a file, or - for what is piped in: one JSON object or one on each line, the facts themselves or
    {"id": ..., "facts": {...}}. Exit 0 all answered, 1 some refused, 2 nothing readable.
    """
    from rapport.engine.rights import records
    from rapport.engine.value.settings import read_day

    told, day = [*records.read_records(facts.read())], read_day(on)
    answers = (
        records.answers_json(told, day) if as_json else records.answers_in_words(told, day, chain=explain)
    )
    for line in answers:
        click.echo(line)
    readable = sum(record.facts is not None for record in told)
    sys.exit(0 if readable == len(told) > 0 else 1 if readable else REFUSED)


@cli.command(context_settings=HELP)
@click.option(
    "--folder", type=PLACE, default=Path("var/demo"), show_default=True, help="Where the demo's files go."
)
@click.option("--seed", default=7, show_default=True, help="Seed of the made-up shop.")
@click.option("--customers", default=2000, show_default=True, help="How many customers; 200 or more.")
@click.option("--serve/--no-serve", default=True, show_default=True, help="Start the application afterwards.")
@click.option("--port", default=8000, show_default=True, help="Port to try first.")
def demo(folder: Path, seed: int, *, customers: int, serve: bool, port: int) -> None:
    """Make the demo shop in a database of its own, value its customers, and start the application.

    Two years of Thistlewood & Daughters: customers of all four categories, orders, needs, relations,
    promises, and a working week at the desk. Mail that it sends stays on this machine and is shown on a
    page. An earlier demo in the folder is replaced. How to sign in is printed.
    """
    from rapport.site.demo.place import take_place

    take_place(folder)
    _set_up_django()
    from rapport.site.demo.making import mail_lines, make_demo, sign_in_lines
    from rapport.site.demo.serving import free_ports, serve_afresh

    ports = free_ports(port) if serve else None
    mail_port = ports.mail if ports else None
    now = datetime.now().astimezone()
    made = make_demo(folder, seed=seed, customers=customers, now=now, mail_port=mail_port, tell=_progress)
    for line in sign_in_lines(made):
        click.echo(line)
    if ports:
        command = f"RAPPORT_DATA_DIR={folder} {sys.argv[0]}"
        for line in mail_lines(made, command, ports):
            click.echo(line)
        serve_afresh(folder, ports)


@cli.command(context_settings=HELP)
@click.option("--host", default="localhost", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to try first.")
@click.option("--report", type=PLACE, help="Report page to show at /report.")
@click.option(
    "--chores/--no-chores", default=True, show_default=True, help="Do the chores too, or leave them to work."
)
def serve(host: str, port: int, report: Path | None, chores: bool) -> None:
    """Start the web application and print its address.

    The first start prints a link by which the owner joins. Before a new version changes the database, it is
    backed up into the data folder.
    """
    _serve(host, port, report, chores=chores)


def _serve(host: str, port: int, report: Path | None, *, chores: bool = True) -> None:
    from rapport.site.serving import serve as run

    run(host, port, report=report, chores=chores)


def _progress(line: str) -> None:
    click.echo(f"{datetime.now().astimezone():%H:%M:%S}  {line}", err=True)


if __name__ == "__main__":
    cli()
