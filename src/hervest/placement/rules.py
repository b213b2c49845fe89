"""How a home is judged for a household: every broken rule, every warning, what is unknown, and the points."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from hervest.households.vocabulary import HouseholdFacts, NeedKind
from hervest.housing.vocabulary import DwellingFacts, UnitNo
from hervest.placement.fit_rules import HARD_RULES, Broken, Pair, Unknown
from hervest.placement.score_rules import scores, total
from hervest.placement.vocabulary import (
    Criteria,
    Criterion,
    Fact,
    Finding,
    Fit,
    FitWarning,
    HardRule,
    Param,
    Requirement,
    Taken,
    UnknownFact,
)
from hervest.placement.warning_rules import WARNINGS, worth_finding_out

SCORE_OF_A_PLACE = 100
"""What having a home counts before its points: placing somebody always beats a better fit for somebody else."""

REQUIREMENTS: Mapping[NeedKind, frozenset[Requirement]] = MappingProxyType(
    {
        NeedKind.STEP_FREE: frozenset({Requirement.ENTRANCE_STEP_FREE, Requirement.ALL_ON_ONE_LEVEL}),
        NeedKind.LIFT: frozenset({Requirement.ENTRANCE_STEP_FREE}),
        NeedKind.WHEELCHAIR: frozenset(
            {
                Requirement.ENTRANCE_STEP_FREE,
                Requirement.ALL_ON_ONE_LEVEL,
                Requirement.WHEELCHAIR_SPACE,
                Requirement.OWN_BEDROOM,
                Requirement.CHARGING_AND_STORAGE,
            }
        ),
        NeedKind.ADAPTED_BATHROOM: frozenset({Requirement.BATHROOM_ADAPTED}),
        NeedKind.HOSPITAL_NEAR: frozenset({Requirement.HOSPITAL_NEAR}),
        NeedKind.CARE_FROM_DAY_ONE: frozenset(),
        NeedKind.QUIET_AREA: frozenset(),
        NeedKind.AID: frozenset({Requirement.TO_BE_JUDGED}),
        NeedKind.OTHER: frozenset({Requirement.TO_BE_JUDGED}),
    }
)
OF_THE_HOME = frozenset({Criterion.ROOM_TO_GROW, Criterion.RIGHT_SIZE, Criterion.DAILY, Criterion.RENT_MARGIN})
LATER_NEEDS = frozenset({FitWarning.SMALL_AFTER_BIRTH, FitWarning.SMALL_AFTER_REUNION, FitWarning.SOON_OLDER})


def fit(
    household: HouseholdFacts,
    dwelling: DwellingFacts,
    criteria: Criteria,
    *,
    unit: UnitNo = UnitNo(1),  # noqa: B008 -- a plain number
    taken: Taken | None = None,
    is_blocked: bool = False,
    housemates: frozenset[str] = frozenset(),
    do_housemates_agree: bool = False,
    network_minutes: int | None = None,
) -> Fit:
    """How `unit` of `dwelling` suits `household`: all broken rules and warnings, never only the first.

    An unknown fact breaks no rule and passes none: it is listed, as a warning too (HOME-W6). `taken`: who has the unit
    already, for how long; `housemates`: the sexes in a shared house.

    Source: home_criteria.md, sections 1 to 6.
    """
    pair = Pair(household, dwelling, criteria, taken, is_blocked, housemates, do_housemates_agree)
    answers = {rule: judge(pair) for rule, judge in HARD_RULES.items()}
    broken = [finding(rule, answer.params) for rule, answer in answers.items() if isinstance(answer, Broken)]
    needed = dict.fromkeys(fact for answer in answers.values() if isinstance(answer, Unknown) for fact in answer.facts)
    useful = [fact for fact in worth_finding_out(pair) if fact not in needed]
    unknown = [UnknownFact(fact, is_needed_to_decide=True) for fact in needed]
    unknown += [UnknownFact(fact, is_needed_to_decide=False) for fact in useful]
    points = scores(pair, network_minutes=network_minutes)
    return Fit(
        case_code=household.case_code,
        dwelling=dwelling.code,
        unit=unit,
        broken=tuple(broken),
        warnings=warnings(pair, unknown),
        unknown=tuple(unknown),
        scores=points,
        total=total(points),
    )


def warnings(pair: Pair, unknown: list[UnknownFact]) -> tuple[Finding, ...]:
    """Every warning in the page's order; one for each unknown fact."""
    found: list[Finding] = []
    for code in FitWarning:
        if code == FitWarning.UNKNOWN:
            found += [finding(code, {"fact": each.fact}) for each in unknown]
        elif (params := WARNINGS[code](pair)) is not None:
            found.append(finding(code, params))
    return tuple(found)


def finding(code: HardRule | FitWarning, params: Mapping[str, Param]) -> Finding:
    """A finding with its parameters in the order of their names."""
    return Finding(code, tuple(sorted(params.items())))


def optimiser_score(judged: Fit) -> float | None:
    """What the pair is worth to the solver: 100 for a home, and its points; None when the pair does not exist."""
    return None if judged.broken else SCORE_OF_A_PLACE + judged.total


def requirements(needs: frozenset[NeedKind]) -> frozenset[Requirement]:
    """What the home must have, in words that housing roles may read; what S4 and S6 weigh is no requirement.

    Source: home_criteria.md, section 7.
    """
    return frozenset(requirement for need in needs for requirement in REQUIREMENTS[need])


def seen_by_housing(judged: Fit) -> Fit:
    """The same fit without what housing roles may not know: why more rooms are wanted later, why a room does not suit.

    The warnings on birth, reunification and birthdays become one, with a day where there is one and the bedrooms. Of
    the criteria only those on the home itself stay: care, quiet, school, network and wishes would tell of the persons.

    Source: home_criteria.md, section 7, last paragraph.
    """
    later = [dict(each.params) for each in judged.warnings if each.code in LATER_NEEDS]
    kept = [each for each in judged.warnings if each.code not in LATER_NEEDS]
    return replace(
        judged,
        broken=tuple(
            replace(each, params=()) if each.code == HardRule.SHARED_UNFIT else each for each in judged.broken
        ),
        warnings=tuple(
            [each for each in kept if dict(each.params).get("fact") != Fact.WANTS_SHARING]
            + ([rooms_wanted_later(later)] if later else [])
        ),
        unknown=tuple(each for each in judged.unknown if each.fact != Fact.WANTS_SHARING),
        scores=tuple(
            replace(each, params=()) if each.criterion == Criterion.ROOM_TO_GROW else each
            for each in judged.scores
            if each.criterion in OF_THE_HOME
        ),
    )


def rooms_wanted_later(causes: list[dict[str, Param]]) -> Finding:
    """One warning for all causes: from the first known day on, the most bedrooms wanted."""
    days = [value for cause in causes for value in cause.values() if isinstance(value, date)]
    needed = [value for cause in causes if isinstance(value := cause["needed"], int)]
    params: dict[str, Param] = {"needed": max(needed)}
    if days:
        params["day"] = min(days)
    return finding(FitWarning.SOON_OLDER, params)
