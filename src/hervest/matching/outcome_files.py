"""An outcome as files: the plan, the prices that prove its bound, and the figures."""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np

from hervest.matching.errors import BadInput
from hervest.matching.instance import keys, read_json, write_table
from hervest.matching.outcome import Infeasible, Outcome, Solved
from hervest.matching.problem import Problem
from hervest.matching.table import lines

PLACEMENTS, PRICES, OUTCOME = "placements.csv", "prices.csv", "outcome.json"


def write(outcome: Outcome, folder: Path) -> None:
    """The outcome in `folder`; a plan left there by an earlier run is gone when this one has none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (PLACEMENTS, PRICES, OUTCOME):
        (folder / name).unlink(missing_ok=True)
    if isinstance(outcome, Solved):
        write_plan(outcome, folder)
    (folder / OUTCOME).write_text(json.dumps(figures(outcome), indent=1) + "\n", encoding="utf-8")


def write_plan(outcome: Solved, folder: Path) -> None:
    """placements.csv and prices.csv."""
    problem = outcome.problem
    write_table(
        folder / PLACEMENTS,
        ["household", "place"],
        (
            [household, problem.place_ids[at] if at >= 0 else ""]
            for household, at in zip(problem.household_ids, outcome.placement, strict=True)
        ),
    )
    write_table(
        folder / PRICES,
        ["place", "resource", "price"],
        (
            [place, resource, repr(float(outcome.prices[at, column]))]
            for at, place in enumerate(problem.place_ids)
            for column, resource in enumerate(problem.resources)
        ),
    )


def figures(outcome: Outcome) -> dict[str, object]:
    """outcome.json; a figure that does not exist is null."""
    bound = None if isinstance(outcome, Infeasible) or not np.isfinite(outcome.bound) else outcome.bound
    shown: dict[str, object] = {
        "status": str(outcome.status),
        "objective": None,
        "bound": bound,
        "price_bound": None,
        "gap": None,
        "placed": None,
        "seconds": round(outcome.seconds, 3),
        "seed": outcome.seed,
        "version": version("hervest"),
    }
    if isinstance(outcome, Solved):
        shown |= {
            "objective": outcome.objective,
            "price_bound": outcome.price_bound,
            "gap": outcome.gap,
            "placed": outcome.n_placed,
        }
    if isinstance(outcome, Infeasible):
        shown["conflict"] = [[word.kind, word.household, word.place] for word in outcome.conflict]
        shown["conflict_is_smallest"] = outcome.is_smallest
    return shown


def read(problem: Problem, folder: Path) -> Solved:
    """The plan in `folder` as an outcome of `problem`.

    Raises: BadInput for files that do not belong to it, ImpossiblePlan for a plan that breaks it.
    """
    shown = read_json(folder / OUTCOME)
    placement = np.full(len(problem.household_ids), -1, dtype=np.int64)
    rows = list(lines(folder / PLACEMENTS, ["household", "place"]))
    if set(keys(folder / PLACEMENTS, rows, "household")) != set(problem.household_ids):
        raise BadInput("other_households", file=PLACEMENTS)
    for line in rows:
        if line.cells["place"]:
            placement[problem.household_no(line.cells["household"])] = problem.place_no(line.cells["place"])
    prices = np.zeros(problem.capacity.shape)
    column_of = {name: at for at, name in enumerate(problem.resources)}
    for line in lines(folder / PRICES, ["place", "resource", "price"]):
        at = problem.place_no(line.cells["place"]), line.known("resource", column_of)
        prices[at] = line.number("price")
    return Solved(
        problem=problem,
        placement=placement,
        objective=figure(shown, "objective"),
        bound=figure(shown, "bound"),
        price_bound=figure(shown, "price_bound"),
        prices=prices,
        seconds=figure(shown, "seconds"),
        seed=int(figure(shown, "seed")),
    )


def figure(shown: dict[str, object], field: str) -> float:
    """A number of outcome.json."""
    value = shown.get(field)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e300 < value < 1e300:  # noqa: PLR2004 -- neither NaN nor beyond a float
        raise BadInput("bad_field", file=OUTCOME, field=field)
    return float(value)
