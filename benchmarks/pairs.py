"""Pairing beside plain scipy `linear_sum_assignment`: each in a process of its own, in the same run; the ratios count.

scipy knows one rule, the largest sum over full matrices; so `total` is held against it, and the other two rules show
what serving more households, or a plan without swaps, takes beside it. The checker judges the smallest size.
"""

import argparse
import json
import statistics
import subprocess
import sys

ROUNDS = 3
SIZES = (80, 500, 2000)
SEED = 1
FEASIBLE = 0.5
CHECKED_UP_TO = 80
REACH_RATIO = 1.5  # at the largest size; below it milliseconds are mostly the making of arrays
PROGRAMS = ("linear_sum_assignment", "total", "total, ties", "worst_off_first", "stable")


def main() -> int:
    """Print a row per size and program; 1 when a total differs, a plan swaps, or `total` is slower than to be reached."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--one", nargs=2, metavar=("PROGRAM", "SIZE"), help=argparse.SUPPRESS)
    one = arguments.parse_args().one
    if one:
        print(json.dumps(run(one[0], int(one[1]))))
        return 0
    print(
        f"{'pairs':>6}  {'program':<24}{'s (median)':>11}{'ratio':>8}{'served':>8}{'weakest':>9}{'total':>10}{'swaps':>8}"
    )
    results = [compare(size) for size in SIZES]
    return 0 if all(results) else 1


def compare(size: int) -> bool:
    """Every program in turn, ROUNDS times; whether the figures agree and the ratio is reached."""
    runs = {program: [] for program in PROGRAMS}
    for _ in range(ROUNDS):
        for program in PROGRAMS:
            done = subprocess.run(
                [sys.executable, __file__, "--one", program, str(size)], capture_output=True, text=True, check=True
            )
            runs[program].append(json.loads(done.stdout))
    seconds = {program: statistics.median(run["seconds"] for run in runs[program]) for program in PROGRAMS}
    last = {program: runs[program][-1] for program in PROGRAMS}
    for program in PROGRAMS:
        shown, ratio = last[program], seconds[program] / seconds[PROGRAMS[0]]
        print(
            f"{size:>6}  {program:<24}{seconds[program]:>11.4f}{ratio:>8.2f}{shown['served']:>8}"
            f"{shown['weakest']:>9.4f}{shown['total']:>10.3f}{shown['swaps']:>8}"
        )
    accepted = {shown["accepted"] for shown in last.values()} - {None}
    if accepted:
        print(f"{'':>8}checker: {'accepted and proven' if accepted == {True} else 'REFUSED'}")
    same = abs(last["total"]["total"] - last[PROGRAMS[0]]["total"]) < 1e-9 * size
    return bool(
        same
        and last["stable"]["swaps"] == 0
        and False not in accepted
        and (size < SIZES[-1] or seconds["total"] / seconds[PROGRAMS[0]] <= REACH_RATIO)
    )


def drawn(size: int):
    """Shares of both sides from PCG64, half of the pairs possible; ties as waiting days."""
    import numpy as np

    draw = np.random.Generator(np.random.PCG64(SEED))
    u, v = draw.random((size, size)), draw.random((size, size))
    u[draw.random(u.shape) > FEASIBLE] = np.nan
    return u, v, np.repeat(draw.integers(0, 700, size=(size, 1)), size, axis=1)


def run(program: str, size: int) -> dict[str, object]:
    """One program on one size: seconds from the arrays to the plan, and the figures of the plan."""
    import time

    import numpy as np

    from hervest.matching.pair_certificate import claim_of, facts_of, judge_pairs
    from hervest.matching.pair_outcome import PairRule, paired
    from hervest.matching.pair_problem import PairProblem
    from hervest.matching.pairs import linear_sum_assignment, pair

    u, v, tie = drawn(size)
    ids = [f"h{n:04d}" for n in range(size)], [f"g{n:04d}" for n in range(size)]
    problem = PairProblem.from_arrays(*ids, u, v, tie=tie if program == "total, ties" else None)
    began = time.perf_counter()
    if program == PROGRAMS[0]:
        worth = np.nan_to_num(problem.score, nan=0.0)
        rows, columns = linear_sum_assignment(worth, maximize=True)
        seconds = time.perf_counter() - began
        partner = np.where(np.isnan(problem.score[rows, columns]), -1, columns)
        outcome = paired(problem, PairRule.TOTAL, partner)
    else:
        outcome = pair(problem, program.partition(",")[0])
        seconds = time.perf_counter() - began
    checks = size <= CHECKED_UP_TO and program != PROGRAMS[0]
    return {
        "seconds": seconds,
        "served": outcome.n_served,
        "weakest": outcome.weakest,
        "total": outcome.total,
        "swaps": outcome.n_blocking,
        "accepted": judge_pairs(facts_of(problem), claim_of(outcome)).is_accepted if checks else None,
    }


if __name__ == "__main__":
    sys.exit(main())
