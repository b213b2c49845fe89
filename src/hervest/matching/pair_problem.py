"""One two-sided problem as numbers: what each pair is worth to the household, and what to the group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hervest.matching.errors import BadInput
from hervest.matching.problem import BoolMatrix, IntMatrix, Pair, PairOfIds, frozen, names, position, shaped

STEPS = 2**20
"""Scores are kept in whole steps of 1/STEPS, about a millionth, so that every sum of them is exact in float64."""

LARGEST_TIE = 2**36
"""Numbers above this would lose units when thousands of them are added in float64."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PairProblem:
    """A checked problem; arrays are read-only. H households, G groups; each has at most one partner.

    `u` H x G: the pair as the household's side sees it, `v` H x G: as the group's side sees it; both from 0 to 1 in
    steps of 1/STEPS, NaN in both where the pair is not compatible. `tie` H x G, whole numbers: larger goes first among
    plans that are otherwise equal. `locks` and `forbids` are pairs of row and column numbers.
    """

    household_ids: tuple[str, ...]
    group_ids: tuple[str, ...]
    u: Matrix
    v: Matrix
    tie: IntMatrix
    locks: tuple[Pair, ...] = ()
    forbids: tuple[Pair, ...] = ()

    @classmethod
    def from_arrays(
        cls,
        household_ids: Sequence[str],
        group_ids: Sequence[str],
        u: ArrayLike,
        v: ArrayLike,
        *,
        locks: Iterable[PairOfIds] = (),
        forbids: Iterable[PairOfIds] = (),
        tie: ArrayLike | None = None,
    ) -> Self:
        """A problem that holds together, or an error that says where it does not.

        `locks` and `forbids` are (household id, group id). A pair that one side has no score for does not exist.
        Raises: BadInput with the array, row and column at fault. Locks that contradict each other or a forbid are no
        bad input: `pair` names them.
        """
        shape = len(names(household_ids, "household")), len(names(group_ids, "group"))
        of_household, of_group = shares("u", u, shape), shares("v", v, shape)
        absent = np.isnan(of_household) | np.isnan(of_group)
        of_household[absent] = of_group[absent] = np.nan
        problem = cls(
            household_ids=tuple(household_ids),
            group_ids=tuple(group_ids),
            u=frozen(of_household),
            v=frozen(of_group),
            tie=frozen(ties(np.zeros(shape, dtype=np.int64) if tie is None else tie, shape)),
        )
        return problem.with_word(lock=locks, forbid=forbids)

    @property
    def score(self) -> Matrix:
        """H x G: what a pair is worth, the smaller of its two sides; NaN where it does not exist."""
        return np.minimum(self.u, self.v)

    @property
    def allowed(self) -> BoolMatrix:
        """H x G: compatible and not forbidden."""
        allowed = ~np.isnan(self.u)
        for pair in self.forbids:
            allowed[pair] = False
        return allowed

    def household_no(self, household: str) -> int:
        """Row of a household id. Raises: BadInput("unknown_household")."""
        return position(self.household_ids, household, "household")

    def group_no(self, group: str) -> int:
        """Column of a group id. Raises: BadInput("unknown_group")."""
        return position(self.group_ids, group, "group")

    def with_word(self, *, lock: Iterable[PairOfIds] = (), forbid: Iterable[PairOfIds] = ()) -> Self:
        """The same problem with a person's further locks and forbids. Raises: BadInput for ids or pairs unknown."""
        rows = {name: at for at, name in enumerate(self.household_ids)}
        columns = {name: at for at, name in enumerate(self.group_ids)}
        locks, forbids = numbered(lock, "lock", rows, columns), numbered(forbid, "forbid", rows, columns)
        for household, group in locks:
            if np.isnan(self.u[household, group]):
                absent = {"household": self.household_ids[household], "group": self.group_ids[group]}
                raise BadInput("lock_on_absent_pair", **absent)
        return replace(
            self,
            locks=tuple(dict.fromkeys(self.locks + locks)),
            forbids=tuple(dict.fromkeys(self.forbids + forbids)),
        )


def shares(array: str, values: ArrayLike, shape: tuple[int, int]) -> Matrix:
    """Scores from 0 to 1 on the grid of 1/STEPS; NaN stays. Raises: BadInput with the first cell outside."""
    given = shaped(array, np.array(values, dtype=np.float64), shape)
    wrong = np.argwhere((given < 0) | (given > 1))
    if len(wrong):
        raise BadInput("score_not_a_share", array=array, row=int(wrong[0][0]), column=int(wrong[0][1]))
    return np.rint(given * STEPS) / STEPS


def ties(values: ArrayLike, shape: tuple[int, int]) -> IntMatrix:
    """Whole numbers that add up exactly. Raises: BadInput("not_whole") or ("number_too_large")."""
    given = shaped("tie", np.asarray(values), shape)
    if given.dtype.kind not in "iu":
        raise BadInput("not_whole", array="tie")
    wrong = np.argwhere((given > LARGEST_TIE) | (given < -LARGEST_TIE))
    if len(wrong):
        raise BadInput("number_too_large", array="tie", row=int(wrong[0][0]), column=int(wrong[0][1]))
    return given.astype(np.int64)


def numbered(
    pairs: Iterable[PairOfIds], field: str, rows: Mapping[str, int], columns: Mapping[str, int]
) -> tuple[Pair, ...]:
    """Pairs of ids as pairs of numbers, each once, in the order given."""
    found: dict[Pair, None] = {}
    for row, (household, group) in enumerate(pairs):
        if household not in rows:
            raise BadInput("unknown_household", field=field, row=row, key=household)
        if group not in columns:
            raise BadInput("unknown_group", field=field, row=row, key=group)
        found[rows[household], columns[group]] = None
    return tuple(found)
