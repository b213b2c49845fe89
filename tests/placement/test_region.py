"""Homes in the region: numbers for who plans across municipalities, and never a home."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hervest.accounts.models import Membership
from hervest.core.errors import NotFound
from hervest.housing.count_rules import CountFilters
from hervest.housing.vocabulary import DwellingKind, UnitOpening, UnitSize
from hervest.placement.actions import decide
from hervest.placement.region_queries import region_page
from people import CAST, ELSEWHERE, HERE

PAGE = reverse("region_homes")


@pytest.fixture
def region(waiting):
    """Three homes here and a house of three rooms, two homes elsewhere; two of them are free today."""
    today = waiting.world.today
    waiting.home("W-NOW", bedrooms=2, available_from=today)
    waiting.home("W-HIGH", bedrooms=3, floor=2, has_lift=False)
    waiting.home("W-LARGE", bedrooms=5)
    waiting.home("W-ROOMS", bedrooms=6, kind=DwellingKind.SHARED, n_units=3)
    waiting.home("E-NOW", municipality=ELSEWHERE, bedrooms=2, available_from=today - timedelta(days=3))
    waiting.home("E-OVER", municipality=ELSEWHERE, available_from=None, rented_until=today - timedelta(days=1))
    return waiting


def everywhere(world):
    """Ria's membership names both municipalities."""
    Membership.rows.get(person=world.ids["ria"]).municipalities.add(ELSEWHERE)


def numbers(world, key="ria", **how):
    page = region_page(world.actor(key), CountFilters(**how), today=world.today)
    return {place.code: count.n for place, count in page.rows}


def test_the_municipalities_that_the_membership_names_are_counted_and_no_other(region):
    assert numbers(region.world) == {HERE: 6}

    everywhere(region.world)
    assert numbers(region.world) == {HERE: 6, ELSEWHERE: 1}


def test_numbers_stand_by_size_by_day_and_by_how_a_home_is_reached(region):
    found = region_page(region.world.actor("ria"), CountFilters(), today=region.world.today).total

    sizes = {size: n for size, n in found.by_size.items() if n}
    assert sizes == {UnitSize.ROOM: 3, UnitSize.TWO: 1, UnitSize.THREE: 1, UnitSize.FOUR_OR_MORE: 1}
    assert (found.by_opening[UnitOpening.FREE], found.by_opening[UnitOpening.COMING]) == (1, 5)
    assert found.n_without_stairs == 5


def test_a_home_that_was_decided_for_a_household_is_not_there_to_be_given(region):
    world, case = region.world, region.family("amal")
    before = numbers(world)[HERE]
    decide(by=world.actor("marieke"), now=world.now, case=case, unit=region.units["W-LARGE"], reason="past goed")

    assert numbers(world)[HERE] == before - 1


def test_filters_stand_in_the_address_and_nonsense_narrows_nothing(log_in, region):
    def total(query):
        return log_in("ria").get(f"{PAGE}?{query}").context["shown"].total.n

    assert total("") == total("opening=nonsense&by=soon") == 6
    assert total("opening=free") == 1
    assert total("opening=coming") == 5
    assert total("without_stairs=on") == 5
    assert total(f"by={region.world.today:%Y-%m-%d}") == 1


@pytest.mark.parametrize("typed", ["1800-01-01", "abc", "2026-13-45"])
def test_a_day_that_cannot_be_is_kept_and_said_not_to_narrow_anything(log_in, region, typed):
    ria = log_in("ria")
    answer = ria.get(f"{PAGE}?by={typed}&without_stairs=on")
    page = answer.content.decode()

    assert answer.context["shown"].total.n == 5  # the other filter holds
    assert "Dit filter is niet gebruikt" in page
    assert f"U typte: {typed}" in page
    assert f'value="{typed}"' in page
    good = ria.get(f"{PAGE}?by={region.world.today:%Y-%m-%d}")
    assert good.context["shown"].total.n == 1
    assert "Dit filter is niet gebruikt" not in good.content.decode()


def test_the_page_shows_numbers_and_no_street_code_or_landlord(log_in, region):
    everywhere(region.world)
    page = log_in("ria").get(PAGE).content.decode()

    for word in ("Molenveen", "Havermeer", "De hele regio", "4 slaapkamers of meer"):
        assert word in page
    for word in ("Straat", "W-NOW", "E-NOW", "De Veste", "De Brink"):
        assert word not in page


def test_who_sees_numbers_only_begins_there_and_comes_there_from_the_list_of_homes(log_in, region):
    planner = log_in("ria")

    assert planner.get("/", follow=True).redirect_chain[-1][0] == PAGE
    assert planner.get(reverse("dwellings")).url == PAGE
    card = planner.get(PAGE).context["frame"]["tour"]()[0]
    assert (card.code, card.name, card.href) == ("homes_coming", "5", f"{PAGE}?opening=coming")
    answer = planner.post(reverse("follow_card"), {"card": "homes_coming", "to": card.href}, follow=True)
    assert answer.context["shown"].total.n == 5


def test_who_sees_homes_has_a_list_of_them_and_no_page_of_numbers(log_in, region):
    assert log_in("ria").get(PAGE).status_code == 200
    for key in set(CAST) - {"ria"}:
        assert log_in(key).get(PAGE).status_code == 404, key
    assert "W-NOW" in log_in("joris").get(reverse("dwellings")).content.decode()
    with pytest.raises(NotFound):
        numbers(region.world, "joris")


def test_where_nothing_can_be_given_the_page_says_so(log_in, waiting):
    assert "Hier zijn geen woningen" in log_in("ria").get(PAGE).content.decode()


def test_the_page_costs_the_same_however_many_homes_there_are(log_in, region):
    planner = log_in("ria")

    def n_queries():
        with CaptureQueriesContext(connection) as asked:
            planner.get(f"{PAGE}?opening=free")
        return len(asked)

    few = n_queries()
    for n in range(20):
        region.home(f"W-{n}")
    assert n_queries() == few
