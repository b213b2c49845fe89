"""A match explained three times from the same keys: to the matcher, to the newcomer, to the group; codes, no words."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from hervest.placement.match_vocabulary import (
    EXCEPTED_FOR_GROUPS,
    EXCEPTED_FOR_NEWCOMERS,
    FOR_GROUPS,
    MatchCriteria,
    MatchCriterion,
    MatchFact,
    MatchFit,
    MatchRule,
    MatchScore,
    MatchStrength,
)
from hervest.placement.shown_rules import FitLine
from hervest.placement.vocabulary import Param, Side

MOST_REASONS = 3
TOLD_TO_GROUPS = frozenset({"themes", "languages", "blocks", "forms"})
"""What may fill in a sentence for a group: capacity words of level 1. Source: sponsorship.md, section 6.5."""

WITHHELD = frozenset({"arrival_from", "arrival_until", "abilities"})
"""What a rule found that is not told to who only coordinates groups."""

OF_NEEDS = frozenset({MatchFact.EXPERIENCE, MatchFact.GROUP_EXPERIENCE})

TINY = 1e-9
SMALLEST_FACTOR = 1e-3
"""Beyond a thousandth or a thousand times a weight nobody would call it the same criteria."""

Terms = tuple[float, float, float, float]
"""A share as a fraction in the factor f of one weight: (a + f b) / (c + f d)."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One hard rule in the matcher's table: "holds", "broken", "excepted" or "unknown", and what fills it in.

    `text_code`: empty where no more is told than that it does not hold.
    """

    rule: MatchRule
    outcome: str
    text_code: str
    params: tuple[tuple[str, Param], ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion in the matcher's table; `percent` None = not known, counted as a half.

    `group_weight` 0: no part of the group's side.
    """

    criterion: MatchCriterion
    percent: int | None
    household_weight: int
    group_weight: int


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """By which factor a weight would have to change for the runner-up to come first; None = no factor does that."""

    criterion: MatchCriterion
    factor: float | None


@dataclass(frozen=True, slots=True)
class BesideRunnerUp:
    """The pair beside the household's next best: the difference in points of 100, and whether that says anything."""

    points: float
    is_toss_up: bool
    sensitivity: tuple[Sensitivity, ...]


@dataclass(frozen=True, slots=True)
class ForMatcher:
    """All that the matcher sees of a pair; who reads it decides."""

    rules: tuple[RuleLine, ...]
    criteria: tuple[CriterionLine, ...]
    unknown: tuple[tuple[MatchFact, bool], ...]
    household_points: float
    group_points: float
    strength: MatchStrength
    runner_up: BesideRunnerUp | None

    @property
    def broken(self) -> tuple[RuleLine, ...]:
        """The hard rules that do not hold."""
        return self._with("broken")

    @property
    def open(self) -> tuple[RuleLine, ...]:
        """The hard rules of which it is not known whether they hold."""
        return self._with("unknown")

    @property
    def met(self) -> tuple[RuleLine, ...]:
        """The hard rules that hold, first those that do by exception."""
        return self._with("excepted") + self._with("holds")

    @property
    def needed(self) -> tuple[MatchFact, ...]:
        """What is to be found out before anybody is asked."""
        return tuple(fact for fact, is_needed in self.unknown if is_needed)

    @property
    def unasked(self) -> tuple[MatchFact, ...]:
        """What is not known and stands in nobody's way."""
        return tuple(fact for fact, is_needed in self.unknown if not is_needed)

    def _with(self, outcome: str) -> tuple[RuleLine, ...]:
        return tuple(line for line in self.rules if line.outcome == outcome)


@dataclass(frozen=True, slots=True)
class Told:
    """What a newcomer or a group is told: what speaks for the match, and at most one honest gap; never a number.

    `exceptions`: what would have kept them apart and does not, because two persons agreed so; never why they did.
    """

    reasons: tuple[FitLine, ...]
    gap: FitLine | None
    exceptions: tuple[FitLine, ...] = ()


def for_matcher(fit: MatchFit, criteria: MatchCriteria, *, runner_up: MatchFit | None = None) -> ForMatcher:
    """The whole table of a pair: rules, both sides' criteria, what is unknown, and the runner-up beside it.

    `unknown`: each fact, and whether a hard rule needs it. Source: sponsorship.md, section 6.4, Explanation.
    """
    return ForMatcher(
        rules=rule_lines(fit),
        criteria=criterion_lines(fit),
        unknown=tuple((each.fact, each.rule is not None) for each in fit.unknown),
        household_points=points(fit.u),
        group_points=points(fit.v),
        strength=criteria.strength(fit.score),
        runner_up=None if runner_up is None else beside(fit, runner_up, criteria),
    )


def for_newcomer(fit: MatchFit) -> Told:
    """Up to three facts that speak for the group, strongest first, and one honest gap if there is one."""
    for_it = strongest_of(fit.of_household, Side.FOR)
    gap = weakest_of(fit.of_household)
    return Told(
        reasons=tuple(FitLine("match_newcomer_for", score.criterion.value, dict(score.params)) for score in for_it),
        gap=None if gap is None else gap_line("match_newcomer_gap", gap),
        exceptions=excepted_lines(fit, "match_newcomer_excepted", EXCEPTED_FOR_NEWCOMERS),
    )


def for_group(fit: MatchFit) -> Told:
    """Why the group is asked, in capacity words and what it offered itself; nothing else about the family.

    Interests, hopes, family life and functional needs are not among the reasons: the family tells of those itself.
    """
    told = [score for score in fit.of_household if score.criterion.value in FOR_GROUPS]
    for_it = strongest_of(told, Side.FOR)
    return Told(
        reasons=tuple(FitLine("match_group_for", score.criterion.value, may_tell(score)) for score in for_it),
        gap=group_gap(told),
        exceptions=excepted_lines(fit, "match_group_excepted", EXCEPTED_FOR_GROUPS),
    )


def excepted_lines(fit: MatchFit, context: str, told: Iterable[str]) -> tuple[FitLine, ...]:
    """The rules that give way, as far as this side is told of them: in plain words, without a number or a fact."""
    given = {each.code.value for each in fit.excepted}
    return tuple(FitLine(context, code, {}) for code in told if code in given)


def rule_lines(fit: MatchFit) -> tuple[RuleLine, ...]:
    """Every hard rule in its order, whatever became of it."""
    found = {each.code: ("broken", each.params) for each in fit.broken}
    found |= {each.code: ("excepted", each.params) for each in fit.excepted}
    open_ones = {each.rule for each in fit.unknown}
    lines = []
    for rule in MatchRule:
        outcome, params = found.get(rule, ("unknown" if rule in open_ones else "holds", ()))
        lines.append(RuleLine(rule, outcome, text_code(rule, {name for name, _ in params}), params))
    return tuple(lines)


def without_needs(fit: MatchFit) -> MatchFit:
    """The pair as it is told to who only coordinates groups: not that a need asks for experience."""
    kept = tuple(score for score in fit.of_household if score.criterion is not MatchCriterion.EXPERIENCE)
    return replace(
        fit,
        of_household=kept,
        of_group=tuple(score for score in fit.of_group if score.criterion is not MatchCriterion.EXPERIENCE),
        unknown=tuple(each for each in fit.unknown if each.fact not in OF_NEEDS),
    )


def without_days(lines: Iterable[RuleLine]) -> tuple[RuleLine, ...]:
    """Rules with what came of them, but for the day of arrival and what the household needs."""
    return tuple(
        replace(line, text_code="", params=()) if WITHHELD & {name for name, _ in line.params} else line
        for line in lines
    )


def text_code(rule: MatchRule, names: set[str]) -> str:
    """The rule's sentence in the catalogue: its own, or a variant where the parameters tell another story."""
    if rule == MatchRule.BEYOND_CAPACITY and "abilities" in names:
        return "beyond_both" if "capacity" in names else "beyond_abilities"
    if rule == MatchRule.NOT_IN_WINDOW and "days" in names:
        return "not_in_window_away"
    if rule == MatchRule.SAFETY_PATTERN and "one" in names:
        return "safety_pattern_one"
    return rule.value


def criterion_lines(fit: MatchFit) -> tuple[CriterionLine, ...]:
    """Every criterion that applies, beside its weight on both sides."""
    of_group = {score.criterion: score.weight for score in fit.of_group}
    return tuple(
        CriterionLine(
            criterion=score.criterion,
            percent=None if score.side == Side.UNKNOWN else round(100 * score.value),
            household_weight=score.weight,
            group_weight=of_group.get(score.criterion, 0),
        )
        for score in fit.of_household
    )


def points(value: float) -> float:
    """A share as points of 100, in tenths."""
    return round(100 * value, 1)


def strongest_of(scores: Iterable[MatchScore], side: Side) -> tuple[MatchScore, ...]:
    """The criteria that weigh most on one side, heaviest first, at most three."""
    rows = [score for score in scores if score.side == side]
    return tuple(sorted(rows, key=lambda row: -row.weight * row.value)[:MOST_REASONS])


def weakest_of(scores: Iterable[MatchScore]) -> MatchScore | None:
    """What is most against the match; else the heaviest of what is not known; None when there is neither."""
    rows = list(scores)
    against = [row for row in rows if row.side == Side.AGAINST]
    unknown = [row for row in rows if row.side == Side.UNKNOWN]
    if against:
        return max(against, key=lambda row: row.weight * (1 - row.value))
    return max(unknown, key=lambda row: row.weight, default=None)


def gap_line(context: str, score: MatchScore) -> FitLine:
    """The sentence of a gap; what is not known is said to be just that."""
    if score.side == Side.UNKNOWN:
        return FitLine(context, "not_known", {"criterion": score.criterion})
    return FitLine(context, score.criterion.value, dict(score.params))


def may_tell(score: MatchScore) -> dict[str, tuple[str, ...]]:
    """What fills in a group's sentence: only what it may read."""
    return {name: found for name, found in score.params if name in TOLD_TO_GROUPS}


def group_gap(told: list[MatchScore]) -> FitLine | None:
    """That an interpreter will be needed when no language is shared; else what is most against the match."""
    for score in told:
        is_known = score.criterion == MatchCriterion.COMMUNICATION and MatchFact.LANGUAGES not in score.unknown
        if is_known and not dict(score.params).get("languages"):
            return FitLine("match_group_gap", "interpreter_needed")
    against = [score for score in told if score.side == Side.AGAINST]
    gap = weakest_of(against)
    return None if gap is None else FitLine("match_group_gap", gap.criterion.value, may_tell(gap))


def beside(fit: MatchFit, other: MatchFit, criteria: MatchCriteria) -> BesideRunnerUp:
    """The difference to the runner-up, and what each weight would have to become for the order to change."""
    found = points(fit.score) - points(other.score)
    return BesideRunnerUp(
        points=round(found, 1),
        is_toss_up=abs(found) < criteria.limits.toss_up_points,
        sensitivity=tuple(
            Sensitivity(score.criterion, turning_factor(fit, other, score.criterion)) for score in fit.of_household
        ),
    )


def turning_factor(fit: MatchFit, other: MatchFit, criterion: MatchCriterion) -> float | None:
    """The factor nearest to 1 at which `other` draws level with `fit` and beyond which it comes first.

    The factor is on the criterion's whole weight, on both sides of the pair. Each side's share is a fraction that is
    linear above and below in the factor, so two of them meet where a quadratic is nought; between two such places the
    order stays, so one look in between tells it. None when no factor above 0 changes the order.
    """
    mine = [terms(fit.of_household, criterion), terms(fit.of_group, criterion)]
    theirs = [terms(other.of_household, criterion), terms(other.of_group, criterion)]

    def leads(factor: float) -> bool:
        return min(at(side, factor) for side in mine) >= min(at(side, factor) for side in theirs)

    now = leads(1.0)
    meets = sorted({root for a in mine for b in theirs for root in meetings(a, b)} - {1.0})
    later = [root for root in meets if root > 1]
    earlier = [root for root in reversed(meets) if root < 1]
    turns = [turn for way in (later, earlier) if (turn := first_turn(way, leads, now=now)) is not None]
    return min(turns, key=lambda factor: abs(math.log(factor)), default=None)


def first_turn(way: list[float], leads: Callable[[float], bool], *, now: bool) -> float | None:
    """The first meeting on the way beyond which the order is another."""
    for no, here in enumerate(way):
        last = here * 2 if here > 1 else here / 2
        between = math.sqrt(here * way[no + 1]) if no + 1 < len(way) else last
        if leads(between) != now:
            return here
    return None


def terms(scores: Iterable[MatchScore], criterion: MatchCriterion) -> Terms:
    """One side's share, with the factor's part apart."""
    rows = list(scores)
    rest = [row for row in rows if row.criterion != criterion]
    own = [row for row in rows if row.criterion == criterion]
    return (
        sum(row.weight * row.value for row in rest),
        sum(row.weight * row.value for row in own),
        float(sum(row.weight for row in rest)),
        float(sum(row.weight for row in own)),
    )


def at(side: Terms, factor: float) -> float:
    """The share with the criterion's weight times `factor`."""
    a, b, c, d = side
    below = c + factor * d
    return (a + factor * b) / below if below else 0.0


def meetings(one: Terms, other: Terms) -> list[float]:
    """The factors above 0 at which two shares are equal."""
    (a, b, c, d), (e, f, g, h) = one, other
    square, linear, rest = b * h - f * d, a * h + b * g - e * d - f * c, a * g - e * c
    if abs(square) < TINY:
        roots = [] if abs(linear) < TINY else [-rest / linear]
    else:
        inside = linear * linear - 4 * square * rest
        roots = [] if inside < 0 else [(-linear + sign * math.sqrt(inside)) / (2 * square) for sign in (1, -1)]
    return [root for root in roots if SMALLEST_FACTOR < root < 1 / SMALLEST_FACTOR]
