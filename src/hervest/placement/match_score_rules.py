"""The soft criteria of a match, MATCH-S1 to S9, from 0 to 1 with what is unknown counted as a half and named.

A scorer receives a `MatchProfile` and a `GroupProfile`: what sponsorship.md, section 2.6, never allows has no field in
them, so no criterion can weigh it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from hervest.core.errors import RuleBroken
from hervest.placement.match_vocabulary import (
    MAY_CARRY_STONES,
    OF_THE_GROUP,
    GroupProfile,
    LifePhase,
    MatchCriteria,
    MatchCriterion,
    MatchFact,
    MatchProfile,
    MatchScore,
)
from hervest.placement.vocabulary import Side
from hervest.sponsorship.vocabulary import Experience, Interest, Rhythm

HALF = 0.5
CHILDHOOD = frozenset({LifePhase.BABY, LifePhase.TODDLER, LifePhase.SCHOOL_CHILD, LifePhase.TEENAGER})
Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """All that a criterion reads. `commonness`: how many groups of the run name an interest."""

    household: MatchProfile
    group: GroupProfile
    criteria: MatchCriteria
    commonness: Mapping[Interest, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A value from 0 to 1; None = not known, and `unknown` says why."""

    value: float | None
    unknown: tuple[MatchFact, ...] = ()
    params: Mapping[str, Codes] = field(default_factory=dict)


def household_scores(
    household: MatchProfile, group: GroupProfile, criteria: MatchCriteria, commonness: Mapping[Interest, int]
) -> tuple[MatchScore, ...]:
    """Every criterion that applies, with the household's stones in its weights, in the page's order.

    A criterion applies unless the household said that there is nothing to it (no functional needs, no interests).
    Raises: RuleBroken("stones_wrong") if there are too many stones or one lies where none may.
    """
    check_stones(household.stones, criteria)
    scored = Scored(household, group, criteria, commonness)
    return tuple(
        match_score(criterion, part, criteria.weights[criterion] + stones_on(criterion, household, criteria))
        for criterion in MatchCriterion
        if (part := MATCH_CRITERIA[criterion](scored)) is not None
    )


def of_group(scores: Iterable[MatchScore], criteria: MatchCriteria) -> tuple[MatchScore, ...]:
    """The group's side: the same values of the four criteria that concern it, by the published weights."""
    return tuple(
        MatchScore(
            criterion=score.criterion,
            weight=criteria.weights[score.criterion],
            value=score.value,
            side=score.side,
            params=score.params,
            unknown=score.unknown,
        )
        for score in scores
        if score.criterion in OF_THE_GROUP
    )


def share(scores: Iterable[MatchScore]) -> float:
    """The weighted mean over the criteria that apply, from 0 to 1; 0 when none weighs anything."""
    rows = list(scores)
    points = sum(row.weight for row in rows)
    return sum(row.weight * row.value for row in rows) / points if points else 0.0


def check_stones(stones: tuple[MatchCriterion, ...], criteria: MatchCriteria) -> None:
    """Raise RuleBroken("stones_wrong") unless there are at most so many stones, each where it may lie."""
    most = criteria.limits.stones
    if len(stones) > most or not set(stones) <= set(MAY_CARRY_STONES):
        raise RuleBroken("stones_wrong", most=most)


def stones_on(criterion: MatchCriterion, household: MatchProfile, criteria: MatchCriteria) -> int:
    """The points that the household's stones add to a criterion, before everything is scaled to a whole."""
    return household.stones.count(criterion) * criteria.limits.stone_points


def match_score(criterion: MatchCriterion, part: Part, weight: int) -> MatchScore:
    """A value with its weight and side; what is not known counts a half and speaks for neither."""
    value = HALF if part.value is None else part.value
    known_side = Side.FOR if value >= HALF else Side.AGAINST
    return MatchScore(
        criterion=criterion,
        weight=weight,
        value=value,
        side=Side.UNKNOWN if part.value is None else known_side,
        params=tuple(sorted(part.params.items())),
        unknown=part.unknown,
    )


def mean_of(parts: Iterable[Part]) -> Part:
    """The mean; a part not known counts a half, and when none is known the whole is not."""
    rows = list(parts)
    unknown = tuple(fact for row in rows for fact in row.unknown)
    params = {name: codes for row in rows for name, codes in row.params.items()}
    if all(row.value is None for row in rows):
        return Part(None, unknown, params)
    return Part(sum(HALF if row.value is None else row.value for row in rows) / len(rows), unknown, params)


def codes(found: Iterable[str]) -> Codes:
    """Codes in a fixed order."""
    return tuple(sorted(str(each) for each in found))


def first_weeks(scored: Scored) -> Part | None:
    """MATCH-S1: the share of what would help in the first weeks that the group's plan covers."""
    asked, themes = scored.household.helps_first, scored.group.themes
    if asked is None:
        return Part(None, (MatchFact.FIRST_WEEKS,))
    if not asked:
        return None
    if themes is None:
        return Part(None, (MatchFact.PLAN,))
    covered = asked & themes
    return Part(len(covered) / len(asked), (), {"themes": codes(covered), "missing": codes(asked - covered)})


def communication(scored: Scored) -> Part:
    """MATCH-S2: how many members share a language at a workable level, and how well the best does.

    Half for each; an arranged interpreter is the least that a pair can have then.
    """
    household, limits = scored.household, scored.criteria.limits
    unknown = () if household.has_interpreter is not None else (MatchFact.INTERPRETER,)
    if not household.languages:
        return Part(None, (MatchFact.LANGUAGES, *unknown))
    levels = {
        code: [member.languages[code] for member in scored.group.members if code in member.languages]
        for code in household.languages
    }
    workable = {
        code: found for code, each in levels.items() if (found := [n for n in each if n >= limits.spoken_level])
    }
    with_interpreter = limits.interpreter_percent / 100 if household.has_interpreter else 0.0
    if not workable:
        return Part(with_interpreter, unknown, {"languages": ()}) if not unknown else Part(None, unknown)
    n_speakers = sum(
        any(member.languages.get(code, 0) >= limits.spoken_level for code in workable)
        for member in scored.group.members
    )
    best = max(max(found) for found in workable.values())
    steps = limits.level_enough - limits.spoken_level + 1
    level = min((best - limits.spoken_level + 1) / steps, 1.0)
    value = (min(n_speakers / limits.speakers_enough, 1.0) + level) / 2
    return Part(max(value, with_interpreter), (), {"languages": codes(workable)})


def availability(scored: Scored) -> Part | None:
    """MATCH-S3: over the parts of the week that the family prefers, whether enough members can then."""
    wanted, members = scored.household.blocks, scored.group.members
    if wanted is None:
        return Part(None, (MatchFact.PREFERRED_BLOCKS,))
    if not wanted:
        return None
    if not any(member.blocks for member in members):
        return Part(None, (MatchFact.GROUP_BLOCKS,))
    enough = scored.criteria.limits.members_per_block
    filled = {block: min(sum(block in member.blocks for member in members) / enough, 1.0) for block in wanted}
    fit = codes(block for block, value in filled.items() if value >= HALF)
    return Part(sum(filled.values()) / len(filled), (), {"blocks": fit, "missing": codes(wanted - set(fit))})


def proximity(scored: Scored) -> Part:
    """MATCH-S4: 1 up to the best minutes, 0 from the worst; slowly less at first, then faster."""
    place, limits = scored.household.neighbourhood, scored.criteria.limits
    if place is None:
        return Part(None, (MatchFact.NEIGHBOURHOOD,))
    minutes = scored.group.area.get(place)
    if minutes is None:
        return Part(None, (MatchFact.TRAVEL,))
    way = (minutes - limits.best_minutes) / (limits.worst_minutes - limits.best_minutes)
    return Part(1 - min(max(way, 0.0), 1.0) ** 2)


def shared_life(scored: Scored) -> Part | None:
    """MATCH-S5: shared interests, of which rare ones weigh more, and experience with the family's phases of life."""
    parts = [part for part in (interests(scored), phases(scored)) if part is not None]
    return mean_of(parts) if parts else None


def interests(scored: Scored) -> Part | None:
    """The share of the family's interests that a member has; one that fewer groups name weighs more."""
    mine = scored.household.interests
    theirs = frozenset(interest for member in scored.group.members for interest in member.interests)
    if mine is None:
        return Part(None, (MatchFact.INTERESTS,))
    if not mine:
        return None
    if not theirs:
        return Part(None, (MatchFact.GROUP_INTERESTS,))
    rare = {interest: 1 / (1 + scored.commonness.get(interest, 0)) for interest in mine}
    value = sum(rare[interest] for interest in sorted(mine & theirs)) / sum(rare[each] for each in sorted(mine))
    return Part(value, (), {"interests": codes(mine & theirs)})


def phases(scored: Scored) -> Part | None:
    """Whether members have experience with children, or with older people, where the family has them."""
    wanted = {
        Experience.CHILDREN: bool(scored.household.phases & CHILDHOOD),
        Experience.OLDER_PEOPLE: LifePhase.OLDER in scored.household.phases,
    }
    asked = frozenset(each for each, holds in wanted.items() if holds)
    return experienced(scored, asked, "phases") if asked else None


def experienced(scored: Scored, asked: frozenset[Experience], name: str) -> Part:
    """The share of the experience asked for that a member has; not known when nobody said anything of theirs."""
    theirs = frozenset(each for member in scored.group.members for each in member.experience)
    if not theirs:
        return Part(None, (MatchFact.GROUP_EXPERIENCE,))
    return Part(len(asked & theirs) / len(asked), (), {name: codes(asked & theirs)})


def work_network(scored: Scored) -> Part | None:
    """MATCH-S6: the share of the fields in which the family hopes to work or study where a member opens doors."""
    hopes = scored.household.work_hopes
    theirs = frozenset(each for member in scored.group.members for each in member.work_fields)
    if hopes is None:
        return Part(None, (MatchFact.WORK_HOPES,))
    if not hopes:
        return None
    if not theirs:
        return Part(None, (MatchFact.GROUP_WORK,))
    return Part(len(hopes & theirs) / len(hopes), (), {"fields": codes(hopes & theirs)})


def experience(scored: Scored) -> Part | None:
    """MATCH-S7: the share of the experience that the declared functional needs ask for."""
    asked = scored.household.experience
    if asked is None:
        return Part(None, (MatchFact.EXPERIENCE,))
    return experienced(scored, asked, "experience") if asked else None


def contact_style(scored: Scored) -> Part:
    """MATCH-S8: the same rhythm, and the forms of contact that the family likes."""
    forms = contact_forms(scored)
    return mean_of([rhythm(scored)] if forms is None else [rhythm(scored), forms])


def rhythm(scored: Scored) -> Part:
    """1 when both want contact as often, less by each step between."""
    mine, theirs = scored.household.rhythm, scored.group.rhythm
    if mine is None or theirs is None:
        known = {MatchFact.RHYTHM: mine, MatchFact.GROUP_RHYTHM: theirs}
        return Part(None, tuple(fact for fact, said in known.items() if said is None))
    order = list(Rhythm)
    return Part(1 - abs(order.index(mine) - order.index(theirs)) / (len(order) - 1))


def contact_forms(scored: Scored) -> Part | None:
    """The share of the forms of contact that the family likes which the group likes too."""
    mine, theirs = scored.household.contact_forms, scored.group.contact_forms
    if mine is None:
        return Part(None, (MatchFact.CONTACT_FORMS,))
    if not mine:
        return None
    if not theirs:
        return Part(None, (MatchFact.GROUP_CONTACT_FORMS,))
    return Part(len(mine & theirs) / len(mine), (), {"forms": codes(mine & theirs)})


def stability(scored: Scored) -> Part:
    """MATCH-S9: members above the minimum, back-ups, and whether they knew each other before."""
    group, limits = scored.group, scored.criteria.limits
    spare = max(len(group.members) - group.min_members, 0)
    bond = Part(None, (MatchFact.BOND,)) if group.has_bond is None else Part(float(group.has_bond))
    return mean_of(
        [
            Part(min(spare / limits.spare_members, 1.0)),
            Part(min(group.n_backups / limits.backups_enough, 1.0)),
            bond,
        ]
    )


MATCH_CRITERIA: Mapping[MatchCriterion, Callable[[Scored], Part | None]] = MappingProxyType(
    {
        MatchCriterion.FIRST_WEEKS: first_weeks,
        MatchCriterion.COMMUNICATION: communication,
        MatchCriterion.AVAILABILITY: availability,
        MatchCriterion.PROXIMITY: proximity,
        MatchCriterion.SHARED_LIFE: shared_life,
        MatchCriterion.WORK_NETWORK: work_network,
        MatchCriterion.EXPERIENCE: experience,
        MatchCriterion.CONTACT_STYLE: contact_style,
        MatchCriterion.STABILITY: stability,
    }
)
