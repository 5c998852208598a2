"""One contestant in a process of its own: import, do one task, print what it cost as one line of JSON."""

import importlib
import json
import os
import resource
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

# Who takes part, and where they live.
SPEED_MODULES = {
    "floor": "floor",
    "Rapport": "with_rapport_command",
    "Rapport auto": "with_rapport_command",
    "Rapport refresh": "with_rapport_command",
    "Rapport refresh and output": "with_rapport_command",
    "lifetimes": "with_lifetimes",
    "PyMC-Marketing": "with_pymc",
}
FORECAST_MODULES = {
    "zero": "forecasts",
    "last period": "forecasts",
    "mean rate": "forecasts",
    "lifetimes BG/NBD": "with_lifetimes",
    "lifetimes MBG/NBD": "with_lifetimes",
    "lifetimes Pareto/NBD": "with_lifetimes",
    "PyMC-Marketing BG/NBD": "with_pymc",
    "PyMC-Marketing Pareto/NBD": "with_pymc",
    "Rapport auto": "with_rapport",
}


@dataclass(frozen=True)
class Cost:
    """What something took: seconds on the clock, and of user and system time, children included."""

    wall: float
    cpu: float


def timed(work: Callable[[], T]) -> tuple[T, Cost]:
    """Do the work and say what it cost."""
    wall, cpu = time.perf_counter(), _cpu()
    done = work()
    return done, Cost(time.perf_counter() - wall, _cpu() - cpu)


def _cpu() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def peak_mib() -> float:
    """Return the peak of memory of this process, or of its largest child if that is more.

    Linux hands the peak of the process that started this one down through ru_maxrss, hence VmHWM.
    """
    status = Path("/proc/self/status")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if status.exists():
        own = next(
            int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")
        )
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def main(name: str, task: str, arguments: list[str]) -> dict[str, Any]:
    """Import a contestant and let it do its task; return costs and results."""
    warnings.simplefilter("ignore")  # the peers' own deprecations; a failure still ends the process
    where = (FORECAST_MODULES if task == "accuracy" else SPEED_MODULES)[name]
    module, imports = timed(lambda: importlib.import_module(f"tests.benchmarks.{where}"))
    if task == "accuracy":
        results, cost = _forecast(module.FORECASTS[name], *arguments)
    else:
        work = module.SPEED[name] if task == "speed" else module.PREPARE
        log, output = map(Path, arguments)
        results, cost = timed(lambda: work(log, output))
    return {
        "name": name, "imports": asdict(imports), **asdict(cost), "peak_mib": peak_mib(), "results": results,
    }  # fmt: skip


def _forecast(
    forecaster: Callable[[Any], Any], past: str, until: str, weeks: str, holdout: str
) -> tuple[dict[str, Any], Cost]:
    """Let a forecaster see the past alone, then score it against the holdout."""
    from tests.benchmarks.logs import Past
    from tests.benchmarks.marking import mark

    seen = Past(Path(past), date.fromisoformat(until), int(weeks))
    forecast, cost = timed(lambda: forecaster(seen))
    return mark(forecast, Path(holdout)), cost


if __name__ == "__main__":
    out = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints goes to stderr; the line of JSON stands alone
    answer = json.dumps(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
    os.write(out, answer.encode() + b"\n")
