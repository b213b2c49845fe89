"""How a home is judged for a household: every broken rule, every warning, what is unknown, and the points."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from hervest.households.vocabulary import HouseholdFacts
from hervest.housing.vocabulary import DwellingFacts, UnitNo
from hervest.placement.agreed_rules import NOTHING, Agreed
from hervest.placement.exception_rules import exception_to, is_adapted
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
    Taken,
    UnknownFact,
)
from hervest.placement.warning_rules import WARNINGS, worth_finding_out

SCORE_OF_A_PLACE = 100
"""What having a home counts before its points: placing somebody always beats a better fit for somebody else."""

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
    agreed: Agreed = NOTHING,
    today: date | None = None,
) -> Fit:
    """How `unit` of `dwelling` suits `household`: all broken rules and warnings, never only the first.

    An unknown fact breaks no rule and passes none: it is listed, as a warning too (HOME-W6). `taken`: who has the unit
    already, for how long; `housemates`: the sexes in a shared house; `agreed`: what persons agreed for just this pair.
    `today`: from when who lives here already needs a home.
    A rule to which they agreed an exception is not broken: it stands among the exceptions, with who allowed it.

    Source: home_criteria.md, sections 1 to 6.
    """
    pair = Pair(household, dwelling, criteria, taken, is_blocked, housemates, do_housemates_agree, agreed, today)
    found = {rule: judge(pair) for rule, judge in HARD_RULES.items()}
    exceptions = {rule: word for rule in found if (word := exception_to(pair, rule, found[rule])) is not None}
    mended = {rule for rule, answer in found.items() if isinstance(answer, Broken) and is_adapted(pair, rule)}
    answers = {rule: answer for rule, answer in found.items() if rule not in mended and rule not in exceptions}
    broken = [finding(rule, answer.params) for rule, answer in answers.items() if isinstance(answer, Broken)]
    needed = dict.fromkeys(fact for answer in answers.values() if isinstance(answer, Unknown) for fact in answer.facts)
    useful = [fact for fact in worth_finding_out(pair) if fact not in needed]
    unknown = [UnknownFact(fact, is_needed_to_decide=True) for fact in needed]
    unknown += [UnknownFact(fact, is_needed_to_decide=False) for fact in useful]
    points = scores(pair)
    return Fit(
        case_code=household.case_code,
        dwelling=dwelling.code,
        unit=unit,
        broken=tuple(broken),
        warnings=warnings(pair, unknown),
        unknown=tuple(unknown),
        scores=points,
        total=total(points),
        exceptions=tuple(exceptions.values()),
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


def seen_by_housing(judged: Fit) -> Fit:
    """The same fit without what housing roles may not know: why more rooms are wanted later, why a room does not suit.

    The warnings on birth, reunification and birthdays become one, with the bedrooms and without a day. Of the criteria
    only those on the home itself stay: care, quiet, school, network and wishes would tell of the persons.

    Source: home_criteria.md, section 7, last paragraph; access.md, `dwelling_needs` (ADR 8).
    """
    later = [dict(each.params) for each in judged.warnings if each.code in LATER_NEEDS]
    kept = [each for each in judged.warnings if each.code not in LATER_NEEDS]
    return replace(
        judged,
        broken=tuple(
            replace(each, params=()) if each.code == HardRule.SHARED_UNFIT else each for each in judged.broken
        ),
        warnings=tuple(
            [unnamed(each) for each in kept if dict(each.params).get("fact") != Fact.WANTS_SHARING]
            + ([rooms_wanted_later(later)] if later else [])
        ),
        unknown=tuple(each for each in judged.unknown if each.fact != Fact.WANTS_SHARING),
        scores=tuple(
            replace(each, params=()) if each.criterion == Criterion.ROOM_TO_GROW else each
            for each in judged.scores
            if each.criterion in OF_THE_HOME
        ),
    )


def unnamed(found: Finding) -> Finding:
    """The warning without the persons it is about."""
    return replace(found, params=tuple((name, value) for name, value in found.params if name != "who"))


def rooms_wanted_later(causes: list[dict[str, Param]]) -> Finding:
    """One warning for all causes: the most bedrooms wanted. No day: it would be that of a birth or a birthday."""
    return finding(
        FitWarning.SOON_OLDER, {"needed": max(value for cause in causes if isinstance(value := cause["needed"], int))}
    )
