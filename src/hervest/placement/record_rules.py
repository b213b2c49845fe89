"""What is kept of a fit, how inputs are told apart, and what a decided home says to the journey."""

import hashlib
import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum

from hervest.households.vocabulary import HouseholdFacts
from hervest.housing.vocabulary import DwellingFacts, DwellingKind, SanitaryState
from hervest.placement.fit_rules import no_stairs_inside, wheelchair_space
from hervest.placement.vocabulary import Criteria, Fit, FitWord, HardRule, Limits

ADAPTED_HOME = "adapted_home"
RENTED_HOME = "rented_home"
RURAL_HOME = "rural_home"
HASH_CHARACTERS = 64


def plain(value: object) -> object:
    """The value as JSON holds it, the same for equal values: sets in order, days as ISO, records by field name."""
    if isinstance(value, (Enum, date)):
        return str(value.value) if isinstance(value, Enum) else value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(each) for key, each in value.items()}
    if isinstance(value, AbstractSet):
        return sorted((plain(each) for each in value), key=str)
    return [plain(each) for each in value] if isinstance(value, (tuple, list)) else value


def fingerprint(*values: object) -> str:
    """SHA-256 of the values: equal inputs, equal fingerprint, in every process."""
    text = json.dumps([plain(value) for value in values], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_CHARACTERS]


def snapshot(judged: Fit) -> dict[str, object]:
    """The fit with its reasons as it is kept beside a proposal or decision."""
    kept = plain(judged)
    assert isinstance(kept, dict)
    return kept | {"outcome": judged.outcome.value}


def fit_word(points: float, limits: Limits) -> FitWord:
    """How well it fits, in a word."""
    if points >= limits.good_from:
        return FitWord.GOOD
    return FitWord.FAIR if points >= limits.fair_from else FitWord.POOR


def is_toss_up(difference: float | None, limits: Limits) -> bool:
    """Whether the runner-up is so near that a person had better choose. Source: matching.md, section 4."""
    return difference is not None and abs(difference) < limits.toss_up_points


def traits_of_home(household: HouseholdFacts, dwelling: DwellingFacts, criteria: Criteria) -> Mapping[str, bool]:
    """What the decided home says of the household's traits; what is not known is left out.

    `adapted_home` only as a no, when the home has what is needed. Source: workflow.md, section 4.
    """
    said: dict[str, bool] = {}
    if has_all_adaptations(household, dwelling, criteria):
        said[ADAPTED_HOME] = False
    if dwelling.kind is not None:
        said[RENTED_HOME] = dwelling.kind == DwellingKind.SELF_CONTAINED
    is_rural = is_far_on_foot(dwelling, criteria.limits)
    if is_rural is not None:
        said[RURAL_HOME] = is_rural
    return said


def has_all_adaptations(household: HouseholdFacts, dwelling: DwellingFacts, criteria: Criteria) -> bool:
    """Whether nothing has to be adapted that the household needs adapted; a fact not known counts as missing."""
    wheelchair = criteria.calls_up(household.needs, HardRule.NOT_WHEELCHAIR)
    bathroom = criteria.calls_up(household.needs, HardRule.BATHROOM_UNFIT)
    if wheelchair and (no_stairs_inside(dwelling) or wheelchair_space(dwelling, criteria)):
        return False
    return (wheelchair or bathroom) and (not bathroom or dwelling.sanitary == SanitaryState.ADAPTED)


def is_far_on_foot(dwelling: DwellingFacts, limits: Limits) -> bool | None:
    """Whether shop or school is further than a long walk; None when the minutes do not tell."""
    minutes = (dwelling.minutes_supermarket, dwelling.minutes_primary_school)
    if any(walk is not None and walk > limits.rural_minutes for walk in minutes):
        return True
    return None if None in minutes else False
