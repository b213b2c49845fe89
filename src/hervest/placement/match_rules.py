"""The hard rules of a match, MATCH-H1 to H12: each says broken, unknown, or nothing; all of them, never the first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from hervest.households.vocabulary import Participation
from hervest.placement.fit_rules import Broken
from hervest.placement.match_score_rules import household_scores, of_group, share
from hervest.placement.match_vocabulary import (
    NEVER_OVERRIDDEN,
    GroupProfile,
    LifePhase,
    MatchCriteria,
    MatchFact,
    MatchFinding,
    MatchFit,
    MatchProfile,
    MatchRule,
    MatchScore,
    MatchUnknown,
    NotReady,
    PairFacts,
    WishAnswer,
)
from hervest.sponsorship.vocabulary import Ability, GroupFacts, GroupStage, Interest

NOBODY_ELSE: Mapping[Interest, int] = MappingProxyType({})
COMPOSITION = frozenset({Ability.BABY, Ability.TEENAGERS, Ability.LARGE_HOUSEHOLD})
"""Abilities that follow from who is in the household; the others from what it needs."""

SMALLEST_SAFE_GROUP = 2


@dataclass(frozen=True, slots=True)
class MatchPair:
    """One household and one group, with what only the hard rules may read."""

    household: MatchProfile
    group: GroupProfile
    facts: PairFacts
    criteria: MatchCriteria


@dataclass(frozen=True, slots=True)
class Missing:
    """The rule cannot be judged without these facts."""

    facts: tuple[MatchFact, ...]


MatchAnswer = Broken | Missing | None


def group_profile(facts: GroupFacts) -> GroupProfile:
    """What scorers receive of a group: not who it is, how far it is, or how many women are in it."""
    return GroupProfile(
        members=facts.members,
        min_members=facts.min_members,
        capacity_persons=facts.capacity_persons,
        abilities=facts.abilities,
        starts=facts.starts,
        area=facts.area,
        themes=facts.themes,
        rhythm=facts.rhythm,
        contact_forms=facts.contact_forms,
        n_backups=facts.n_backups,
        has_bond=facts.has_bond,
    )


def match_fit(
    household: MatchProfile,
    group: GroupProfile,
    facts: PairFacts,
    criteria: MatchCriteria,
    *,
    commonness: Mapping[Interest, int] = NOBODY_ELSE,
) -> MatchFit:
    """How `group` suits `household`: all broken rules, all criteria of both sides, everything unknown.

    An unknown fact breaks no rule and passes none. A rule to which two persons agreed an exception counts as excepted,
    but for those that nobody overrides. `commonness`: how many groups of the run name an interest.

    Source: sponsorship.md, section 6.4.
    """
    pair = MatchPair(household, group, facts, criteria)
    answers = {rule: judge(pair) for rule, judge in MATCH_RULES.items()}
    found = {rule: answer for rule, answer in answers.items() if isinstance(answer, Broken)}
    agreed = facts.excepted - NEVER_OVERRIDDEN
    needed = [(fact, rule) for rule, answer in answers.items() if isinstance(answer, Missing) for fact in answer.facts]
    mine = household_scores(household, group, criteria, commonness)
    theirs = of_group(mine, criteria)
    return MatchFit(
        broken=tuple(match_finding(rule, answer) for rule, answer in found.items() if rule not in agreed),
        excepted=tuple(match_finding(rule, answer) for rule, answer in found.items() if rule in agreed),
        unknown=unknown_facts(needed, mine),
        of_household=mine,
        of_group=theirs,
        u=share(mine),
        v=share(theirs),
    )


def match_finding(rule: MatchRule, answer: Broken) -> MatchFinding:
    """A finding with its parameters in the order of their names."""
    return MatchFinding(rule, tuple(sorted(answer.params.items())))


def unknown_facts(
    needed: list[tuple[MatchFact, MatchRule]], scores: tuple[MatchScore, ...]
) -> tuple[MatchUnknown, ...]:
    """Every unknown fact once: those that hard rules need first, with the first rule that does."""
    rules: dict[MatchFact, MatchRule | None] = {}
    for fact, rule in needed:
        rules.setdefault(fact, rule)
    for score in scores:
        for fact in score.unknown:
            rules.setdefault(fact, None)
    return tuple(MatchUnknown(fact, rule) for fact, rule in rules.items())


def group_not_ready(pair: MatchPair) -> MatchAnswer:
    """MATCH-H1: ready and still so, of the same municipality, without a match and without another open proposal."""
    facts = pair.facts
    is_lapsed = facts.ready_until is not None and facts.ready_until < facts.today
    reasons = {
        NotReady.STAGE: facts.stage != GroupStage.READY,
        NotReady.LAPSED: facts.stage == GroupStage.READY and is_lapsed,
        NotReady.MUNICIPALITY: facts.municipality != facts.group_municipality,
        NotReady.MATCHED: facts.has_active_match,
        NotReady.PROPOSED: facts.has_open_proposal,
    }
    found = tuple(reason.value for reason, holds in reasons.items() if holds)
    return Broken({"reasons": found}) if found else None


def not_admitted(pair: MatchPair) -> MatchAnswer:
    """MATCH-H2: every member admitted; a group without members has nobody who is."""
    n_waiting = sum(not member.is_admitted for member in pair.group.members)
    return Broken({"members": n_waiting}) if n_waiting or not pair.group.members else None


def beyond_capacity(pair: MatchPair) -> MatchAnswer:
    """MATCH-H3: persons and composition within what the group said it can take on."""
    household, capacity = pair.household, pair.group.capacity_persons
    needed = asked_by_composition(household, pair.criteria.limits.large_from)
    refused, unsaid = able(pair, needed)
    params: dict[str, int | tuple[str, ...]] = {}
    if capacity is not None and household.n_persons > capacity:
        params |= {"persons": household.n_persons, "capacity": capacity}
    if refused:
        params["abilities"] = refused
    if params:
        return Broken(params)
    missing = (() if capacity is not None else (MatchFact.CAPACITY,)) + ((MatchFact.ABILITIES,) if unsaid else ())
    return Missing(missing) if missing else None


def asked_by_composition(household: MatchProfile, large_from: int) -> frozenset[Ability]:
    """The abilities that the household's size and phases of life ask for, but for what others take on."""
    asks = {
        Ability.BABY: LifePhase.BABY in household.phases,
        Ability.TEENAGERS: LifePhase.TEENAGER in household.phases,
        Ability.LARGE_HOUSEHOLD: household.n_persons >= large_from,
    }
    return (frozenset(ability for ability, holds in asks.items() if holds) | household.abilities) & COMPOSITION


def able(pair: MatchPair, needed: frozenset[Ability]) -> tuple[tuple[str, ...], bool]:
    """The abilities that the group said no to, and whether it was not asked about another."""
    said = pair.group.abilities
    open_ones = sorted(needed - pair.household.covered)
    return tuple(each.value for each in open_ones if said.get(each) is False), any(
        each not in said for each in open_ones
    )


def not_in_window(pair: MatchPair) -> MatchAnswer:
    """MATCH-H4: the windows meet on a day after which no more than half the group is away at once in the first days."""
    arrival, starts = pair.household.arrival, pair.group.starts
    if arrival is None or starts is None:
        known = {MatchFact.ARRIVAL: arrival, MatchFact.START: starts}
        return Missing(tuple(fact for fact, window in known.items() if window is None))
    first, last = max(arrival[0], starts[0]), min(arrival[1], starts[1])
    if first > last:
        return Broken({"arrival_from": arrival[0], "arrival_until": arrival[1], "from": starts[0], "until": starts[1]})
    possible = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if all(is_too_thin(pair, day) for day in possible):
        return Broken({"days": pair.criteria.limits.first_days})
    return None


def is_too_thin(pair: MatchPair, arrived_on: date) -> bool:
    """Whether on one of the first days after arrival more than the allowed share of the members is away."""
    limits, members = pair.criteria.limits, pair.group.members
    spans = [member.away for member in members if member.away is not None]
    days = [arrived_on + timedelta(days=n) for n in range(limits.first_days + 1)]
    most = max(sum(first <= day <= last for first, last in spans) for day in days)
    return most * 100 > limits.away_percent * len(members)


def too_far(pair: MatchPair) -> MatchAnswer:
    """MATCH-H5: at least three members within the programme's travel time."""
    place, limit = pair.household.neighbourhood, pair.criteria.limits.travel_minutes
    if place is None:
        return Missing((MatchFact.NEIGHBOURHOOD,))
    minutes = pair.group.area.get(place)
    if minutes is None:
        return Missing((MatchFact.TRAVEL,))
    return Broken({"minutes": minutes, "limit": limit}) if minutes > limit else None


def no_channel(pair: MatchPair) -> MatchAnswer:
    """MATCH-H6: a shared language at a workable level, or an interpreter arranged."""
    household = pair.household
    if household.has_interpreter or spoken_by(pair) & household.languages:
        return None
    missing = [] if household.languages else [MatchFact.LANGUAGES]
    if household.has_interpreter is None:
        missing.append(MatchFact.INTERPRETER)
    return Missing(tuple(missing)) if missing else Broken({})


def spoken_by(pair: MatchPair) -> frozenset[str]:
    """The languages that somebody of the group speaks at a workable level."""
    least = pair.criteria.limits.spoken_level
    return frozenset(
        code for member in pair.group.members for code, level in member.languages.items() if level >= least
    )


def need_not_met(pair: MatchPair) -> MatchAnswer:
    """MATCH-H7: functional needs met by the group, or by another party."""
    refused, unsaid = able(pair, pair.household.abilities - COMPOSITION)
    if refused:
        return Broken({"abilities": refused})
    return Missing((MatchFact.ABILITIES,)) if unsaid else None


def wish_not_kept(pair: MatchPair) -> MatchAnswer:
    """MATCH-H8: every hard wish kept, as the matcher answered; the wish itself is not told here."""
    answers = pair.facts.wishes
    if WishAnswer.NOT_KEPT in answers:
        return Broken({})
    return Missing((MatchFact.HARD_WISHES,)) if WishAnswer.NOT_ASKED in answers else None


def safety_pattern(pair: MatchPair) -> MatchAnswer:
    """MATCH-H9: a single woman or minors: never a group of one, and two women unless the newcomer waived that.

    Who did not say whether she is a woman counts as none. Source: section 2.6, rule 4.
    """
    safety, least = pair.facts.safety, pair.criteria.limits.least_women
    if safety.has_single_woman or safety.has_minors:
        if len(pair.group.members) < SMALLEST_SAFE_GROUP:
            return Broken({"one": "one"})
        return Broken({"least": least}) if safety.n_women < least and not safety.is_waived else None
    is_safe_anyway = len(pair.group.members) >= SMALLEST_SAFE_GROUP and (safety.n_women >= least or safety.is_waived)
    is_known = safety.has_single_woman is False and safety.has_minors is False
    return None if is_known or is_safe_anyway else Missing((MatchFact.COMPOSITION,))


def conflict_of_interest(pair: MatchPair) -> MatchAnswer:
    """MATCH-H10: no member is landlord, employer, caseworker or teacher of the family."""
    conflicts = pair.facts.conflicts
    if conflicts is None:
        return Missing((MatchFact.CONFLICTS,))
    return Broken({"conflicts": tuple(sorted(conflicts))}) if conflicts else None


def not_chosen(pair: MatchPair) -> MatchAnswer:
    """MATCH-H11: every adult said yes; one adult does not choose for another."""
    choices = pair.facts.choices
    if Participation.NO in choices or Participation.LATER in choices:
        return Broken({})
    return Missing((MatchFact.CHOICES,)) if not choices or None in choices else None


def earlier_pair(pair: MatchPair) -> MatchAnswer:
    """MATCH-H12: not declined or ended before."""
    earlier = pair.facts.earlier
    return None if earlier is None else Broken({"earlier": earlier.value})


MATCH_RULES: Mapping[MatchRule, Callable[[MatchPair], MatchAnswer]] = MappingProxyType(
    {
        MatchRule.GROUP_NOT_READY: group_not_ready,
        MatchRule.NOT_ADMITTED: not_admitted,
        MatchRule.BEYOND_CAPACITY: beyond_capacity,
        MatchRule.NOT_IN_WINDOW: not_in_window,
        MatchRule.TOO_FAR: too_far,
        MatchRule.NO_CHANNEL: no_channel,
        MatchRule.NEED_NOT_MET: need_not_met,
        MatchRule.WISH_NOT_KEPT: wish_not_kept,
        MatchRule.SAFETY_PATTERN: safety_pattern,
        MatchRule.CONFLICT_OF_INTEREST: conflict_of_interest,
        MatchRule.NOT_CHOSEN: not_chosen,
        MatchRule.EARLIER_PAIR: earlier_pair,
    }
)
