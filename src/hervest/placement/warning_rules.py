"""The warnings, HOME-W1 to W10 but for W6: what a person must know before deciding for a home that may fit."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from dateutil.relativedelta import relativedelta

from hervest.housing.vocabulary import SanitaryState
from hervest.placement.exception_rules import adapts
from hervest.placement.fit_rules import Pair, bathroom_unfit, hard_rent_limit, least_bedrooms, needed_bedrooms
from hervest.placement.vocabulary import Fact, FitWarning, Param, RentAmount, RentKey

Params = Mapping[str, Param]


def tight(pair: Pair) -> Params | None:
    """HOME-W1: least <= bedrooms < needed now; who would share by number, a group to a word."""
    needed = needed_bedrooms(pair)
    if pair.bedrooms is None or not least_bedrooms(pair) <= pair.bedrooms < needed:
        return None
    who = tuple(" ".join(str(no) for no in group) for group in pair.household.sharers)
    return {"bedrooms": pair.bedrooms, "needed": needed} | ({"who": who} if who else {})


def small_after_birth(pair: Pair) -> Params | None:
    """HOME-W2: bedrooms < needed after a birth."""
    rooms, births = pair.household.bedrooms, pair.births_to_come
    needed = rooms.needed_later if rooms.needed_after_birth is None else rooms.needed_after_birth
    if not births or pair.bedrooms is None or pair.bedrooms >= needed:
        return None
    return {"born_on": min(births), "needed": needed}


def small_after_reunion(pair: Pair) -> Params | None:
    """HOME-W3: bedrooms < needed after reunification."""
    household = pair.household
    needed = household.bedrooms.needed_later
    if not household.n_relatives or pair.bedrooms is None or pair.bedrooms >= needed:
        return None
    return {"relatives": household.n_relatives, "needed": needed}


def stairs_other(pair: Pair) -> Params | None:
    """HOME-W4: a lift is needed and there are stairs inside, or somebody walks with an aid over high thresholds."""
    threshold = pair.dwelling.threshold_cm
    is_high = threshold is not None and threshold > pair.criteria.limits.threshold_cm
    stairs = pair.is_asked(FitWarning.STAIRS_OTHER) and pair.dwelling.has_stairs_inside
    return {} if stairs or (pair.household.has_walking_aid and is_high) else None


def rent_above_fit(pair: Pair) -> Params | None:
    """HOME-W5: rent above the fit limit of section 5."""
    limit, rent = fit_limit(pair), pair.dwelling.basic_rent_cents
    if limit is None or rent is None or rent <= limit.cents:
        return None
    return {"rent_cents": rent, "limit_cents": limit.cents}


def fit_limit(pair: Pair) -> RentAmount | None:
    """The fit limit: by persons now, and by year; rooms have none."""
    if pair.is_shared:
        return None
    is_large = pair.household.n_now >= pair.criteria.limits.rent_high_from_persons
    return pair.criteria.rent(RentKey.FIT_HIGH if is_large else RentKey.FIT_LOW, pair.rent_year)


def adapt_first(pair: Pair) -> Params | None:
    """HOME-W7: the home must be adapted first: its bathroom, or whatever was recorded for the household."""
    is_asked = pair.is_asked(FitWarning.ADAPT_FIRST)
    is_bathroom = is_asked and pair.dwelling.sanitary == SanitaryState.ADAPTABLE and bathroom_unfit(pair) is None
    if pair.adapted_before is None or not (is_bathroom or adapts(pair)):
        return None
    return {"before": pair.adapted_before}


def temporary(pair: Pair) -> Params | None:
    """HOME-W8: the tenancy ends within so many months after the household moves in; the home that follows is named."""
    until, moves_in_on = pair.dwelling.rented_until, pair.moves_in_on
    if until is None:
        return None
    if moves_in_on and until >= moves_in_on + relativedelta(months=pair.criteria.limits.temporary_months):
        return None
    return {"until": until} | ({"then": pair.agreed.next_home} if pair.agreed.next_home else {})


def soon_older(pair: Pair) -> Params | None:
    """HOME-W9: a child turns 12 or 18 within a year, and more bedrooms are wanted than there are."""
    if pair.bedrooms is None:
        return None
    for day, needed in sorted(pair.household.grows_on):
        if needed > max(pair.bedrooms, pair.household.bedrooms.needed_now):
            return {"day": day, "needed": needed}
    return None


def need_to_judge(pair: Pair) -> Params | None:
    """HOME-W10: a need of another kind, or an aid, that no person has judged yet."""
    return {} if pair.is_asked(FitWarning.NEED_TO_JUDGE) else None


WARNINGS: Mapping[FitWarning, Callable[[Pair], Params | None]] = MappingProxyType(
    {
        FitWarning.TIGHT: tight,
        FitWarning.SMALL_AFTER_BIRTH: small_after_birth,
        FitWarning.SMALL_AFTER_REUNION: small_after_reunion,
        FitWarning.STAIRS_OTHER: stairs_other,
        FitWarning.RENT_ABOVE_FIT: rent_above_fit,
        FitWarning.ADAPT_FIRST: adapt_first,
        FitWarning.TEMPORARY: temporary,
        FitWarning.SOON_OLDER: soon_older,
        FitWarning.NEED_TO_JUDGE: need_to_judge,
    }
)


def worth_finding_out(pair: Pair) -> tuple[Fact, ...]:
    """Facts that a warning needs and nobody knows: they are named (HOME-W6), and hold up no decision."""
    household, dwelling = pair.household, pair.dwelling
    asked = {
        Fact.STAIRS_INSIDE: pair.is_asked(FitWarning.STAIRS_OTHER) and dwelling.has_stairs_inside is None,
        Fact.SMALL_ROOMS: not pair.is_shared
        and dwelling.n_small_rooms is None
        and dwelling.bedrooms is not None
        and household.n_now > dwelling.bedrooms,
        Fact.RENT_LIMIT: is_of_older_year(hard_rent_limit(pair), pair),
        Fact.RENT_FIT_LIMIT: not pair.is_shared
        and (fit_limit(pair) is None or is_of_older_year(fit_limit(pair), pair)),
    }
    return tuple(fact for fact, is_asked in asked.items() if is_asked)


def is_of_older_year(amount: RentAmount | None, pair: Pair) -> bool:
    """Whether an amount had to be taken from an older year than that of arrival (section 5)."""
    if amount is None or amount.year is None or pair.rent_year is None:
        return False
    return amount.year < pair.rent_year
