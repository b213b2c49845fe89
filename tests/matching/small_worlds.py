"""Small problems for tests: drawn by Hypothesis, or written out where a test needs to know the answer."""

import math

import numpy as np
from hypothesis import strategies as st

from hervest.matching.problem import Problem

RESOURCES = ("persons", "school", "care")


@st.composite
def problems(draw, *, most_households=6, most_places=4, with_words=True):
    n_h, n_m = draw(st.integers(1, most_households)), draw(st.integers(1, most_places))
    n_r = draw(st.integers(1, 3))
    cells = st.one_of(st.just(math.nan), st.integers(-8, 40).map(lambda quarter: quarter / 4))
    score = [[draw(cells) for _ in range(n_m)] for _ in range(n_h)]
    need = [[draw(st.integers(0, 3)) for _ in range(n_r)] for _ in range(n_h)]
    capacity = [[draw(st.integers(0, 5)) for _ in range(n_r)] for _ in range(n_m)]
    households, places = [f"h{i}" for i in range(n_h)], [f"m{i}" for i in range(n_m)]
    resources = RESOURCES[:n_r]
    every = [(h, m) for i, h in enumerate(households) for j, m in enumerate(places)]
    real = [(h, m) for i, h in enumerate(households) for j, m in enumerate(places) if not math.isnan(score[i][j])]
    words = {}
    if with_words:
        words = {
            "must_place": [draw(st.integers(0, 5)) == 0 for _ in range(n_h)],
            "unplaced_cost": draw(st.sampled_from([0.0, 0.5, 3.0])),
            "locks": draw(st.lists(st.sampled_from(real), max_size=2)) if real else [],
            "forbids": draw(st.lists(st.sampled_from(every), max_size=2)),
            "over_run": {draw(st.sampled_from(places)): {draw(st.sampled_from(resources)): draw(st.integers(0, 2))}},
        }
    return Problem.from_arrays(households, places, score, need, capacity, resources, **words)


def three_families(**words):
    """Two places of one home each: the best plan leaves `small` out (a in y, b in x: 5)."""
    return Problem.from_arrays(
        ["a", "b", "small"],
        ["x", "y"],
        [[1, 2], [3, math.nan], [0.5, 0.5]],
        [[1], [1], [1]],
        [[1], [1]],
        ["homes"],
        **words,
    )


def reordered(problem, households, places):
    """The same problem with its rows and columns in another order."""
    return Problem.from_arrays(
        [problem.household_ids[i] for i in households],
        [problem.place_ids[i] for i in places],
        problem.score[np.ix_(households, places)],
        problem.need[households],
        problem.capacity[places],
        problem.resources,
        must_place=problem.must_place[households],
        unplaced_cost=problem.unplaced_cost[households],
        over_run={
            place: dict(zip(problem.resources, row.tolist(), strict=True))
            for place, row in zip(problem.place_ids, problem.over_run, strict=True)
        },
        locks=[(problem.household_ids[h], problem.place_ids[m]) for h, m in problem.locks],
        forbids=[(problem.household_ids[h], problem.place_ids[m]) for h, m in problem.forbids],
    )


def by_id(outcome):
    """The plan as household id -> place id or None."""
    problem = outcome.problem
    return {
        household: problem.place_ids[at] if at >= 0 else None
        for household, at in zip(problem.household_ids, outcome.placement, strict=True)
    }
