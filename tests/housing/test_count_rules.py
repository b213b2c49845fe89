"""How homes are counted for who sees numbers only."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hervest.core.vocabulary import MunicipalityCode
from hervest.housing.count_rules import CountFilters, counted, opening_of, reached_without_stairs, size_of, summed
from hervest.housing.vocabulary import DwellingCode, DwellingFacts, DwellingKind, UnitOpening, UnitSize

DAY = date(2026, 11, 23)
PLACES = ("GM9001", "GM9002")

days = st.none() | st.dates(DAY - timedelta(days=5), DAY + timedelta(days=5))
homes = st.builds(
    DwellingFacts,
    st.just(DwellingCode("W")),
    st.sampled_from([MunicipalityCode(place) for place in (*PLACES, "GM9009")]),
    st.none() | st.sampled_from(DwellingKind),
    bedrooms=st.none() | st.integers(0, 6),
    floor=st.none() | st.integers(-1, 3),
    has_lift=st.none() | st.booleans(),
    available_from=days,
    rented_until=days,
)
filters = st.builds(CountFilters, st.none() | st.sampled_from(UnitOpening), st.booleans(), days)


def stands(home, wanted):
    """Whether a home is to be counted: written from what the page says it shows."""
    if home.rented_until and home.rented_until < DAY:
        return False
    if wanted.opening is UnitOpening.NOT_KNOWN and home.available_from:
        return False
    if wanted.opening is UnitOpening.FREE and not (home.available_from and home.available_from <= DAY):
        return False
    if wanted.opening is UnitOpening.COMING and not (home.available_from and home.available_from > DAY):
        return False
    if wanted.by and not (home.available_from and home.available_from <= wanted.by):
        return False
    return not wanted.without_stairs or home.floor == 0 or home.has_lift is True


@given(st.lists(homes, max_size=8), filters)
def test_each_home_is_counted_once_where_it_stands_and_only_in_the_places_that_are_asked(found, wanted):
    counts = counted(found, PLACES, wanted, today=DAY)

    assert set(counts) == set(PLACES)
    for place in PLACES:
        there = [home for home in found if home.municipality == place and stands(home, wanted)]
        assert counts[place].n == len(there)
        assert sum(counts[place].by_size.values()) == sum(counts[place].by_opening.values()) == len(there)
        assert counts[place].n_without_stairs == sum(home.floor == 0 or home.has_lift is True for home in there)


@given(st.lists(homes, max_size=8), filters)
def test_the_whole_region_is_the_sum_of_its_municipalities(found, wanted):
    counts = counted(found, PLACES, wanted, today=DAY)
    total = summed(counts.values())

    assert total.n == sum(row.n for row in counts.values()) == sum(total.by_size.values())
    for size in UnitSize:
        assert total.by_size[size] == sum(row.by_size.get(size, 0) for row in counts.values())


def home(**how):
    return DwellingFacts(DwellingCode("W"), MunicipalityCode("GM9001"), how.pop("kind", None), **how)


def test_a_room_of_a_shared_house_counts_as_a_room_and_a_home_by_its_bedrooms():
    assert size_of(home(kind=DwellingKind.SHARED, bedrooms=6)) is UnitSize.ROOM
    sizes = [size_of(home(bedrooms=n)) for n in (None, 0, 1, 2, 3, 4, 6)]
    assert sizes == [
        UnitSize.NOT_KNOWN,
        UnitSize.NOT_KNOWN,
        UnitSize.ONE,
        UnitSize.TWO,
        UnitSize.THREE,
        UnitSize.FOUR_OR_MORE,
        UnitSize.FOUR_OR_MORE,
    ]


def test_the_day_on_which_it_is_available_is_the_first_on_which_it_is_free_and_its_last_day_still_counts():
    assert opening_of(home(available_from=DAY), DAY) is UnitOpening.FREE
    assert opening_of(home(available_from=DAY + timedelta(days=1)), DAY) is UnitOpening.COMING
    assert opening_of(home(), DAY) is UnitOpening.NOT_KNOWN
    assert opening_of(home(available_from=DAY, rented_until=DAY), DAY) is UnitOpening.FREE
    assert opening_of(home(rented_until=DAY - timedelta(days=1)), DAY) is None


def test_what_is_not_known_is_not_reached_without_stairs_and_not_denied_either():
    assert reached_without_stairs(home(floor=0)) is reached_without_stairs(home(floor=3, has_lift=True)) is True
    assert reached_without_stairs(home(floor=1, has_lift=False)) is False
    assert reached_without_stairs(home(floor=1)) is reached_without_stairs(home(has_lift=False)) is None
