"""A family and a home that fit each other without a word, to change one thing at a time; and strategies for both."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from hervest.core.vocabulary import MunicipalityCode, Route
from hervest.households.vocabulary import Bedrooms, HouseholdFacts, NeedKind, PlaceWish
from hervest.housing.vocabulary import DwellingCode, DwellingFacts, DwellingKind, SanitaryState
from hervest.placement.criteria import home_criteria
from hervest.placement.rules import fit
from hervest.placement.vocabulary import Mark, RentAmount, RentKey

ARRIVAL = date(2027, 3, 1)
BEDROOMS = Bedrooms(needed_now=3, least_now=2, needed_later=3, least_later=2)

FAMILY = HouseholdFacts(
    case_code="H-0001",
    route=Route.RESETTLEMENT,
    n_now=4,
    n_later=4,
    bedrooms=BEDROOMS,
    births=(),
    n_relatives=0,
    arrival_on=ARRIVAL,
    allocated_on=date(2026, 10, 1),
    needs=frozenset(),
    n_children_4_17=2,
    n_children_primary=1,
    n_children_secondary=1,
    n_adults=2,
    all_adults_under_rent_age=False,
    wants_sharing=None,
    sharing_sex=None,
    wishes=frozenset(),
    grows_on=(),
)
ALONE = replace(
    FAMILY,
    case_code="H-0002",
    n_now=1,
    n_later=1,
    bedrooms=Bedrooms(1, 1, 1, 1),
    n_children_4_17=0,
    n_children_primary=0,
    n_children_secondary=0,
    n_adults=1,
    wants_sharing=True,
    sharing_sex="female",
)
HOME = DwellingFacts(
    code=DwellingCode("W-001"),
    municipality=MunicipalityCode("GM9001"),
    kind=DwellingKind.SELF_CONTAINED,
    routes=frozenset(Route),
    bedrooms=3,
    area_m2=80,
    n_small_rooms=0,
    max_residents=5,
    floor=0,
    has_lift=False,
    has_stairs_inside=False,
    threshold_cm=2,
    door_width_cm=85,
    turning_space_cm=150,
    sanitary=SanitaryState.ADAPTED,
    basic_rent_cents=60000,
    available_from=date(2027, 1, 1),
    is_quiet=True,
    minutes_primary_school=10,
    minutes_newcomers_class=20,
    minutes_gp=10,
    minutes_pharmacy=10,
    minutes_hospital=45,
    minutes_supermarket=10,
    minutes_stop=5,
)
ROOM = replace(HOME, code=DwellingCode("W-100"), kind=DwellingKind.SHARED, n_units=3, bedrooms=4)
AMOUNTS = {
    RentKey.HARD_LIMIT: 93000,
    RentKey.HARD_LIMIT_YOUNG: 50000,
    RentKey.FIT_LOW: 65000,
    RentKey.FIT_HIGH: 70000,
}
CRITERIA = replace(
    home_criteria(),
    rents=tuple(RentAmount(key, 2027, cents, Mark.READ, "a test", ARRIVAL) for key, cents in AMOUNTS.items()),
)
"""The project's own criteria, with amounts for the year of arrival."""


def judged(household=FAMILY, dwelling=HOME, criteria=CRITERIA, **circumstances):
    return fit(household, dwelling, criteria, **circumstances)


def broken(*arguments, **circumstances):
    return [finding.code.value for finding in judged(*arguments, **circumstances).broken]


def warned(*arguments, **circumstances):
    return [finding.code.value for finding in judged(*arguments, **circumstances).warnings]


def maybe(strategy):
    return st.one_of(st.none(), strategy)


minutes = maybe(st.integers(0, 70))
homes = st.builds(
    DwellingFacts,
    code=st.just(DwellingCode("W-001")),
    municipality=st.just(MunicipalityCode("GM9001")),
    kind=maybe(st.sampled_from(DwellingKind)),
    routes=maybe(st.frozensets(st.sampled_from(Route))),
    bedrooms=maybe(st.integers(1, 7)),
    n_small_rooms=maybe(st.integers(0, 2)),
    max_residents=maybe(st.integers(1, 9)),
    floor=maybe(st.integers(0, 4)),
    has_lift=maybe(st.booleans()),
    has_stairs_inside=maybe(st.booleans()),
    threshold_cm=maybe(st.integers(0, 5)),
    door_width_cm=maybe(st.integers(70, 100)),
    turning_space_cm=maybe(st.integers(120, 180)),
    star_class=maybe(st.integers(1, 5)),
    sanitary=maybe(st.sampled_from(SanitaryState)),
    adaptation_ready_on=maybe(st.dates(date(2027, 1, 1), date(2027, 5, 1))),
    basic_rent_cents=maybe(st.integers(30000, 120000)),
    available_from=maybe(st.dates(date(2026, 12, 1), date(2027, 6, 1))),
    rented_until=maybe(st.dates(date(2027, 6, 1), date(2031, 1, 1))),
    is_quiet=maybe(st.booleans()),
    minutes_primary_school=minutes,
    minutes_newcomers_class=minutes,
    minutes_gp=minutes,
    minutes_pharmacy=minutes,
    minutes_hospital=minutes,
    minutes_supermarket=minutes,
    minutes_stop=minutes,
)


@st.composite
def families(draw):
    n_adults, n_primary, n_secondary = draw(st.integers(1, 3)), draw(st.integers(0, 3)), draw(st.integers(0, 2))
    n_now = n_adults + n_primary + n_secondary
    n_births, n_relatives = draw(st.integers(0, 1)), draw(st.integers(0, 2))
    least = draw(st.integers((n_now + 1) // 2, n_now))
    needed = draw(st.integers(least, n_now))
    least_later = draw(st.integers(least, least + n_births + n_relatives))
    return HouseholdFacts(
        case_code="H-0001",
        route=draw(st.sampled_from(Route)),
        n_now=n_now,
        n_later=n_now + n_births + n_relatives,
        bedrooms=Bedrooms(needed, least, max(needed, least_later), least_later),
        births=(date(2027, 5, 1),) * n_births,
        n_relatives=n_relatives,
        arrival_on=draw(maybe(st.just(ARRIVAL))),
        allocated_on=date(2026, 10, 1),
        needs=draw(st.frozensets(st.sampled_from(NeedKind), max_size=3)),
        n_children_4_17=n_primary + n_secondary,
        n_children_primary=n_primary,
        n_children_secondary=n_secondary,
        n_adults=n_adults,
        all_adults_under_rent_age=draw(st.booleans()),
        wants_sharing=draw(maybe(st.booleans())),
        sharing_sex=draw(st.sampled_from([None, "female", "male", "x", "unknown"])),
        wishes=draw(st.frozensets(st.sampled_from([wish.value for wish in PlaceWish]), max_size=3)),
        grows_on=tuple(
            draw(st.lists(st.tuples(st.just(date(2027, 9, 1)), st.integers(needed, needed + 2)), max_size=1))
        ),
    )
