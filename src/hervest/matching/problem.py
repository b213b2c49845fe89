"""One matching problem as numbers: who needs what, where there is how much, what each pair is worth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hervest.matching.errors import BadInput

FloatMatrix = NDArray[np.float32]
IntMatrix = NDArray[np.int64]
BoolMatrix = NDArray[np.bool_]
A = TypeVar("A", bound=NDArray[Any])
Pair = tuple[int, int]
PairOfIds = tuple[str, str]

LARGEST = 10**9
"""Numbers above this would lose whole units inside a floating-point solver."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A checked problem; arrays are read-only. H households, M places, R resources.

    `score` H x M, NaN where the pair is not compatible; `need` H x R; `capacity` and `over_run` M x R (whole units);
    `unplaced_cost` H, in units of score; `locks` and `forbids` are pairs of row numbers.
    """

    household_ids: tuple[str, ...]
    place_ids: tuple[str, ...]
    resources: tuple[str, ...]
    score: FloatMatrix
    need: IntMatrix
    capacity: IntMatrix
    over_run: IntMatrix
    must_place: NDArray[np.bool_]
    unplaced_cost: NDArray[np.float64]
    groups: tuple[str, ...] | None = None
    locks: tuple[Pair, ...] = ()
    forbids: tuple[Pair, ...] = ()

    @classmethod
    def from_arrays(  # noqa: PLR0917 -- the published interface
        cls,
        household_ids: Sequence[str],
        place_ids: Sequence[str],
        score: ArrayLike,
        need: ArrayLike,
        capacity: ArrayLike,
        resources: Sequence[str],
        *,
        groups: Sequence[str] | None = None,
        must_place: ArrayLike | None = None,
        unplaced_cost: ArrayLike = 0.0,
        over_run: Mapping[str, Mapping[str, int]] | None = None,
        locks: Iterable[PairOfIds] = (),
        forbids: Iterable[PairOfIds] = (),
    ) -> Self:
        """A problem that holds together, or an error that says where it does not.

        `locks` and `forbids` are (household id, place id); `over_run` is place id -> resource -> extra units agreed.
        Raises: BadInput with the array, row and column at fault. Locks that contradict each other are no bad input:
        the solver names them as a conflict.
        """
        n_households = len(names(household_ids, "household"))
        n_places, n_resources = len(names(place_ids, "place")), len(names(resources, "resource"))
        values = scores(score, (n_households, n_places))
        household_of = {name: at for at, name in enumerate(household_ids)}
        place_of = {name: at for at, name in enumerate(place_ids)}
        must = np.zeros(n_households, dtype=bool) if must_place is None else np.array(must_place, dtype=bool)
        return cls(
            household_ids=tuple(household_ids),
            place_ids=tuple(place_ids),
            resources=tuple(resources),
            score=frozen(values),
            need=frozen(whole_numbers("need", need, (n_households, n_resources))),
            capacity=frozen(whole_numbers("capacity", capacity, (n_places, n_resources))),
            over_run=frozen(agreed_over_run(over_run or {}, place_of, resources)),
            must_place=frozen(shaped("must_place", must, (n_households,))),
            unplaced_cost=frozen(costs(unplaced_cost, n_households)),
            groups=grouped(groups, n_households),
            locks=present(indexed(locks, "lock", household_of, place_of), values, household_ids, place_ids),
            forbids=indexed(forbids, "forbid", household_of, place_of),
        )

    @property
    def room(self) -> IntMatrix:
        """Units that may be used, M x R: capacity and the over-run that was agreed."""
        return self.capacity + self.over_run

    @property
    def allowed(self) -> BoolMatrix:
        """H x M: compatible, not forbidden, and not ruled out by a lock of the same household elsewhere."""
        allowed = ~np.isnan(self.score)
        for household, place in self.locks:
            allowed[household, np.arange(len(self.place_ids)) != place] = False
        for pair in self.forbids:
            allowed[pair] = False
        return allowed

    def household_no(self, household: str) -> int:
        """Row of a household id. Raises: BadInput("unknown_household")."""
        return position(self.household_ids, household, "household")

    def place_no(self, place: str) -> int:
        """Row of a place id. Raises: BadInput("unknown_place")."""
        return position(self.place_ids, place, "place")

    def given(self, *, locks: Iterable[Pair], must_place: NDArray[np.bool_]) -> Self:
        """The same problem with only these locks and obligations."""
        return replace(self, locks=tuple(locks), must_place=frozen(must_place.copy()))

    def with_word(self, *, lock: Iterable[PairOfIds] = (), forbid: Iterable[PairOfIds] = ()) -> Self:
        """The same problem with a person's further locks and forbids. Raises: BadInput for ids or pairs unknown."""
        household_of = {name: at for at, name in enumerate(self.household_ids)}
        place_of = {name: at for at, name in enumerate(self.place_ids)}
        locks = present(indexed(lock, "lock", household_of, place_of), self.score, self.household_ids, self.place_ids)
        forbids = indexed(forbid, "forbid", household_of, place_of)
        return replace(
            self,
            locks=tuple(dict.fromkeys(self.locks + locks)),
            forbids=tuple(dict.fromkeys(self.forbids + forbids)),
        )


def names(ids: Sequence[str], kind: str) -> Sequence[str]:
    """The ids, when there is at least one and each is a text of its own."""
    if not ids:
        raise BadInput(f"no_{kind}s")
    seen: set[str] = set()
    for row, name in enumerate(ids):
        if not isinstance(name, str) or not name:
            raise BadInput(f"empty_{kind}", row=row)
        if name in seen:
            raise BadInput(f"repeated_{kind}", row=row, key=name)
        seen.add(name)
    return ids


def scores(values: ArrayLike, shape: tuple[int, ...]) -> FloatMatrix:
    """Scores as float32; NaN stays and means not compatible, infinity is refused."""
    given = shaped("score", np.asarray(values, dtype=np.float64), shape)
    wrong = np.argwhere(np.abs(np.nan_to_num(given, nan=0.0, posinf=np.inf, neginf=-np.inf)) > LARGEST)
    if len(wrong):
        raise BadInput("score_too_large", array="score", row=int(wrong[0][0]), column=int(wrong[0][1]))
    return given.astype(np.float32)


def whole_numbers(array: str, values: ArrayLike, shape: tuple[int, ...]) -> IntMatrix:
    """Whole, non-negative units, or the first cell that is not."""
    given = shaped(array, np.asarray(values), shape)
    if given.dtype.kind not in "iu":
        raise BadInput("not_whole", array=array)
    for code, wrong in (("negative", given < 0), ("number_too_large", given > LARGEST)):
        if wrong.any():
            row, column = np.argwhere(wrong)[0]
            raise BadInput(
                f"{code}_{array}" if code == "negative" else code, array=array, row=int(row), column=int(column)
            )
    return given.astype(np.int64)


def costs(values: ArrayLike, n_households: int) -> NDArray[np.float64]:
    """What it costs not to place each household; one number stands for all."""
    given = np.asarray(values, dtype=np.float64)
    given = np.full(n_households, float(given)) if given.ndim == 0 else shaped("unplaced_cost", given, (n_households,))
    wrong = ~np.isfinite(given) | (np.abs(np.nan_to_num(given)) > LARGEST)
    if wrong.any():
        raise BadInput("bad_unplaced_cost", array="unplaced_cost", row=int(np.flatnonzero(wrong)[0]))
    return given.copy()


def agreed_over_run(
    agreed: Mapping[str, Mapping[str, int]], place_of: Mapping[str, int], resources: Sequence[str]
) -> IntMatrix:
    """Extra units by place and resource; an unknown place or resource is refused."""
    extra = np.zeros((len(place_of), len(resources)), dtype=np.int64)
    for place, by_resource in agreed.items():
        if place not in place_of:
            raise BadInput("unknown_place", field="over_run", key=place)
        for resource, units in by_resource.items():
            if resource not in resources:
                raise BadInput("unknown_resource", field="over_run", key=resource)
            if isinstance(units, bool) or not isinstance(units, int) or not 0 <= units <= LARGEST:
                raise BadInput("bad_over_run", field="over_run", place=place, resource=resource)
            extra[place_of[place], list(resources).index(resource)] = units
    return extra


def indexed(
    pairs: Iterable[PairOfIds], field: str, household_of: Mapping[str, int], place_of: Mapping[str, int]
) -> tuple[Pair, ...]:
    """Pairs of ids as pairs of rows, each once, in the order given."""
    found: dict[Pair, None] = {}
    for row, (household, place) in enumerate(pairs):
        if household not in household_of:
            raise BadInput("unknown_household", field=field, row=row, key=household)
        if place not in place_of:
            raise BadInput("unknown_place", field=field, row=row, key=place)
        found[household_of[household], place_of[place]] = None
    return tuple(found)


def present(
    locks: tuple[Pair, ...], score: FloatMatrix, household_ids: Sequence[str], place_ids: Sequence[str]
) -> tuple[Pair, ...]:
    """The locks, when each is on a pair that exists."""
    for household, place in locks:
        if np.isnan(score[household, place]):
            raise BadInput("lock_on_absent_pair", household=household_ids[household], place=place_ids[place])
    return locks


def grouped(groups: Sequence[str] | None, n_households: int) -> tuple[str, ...] | None:
    """One group name per household, or none at all."""
    if groups is not None and len(groups) != n_households:
        raise BadInput("wrong_shape", array="groups", expected=(n_households,), found=(len(groups),))
    return None if groups is None else tuple(groups)


def shaped(array: str, values: A, shape: tuple[int, ...]) -> A:
    """The array, when it has the shape expected."""
    if values.shape != shape:
        raise BadInput("wrong_shape", array=array, expected=shape, found=values.shape)
    return values


def frozen(values: A) -> A:
    """The array, read-only from now on."""
    values.setflags(write=False)
    return values


def position(ids: Sequence[str], name: str, kind: str) -> int:
    """Where an id stands."""
    try:
        return ids.index(name)
    except ValueError:
        raise BadInput(f"unknown_{kind}", key=name) from None
