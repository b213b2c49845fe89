"""Solving beside plain HiGHS: each in a process of its own, in the same run, on the same instance; the ratios count.

`python benchmarks/matching.py` takes a simulated instance, and the real year where HERVEST_PLACEMENT_2016 names its
folder or where it stands in `shared/` beside the repository. The checker's own proof is timed apart.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROUNDS = 3
BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "placement_2016"
REACH_RATIO = 1.5
SIMULATED = {"households": 300, "places": 25, "seed": 1, "slack": 1.3}
SOLVERS = ("hervest", "plain HiGHS")


def main() -> int:
    """Print two rows per instance; 1 when a plan is not proven, not accepted, or slower than what is to be reached."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--one", nargs=2, metavar=("SOLVER", "INSTANCE"), help=argparse.SUPPRESS)
    one = arguments.parse_args().one
    if one:
        print(
            json.dumps(
                {"hervest": by_hervest, "plain HiGHS": by_plain_highs, "checker": by_the_checker}[one[0]](Path(one[1]))
            )
        )
        return 0
    with tempfile.TemporaryDirectory() as folder:
        made = simulated(Path(folder))
        print(f"{'instance':<22}{'solver':<14}{'s (median)':>11}{'objective':>13}{'gap':>10}{'proven':>8}{'ratio':>7}")
        results = [compare(name, path) for name, path in [("simulated 300 x 25", made), *real_year()]]
    return 0 if all(results) else 1


def simulated(folder: Path) -> Path:
    """The simulated instance as a folder."""
    from hervest.matching import instance
    from hervest.matching.simulate import simulate

    path = folder / "simulated"
    instance.write(simulate(**SIMULATED), path)
    print(f"simulated {SIMULATED}: sha256 {instance.fingerprint(path)}")
    return path


def real_year() -> list[tuple[str, Path]]:
    """The real year, or the reason why it is left out."""
    folder = Path(os.environ.get("HERVEST_PLACEMENT_2016", "") or BESIDE)
    if not (folder / "pairs.csv").is_file():
        print(
            f"real year left out: no instance at {folder}; name its folder in HERVEST_PLACEMENT_2016 "
            "(it has no licence to be copied here)"
        )
        return []
    return [("real year 2016", folder)]


def compare(name: str, path: Path) -> bool:
    """Both solvers in turn, ROUNDS times; whether Hervest's plan is proven, accepted, and quick enough."""
    runs: dict[str, list[dict[str, Any]]] = {solver: [] for solver in SOLVERS}
    for _ in range(ROUNDS):
        for solver in SOLVERS:
            runs[solver].append(one_run(solver, path))
    checked = one_run("checker", path)
    seconds = {solver: statistics.median(run["seconds"] for run in runs[solver]) for solver in SOLVERS}
    ratio = seconds["hervest"] / seconds["plain HiGHS"]
    for solver in SOLVERS:
        last = runs[solver][-1]
        shown = f"{ratio:>7.2f}" if solver == "hervest" else ""
        proven = "yes" if last["proven"] else "no"
        print(
            f"{name:<22}{solver:<14}{seconds[solver]:>11.3f}{last['objective']:>13.5f}{last['gap']:>10.1e}{proven:>8}{shown}"
        )
    ours = runs["hervest"][-1]
    same = abs(ours["objective"] - runs["plain HiGHS"][-1]["objective"]) <= 1e-5 * abs(ours["objective"])
    print(
        f"{'':<22}checker: {checked['verdict']} in {checked['seconds']:.1f} s · "
        f"same objective: {'yes' if same else 'NO'}"
    )
    return bool(ours["proven"] and checked["accepted"] and same and ratio <= REACH_RATIO)


def one_run(program: str, path: Path) -> dict[str, Any]:
    """One of the programs in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", program, str(path)], capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def by_hervest(path: Path) -> dict[str, Any]:
    """Prices, plan and proof, from arrays in memory."""
    from hervest.matching import instance
    from hervest.matching.solver import solve

    outcome = solve(instance.read(path))
    return {
        "seconds": outcome.seconds,
        "objective": outcome.objective,
        "gap": outcome.gap,
        "proven": outcome.status == "optimal",
    }


def by_the_checker(path: Path) -> dict[str, Any]:
    """What the checker says of Hervest's plan, and the seconds that its own proof takes."""
    import time

    from hervest.matching import certificate, instance
    from hervest.matching.solver import solve

    claim = certificate.claim_of(solve(instance.read(path)))
    began = time.perf_counter()
    verdict = certificate.judge(certificate.facts_in(path), claim)
    found = "REFUSED"
    if verdict.is_accepted:
        found = f"proven by {verdict.proof}" if verdict.is_proven else "accepted, optimality not proven"
    return {"accepted": verdict.is_accepted, "verdict": found, "seconds": time.perf_counter() - began}


def by_plain_highs(path: Path) -> dict[str, float]:
    """The same model, written by hand, for HiGHS with the same gap; building it is timed, as it is for Hervest."""
    import csv
    import time

    import highspy
    import numpy as np

    resources = json.loads((path / "instance.json").read_text())["resources"]
    rows = {
        name: list(csv.DictReader((path / f"{name}.csv").open(encoding="utf-8", newline="")))
        for name in ("households", "places", "pairs")
    }
    need = {row["household"]: [int(row[f"need_{d}"]) for d in resources] for row in rows["households"]}
    start = time.perf_counter()
    row_of = {row["household"]: at for at, row in enumerate(rows["households"])}
    place_of = {row["place"]: at for at, row in enumerate(rows["places"])}
    starts, index, value = [0], [], []
    for pair in rows["pairs"]:
        first = len(row_of) + place_of[pair["place"]] * len(resources)
        units = need[pair["household"]]
        index += [row_of[pair["household"]], *(first + d for d in range(len(resources)) if units[d])]
        value += [1.0, *(float(each) for each in units if each)]
        starts.append(len(index))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(rows["pairs"]), len(row_of) + len(place_of) * len(resources)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.array([float(pair["score"]) for pair in rows["pairs"]])
    lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), np.ones(lp.num_col_)
    lp.row_lower_ = np.full(lp.num_row_, -highspy.kHighsInf)
    lp.row_upper_ = np.array(
        [1.0] * len(row_of) + [float(r[f"capacity_{d}"]) for r in rows["places"] for d in resources]
    )
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, index, value
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 1e-6)
    highs.passModel(lp)
    highs.run()
    known = highs.getInfo()
    return {
        "seconds": time.perf_counter() - start,
        "objective": known.objective_function_value,
        "gap": known.mip_gap,
        "proven": highs.getModelStatus() == highspy.HighsModelStatus.kOptimal,
    }


if __name__ == "__main__":
    sys.exit(main())
