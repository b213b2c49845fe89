"""When weights are whole: of homes and of groups alike. Source: home_criteria.md, section 6; sponsorship.md, 6.4."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

ALL_POINTS = 100
_Criterion = TypeVar("_Criterion", bound=StrEnum)


def are_whole(weights: Mapping[_Criterion, int], criteria: type[_Criterion]) -> bool:
    """Whether each of the criteria, and nothing else, has a weight of 0 or more and they sum to 100."""
    return set(weights) == set(criteria) and min(weights.values()) >= 0 and sum(weights.values()) == ALL_POINTS
