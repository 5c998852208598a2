"""The bench's tables, and whether Rapport reaches the goals it set itself."""

from typing import Any

from tests.benchmarks.logs import BenchLog

Run = dict[str, Any]

# (better when, worst ratio to the best peer that still passes); MAE and total error are printed alone:
# "nobody buys" has the best MAE where most customers buy nothing.
GOALS = {"rmse": 1.02, "deviance": 1.02, "crps": 1.02, "gini": 0.98}
NAIVE = ("zero", "last period", "mean rate")
AUTO = "Rapport auto"
# At 10^7 rows: CPU of the peer over Rapport's, at least; Rapport's memory over the peer's, at most.
PEER_GOALS = {"lifetimes": (10.0, 0.5), "PyMC-Marketing": (5.0, 0.5)}
# Rows from which a goal counts: CPU over the floor's, at most; memory in MiB, at most, if it has a goal.
FLOOR_GOALS = ((50_000_000, 4.0, 8192), (5_000_000, 6.0, None))
PEER_GOALS_FROM = 5_000_000
# CPU of a refresh after one more day over that of the full job, at most.
REFRESH_GOALS = {"Rapport refresh": 0.15, "Rapport refresh and output": 0.30}


def print_speed(log: BenchLog, runs: list[Run]) -> bool:
    """Print what each contestant took, as ratios too; return whether all goals hold."""
    print(f"\nSpeed on {log.name}: {log.rows:,} transactions ({log.path.stat().st_size / 2**20:,.0f} MiB)")
    print(
        f"{'':24}{'wall s':>9}{'CPU s':>9}{'peak MiB':>10}{'import CPU':>12}{'x floor':>9}{'x Rapport':>11}"
    )
    done = {run["name"]: run for run in runs if "cpu" in run}
    for run in runs:
        print(f"{run['name']:24}" + (_speed_row(run, done) if "cpu" in run else f"  {run['failed']}"))
    return _verdict(runs, _peer_checks(log, done) + _floor_checks(log, done) + _refresh_checks(log, done))


def _verdict(runs: list[Run], checks: list[tuple[str, bool]]) -> bool:
    """Print each goal and whether it holds; Rapport itself must also have come to its end."""
    broken = [run["name"] for run in runs if run["name"].startswith("Rapport") and "failed" in run]
    checks = [*checks, *((f"{name} ends", False) for name in broken)]
    for text, holds in checks:
        print(f"  {'PASS' if holds else 'FAIL'}  {text}")
    return all(holds for _, holds in checks)


def _speed_row(run: Run, done: dict[str, Run]) -> str:
    row = f"{run['wall']:9.2f}{run['cpu']:9.2f}{run['peak_mib']:10,.0f}{run['imports']['cpu']:12.2f}"
    for name, width in (("floor", 9), ("Rapport", 11)):
        row += f"{run['cpu'] / done[name]['cpu']:{width}.1f}" if name in done else f"{'-':>{width}}"
    return row


def _peer_checks(log: BenchLog, done: dict[str, Run]) -> list[tuple[str, bool]]:
    if log.rows < PEER_GOALS_FROM or "Rapport" not in done:
        return []
    own, checks = done["Rapport"], []
    for name, (times, share) in PEER_GOALS.items():
        if name in done:
            faster = done[name]["cpu"] / own["cpu"]
            memory = own["peak_mib"] / done[name]["peak_mib"]
            checks.append((f"{faster:.1f} times less CPU than {name} (goal: {times:g})", faster >= times))
            checks.append((f"{memory:.2f} of the memory of {name} (goal: {share:g})", memory <= share))
    return checks


def _floor_checks(log: BenchLog, done: dict[str, Run]) -> list[tuple[str, bool]]:
    goals = [goal for goal in FLOOR_GOALS if log.rows >= goal[0]]
    if not goals or not {"floor", "Rapport"} <= set(done):
        return []
    _, most, memory = goals[0]
    ratio, peak = done["Rapport"]["cpu"] / done["floor"]["cpu"], done["Rapport"]["peak_mib"]
    checks = [(f"{ratio:.1f} times the CPU of the bare GROUP BY (goal: at most {most:g})", ratio <= most)]
    if memory is not None:
        checks.append((f"{peak:,.0f} MiB at the peak (goal: at most {memory:,.0f})", peak <= memory))
    return checks


def _refresh_checks(log: BenchLog, done: dict[str, Run]) -> list[tuple[str, bool]]:
    if log.rows < PEER_GOALS_FROM or "Rapport" not in done:
        return []
    shares = {name: done[name]["cpu"] / done["Rapport"]["cpu"] for name in REFRESH_GOALS if name in done}
    return [
        (f"{name}: {share:.0%} of the full job's CPU (goal: at most {REFRESH_GOALS[name]:.0%})",
         share <= REFRESH_GOALS[name])
        for name, share in shares.items()
    ]  # fmt: skip


def print_accuracy(log: BenchLog, runs: list[Run]) -> bool:
    """Print how each forecast did on the holdout; return whether `auto` keeps up with the best peer."""
    done = [run for run in runs if "results" in run]
    if done:
        scores = done[0]["results"]
        print(
            f"\nHoldout of {log.name}: {log.weeks} weeks after {log.cut}, {scores['customers']:,} customers, "
            f"{scores['actual']:,} purchases"
        )
    print(f"{'':26}{'RMSE':>8}{'deviance':>10}{'CRPS':>8}{'Gini':>8}{'MAE':>8}{'total':>8}{'CPU s':>8}")
    for run in runs:
        print(f"{run['name']:26}" + (_score_row(run) if "results" in run else f"  {run['failed']}"))
    return _verdict(runs, _accuracy_checks(done))


def _score_row(run: Run) -> str:
    scores = run["results"]
    figures = "".join(
        f"{scores[name]:{width}.4f}"
        for name, width in (("rmse", 8), ("deviance", 10), ("crps", 8), ("gini", 8), ("mae", 8))
    )
    return f"{figures}{scores['total_error']:+8.1%}{run['cpu']:8.1f}  {scores['notes']}"


def _accuracy_checks(done: list[Run]) -> list[tuple[str, bool]]:
    own = [run for run in done if run["name"] == AUTO]
    peers = [run for run in done if run["name"] not in (*NAIVE, AUTO)]
    if not own or not peers:
        return []
    checks = []
    for measure, bound in GOALS.items():
        better = max if measure == "gini" else min
        best = better(peers, key=lambda run: run["results"][measure])
        ratio = own[0]["results"][measure] / best["results"][measure]
        holds = ratio >= bound if measure == "gini" else ratio <= bound
        checks.append((f"{measure}: {ratio:.3f} of {best['name']} (goal: {bound:g})", holds))
    return checks
