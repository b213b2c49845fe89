"""What a municipality sets by itself about homes: weights, rent of rooms, and births soon after arrival."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from hervest.placement.vocabulary import Criteria, Criterion, Mark, RentAmount, RentKey


@dataclass(frozen=True, slots=True)
class Setting:
    """One version of what a municipality sets; every version is whole. `rent_shared_cents` None = no amount."""

    number: int
    valid_from: date
    weights: Mapping[Criterion, int]
    counts_near_births: bool
    rent_shared_cents: int | None


def in_force(settings: Iterable[Setting], day: date) -> Setting | None:
    """The version that counts on `day`: of those that began, the newest; it takes the place of older ones to come."""
    begun = [setting for setting in settings if setting.valid_from <= day]
    return max(begun, key=lambda setting: setting.number, default=None)


def as_set(criteria: Criteria, setting: Setting | None, municipality: str) -> Criteria:
    """The table that decides there: the package's own, with what the municipality set.

    Its version names both, so that a run keeps by which table it judged.
    """
    if setting is None:
        return criteria
    shared = () if setting.rent_shared_cents is None else (room_rent(setting, municipality),)
    return replace(
        criteria,
        version=f"{criteria.version}+{setting.number}",
        valid_from=max(criteria.valid_from, setting.valid_from),
        weights=MappingProxyType(dict(setting.weights)),
        rents=(*(rent for rent in criteria.rents if rent.key != RentKey.SHARED), *shared),
        counts_near_births=setting.counts_near_births,
    )


def room_rent(setting: Setting, municipality: str) -> RentAmount:
    """The municipality's own amount for a room: an assumption of its own, for whoever arrives while it counts."""
    return RentAmount(
        key=RentKey.SHARED,
        year=None,
        cents=setting.rent_shared_cents or 0,
        mark=Mark.ASSUMED,
        source=municipality,
        checked_on=setting.valid_from,
    )
