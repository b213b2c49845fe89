"""What a fit says to its reader, as codes and parameters: to housing roles never a person or a need's word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from hervest.households.vocabulary import PlaceWish
from hervest.placement.rules import LATER_NEEDS, seen_by_housing
from hervest.placement.score_rules import strongest
from hervest.placement.vocabulary import (
    SHOWN_CODES,
    Criterion,
    CriterionScore,
    Excepted,
    Fact,
    Finding,
    Fit,
    FitWarning,
    Param,
    Side,
)

SIDES = {Side.FOR: "speaks_for", Side.AGAINST: "speaks_against", Side.NEITHER: "speaks_neither"}


@dataclass(frozen=True, slots=True)
class FitLine:
    """One sentence about a fit: context and code of the catalogue, and what fills it in."""

    context: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToFindOut:
    """A fact nobody knows yet; `is_needed`: nobody can decide before it is known."""

    fact: Fact
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """One criterion beside its weight; `percent` None = not known, counted as a half."""

    criterion: Criterion
    weight: int
    percent: int | None
    line: FitLine | None


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """A rule that does not hold and counts no more: its sentence, who allowed that and when."""

    line: FitLine
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class FitSaid:
    """Everything that is said of a fit: all broken rules and warnings, the three largest reasons on each side.

    `counts_unread`: the total counts criteria that are not among `measures`. Neither how many nor how heavy they are is
    said: a need makes some of them apply and others weigh double, and the weights are public.
    """

    broken: tuple[FitLine, ...]
    exceptions: tuple[ExceptionLine, ...]
    warnings: tuple[FitLine, ...]
    to_find_out: tuple[ToFindOut, ...]
    speaks_for: tuple[FitLine, ...]
    speaks_against: tuple[FitLine, ...]
    measures: tuple[Measure, ...]
    counts_unread: bool


def said(judged: Fit, *, is_full: bool, people: Mapping[str, str]) -> FitSaid:
    """What the reader is told; without `is_full` as housing roles read it (home_criteria.md, section 7).

    `people`: first names by number, for who may read them.
    """
    shown = judged if is_full else seen_by_housing(judged)
    warned = asks_for_more(shown.warnings)
    return FitSaid(
        broken=tuple(finding_line(each, is_full=is_full) for each in shown.broken),
        exceptions=tuple(exception_line(each, is_full=is_full) for each in shown.exceptions),
        warnings=tuple(
            with_names(finding_line(each, is_full=is_full), people)
            for each in warned
            if each.code != FitWarning.UNKNOWN
        ),
        to_find_out=tuple(ToFindOut(each.fact, each.is_needed_to_decide) for each in shown.unknown),
        speaks_for=tuple(score_line(each) for each in strongest(shown.scores, Side.FOR)),
        speaks_against=tuple(score_line(each) for each in strongest(not_said_yet(shown.scores, warned), Side.AGAINST)),
        measures=tuple(measure(each) for each in shown.scores),
        counts_unread=len(shown.scores) < len(judged.scores),
    )


def asks_for_more(warnings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The warnings without those on later that want no more bedrooms than are wanted now already (HOME-W1)."""
    found = tuple(warnings)
    now = max((bedrooms_wanted(each) for each in found if each.code == FitWarning.TIGHT), default=0)
    return tuple(each for each in found if each.code not in LATER_NEEDS or bedrooms_wanted(each) > now)


def not_said_yet(scores: Iterable[CriterionScore], warned: Iterable[Finding]) -> tuple[CriterionScore, ...]:
    """The criteria without room for later where a warning says the same, and more of it."""
    is_warned = any(each.code in LATER_NEEDS for each in warned)
    return tuple(each for each in scores if each.criterion != Criterion.ROOM_TO_GROW or each.params or not is_warned)


def bedrooms_wanted(found: Finding) -> int:
    """The bedrooms that a warning asks for."""
    needed = dict(found.params)["needed"]
    return needed if isinstance(needed, int) else 0


def finding_line(found: Finding, *, is_full: bool) -> FitLine:
    """The sentence of a broken rule or a warning."""
    code = found.text_code
    is_other = not is_full and code in SHOWN_CODES["fit_housing"]
    return FitLine("fit_housing" if is_other else "fit", code, dict(found.params))


def exception_line(found: Excepted, *, is_full: bool) -> ExceptionLine:
    """The sentence of an exception."""
    code = found.found.text_code
    is_other = not is_full and code in SHOWN_CODES["exception_housing"]
    context = "exception_housing" if is_other else "exception"
    return ExceptionLine(FitLine(context, code, dict(found.found.params)), found.by, found.on)


def with_names(line: FitLine, people: Mapping[str, str]) -> FitLine:
    """The sentence with the names of who would share, by number of the person; without them when one is missing."""
    if line.code != "tight_who":
        return line
    who = line.params["who"]
    groups = [word.split() for word in who] if isinstance(who, tuple) else []
    if not all(no in people for group in groups for no in group):
        return FitLine(line.context, "tight", line.params)
    return FitLine(
        line.context, line.code, {**line.params, "who": tuple(" + ".join(people[no] for no in g) for g in groups)}
    )


def score_line(score: CriterionScore) -> FitLine:
    """The sentence of a criterion on its side."""
    params = dict(score.params)
    code = score.criterion.value
    if score.criterion == Criterion.ROOM_TO_GROW and not params:
        code = "room_to_grow_unsaid"
    if score.side == Side.AGAINST and score.criterion == Criterion.RIGHT_SIZE and _is_short(params):
        code = "right_size_short"
    if score.criterion == Criterion.RENT_MARGIN and score.value == 0:  # nothing is left below the hard limit
        code = "rent_margin_gone"
    return FitLine(SIDES.get(score.side, "speaks_for"), code, {name: spelled(value) for name, value in score.params})


def _is_short(params: Mapping[str, Param]) -> bool:
    bedrooms, needed = params["bedrooms"], params["needed"]
    return isinstance(bedrooms, int) and isinstance(needed, int) and bedrooms < needed


def spelled(value: object) -> object:
    """Wishes as members of their vocabulary, that they may be written out; anything else as it is."""
    if isinstance(value, tuple):
        return tuple(PlaceWish(each) for each in value)
    return value


def measure(score: CriterionScore) -> Measure:
    """A criterion as a bar; what is not known has none."""
    if score.side == Side.UNKNOWN:
        return Measure(score.criterion, score.weight, None, None)
    return Measure(score.criterion, score.weight, round(100 * score.value), score_line(score))


def why_not_line(kept: Mapping[str, object] | None, seen_cases: frozenset[str]) -> FitLine:
    """Why the run did not choose a pair that fits, from what was kept; cases the reader may not know stay unnamed."""
    if kept is None:
        return FitLine("why_not", "not_in_run")
    code, cost = str(kept["code"]), kept.get("cost")
    points = round(float(cost), 1) if isinstance(cost, (int, float)) else None
    if code == "full":
        displaces = kept.get("displaces")
        moved = tuple(sorted(displaces)) if isinstance(displaces, Mapping) else ()
        if not set(moved) <= seen_cases or points is None:
            return FitLine("why_not", "full_unseen", {"n": len(moved)})
        return FitLine("why_not", "full", {"cases": moved, "points": points})
    if code == "possible" and points is not None:
        return FitLine("why_not", "possible" if points > 0 else "gain", {"points": points} if points > 0 else {})
    return FitLine("why_not", code if code in SHOWN_CODES["why_not"] else "rules")
