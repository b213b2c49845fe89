"""What figures show: no hidden number can be worked out, by who looks at one row or knows the rule."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from hervest.households.figure_rules import Band, band_of, bands, shown
from hervest.households.settings import household_settings

NORM = household_settings().figures
rows = st.lists(st.integers(0, 12), min_size=1, max_size=4).map(tuple)
leasts = st.integers(2, 5)
starts = st.lists(st.integers(1, 12), min_size=1, max_size=5, unique=True).map(lambda found: tuple(sorted(found)))


def worlds(published, least):
    """Every row that somebody who sees this one must hold possible: what is shown, and hidden numbers under `least`."""
    places = [range(least) if cell is None else (cell,) for cell in published.cells]
    for found in product(*places):
        if published.total is None or sum(found) == published.total:
            yield found


def hidden(published):
    return [place for place, cell in enumerate(published.cells) if cell is None]


@given(rows, leasts)
def test_no_hidden_number_follows_from_what_is_shown(row, least):
    published = shown(row, least)
    possible = list(worlds(published, least))

    assert row in possible
    for place in hidden(published):
        assert len({world[place] for world in possible}) > 1


@settings(deadline=None)
@given(rows, leasts)
def test_no_hidden_number_follows_for_who_knows_the_rule_too(row, least):
    published = shown(row, least)
    possible = [world for world in worlds(published, least) if shown(world, least) == published]

    for place in hidden(published):
        assert len({world[place] for world in possible}) > 1


def test_that_is_so_of_every_row_of_up_to_three_small_cells():
    for n_cells, least in product((1, 2, 3), (2, 3, 4, 5)):
        groups: dict = {}
        for row in product(range(least + 2), repeat=n_cells):
            groups.setdefault(shown(row, least), []).append(row)
        for published, possible in groups.items():
            for place in hidden(published):
                assert len({row[place] for row in possible}) > 1, (published, least)


@given(rows, leasts)
def test_a_number_stands_there_exactly_if_it_is_large_enough_and_is_the_true_one(row, least):
    published = shown(row, least)

    assert published.cells == tuple(count if count >= least else None for count in row)
    assert published.total in {None, sum(row)}


@given(rows, leasts)
def test_what_hidden_cells_sum_to_is_never_told_where_that_is_small_itself(row, least):
    published = shown(row, least)
    if published.total is not None and hidden(published):
        assert published.total - sum(cell for cell in published.cells if cell is not None) >= least


def test_a_total_stands_where_it_tells_nothing_and_not_where_it_would():
    assert shown((7, 9), 5).total == 16  # nothing is hidden
    assert shown((7, 3, 3), 5).total == 13  # each of the two can still be two or three numbers
    assert shown((7, 3), 5).total is None  # one hidden cell would follow
    assert shown((7, 4, 4), 5).total is None  # both are as large as a hidden one can be
    assert shown((7, 1, 1), 5).total is None  # two households are few as well
    assert shown((7, 0, 0), 5).total is None


@given(starts, st.integers(0, 20))
def test_a_household_stands_in_the_one_band_that_holds_its_size(found, n):
    place = band_of(n, found)
    inside = [
        number for number, band in enumerate(bands(found)) if band.first <= n and (band.last is None or n <= band.last)
    ]

    assert inside == ([] if place is None else [place])


def test_the_smallest_number_that_is_shown_and_the_bands_are_settings():
    assert NORM.least_shown == 5  # access.md: cells under 5 suppressed
    assert bands(NORM.bands_from) == (Band(1, 1), Band(2, 2), Band(3, 4), Band(5, None))
