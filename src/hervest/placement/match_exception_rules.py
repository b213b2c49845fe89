"""When a hard rule of a match gives way to two persons: what their exception rests on, and whether it still stands."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from hervest.placement.agreed_rules import Exempt, Grounds, changed_facts
from hervest.placement.exception_rules import iso, yes_no
from hervest.placement.fit_rules import Broken
from hervest.placement.match_rules import COMPOSITION, MATCH_RULES, MatchPair, able, asked_by_composition, spoken_by
from hervest.placement.match_vocabulary import NEVER_OVERRIDDEN, MatchRule
from hervest.sponsorship.vocabulary import Ability


def capacity_ground(pair: MatchPair) -> Grounds:
    """How many the household is and the group can take on, and what of its composition the group said no to."""
    return {
        "persons": pair.household.n_persons,
        "capacity": pair.group.capacity_persons,
        "abilities": refused(pair, asked_by_composition(pair.household, pair.criteria.limits.large_from)),
    }


def window_ground(pair: MatchPair) -> Grounds:
    """When the household arrives, when the group can begin, and who of it is away when.

    Of who is here already the day moves on with every day: that is no other fact.
    """
    arrival, starts, today = pair.household.arrival, pair.group.starts, pair.facts.today
    is_here = arrival is not None and arrival[0] <= today < arrival[1]
    away = sorted(f"{iso(span[0])}/{iso(span[1])}" for each in pair.group.members if (span := each.away) is not None)
    return {
        "arrival": None if arrival is None or is_here else f"{iso(arrival[0])}/{iso(arrival[1])}",
        "start": None if starts is None else f"{iso(starts[0])}/{iso(starts[1])}",
        "away": " ".join(away),
        "members": len(pair.group.members),
    }


def travel_ground(pair: MatchPair) -> Grounds:
    """How far the group is, and how far it may be."""
    place = pair.household.neighbourhood
    minutes = None if place is None else pair.group.area.get(place)
    return {"minutes": minutes, "travel_limit": pair.criteria.limits.travel_minutes}


def channel_ground(pair: MatchPair) -> Grounds:
    """What the household and the group speak, and whether an interpreter is arranged."""
    return {
        "languages": " ".join(sorted(pair.household.languages)),
        "group_languages": " ".join(sorted(spoken_by(pair))),
        "interpreter": yes_no(pair.household.has_interpreter),
    }


def need_ground(pair: MatchPair) -> Grounds:
    """What the group said it cannot take on of what the household needs, in capacity words."""
    return {"abilities": refused(pair, pair.household.abilities - COMPOSITION)}


def earlier_ground(pair: MatchPair) -> Grounds:
    """How the pair ended before, and how often."""
    earlier = pair.facts.earlier
    return {"earlier": earlier.value if earlier else None, "times": pair.facts.n_earlier}


def refused(pair: MatchPair, needed: frozenset[Ability]) -> str:
    """The abilities that the group said no to, as they are kept."""
    return " ".join(able(pair, needed)[0])


MATCH_GROUNDS: Mapping[MatchRule, Callable[[MatchPair], Grounds]] = MappingProxyType(
    {
        MatchRule.BEYOND_CAPACITY: capacity_ground,
        MatchRule.NOT_IN_WINDOW: window_ground,
        MatchRule.TOO_FAR: travel_ground,
        MatchRule.NO_CHANNEL: channel_ground,
        MatchRule.NEED_NOT_MET: need_ground,
        MatchRule.EARLIER_PAIR: earlier_ground,
    }
)
"""What each exception rests on: when one of these facts changes, it has ended and the rule counts again.

MATCH-H1 is not among them: a group has one match and one open proposal whatever two persons agree, and a group that is
not ready becomes so by its own steps (decision 35).
"""


def may_give_way(pair: MatchPair) -> tuple[MatchRule, ...]:
    """The broken rules to which two persons may agree an exception."""
    return tuple(rule for rule in MATCH_GROUNDS if isinstance(MATCH_RULES[rule](pair), Broken))


def changed_match(pair: MatchPair, rule: MatchRule, rests_on: Grounds) -> tuple[str, ...]:
    """The facts under an exception to `rule` that are no longer what they were, by name; none = it still stands."""
    return changed_facts(MATCH_GROUNDS[rule](pair), rests_on)


def standing(pair: MatchPair, words: Iterable[Exempt]) -> frozenset[MatchRule]:
    """The rules that give way today, of all exceptions that a second person confirmed for the pair.

    Source: sponsorship.md, section 6.4, "Manual override".
    """
    return frozenset(
        word.rule
        for word in words
        if isinstance(word.rule, MatchRule)
        and word.rule in MATCH_GROUNDS.keys() - NEVER_OVERRIDDEN
        and not changed_match(pair, word.rule, word.rests_on)
    )
