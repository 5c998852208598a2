"""The command that takes files in: `rapport import`."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.utils.timezone import now

from rapport.customers.imports import actions, queries, reading
from rapport.customers.imports.importer import Outcome
from rapport.customers.imports.kinds import kinds
from rapport.customers.imports.mapping import DATES, MARKS, Plan, plan_of, read_maps
from rapport.customers.imports.refusals import FileNamedNot, KindNotKnown
from rapport.customers.models import ImportRun
from rapport.engine.value.log.formats import is_parquet
from rapport.lib.errors import Refusal
from rapport.staff.models import User

HELP = {"help_option_names": ["-h", "--help"]}


@click.command(name="import", context_settings=HELP)
@click.argument("kind", required=False, default="")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--map", "maps", multiple=True, metavar="FIELD=COLUMN", help="Column of a field; may be repeated."
)
@click.option("--no-header", is_flag=True, help="The first line is data; columns are named 1, 2, ...")
@click.option("--dates", type=click.Choice(DATES), help="How dates are written.")
@click.option("--decimal", type=click.Choice(MARKS), help="Decimal mark of the amounts.")
@click.option("--currency", metavar="CODE", help="Currency of amounts that name none, such as GBP.")
@click.option("--preview", is_flag=True, help="Show what would happen, and change nothing.")
@click.option("--rejects", type=click.Path(path_type=Path), help="Write the rows not taken in to this file.")
@click.option("--undo", "number", type=click.IntRange(1, 2**62), metavar="RUN", help="Take an import back.")
@click.option("--by", default="", metavar="EMAIL", help="Who answers for it; default the first owner.")
def take_in(kind: str, file: Path | None, **options: Any) -> None:
    """Take in FILE of KIND: customers, orders, lines, milestones, referrals or costs.

    FILE is CSV with any separator, or Parquet. Every row is accounted for, and the same file again adds
    nothing. An import that was cut off goes on where it stood when the command is given again.
    """
    by = queries.person_for(options["by"])
    if options["number"]:
        return _undo(options["number"], by)
    _check_named(kind, file)
    run = _planned(kind, file or Path(), options, by)
    if options["preview"]:
        return _preview(run)
    run = actions.start(run, door="command", by=by, at=now())
    run = actions.take_in(run, clock=now, tell=_tell)
    return _account(run, options["rejects"])


def _check_named(kind: str, file: Path | None) -> None:
    if kind not in kinds():
        raise KindNotKnown(kind=kind, kinds=", ".join(kinds()))
    if file is None:
        raise FileNamedNot(kind=kind)


def _planned(kind: str, file: Path, options: dict[str, Any], by: User) -> ImportRun:
    """Return a run for a file: the one that was cut off if it is read the same way, else a new one."""
    said = Plan(
        columns=read_maps(options["maps"]),
        has_header=False if options["no_header"] else None,
        dates=options["dates"],
        decimal=options["decimal"],
        currency=options["currency"].upper() if options["currency"] else None,
    )
    is_parquet(file)  # refuses what is no file, or of another format, before a copy is kept
    reading.columns_of(file, said.has_header)
    with file.open("rb") as source:
        run = actions.receive(source, file.name, kind=kind, by=by, at=now())
    begun = queries.begun(kind, run.digest)
    if begun and queries.plan_for(run, said) == plan_of(begun.mapping):
        actions.forget(run)
        click.echo(f"Import {begun.pk} of this file goes on at row {begun.position + 1:,}.", err=True)
        return begun
    try:
        return actions.plan(run, said)
    except Refusal:
        actions.forget(run)  # nobody would find it again: the command is given anew
        raise


def _preview(run: ImportRun) -> None:
    """Show the first rows, the mapping and what would become of them."""
    cells, outcome = actions.would(run, at=now())
    for row in cells:
        click.echo("\t".join(row))
    click.echo()
    for field, column in plan_of(run.mapping).columns.items():
        click.echo(f"{field:16} {column}")
    click.echo()
    click.echo(_expected(outcome))
    rejected = queries.staged_rejects(run)
    click.echo(f"{run.rows:,} rows in all, {sum(rejected.values()):,} of them cannot be read")
    for reason, rows in rejected.items():
        click.echo(f"  {rows:>12,}  {reason}")
    actions.forget(run)


def _expected(outcome: Outcome) -> str:
    counts = [f"{rows} {fate}" for fate, rows in outcome.counts.items() if rows]
    counts += [f"{len(outcome.rejects)} rejected"] * bool(outcome.rejects)
    return f"Of the first rows: {', '.join(counts) or 'none'}"


def _tell(run: ImportRun) -> None:
    share = run.position / (run.rows or 1)
    stamp = datetime.now().astimezone()
    click.echo(f"{stamp:%H:%M:%S}  {run.position:,} of {run.rows:,} rows ({share:.0%})", err=True)


def _account(run: ImportRun, rejects: Path | None) -> None:
    """Print where every row ended."""
    click.echo(f"Import {run.pk} of {run.file_name}: {run.rows:,} rows")
    for line in queries.accounting(run):
        click.echo(f"  {line.rows:>12,}  {line.words}{': ' if line.reason else ''}{line.reason}")
    if rejects and queries.rejects_in(run):
        actions.write_rejects(run, rejects)
        click.echo(f"Rows not taken in are in {rejects}")


def _undo(number: int, by: User) -> None:
    run = actions.begin_undo(queries.run_numbered(number), by=by, at=now())
    actions.undo(run, clock=now, tell=lambda taken: click.echo(f"{taken:,} taken back", err=True))
    click.echo(f"Import {run.pk} of {run.file_name} is taken back")
