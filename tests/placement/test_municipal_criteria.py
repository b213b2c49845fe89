"""A municipality sets by what it chooses: whole versions with who, when and why; runs keep the version they used."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.households.actions import correct_member, record_living_wishes
from hervest.households.vocabulary import Sex
from hervest.housing.vocabulary import DwellingKind
from hervest.placement.actions import decide
from hervest.placement.agreed_models import CriteriaSetting
from hervest.placement.criteria import home_criteria
from hervest.placement.fit_queries import pair_page
from hervest.placement.models import Decision, Run
from hervest.placement.settings_actions import set_criteria
from hervest.placement.settings_queries import criteria_of, history_of
from hervest.placement.settings_rules import Setting, as_set, in_force
from hervest.placement.vocabulary import Criterion, Fact, RentKey
from hervest.placement.weight_rules import are_whole
from placement.homes_and_families import ALONE, ROOM, broken, judged

OWN = dict(home_criteria().weights) | {Criterion.SCHOOL: 25, Criterion.ROOM_TO_GROW: 10}


def set_there(world, by="lena", **differs):
    words = {
        "municipality": "GM9001",
        "weights": OWN,
        "counts_near_births": False,
        "rent_shared_cents": None,
        "valid_from": world.today,
        "reason": "Besluit van het college van 3 november.",
    }
    return set_criteria(by=world.actor(by), now=world.now, **words | differs)


def test_the_packages_own_table_counts_until_a_municipality_sets_its_own(world):
    assert criteria_of("GM9001", today=world.today) == home_criteria()
    assert set_there(world) == 1
    found = criteria_of("GM9001", today=world.today)

    assert dict(found.weights) == OWN
    assert found.version == f"{home_criteria().version}+1"
    assert (found.limits, found.lines, found.needs) == (home_criteria().limits, home_criteria().lines, found.needs)
    assert criteria_of("GM9002", today=world.today) == home_criteria()


def test_a_version_counts_from_its_day_and_earlier_ones_stay_in_the_history(world):
    set_there(world)
    later = world.today + timedelta(days=30)
    set_there(world, valid_from=later, weights=home_criteria().weights, reason="Terug naar de landelijke punten.")

    assert dict(criteria_of("GM9001", today=later - timedelta(days=1)).weights) == OWN
    assert dict(criteria_of("GM9001", today=later).weights) == dict(home_criteria().weights)
    rows = history_of("GM9001", today=world.today)
    assert [(row.setting.number, row.is_in_force, row.by) for row in rows] == [
        (2, False, "Lena Blok"),
        (1, True, "Lena Blok"),
    ]
    assert AuditRow.rows.filter(verb="criteria.set", chain="GM9001").count() == 2


@pytest.mark.parametrize(
    ("differs", "code"),
    [
        ({"weights": OWN | {Criterion.SCHOOL: 26}}, "weights_not_hundred"),
        ({"weights": OWN | {Criterion.SCHOOL: -5, Criterion.CARE: 40}}, "weights_not_hundred"),
        ({"weights": {Criterion.SCHOOL: 100}}, "weights_not_hundred"),
        ({"reason": "  "}, "reason_needed"),
        ({"valid_from": date(2026, 11, 22)}, "day_has_passed"),
        ({"valid_from": date(2199, 1, 1)}, "day_far_away"),
    ],
)
def test_half_a_version_is_refused(world, differs, code):
    with pytest.raises(RuleBroken, match=code):
        set_there(world, **differs)
    assert not CriteriaSetting.rows.exists()


@pytest.mark.parametrize("person", ["sander", "joris", "ruben", "hatice", "bas", "fenna"])
def test_only_the_lead_of_the_municipality_sets_it(world, person):
    with pytest.raises(NotAllowed):
        set_there(world, by=person)
    set_there(world)


def test_who_looked_at_an_older_version_sets_nothing_unseen(world):
    set_there(world, seen=0)
    with pytest.raises(Conflict, match="criteria_set_meanwhile"):
        set_there(world, by="marieke", seen=0)
    set_there(world, by="marieke", seen=1)


days = st.dates(date(2026, 1, 1), date(2027, 1, 1))


@given(st.lists(days, max_size=8), days)
def test_the_version_in_force_is_the_newest_that_began(begins, day):
    versions = [
        Setting(n, begin, OWN, counts_near_births=False, rent_shared_cents=None) for n, begin in enumerate(begins, 1)
    ]
    ordered = [n for n, begin in enumerate(begins, 1) if begin <= day]  # the oracle
    found = in_force(versions, day)
    assert (found.number if found else None) == (ordered[-1] if ordered else None)


def test_a_newer_version_takes_the_place_of_an_older_one_that_had_not_begun(world):
    later = world.today + timedelta(days=10)
    set_there(world, valid_from=later)
    set_there(world, weights=home_criteria().weights, reason="Toch de landelijke punten.")
    for day in (world.today, later, later + timedelta(days=1)):
        assert dict(criteria_of("GM9001", today=day).weights) == dict(home_criteria().weights)


@given(st.lists(st.integers(-10, 60), min_size=9, max_size=9))
def test_weights_are_whole_only_when_they_sum_to_a_hundred_and_none_is_below_zero(points):
    weights = dict(zip(Criterion, points, strict=True))
    assert are_whole(weights, Criterion) == (sum(points) == 100 and all(point >= 0 for point in points))


@pytest.mark.parametrize("begins", [date(2026, 3, 1), date(2027, 1, 1)])
@pytest.mark.parametrize("arrival", [date(2026, 12, 20), date(2027, 12, 20)])
def test_a_rent_for_rooms_holds_for_arrivals_of_every_year_and_is_never_an_older_one(begins, arrival):
    setting = Setting(3, begins, OWN, counts_near_births=True, rent_shared_cents=45000)
    found = as_set(home_criteria(), setting, "GM9001")
    assert found.rent(RentKey.SHARED, arrival.year).cents == 45000
    alone = replace(ALONE, arrival_on=arrival)
    dear, cheap = (replace(ROOM, basic_rent_cents=cents, available_from=date(2026, 1, 1)) for cents in (45001, 45000))
    assert "rent_too_high" in broken(alone, dear, found)
    assert "rent_too_high" not in broken(alone, cheap, found)
    assert Fact.RENT_LIMIT not in {each.fact for each in judged(alone, cheap, found).unknown}
    assert found.rent(RentKey.HARD_LIMIT, 2020) is None  # amounts of a year keep it
    assert found.counts_near_births


def test_a_room_above_the_municipal_rent_no_longer_fits(waiting):
    world = waiting.world
    case = waiting.alone("samira", Sex.FEMALE)
    record_living_wishes(
        by=world.actor("marieke"),
        now=world.now,
        case=case,
        wants_sharing=True,
        place_wishes=(),
        room_sharers=(),
        reason="Zelf gezegd.",
    )
    unit = waiting.home("W-HOUSE", kind=DwellingKind.SHARED, n_units=2, bedrooms=3, basic_rent_cents=60000)

    def broken():
        shown = pair_page(world.actor("marieke"), case, unit, today=world.today)
        return [line.code for line in shown.view.said.broken]

    assert broken() == []
    set_there(world, rent_shared_cents=55000)
    assert broken() == ["rent_too_high"]


def test_a_birth_soon_after_arrival_counts_as_now_only_where_the_municipality_says_so(waiting):
    world = waiting.world
    case = waiting.family("amal", n_children=2)
    correct_member(
        by=world.actor("marieke"),
        now=world.now,
        case=case,
        member=MemberNo(1),
        reason="Zelf gezegd.",
        changes={"due_on": world.today + timedelta(days=180)},
    )
    unit = waiting.home("W-TWO", bedrooms=2)

    def needs():
        return pair_page(world.actor("marieke"), case, unit, today=world.today).needs

    assert (needs().bedrooms_needed, needs().bedrooms_later, needs().n_persons) == (2, 3, 4)
    set_there(world, counts_near_births=True)
    assert (needs().bedrooms_needed, needs().bedrooms_later, needs().n_persons) == (3, None, 4)


def test_a_run_keeps_the_version_it_was_made_with_and_the_table_says_another_counts_now(amal):
    amal.run()
    set_there(amal.world)
    assert amal.table().is_changed
    amal.run()
    own = home_criteria().version
    assert list(Run.rows.order_by("pk").values_list("criteria_version", flat=True)) == [own, f"{own}+1"]
    assert amal.table().run.criteria_version == f"{own}+1"
    words = {"by": amal.world.actor("marieke"), "now": amal.world.now, "case": amal.families["amal"]}
    decide(**words, unit=amal.units["W-LEVEL"])
    assert Decision.rows.get().fit["criteria"] == f"{own}+1"


def test_the_page_prints_the_table_that_decides_there_and_its_history(world, log_in):
    set_there(world)
    page = log_in("joris").get(reverse("how_we_choose")).content.decode()
    assert "Besluit van het college van 3 november." in page
    assert "Versie 1, geldt vanaf ma 23 nov" in page
    assert reverse("set_how_we_choose", args=["GM9001"]) not in page
    assert (
        reverse("set_how_we_choose", args=["GM9001"]) in log_in("lena").get(reverse("how_we_choose")).content.decode()
    )
    assert log_in("joris").get(f"{reverse('how_we_choose')}?municipality=GM9002").status_code == 404


def test_the_lead_sets_weights_on_a_page_and_a_sum_that_is_not_hundred_comes_back_as_typed(world, log_in):
    address, client = reverse("set_how_we_choose", args=["GM9001"]), log_in("lena")
    assert client.get(address).status_code == 200
    sent = {f"weight_{criterion.value}": points for criterion, points in OWN.items()}
    sent |= {"valid_from": "2026-11-23", "reason": "Besluit", "seen": "0", "rent_shared": "450,50"}
    wrong = client.post(address, sent | {"weight_school": 30}).content.decode()
    assert "De punten zijn samen 105 en moeten samen 100 zijn." in wrong
    assert 'value="30"' in wrong
    sent["rent_shared"] = "450.50"
    assert client.post(address, sent).status_code == 303
    assert CriteriaSetting.rows.get().rent_shared_cents == 45050
    for person in ("sander", "joris", "bas", "hatice"):
        assert log_in(person).get(address).status_code == 404


def test_a_municipality_that_does_not_exist_has_no_table(world):
    with pytest.raises((NotFound, NotAllowed)):
        set_there(world, municipality="GM0000")
