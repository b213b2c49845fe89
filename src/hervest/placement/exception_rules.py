"""When a hard rule that does not hold keeps nobody from a home: exceptions, adaptations and advice, while they last."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from hervest.placement.agreed_rules import Grounds, changed_facts
from hervest.placement.fit_rules import (
    HARD_RULES,
    Answer,
    Broken,
    Pair,
    advice_in_force,
    hard_rent_limit,
    hospital_ground,
)
from hervest.placement.vocabulary import ADAPTABLE, EXEMPT_BY_TWO, Excepted, Finding, HardRule


def occupancy_ground(pair: Pair) -> Grounds:
    """How many would live there, and how many may."""
    return {"persons": pair.household.n_now, "max_residents": pair.dwelling.max_residents}


def rent_ground(pair: Pair) -> Grounds:
    """The rent and its limit."""
    limit = hard_rent_limit(pair)
    return {"rent": pair.dwelling.basic_rent_cents, "rent_limit": limit.cents if limit else None}


def time_ground(pair: Pair) -> Grounds:
    """From when until when the home is free, and when it is needed."""
    return {
        "available_from": iso(pair.dwelling.available_from),
        "rented_until": iso(pair.dwelling.rented_until),
        "arrival": iso(pair.household.arrival_on),
        "bridging": iso(pair.timing.bridged_until),
    }


def entrance_ground(pair: Pair) -> Grounds:
    """How the front door is reached."""
    return {"floor": pair.dwelling.floor, "lift": yes_no(pair.dwelling.has_lift)}


def stairs_ground(pair: Pair) -> Grounds:
    """Whether there are stairs inside."""
    return {"stairs": yes_no(pair.dwelling.has_stairs_inside)}


def wheelchair_ground(pair: Pair) -> Grounds:
    """The measures of thresholds, doors and turning space."""
    home = pair.dwelling
    return {
        "threshold": home.threshold_cm,
        "door": home.door_width_cm,
        "turning": home.turning_space_cm,
        "star_class": home.star_class,
    }


def bathroom_ground(pair: Pair) -> Grounds:
    """What the bathroom is like."""
    return {"bathroom": pair.dwelling.sanitary.value if pair.dwelling.sanitary else None}


GROUNDS: Mapping[HardRule, Callable[[Pair], Grounds]] = MappingProxyType(
    {
        HardRule.OVER_OCCUPANCY: occupancy_ground,
        HardRule.RENT_TOO_HIGH: rent_ground,
        HardRule.NOT_IN_TIME: time_ground,
        HardRule.NOT_STEP_FREE: entrance_ground,
        HardRule.STAIRS_INSIDE: stairs_ground,
        HardRule.NOT_WHEELCHAIR: wheelchair_ground,
        HardRule.BATHROOM_UNFIT: bathroom_ground,
        HardRule.HOSPITAL_TOO_FAR: hospital_ground,
    }
)
"""What each agreement rests on: when one of these facts changes, it has ended and the rule counts again."""


def iso(day: date | None) -> str | None:
    """A day as it is kept."""
    return day.isoformat() if day else None


def yes_no(answer: bool | None) -> int | None:  # noqa: FBT001 -- an answer that may be unknown
    """Yes and no as they are kept."""
    return None if answer is None else int(answer)


def changed_grounds(pair: Pair, rule: HardRule, rests_on: Grounds) -> tuple[str, ...]:
    """The facts under an agreement on `rule` that are no longer what they were, by name; none = it still stands."""
    return changed_facts(GROUNDS[rule](pair), rests_on)


def is_adapted(pair: Pair, rule: HardRule) -> bool:
    """Whether a recorded adaptation lets `rule` hold: ready in time, in a home that is still as it was.

    In time is before arrival; before moving in, for who lives here already.

    Source: home_criteria.md, section 2, H3 to H6.
    """
    adapted, before = pair.agreed.adapted, pair.adapted_before
    if rule not in ADAPTABLE or adapted is None or before is None or rule not in adapted.rules:
        return False
    return adapted.ready_on < before and not changed_grounds(pair, rule, adapted.rests_on)


def standing_adaptations(pair: Pair) -> frozenset[HardRule]:
    """The broken rules that a recorded adaptation is still about, ready in time or not, in a home that is as it was."""
    adapted = pair.agreed.adapted
    if adapted is None:
        return frozenset()
    broken = (rule for rule in adapted.rules if isinstance(HARD_RULES[rule](pair), Broken))
    return frozenset(rule for rule in broken if not changed_grounds(pair, rule, adapted.rests_on))


def adapts(pair: Pair) -> bool:
    """Whether some rule holds only by an adaptation."""
    return any(is_adapted(pair, rule) and isinstance(HARD_RULES[rule](pair), Broken) for rule in ADAPTABLE)


def exception_to(pair: Pair, rule: HardRule, answer: Answer) -> Excepted | None:
    """By whose word a rule that finds something against the home counts no more; None = it counts.

    Source: home_criteria.md, section 2: H2, H8 and H9 by two persons, H7 by a health partner's advice.
    """
    if rule is HardRule.HOSPITAL_TOO_FAR:
        return advised_exception(pair, answer)
    if rule not in EXEMPT_BY_TWO or not isinstance(answer, Broken):
        return None
    for word in pair.agreed.exempt:
        if word.rule is rule and not changed_grounds(pair, rule, word.rests_on):
            return Excepted(Finding(rule, tuple(sorted(answer.params.items()))), word.by, word.on)
    return None


def advised_exception(pair: Pair, answer: Answer) -> Excepted | None:
    """The advice by which a hospital is near enough that would not be so without it."""
    advised, nearest = advice_in_force(pair), pair.dwelling.minutes_hospital
    if answer is not None or advised is None or not pair.is_asked(HardRule.HOSPITAL_TOO_FAR):
        return None
    if nearest is not None and nearest <= pair.criteria.limits.hospital_minutes:
        return None
    minutes = nearest if nearest is not None else advised.minutes
    return Excepted(Finding(HardRule.HOSPITAL_TOO_FAR, (("minutes", minutes),)), advised.by, advised.on)
