"""Dwellings: who records and sees them, what is kept, and what the list narrows to."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hervest.accounts.actor import system
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.fields import NumberField
from hervest.core.paging import PER_PAGE
from hervest.core.vocabulary import Route
from hervest.housing import queries
from hervest.housing.actions import save_dwelling
from hervest.housing.forms import LARGEST_AREA, NARROWEST, DwellingForm
from hervest.housing.models import Dwelling, DwellingUnit
from hervest.housing.queries import DwellingFilters
from hervest.housing.vocabulary import DwellingKind, SanitaryState


def save(world, code="W-1", *, by="marieke", municipality="GM9001", n_units=None, seen=None, **fields):
    who = system("test") if by is None else world.actor(by)
    return save_dwelling(
        by=who, now=world.now, municipality=municipality, code=code, fields=fields, n_units=n_units, seen=seen
    )


def listed(world, by="marieke", number=1, **filters):
    return queries.dwelling_list(world.actor(by), DwellingFilters(**filters), number=number)


def codes(world, by="marieke", **filters):
    return [row.code for row in listed(world, by, **filters).rows]


def test_a_dwelling_is_recorded_once_and_changed_after_that(world):
    assert save(world, bedrooms=3) is True
    assert save(world, bedrooms=4) is False
    assert [(row.bedrooms, row.version) for row in Dwelling.rows.all()] == [(4, 2)]


def test_what_is_not_named_stays_as_it_was(world):
    save(world, bedrooms=3, street="Lindehof 7")
    save(world, floor=0)
    row = Dwelling.rows.get()

    assert (row.bedrooms, row.street, row.floor) == (3, "Lindehof 7", 0)


def test_what_is_not_known_is_null_in_the_facts_and_never_guessed(world):
    save(world)
    [unit] = queries.units_in(["GM9001"])
    known = ("kind", "routes", "bedrooms", "floor", "has_lift", "sanitary", "basic_rent_cents")

    assert {name: getattr(unit.facts, name) for name in known} == dict.fromkeys(known)


def test_the_facts_are_words_of_the_vocabulary(world):
    save(world, kind="self_contained", routes=["resettlement"], sanitary="adaptable", neighbourhood="De Brink")
    facts = queries.units_in(["GM9001"])[0].facts

    assert facts.kind is DwellingKind.SELF_CONTAINED
    assert facts.routes == {Route.RESETTLEMENT}
    assert facts.sanitary is SanitaryState.ADAPTABLE
    assert facts.neighbourhood == "De Brink"


def test_a_self_contained_home_has_one_unit_and_a_shared_house_one_per_room(world):
    save(world, "W-1", kind=DwellingKind.SELF_CONTAINED, n_units=4)
    save(world, "W-2", kind=DwellingKind.SHARED, n_units=3)
    save(world, "W-2", kind=DwellingKind.SHARED, n_units=4)

    assert [(unit.facts.code, unit.number) for unit in queries.units_in(["GM9001"])] == [
        ("W-1", 1),
        *(("W-2", number) for number in (1, 2, 3, 4)),
    ]
    assert {unit.facts.n_units for unit in queries.units_in(["GM9001"]) if unit.facts.code == "W-2"} == {4}


def test_rooms_are_never_taken_away(world):
    save(world, kind=DwellingKind.SHARED, n_units=3)

    with pytest.raises(RuleBroken) as refused:
        save(world, kind=DwellingKind.SHARED, n_units=2)
    assert (refused.value.code, refused.value.params["there"]) == ("fewer_units", 3)
    assert DwellingUnit.rows.count() == 3


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"code": " "}, "dwelling_needs_code"),
        ({"available_from": date(2027, 3, 1), "rented_until": date(2027, 2, 1)}, "ends_before_it_starts"),
        ({"kind": DwellingKind.SHARED, "n_units": 41}, "too_many_units"),
        ({"colour": "green"}, "dwelling_unknown_column"),
    ],
)
def test_what_cannot_be_is_refused_by_name(world, fields, code):
    with pytest.raises(RuleBroken, match=code):
        save(world, **fields)


def test_a_stale_form_does_not_undo_what_a_colleague_wrote(world):
    save(world, bedrooms=3)
    _, version = queries.description_of(world.actor("marieke"), "GM9001", "W-1")
    save(world, bedrooms=4)

    with pytest.raises(Conflict, match="dwelling_changed_meanwhile"):
        save(world, bedrooms=5, seen=version)
    save(world, bedrooms=5, seen=version + 1)


def test_the_same_code_in_another_municipality_is_another_dwelling(world):
    save(world, bedrooms=3)
    save(world, bedrooms=1, by="hatice", municipality="GM9002")

    assert [row.bedrooms for row in listed(world).rows] == [3]
    assert [row.bedrooms for row in listed(world, "hatice").rows] == [1]


@pytest.mark.parametrize("person", ["marieke", "lena", "joris"])
def test_lead_and_planner_record_dwellings(world, person):
    assert save(world, by=person)


@pytest.mark.parametrize("person", ["sander", "anouk", "fenna", "pieter", "bas", "hatice", "tolk"])
def test_nobody_else_records_dwellings_here(world, person):
    with pytest.raises(NotAllowed):
        save(world, by=person)
    assert not Dwelling.rows.exists()


def test_a_landlord_records_and_sees_its_own_dwellings_only(world):
    save(world, "W-OWN", by="ruben", bedrooms=2)
    save(world, "W-NAMED", landlord="woonstichting de veste")
    save(world, "W-OTHER", landlord="Iemand anders")

    assert codes(world, "ruben", order="code") == ["W-NAMED", "W-OWN"]
    assert codes(world, order="code") == ["W-NAMED", "W-OTHER", "W-OWN"]
    save(world, "W-OWN", by="ruben", bedrooms=3)
    with pytest.raises(NotAllowed):
        save(world, "W-OTHER", by="ruben", bedrooms=9)
    with pytest.raises(NotFound):
        queries.description_of(world.actor("ruben"), "GM9001", "W-OTHER")
    assert queries.visible_units(world.actor("ruben"), "GM9001") < queries.visible_units(world.actor("joris"), "GM9001")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["W-1", "W-2", "W-3"]),
        ({"bedrooms": 3}, ["W-2", "W-3"]),
        ({"neighbourhood": "Noord"}, ["W-2"]),
        ({"step_free": True}, ["W-1", "W-3"]),
        ({"available_by": date(2027, 1, 15)}, ["W-1"]),
    ],
)
def test_the_list_narrows_to_what_is_asked(world, filters, expected):
    save(world, "W-1", bedrooms=2, floor=0, available_from=date(2027, 1, 1), neighbourhood="Zuid")
    save(world, "W-2", bedrooms=3, floor=2, has_lift=False, available_from=date(2027, 2, 1), neighbourhood="Noord")
    save(world, "W-3", bedrooms=5, floor=4, has_lift=True, neighbourhood="Zuid")

    assert codes(world, order="code", **filters) == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("available", ["W-2", "W-1", "W-3"]),
        ("bedrooms", ["W-1", "W-2", "W-3"]),
        ("rent", ["W-2", "W-1", "W-3"]),
        ("nonsense", ["W-2", "W-1", "W-3"]),
    ],
)
def test_the_list_is_ordered_and_what_is_not_known_comes_last(world, order, expected):
    save(world, "W-1", bedrooms=5, basic_rent_cents=80000, available_from=date(2027, 2, 1))
    save(world, "W-2", bedrooms=2, basic_rent_cents=60000, available_from=date(2027, 1, 1))
    save(world, "W-3")

    assert codes(world, order=order) == expected


def test_the_list_pages_and_costs_the_same_for_every_length(world):
    def count():
        with CaptureQueriesContext(connection) as seen:
            listed(world)
        return len(seen)

    save(world, "W-0")
    few = count()
    for number in range(1, 53):
        save(world, f"W-{number:02d}")

    assert count() == few
    page = listed(world, number=2)
    assert (page.n_rows, page.n_pages, len(page.rows)) == (53, -(-53 // PER_PAGE), PER_PAGE)


FORM = {"code": "W-9", "bedrooms": "3", "rent": "645.50", "kind": "self_contained", "routes": ["resettlement"]}


def test_a_dwelling_is_entered_and_changed_from_the_pages(world, log_in):
    client = log_in("joris")
    new = reverse("add_dwelling", args=["GM9001"])
    assert client.post(new, FORM | {"submission": "one"}).status_code == 303
    row = Dwelling.rows.get()
    assert (row.bedrooms, row.basic_rent_cents, row.routes) == (3, 64550, ["resettlement"])

    page = client.get(reverse("edit_dwelling", args=["GM9001", "W-9"]))
    assert 'value="645,50"' in page.content.decode()
    changed = client.post(
        reverse("edit_dwelling", args=["GM9001", "W-9"]), FORM | {"bedrooms": "4", "seen": "1", "submission": "two"}
    )
    assert changed.status_code == 303
    assert Dwelling.rows.get().bedrooms == 4
    stale = client.post(
        reverse("edit_dwelling", args=["GM9001", "W-9"]), FORM | {"bedrooms": "7", "seen": "1", "submission": "three"}
    )
    assert "intussen gewijzigd" in stale.content.decode()
    assert Dwelling.rows.get().bedrooms == 4


def test_the_same_form_sent_twice_is_one_dwelling_once(world, log_in):
    client = log_in("joris")
    for _ in range(2):
        assert client.post(reverse("add_dwelling", args=["GM9001"]), FORM | {"submission": "one"}).status_code == 303
    assert Dwelling.rows.get().version == 1


def test_wrong_input_is_answered_on_the_page_with_what_was_typed(world, log_in):
    answer = log_in("joris").post(
        reverse("add_dwelling", args=["GM9001"]), FORM | {"bedrooms": "veel", "submission": "x"}
    )
    text = answer.content.decode()

    assert answer.status_code == 200
    assert 'value="veel"' in text
    assert "W-9" in text
    assert not Dwelling.rows.exists()


def test_the_page_of_dwellings_shows_what_is_not_known_as_not_known(world, log_in):
    save(world, "W-1", street="Lindehof 7")
    text = log_in("joris").get(reverse("dwellings")).content.decode()

    assert "Lindehof 7" in text
    assert "niet bekend" in text


@pytest.mark.parametrize("person", ["anouk", "fenna", "pieter", "tolk"])
def test_who_may_not_see_dwellings_has_no_such_page(world, log_in, person):
    save(world)

    assert log_in(person).get(reverse("dwellings")).status_code == 404
    assert log_in(person).get(reverse("edit_dwelling", args=["GM9001", "W-1"])).status_code == 404


def test_another_municipality_finds_no_dwelling(world, log_in):
    save(world, "W-1", street="Lindehof 7")
    client = log_in("hatice")

    assert "Lindehof 7" not in client.get(reverse("dwellings")).content.decode()
    assert client.get(reverse("edit_dwelling", args=["GM9001", "W-1"])).status_code == 404
    assert client.post(reverse("add_dwelling", args=["GM9001"]), FORM | {"submission": "x"}).status_code == 404


@pytest.mark.parametrize("code", ["A/1", "new", "New", "."])
def test_a_code_that_cannot_stand_in_an_address_is_refused(world, code):
    save = {
        "by": world.actor("marieke"),
        "now": world.now,
        "municipality": "GM9001",
        "fields": {"kind": "self_contained"},
    }

    with pytest.raises(RuleBroken, match="dwelling_code_not_in_address"):
        save_dwelling(code=code, **save)
    assert save_dwelling(code="A 1-b", **save)


@pytest.mark.parametrize("field", ["rent", "service_costs"])
@pytest.mark.parametrize("amount", ["99999999999999999999999", "1e30", "100000", "30000000"])
def test_an_amount_that_no_home_costs_is_refused_and_stays_as_it_was_typed(world, log_in, field, amount):
    answer = log_in("joris").post(reverse("add_dwelling", args=["GM9001"]), FORM | {field: amount, "submission": "x"})
    text = answer.content.decode()

    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {field}
    assert f'value="{amount}"' in text
    assert 'value="W-9"' in text
    assert not Dwelling.rows.exists()


@pytest.mark.parametrize(("typed", "cents"), [("712,40", 71240), ("€ 1.023,00", 102300), ("99999", 9999900)])
def test_an_amount_is_read_as_a_file_is_read_up_to_the_same_limit(world, log_in, typed, cents):
    answer = log_in("joris").post(reverse("add_dwelling", args=["GM9001"]), FORM | {"rent": typed, "submission": "x"})

    assert answer.status_code == 303
    assert Dwelling.rows.get().basic_rent_cents == cents


def test_every_number_of_a_home_has_an_end_that_both_databases_hold(world, log_in):
    client, new = log_in("joris"), reverse("add_dwelling", args=["GM9001"])
    numbers = {name for name, field in DwellingForm().fields.items() if isinstance(field, NumberField)}
    huge = dict.fromkeys(numbers, "9" * 30)
    largest = {name: str(DwellingForm().fields[name].most) for name in numbers - {"seen"}}

    assert client.post(new, FORM | huge | {"submission": "x"}).context["form"].errors.keys() == numbers
    assert not Dwelling.rows.exists()
    assert client.post(new, FORM | largest | {"submission": "y"}).status_code == 303
    assert Dwelling.rows.get().area_m2 == LARGEST_AREA


@pytest.mark.parametrize("postcode", ["abc", "74112 AB", "0411 AB"])
def test_what_is_no_postcode_is_refused_for_nothing_could_be_near_it(world, log_in, postcode):
    client, new = log_in("joris"), reverse("add_dwelling", args=["GM9001"])

    assert "zoals 1234 AB" in client.post(new, FORM | {"postcode": postcode, "submission": "x"}).content.decode()
    assert not Dwelling.rows.exists()
    assert client.post(new, FORM | {"postcode": "7411ab", "submission": "y"}).status_code == 303
    assert Dwelling.rows.get().postcode == "7411 AB"


def test_a_code_that_is_taken_says_so_and_leads_to_the_home_that_has_it(world, log_in):
    save(world, "W-9", street="Lindehof 7", bedrooms=2)
    answer = log_in("joris").post(reverse("add_dwelling", args=["GM9001"]), FORM | {"submission": "x"})
    text = answer.content.decode()

    assert answer.context["form"].errors.keys() == {"code"}
    assert "Deze gemeente heeft al een woning met code W-9" in text
    assert "intussen gewijzigd" not in text
    assert f'href="{reverse("edit_dwelling", args=["GM9001", "W-9"])}"' in text
    assert "Lindehof 7" in text
    assert 'value="645.50"' in text
    assert Dwelling.rows.get().bedrooms == 2


def test_a_code_taken_by_a_home_one_may_not_see_says_so_and_no_more(world, log_in):
    save(world, "W-9", street="Lindehof 7", landlord="Iemand anders")
    text = log_in("ruben").post(reverse("add_dwelling", args=["GM9001"]), FORM | {"submission": "x"}).content.decode()

    assert "Deze gemeente heeft al een woning met code W-9" in text
    assert "Lindehof" not in text
    assert reverse("edit_dwelling", args=["GM9001", "W-9"]) not in text


def test_every_field_of_a_dwelling_stands_on_the_page_under_one_heading():
    form = DwellingForm()

    shown = [bound.name for _, fields in form.parts() for bound in fields]

    assert sorted(shown) == sorted(bound.name for bound in form.visible_fields())


@pytest.mark.parametrize("field", ["door_width_cm", "turning_space_cm"])
def test_metres_in_a_field_for_centimetres_are_refused(world, log_in, field):
    client, new = log_in("joris"), reverse("add_dwelling", args=["GM9001"])

    assert client.post(new, FORM | {field: "0,85", "submission": "x"}).context["form"].errors.keys() == {field}
    assert not Dwelling.rows.exists()
    assert client.post(new, FORM | {field: str(NARROWEST), "submission": "y"}).status_code == 303
