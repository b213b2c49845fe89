"""Small two-sided problems for tests, and every plan there is of them, written out by hand."""

import math
from itertools import combinations, permutations

from hypothesis import strategies as st

from hervest.matching.pair_problem import PairProblem


@st.composite
def markets(draw, *, most=5, with_words=True):
    """Few different scores, so that ties are common; locks that hold together."""
    n_h, n_g = draw(st.integers(1, most)), draw(st.integers(1, most))
    quarter = st.integers(0, 4).map(lambda n: n / 4)
    cell = st.one_of(st.just(math.nan), quarter, quarter, st.floats(0, 1))
    u = [[draw(cell) for _ in range(n_g)] for _ in range(n_h)]
    v = [[draw(cell) for _ in range(n_g)] for _ in range(n_h)]
    households, groups = [f"h{i}" for i in range(n_h)], [f"g{i}" for i in range(n_g)]
    every = [(h, g) for h in range(n_h) for g in range(n_g)]
    real = [(h, g) for h, g in every if not math.isnan(u[h][g] + v[h][g])]
    words = {"tie": [[draw(st.integers(-3, 3)) for _ in range(n_g)] for _ in range(n_h)]}
    if with_words and real:
        lock = draw(st.lists(st.sampled_from(real), max_size=1))
        forbid = [pair for pair in draw(st.lists(st.sampled_from(every), max_size=2)) if pair not in lock]
        words["locks"] = [(households[h], groups[g]) for h, g in lock]
        words["forbids"] = [(households[h], groups[g]) for h, g in forbid]
    return PairProblem.from_arrays(households, groups, u, v, **words)


def plans(problem):
    """Every plan that keeps a person's words, as household row -> group column."""
    n_h, n_g = problem.u.shape
    may = {
        (h, g)
        for h in range(n_h)
        for g in range(n_g)
        if not math.isnan(problem.u[h, g]) and (h, g) not in problem.forbids
    }
    for n in range(min(n_h, n_g) + 1):
        for rows in combinations(range(n_h), n):
            for columns in permutations(range(n_g), n):
                plan = dict(zip(rows, columns, strict=True))
                if set(plan.items()) <= may and set(problem.locks) <= set(plan.items()):
                    yield plan


def chosen(problem, plan):
    """The pairs of a plan that no lock settled."""
    return [pair for pair in plan.items() if pair not in problem.locks]


def worth(problem, pair):
    return min(problem.u[pair], problem.v[pair])


def swaps(problem, plan):
    """Pairs that would both rather have each other; who is locked cannot."""
    of_group = {g: h for h, g in plan.items()}
    locked_h, locked_g = {h for h, _ in problem.locks}, {g for _, g in problem.locks}
    found = []
    for h in range(problem.u.shape[0]):
        for g in range(problem.u.shape[1]):
            if h in locked_h or g in locked_g or math.isnan(problem.u[h, g]) or (h, g) in problem.forbids:
                continue
            glad = h not in plan or problem.u[h, g] > problem.u[h, plan[h]]
            if glad and (g not in of_group or problem.v[h, g] > problem.v[of_group[g], g]):
                found.append((h, g))
    return found


def as_dict(outcome):
    return {h: int(g) for h, g in enumerate(outcome.partner) if g >= 0}
