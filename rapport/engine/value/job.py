"""A valuation as a job: files in, files out, a summary in words."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from ibis.backends import BaseBackend

from rapport.engine.value.findings import contents_of
from rapport.engine.value.log import LogOptions, write_rejects
from rapport.engine.value.log.engines import connect, connect_spark
from rapport.engine.value.report import write_report
from rapport.engine.value.report.output import (
    SORTED_TO,
    refuse_ending,
    write_blocks,
    write_customers,
    write_parameters,
)
from rapport.engine.value.roster import Roster
from rapport.engine.value.settings import Settings
from rapport.engine.value.sheet import Added
from rapport.engine.value.totals import Breakdown, break_down
from rapport.engine.value.valuation import Tell, Valuation, sheet_of, value_log
from rapport.engine.value.words import accounting_lines, explain, parameters_found, summary_lines
from rapport.lib.places import refuse_place


@dataclass(frozen=True)
class Files:
    """Where the results go; None writes nothing. An existing file is kept unless `force`."""

    output: Path | None = None
    report: Path | None = None
    params: Path | None = None
    rejects: Path | None = None
    force: bool = False

    def named(self) -> tuple[Path, ...]:
        """Return the files that will be written."""
        return tuple(
            path for path in (self.output, self.report, self.params, self.rejects) if path is not None
        )


@dataclass(frozen=True)
class Job:
    """What to value, how, and where to put it."""

    log: Sequence[str | Path]
    settings: Settings = field(default_factory=Settings)
    options: LogOptions = field(default_factory=LogOptions)
    files: Files = field(default_factory=Files)
    engine: Literal["duckdb", "spark"] = "duckdb"
    state: Path | None = None
    explain: str | None = None
    pseudonymise: bool = False
    title: str | None = None


def run(job: Job, *, say: Callable[[str], None], tell: Tell = lambda _: None) -> Valuation:
    """Do a job: `say` gets the lines of the result, `tell` those of progress.

    Every place is refused before the work starts; every file is whole or not there.
    """
    for path in job.files.named():
        refuse_place(path, force=job.files.force)
    if job.files.output is not None:
        refuse_ending(job.files.output)
    backend = connect() if job.engine == "duckdb" else connect_spark()
    valuation = _value(job, backend, tell)
    valuation = _with_customers_kept(job, valuation, tell)
    parts = break_down(valuation)
    _write_beside(job, valuation, parts, tell)
    for line in _result(job, valuation, parts):
        (say if job.files.output is None or job.explain is not None else tell)(line)
    return valuation


def _value(job: Job, backend: BaseBackend, tell: Tell) -> Valuation:
    return value_log(job.log, job.settings, job.options, backend=backend, state=job.state, tell=tell)


def _with_customers_kept(job: Job, valuation: Valuation, tell: Tell) -> Valuation:
    """Score once where more than the totals is asked for: into the output, else into the query engine."""
    output = job.files.output
    if output is None:
        several = job.files.report is not None
        return replace(valuation, kept=valuation.customers.cache()) if several else valuation
    tell(f"Writing {output}")
    number = valuation.state.totals.customers
    if valuation.roster is None or output.suffix.lower() != ".parquet":
        return replace(valuation, kept=write_customers(valuation.customers, output, number=number))
    return _written_from_memory(valuation, valuation.roster, output)


def _written_from_memory(valuation: Valuation, roster: Roster, output: Path) -> Valuation:
    """Score customers into the file, and count them on the way."""
    added = Added()
    in_order = roster.by_name() if len(roster) <= SORTED_TO else roster
    blocks = sheet_of(valuation, in_order, whole=True).batches(added)
    kept = write_blocks(blocks, output, valuation.log.backend)
    return replace(valuation, added=added, kept=kept)


def _write_beside(job: Job, valuation: Valuation, parts: Breakdown, tell: Tell) -> None:
    files = job.files
    if files.rejects is not None:
        rows = write_rejects(valuation.log, files.rejects)
        tell(f"{rows:,} rejected rows written to {files.rejects}")
    if files.params is not None:
        write_parameters(parameters_found(valuation, parts), files.params)
        tell(f"Parameters written to {files.params}")
    if files.report is not None:
        title = job.title or ", ".join(Path(name).name for name in job.log)
        contents = contents_of(valuation, parts, title=title, command=_command(job))
        write_report(contents, files.report, force=files.force, pseudonymise=job.pseudonymise)
        tell(f"Report written to {files.report}")


def _command(job: Job) -> str:
    """Return the line that makes the report again, files by name and without the folder they lie in."""
    asked, usual = job.settings, Settings()
    words = ["rapport", "value", *(Path(name).name for name in job.log)]
    for name in ("model", "erlang_k", "prior", "horizon", "discount", "margin", "until", "backtest"):
        if getattr(asked, name) != getattr(usual, name):
            words += [f"--{name.replace('_', '-')}", str(getattr(asked, name))]
    for name, column in vars(job.options).items():
        words += [f"--{name}", column] if column is not None else []
    return shlex.join([*words, "--report", "report.html"])


def _result(job: Job, valuation: Valuation, parts: Breakdown) -> list[str]:
    """Return what there is to say: one customer, the summary, or where the rows ended."""
    if job.explain is not None:
        return explain(valuation, job.explain)
    if job.files.output is None:
        return summary_lines(valuation, parts)
    return [*accounting_lines(valuation), *(f"Note: {note}" for note in valuation.log.notes)]
