"""Invented instances, the same for everybody who names the same seed (docs/matching, "Instances")."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hervest.matching.errors import BadInput
from hervest.matching.problem import Problem

RESOURCES = ("persons", "home_1", "home_2_3", "home_4_5", "home_6_up", "school", "medical")
SIZE_SHARE = (0.42, 0.13, 0.13, 0.13, 0.09, 0.05, 0.03, 0.02)
CHILD_SHARE = 0.72
MEDICAL_SHARE = 0.15
LANGUAGE_SHARE = (0.45, 0.15, 0.12, 0.08, 0.08, 0.05, 0.04, 0.03)
LANGUAGE_SUPPORT = (0.95, 0.8, 0.7, 0.7, 0.6, 0.5, 0.4, 0.4)
LARGEST_OF_CLASS = (1, 3, 5)
SCHOOL_SLACK, MEDICAL_SLACK = 1.25, 1.5
NETWORK_SHARE, NETWORK_BONUS = 0.2, 1.0
N_FACTORS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """Households as drawn: persons, children, need of medical support, language group; each of length H."""

    size: NDArray[np.int64]
    children: NDArray[np.int64]
    medical: NDArray[np.int64]
    language: NDArray[np.int64]


def simulate(*, households: int, places: int, seed: int, slack: float = 1.15) -> Problem:
    """An instance of `households` x `places`, seven resources; `slack` is room for persons over persons.

    Raises: BadInput when there is nobody, nowhere, or no positive slack.
    """
    if households < 1 or places < 1 or not 0 < slack < 100 or seed < 0:  # noqa: PLR2004 -- beyond any use
        raise BadInput("cannot_simulate", households=households, places=places, slack=slack, seed=seed)
    draw = np.random.Generator(np.random.PCG64(seed))
    crowd = drawn_crowd(draw, households)
    population = draw.lognormal(10.35, 0.8, places)
    share = population / population.sum()
    support = draw.random((places, len(LANGUAGE_SUPPORT))) < np.array(LANGUAGE_SUPPORT)
    score = drawn_scores(draw, crowd, places).astype(np.float32)
    score[~support[:, crowd.language].T] = np.nan
    return Problem.from_arrays(
        [f"H{at:06d}" for at in range(1, households + 1)],
        [f"M{at:04d}" for at in range(1, places + 1)],
        score,
        needs(crowd),
        capacities(draw, crowd, share, slack),
        RESOURCES,
        groups=[f"size_{size}" for size in crowd.size],
    )


def drawn_crowd(draw: np.random.Generator, n: int) -> Crowd:
    """Households drawn by the published shares."""
    size = draw.choice(np.arange(1, len(SIZE_SHARE) + 1), n, p=SIZE_SHARE)
    return Crowd(
        size=size,
        children=draw.binomial(size - 1, CHILD_SHARE),
        medical=(draw.random(n) < MEDICAL_SHARE).astype(np.int64),
        language=draw.choice(len(LANGUAGE_SHARE), n, p=LANGUAGE_SHARE),
    )


def home_class(size: NDArray[np.int64]) -> NDArray[np.int64]:
    """Class of home by size: 0 for one person, 1 for 2-3, 2 for 4-5, 3 for more."""
    return np.searchsorted(LARGEST_OF_CLASS, size)


def needs(crowd: Crowd) -> NDArray[np.int64]:
    """Needs H x R in the order of RESOURCES."""
    home = np.eye(len(LARGEST_OF_CLASS) + 1, dtype=np.int64)[home_class(crowd.size)]
    return np.column_stack([crowd.size, home, crowd.children, crowd.medical])


def capacities(draw: np.random.Generator, crowd: Crowd, share: NDArray[np.float64], slack: float) -> NDArray[np.int64]:
    """Capacities M x R: a quota by share, at least one person; the rest drawn by share."""
    quota = np.maximum(np.rint(share * crowd.size.sum() * slack), 1).astype(np.int64)
    homes = np.bincount(home_class(crowd.size), minlength=len(LARGEST_OF_CLASS) + 1)
    totals = [
        *np.ceil(homes * slack),
        np.ceil(crowd.children.sum() * SCHOOL_SLACK),
        np.ceil(crowd.medical.sum() * MEDICAL_SLACK),
    ]
    return np.column_stack([quota, *(draw.multinomial(int(total), share) for total in totals)])


def drawn_scores(draw: np.random.Generator, crowd: Crowd, places: int) -> NDArray[np.float64]:
    """Scores H x M between 0 and 0.5 + half the size: likeness in four hidden factors, place, household, network."""
    n = len(crowd.size)
    latent = draw.normal(size=(n, N_FACTORS)) @ draw.normal(size=(N_FACTORS, places)) / N_FACTORS**0.5
    latent += draw.normal(0, 0.5, places) + draw.normal(0, 0.5, (n, 1))
    with_network = np.flatnonzero(draw.random(n) < NETWORK_SHARE)
    latent[with_network, draw.integers(0, places, len(with_network))] += NETWORK_BONUS
    return np.asarray((0.5 + 0.5 * crowd.size[:, None]) / (1 + np.exp(-latent)))
