"""The hard rules, HOME-H1 to H14: each says broken, unknown, or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from dateutil.relativedelta import relativedelta

from hervest.households.vocabulary import HouseholdFacts, Sex
from hervest.housing.count_rules import reached_without_stairs
from hervest.housing.vocabulary import DwellingFacts, DwellingKind, SanitaryState
from hervest.placement.agreed_rules import NOTHING, Advised, Agreed, Grounds
from hervest.placement.timing_rules import Timing
from hervest.placement.vocabulary import (
    AdviceKind,
    Criteria,
    Criterion,
    Fact,
    FitWarning,
    HardRule,
    Param,
    RentAmount,
    RentKey,
    SharedReason,
    Taken,
)

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pair:
    """One household and one unit, with what the day says of that unit.

    `housemates`: the sex of each person who lives in the shared house already; `do_housemates_agree`: all said that
    mixed is well. `agreed`: what persons agreed or recorded for just this pair. `today`: the day it is judged, from
    which a home is needed by who lives in the municipality already.
    """

    household: HouseholdFacts
    dwelling: DwellingFacts
    criteria: Criteria
    taken: Taken | None = None
    is_blocked: bool = False
    housemates: frozenset[str] = frozenset()
    do_housemates_agree: bool = False
    agreed: Agreed = NOTHING
    today: date | None = None

    def is_asked(self, what: HardRule | FitWarning | Criterion) -> bool:
        """Whether a need of the household makes `what` apply."""
        return self.criteria.calls_up(self.household.needs, what)

    @property
    def is_shared(self) -> bool:
        """Whether the unit is a room in a shared house."""
        return self.dwelling.kind == DwellingKind.SHARED

    @property
    def bedrooms(self) -> int | None:
        """Bedrooms that the household would have; a room in a shared house is one."""
        return 1 if self.is_shared else self.dwelling.bedrooms

    @property
    def timing(self) -> Timing:
        """When the household needs a home, whatever the home."""
        return Timing(self.household, self.agreed.bridged, self.today)

    @property
    def moves_in_on(self) -> date | None:
        """The day from which the home is lived in: when it is needed, or once it is ready where no last day is set."""
        needed_from = self.timing.needed_from
        if needed_from is None or self.timing.has_last_day:
            return needed_from
        return max(needed_from, *self.days_ready)

    @property
    def days_ready(self) -> tuple[date, ...]:
        """The first days on which the home could be lived in, one for each thing that keeps it from being so now."""
        furnishing = timedelta(days=self.criteria.limits.furnishing_days)
        freed = (self.dwelling.available_from, self.taken.until + DAY if self.taken and self.taken.until else None)
        adapted = self.agreed.adapted.ready_on if self.agreed.adapted else None
        is_bathroom = self.dwelling.sanitary is SanitaryState.ADAPTABLE and self.is_asked(HardRule.BATHROOM_UNFIT)
        mended = (adapted, self.dwelling.adaptation_ready_on if is_bathroom else None)
        return (*(on + furnishing for on in freed if on), *(on + DAY for on in mended if on), date.min)

    @property
    def adapted_before(self) -> date | None:
        """The day before which an adaptation must be ready: arrival, or moving in for who lives here already."""
        return self.moves_in_on if self.timing.lives_here else self.household.arrival_on

    @property
    def births_to_come(self) -> tuple[date, ...]:
        """The births that count as later: after arrival, or after the months that the municipality counts as now."""
        on, births = self.timing.counted_from, self.household.births
        if not self.criteria.counts_near_births or on is None:
            return births
        until = on + relativedelta(months=self.criteria.limits.near_birth_months)
        return tuple(born_on for born_on in births if born_on > until)

    @property
    def n_sleepers(self) -> int:
        """Who needs a bed now; a birth soon after arrival too where the municipality counts it as now."""
        return self.household.n_now + len(self.household.births) - len(self.births_to_come)

    @property
    def rent_year(self) -> int | None:
        """The year whose amounts hold: that of arrival, or of moving in for who lives here already."""
        on = self.moves_in_on if self.timing.lives_here else self.household.arrival_on
        return on.year if on else None


@dataclass(frozen=True, slots=True)
class Broken:
    """The rule does not hold."""

    params: Mapping[str, Param]


@dataclass(frozen=True, slots=True)
class Unknown:
    """The rule cannot be judged without these facts."""

    facts: tuple[Fact, ...]


Answer = Broken | Unknown | None


def bedrooms_short(pair: Pair) -> Answer:
    """HOME-H1: bedrooms >= least now."""
    if pair.bedrooms is None:
        return Unknown((Fact.BEDROOMS,))
    least = least_bedrooms(pair)
    return Broken({"bedrooms": pair.bedrooms, "least": least}) if pair.bedrooms < least else None


def least_bedrooms(pair: Pair) -> int:
    """The fewest bedrooms now; more of them when some are too small for two (section 4, rooms under 7 m2)."""
    rooms = pair.household.bedrooms
    may_sleep_with_parents = 1 if rooms.least_now < rooms.needed_now else 0
    return max(rooms.least_now, beds_ask_for(pair, pair.n_sleepers - may_sleep_with_parents))


def needed_bedrooms(pair: Pair) -> int:
    """The bedrooms needed now, small rooms counted for one."""
    return max(pair.household.bedrooms.needed_now, beds_ask_for(pair, pair.n_sleepers))


def beds_ask_for(pair: Pair, n_persons: int) -> int:
    """Bedrooms that so many persons fill when small rooms take one and others two; 0 where no room is small."""
    n_small = 0 if pair.is_shared else pair.dwelling.n_small_rooms or 0
    return -(-(n_persons + n_small) // 2) if n_small else 0


def over_occupancy(pair: Pair) -> Answer:
    """HOME-H2: persons now <= the owner's maximum; a child not yet born at arrival does not count."""
    most = pair.dwelling.max_residents
    if most is None:
        return Unknown((Fact.MAX_RESIDENTS,))
    return Broken({"most": most, "persons": pair.household.n_now}) if pair.household.n_now > most else None


def not_step_free(pair: Pair) -> Answer:
    """HOME-H3: the front door is reached without stairs: ground floor, or a lift to that floor."""
    if not pair.is_asked(HardRule.NOT_STEP_FREE):
        return None
    match reached_without_stairs(pair.dwelling):
        case True:
            return None
        case False:
            return Broken({})
        case None:
            return Unknown((Fact.FLOOR_OR_LIFT,))


def stairs_inside(pair: Pair) -> Answer:
    """HOME-H4: living room, kitchen, bathroom, toilet and that person's bedroom on the entrance level."""
    if not pair.is_asked(HardRule.STAIRS_INSIDE):
        return None
    return no_stairs_inside(pair.dwelling)


def no_stairs_inside(dwelling: DwellingFacts) -> Answer:
    """Whether there are stairs inside."""
    if dwelling.has_stairs_inside is None:
        return Unknown((Fact.STAIRS_INSIDE,))
    return Broken({}) if dwelling.has_stairs_inside else None


def not_wheelchair(pair: Pair) -> Answer:
    """HOME-H5: thresholds, doors and turning space as measured, or the star class that vouches for them."""
    if not pair.is_asked(HardRule.NOT_WHEELCHAIR):
        return None
    return wheelchair_space(pair.dwelling, pair.criteria)


def wheelchair_space(dwelling: DwellingFacts, criteria: Criteria) -> Answer:
    """The measures of a home against those of a wheelchair; a lower star class settles what was not measured."""
    limits = criteria.limits
    if dwelling.star_class is not None and dwelling.star_class >= limits.star_class:
        return None
    measured = {
        Fact.THRESHOLD: None if dwelling.threshold_cm is None else dwelling.threshold_cm <= limits.threshold_cm,
        Fact.DOOR_WIDTH: None if dwelling.door_width_cm is None else dwelling.door_width_cm >= limits.door_width_cm,
        Fact.TURNING_SPACE: None
        if dwelling.turning_space_cm is None
        else dwelling.turning_space_cm >= limits.turning_space_cm,
    }
    missing = tuple(fact for fact, is_wide in measured.items() if is_wide is None)
    if False in measured.values() or (missing and dwelling.star_class is not None):
        return Broken({})
    return Unknown(missing) if missing else None


def bathroom_unfit(pair: Pair) -> Answer:
    """HOME-H6: adapted, or adaptable and ready before arrival."""
    if not pair.is_asked(HardRule.BATHROOM_UNFIT):
        return None
    dwelling, before = pair.dwelling, pair.adapted_before
    match dwelling.sanitary:
        case None:
            return Unknown((Fact.SANITARY,))
        case SanitaryState.ADAPTED:
            return None
        case SanitaryState.NOT_ADAPTED:
            return Broken({})
    missing = missing_days({Fact.ADAPTATION_DATE: dwelling.adaptation_ready_on, Fact.ARRIVAL: before})
    if dwelling.adaptation_ready_on is None or before is None:
        return Unknown(missing)
    return None if dwelling.adaptation_ready_on < before else Broken({})


def missing_days(days: Mapping[Fact, date | None]) -> tuple[Fact, ...]:
    """The facts without a day."""
    return tuple(fact for fact, day in days.items() if day is None)


def hospital_too_far(pair: Pair) -> Answer:
    """HOME-H7: hospital, or the one that a health partner named, within reach by public transport or taxi."""
    if not pair.is_asked(HardRule.HOSPITAL_TOO_FAR):
        return None
    advised = advice_in_force(pair)
    minutes, most = pair.dwelling.minutes_hospital, pair.criteria.limits.hospital_minutes
    if advised is not None and advised.kind is AdviceKind.NAMED_HOSPITAL:
        minutes = advised.minutes
    elif advised is not None:
        most = advised.minutes
    if minutes is None:
        return Unknown((Fact.HOSPITAL,))
    return Broken({"minutes": minutes}) if minutes > most else None


def hospital_ground(pair: Pair) -> Grounds:
    """What a health partner's advice on a home rests on."""
    return {"hospital": pair.dwelling.minutes_hospital}


def advice_in_force(pair: Pair) -> Advised | None:
    """The health partner's advice, while the home is still as far as it was then."""
    advised = pair.agreed.advised
    return advised if advised is not None and dict(advised.rests_on) == dict(hospital_ground(pair)) else None


def rent_too_high(pair: Pair) -> Answer:
    """HOME-H8: basic rent <= the hard limit; a room only when the municipality set an amount for rooms."""
    limit = hard_rent_limit(pair)
    if limit is None:
        return None if pair.is_shared else Unknown((Fact.RENT_LIMIT,))
    rent = pair.dwelling.basic_rent_cents
    if rent is None:
        return Unknown((Fact.BASIC_RENT,))
    if rent <= limit.cents:
        return None
    is_kind_known = pair.dwelling.kind is not None  # a room has another limit
    return Broken({"rent_cents": rent, "limit_cents": limit.cents}) if is_kind_known else Unknown((Fact.KIND,))


def hard_rent_limit(pair: Pair) -> RentAmount | None:
    """The hard limit of section 5: lower when every adult is under the age border, a municipal amount for a room."""
    if pair.is_shared:
        return pair.criteria.rent(RentKey.SHARED, pair.rent_year)
    return own_rent_limit(pair.household, pair.criteria, pair.rent_year)


def own_rent_limit(household: HouseholdFacts, criteria: Criteria, year: int | None) -> RentAmount | None:
    """The hard limit in a home of its own, whichever that is."""
    key = RentKey.HARD_LIMIT_YOUNG if household.all_adults_under_rent_age else RentKey.HARD_LIMIT
    return criteria.rent(key, year)


def not_in_time(pair: Pair) -> Answer:
    """HOME-H9: free for furnishing before arrival, bridging time counted; not ending soon unless a home follows.

    Where a household lives already bridges the time until the home is free, as long as nobody set it an end.
    """
    dwelling, moves_in_on, limits = pair.dwelling, pair.moves_in_on, pair.criteria.limits
    if moves_in_on is not None and dwelling.rented_until is not None and pair.agreed.next_home is None:
        first_end = moves_in_on + relativedelta(months=limits.shortest_months)
        if dwelling.rented_until < first_end:
            day = "moves_in" if pair.timing.lives_here else "arrival"
            return Broken({"until": dwelling.rented_until, day: moves_in_on})
    if dwelling.available_from is None or moves_in_on is None:
        return Unknown(missing_days({Fact.AVAILABLE_FROM: dwelling.available_from, Fact.ARRIVAL: moves_in_on}))
    if dwelling.available_from > moves_in_on - timedelta(days=limits.furnishing_days):
        day = "arrival" if pair.timing.bridged_until is None else "bridged"
        return Broken({"available_from": dwelling.available_from, day: moves_in_on})
    return None


def splits_family(pair: Pair) -> Answer:
    """HOME-H10: the whole household in one home; rooms apart only for adults who ask for it themselves."""
    household = pair.household
    if pair.dwelling.kind is None:
        return Unknown((Fact.KIND,))
    if not pair.is_shared or household.n_now == 1:
        return None
    is_own_wish = household.wants_sharing is True and household.n_adults == household.n_now
    return None if is_own_wish else Broken({})


def shared_unfit(pair: Pair) -> Answer:
    """HOME-H11: a shared house suits one adult alone who said yes, with nobody else expected."""
    if not pair.is_shared:
        return None
    reasons = [reason for reason, holds in SHARED_REASONS.items() if holds(pair)]
    if reasons:
        return Broken({"reason": reasons[0]})
    return Unknown((Fact.WANTS_SHARING,)) if pair.household.wants_sharing is None else None  # H4 to H6 ask for the rest


def is_birth_near(pair: Pair) -> bool:
    """Whether a birth is expected within the calm months after arrival, or from today for who lives here already."""
    counted_from = pair.timing.counted_from
    if counted_from is None:
        return bool(pair.household.births)
    until = counted_from + relativedelta(months=pair.criteria.limits.shared_calm_months)
    return any(born <= until for born in pair.household.births)


def is_house_too_narrow(pair: Pair) -> bool:
    """Whether a wheelchair is needed and the house is known not to be wide and level throughout."""
    answers = no_stairs_inside(pair.dwelling), wheelchair_space(pair.dwelling, pair.criteria)
    return pair.is_asked(HardRule.NOT_WHEELCHAIR) and any(isinstance(answer, Broken) for answer in answers)


def is_bathroom_of_house_unfit(pair: Pair) -> bool:
    """Whether an adapted bathroom is needed and the house is known not to have one."""
    return pair.is_asked(HardRule.BATHROOM_UNFIT) and pair.dwelling.sanitary not in {SanitaryState.ADAPTED, None}


def is_mixed(pair: Pair) -> bool:
    """Whether residents would not be of one sex, and not all of them said that this is well."""
    own = pair.household.sharing_sex
    is_same = own in {Sex.FEMALE, Sex.MALE} and pair.housemates == {own}
    return bool(pair.housemates) and not pair.do_housemates_agree and not is_same


SHARED_REASONS: Mapping[SharedReason, Callable[[Pair], bool]] = MappingProxyType(
    {
        SharedReason.NOT_ALONE: lambda pair: pair.household.n_now != 1 or pair.household.n_adults != 1,
        SharedReason.BIRTH_EXPECTED: is_birth_near,
        SharedReason.REUNION_EXPECTED: lambda pair: pair.household.n_relatives > 0,
        SharedReason.HOUSE_NOT_WHEELCHAIR: is_house_too_narrow,
        SharedReason.HOUSE_NOT_ADAPTED: is_bathroom_of_house_unfit,
        SharedReason.SAID_NO: lambda pair: pair.household.wants_sharing is False,
        SharedReason.ONE_SEX: is_mixed,
    }
)


def blocked(pair: Pair) -> Answer:
    """HOME-H12: no block set by a named person; its reason stays with who set it."""
    return Broken({}) if pair.is_blocked else None


def taken(pair: Pair) -> Answer:
    """HOME-H13: the unit is not placed, reserved or locked for another household; a reservation may end in time."""
    if pair.taken is None:
        return None
    until, moves_in_on = pair.taken.until, pair.moves_in_on
    if until is None:
        return Broken({})
    days = timedelta(days=pair.criteria.limits.furnishing_days)
    return None if moves_in_on is not None and until < moves_in_on - days else Broken({"until": until})


def not_for_route(pair: Pair) -> Answer:
    """HOME-H14: the owner gives the home for this route."""
    routes = pair.dwelling.routes
    if routes is None:
        return Unknown((Fact.ROUTES,))
    return None if pair.household.route in routes else Broken({"routes": tuple(sorted(routes))})


HARD_RULES: Mapping[HardRule, Callable[[Pair], Answer]] = MappingProxyType(
    {
        HardRule.BEDROOMS_SHORT: bedrooms_short,
        HardRule.OVER_OCCUPANCY: over_occupancy,
        HardRule.NOT_STEP_FREE: not_step_free,
        HardRule.STAIRS_INSIDE: stairs_inside,
        HardRule.NOT_WHEELCHAIR: not_wheelchair,
        HardRule.BATHROOM_UNFIT: bathroom_unfit,
        HardRule.HOSPITAL_TOO_FAR: hospital_too_far,
        HardRule.RENT_TOO_HIGH: rent_too_high,
        HardRule.NOT_IN_TIME: not_in_time,
        HardRule.SPLITS_FAMILY: splits_family,
        HardRule.SHARED_UNFIT: shared_unfit,
        HardRule.BLOCKED: blocked,
        HardRule.TAKEN: taken,
        HardRule.NOT_FOR_ROUTE: not_for_route,
    }
)
