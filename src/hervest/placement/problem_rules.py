"""From fits to the numbers that the solver takes: households by unit, one home each, ties in their fixed order."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from hervest.core.errors import RuleBroken
from hervest.households.vocabulary import HouseholdFacts, Sex
from hervest.housing.vocabulary import DwellingCode, UnitNo
from hervest.placement.rules import optimiser_score
from hervest.placement.vocabulary import Fit

RESOURCE = "unit"
MOST_VARIANTS = 64
UnitKey = tuple[DwellingCode, UnitNo]
Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ProblemParts:
    """The arguments of a matching problem as plain rows, in the order of the ids; NaN = the pair does not exist.

    `score` is households x places; every place holds one household (`need`, `capacity` of the one resource are 1).
    `prefer`, of the same shape, settles ties. `sex_of_house`: in this variant an empty shared house is for one sex.
    """

    household_ids: tuple[str, ...]
    place_ids: tuple[str, ...]
    resources: tuple[str, ...]
    score: tuple[Row, ...]
    need: tuple[tuple[int, ...], ...]
    capacity: tuple[tuple[int, ...], ...]
    prefer: tuple[Row, ...]
    sex_of_house: tuple[tuple[DwellingCode, str], ...] = ()


def problems(
    fits: Iterable[Fit],
    households: Sequence[HouseholdFacts],
    *,
    empty_shared_houses: Collection[DwellingCode] = (),
) -> tuple[ProblemParts, ...]:
    """The problems whose best plan is the best plan: one, or one per choice of sex for each empty shared house.

    Residents of a shared house are of one sex (HOME-H11). For a house with residents that is a rule about the pair; for
    an empty one it binds the newcomers to each other, which no rule about pairs can say: so each choice is a problem of
    its own, and the best of their best plans is the best of all, proven.

    Raises: RuleBroken("too_many_shared_houses") when there are more than 64 choices together.
    """
    known = {(fit.case_code, key_of(fit)): fit for fit in fits}
    people = {household.case_code: household for household in households}
    choices = [
        [(house, group) for group in groups]
        for house in sorted(empty_shared_houses)
        if len(groups := groups_for(house, known, people)) > 1
    ]
    if math.prod(len(choice) for choice in choices) > MOST_VARIANTS:
        raise RuleBroken("too_many_shared_houses", most=MOST_VARIANTS)
    return tuple(parts(known, people, sexes) for sexes in product(*choices))


def key_of(fit: Fit) -> UnitKey:
    """The unit that a fit is about."""
    return fit.dwelling, fit.unit


def place_id(unit: UnitKey) -> str:
    """A unit as one word; the number stands behind the last #, so no two units share it."""
    return f"{unit[0]}#{unit[1]}"


def unit_of(place: str) -> UnitKey:
    """The unit that a word stands for."""
    code, number = place.rsplit("#", 1)
    return DwellingCode(code), UnitNo(int(number))


def group_of(household: HouseholdFacts) -> str:
    """Who may share with whom: the same known sex; anybody else only alone."""
    is_known = household.sharing_sex in {Sex.FEMALE, Sex.MALE}
    return household.sharing_sex if is_known and household.sharing_sex else household.case_code


def groups_for(
    house: DwellingCode, fits: Mapping[tuple[str, UnitKey], Fit], people: Mapping[str, HouseholdFacts]
) -> list[str]:
    """The groups that could have this house; one at most when it has a single unit to give."""
    rows = [(case, unit) for (case, unit), fit in fits.items() if unit[0] == house and not fit.broken]
    if len({unit for _, unit in rows}) < 2:  # noqa: PLR2004 -- two make company
        return []
    return sorted({group_of(people[case]) for case, _ in rows})


def parts(
    fits: Mapping[tuple[str, UnitKey], Fit],
    people: Mapping[str, HouseholdFacts],
    sexes: Sequence[tuple[DwellingCode, str]],
) -> ProblemParts:
    """One problem, with each empty shared house given to one group."""
    group_of_house = dict(sexes)
    cases = [household.case_code for household in sorted(people.values(), key=tie_order)]
    units = sorted({unit for _, unit in fits})

    def score(case: str, unit: UnitKey) -> float:
        """What the pair is worth; NaN when it does not exist."""
        fit = fits.get((case, unit))
        worth = optimiser_score(fit) if fit else None
        is_other_group = group_of_house.get(unit[0], group_of(people[case])) != group_of(people[case])
        return math.nan if worth is None or is_other_group else worth

    rows = tuple(tuple(score(case, unit) for unit in units) for case in cases)
    return ProblemParts(
        household_ids=tuple(cases),
        place_ids=tuple(place_id(unit) for unit in units),
        resources=(RESOURCE,),
        score=rows,
        need=((1,),) * len(cases),
        capacity=((1,),) * len(units),
        prefer=preferences(rows),
        sex_of_house=tuple(sexes),
    )


def tie_order(household: HouseholdFacts) -> tuple[date, date, str]:
    """Ties: earlier arrival, then earlier allocation, then case code; an unknown day comes last.

    Source: home_criteria.md, section 6, last paragraph.
    """
    return household.arrival_on or date.max, household.allocated_on or date.max, household.case_code


def preferences(rows: Sequence[Row]) -> tuple[Row, ...]:
    """What the solver makes largest among plans of equal total: scores, weighing more the earlier a household stands.

    A second exact step with the total held (`solve(prefer=...)`), instead of small changes to the scores: scores are in
    single precision, where a change small enough never to outweigh a hundredth of a point would vanish.
    """
    n = len(rows)
    return tuple(
        tuple(0.0 if math.isnan(score) else score * (n - at) / n for score in row) for at, row in enumerate(rows)
    )
