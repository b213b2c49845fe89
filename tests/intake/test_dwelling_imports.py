"""What the register would not take is a finding of its row; the rest of the list goes on."""

from datetime import date

import pytest

from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.housing.actions import MOST_UNITS, save_dwelling
from hervest.housing.models import Dwelling
from hervest.intake.dwelling_actions import apply_dwelling_import, forget_dwelling_import, preview_dwellings
from hervest.intake.dwelling_page_queries import dwelling_import_page
from hervest.intake.dwelling_rules import DWELLING_COLUMNS, DWELLING_FIELDS
from hervest.intake.models import Import
from hervest.intake.vocabulary import Kind
from intake.dossier_files import source_of
from intake.dwelling_files import HEADERS, home, homes
from people import ELSEWHERE, HERE

SHARED = {"Soort": "gedeeld", "Eenheden": 4}


def preview(world, *rows, key="joris", headers=HEADERS):
    return preview_dwellings(
        by=world.actor(key),
        now=world.now,
        municipality=HERE,
        file_name="woningen.xlsx",
        source=source_of(homes(*rows, headers=headers)),
    )


def apply(world, number, **choices):
    return apply_dwelling_import(by=world.actor("joris"), now=world.now, number=number, **choices)


def imported(world, *rows):
    return apply(world, preview(world, *rows))


def page(world, number):
    return dwelling_import_page(world.actor("joris"), number)


def findings(world, *rows):
    shown = page(world, preview(world, *rows))
    return [(one.dossier, one.code, one.row, one.column) for line in shown.refused for one in line.findings]


def save(world, code="W-1", **fields):
    n_units = fields.pop("n_units", None)
    save_dwelling(by=world.actor("joris"), now=world.now, municipality=HERE, code=code, fields=fields, n_units=n_units)


def test_fewer_units_are_refused_at_their_row_and_the_other_homes_go_on(world):
    imported(world, home(**SHARED), home(Woningcode="W-2", **SHARED))
    fewer = home(Soort="gedeeld", Eenheden=3)
    more = home(Woningcode="W-2", Soort="gedeeld", Eenheden=5)

    assert findings(world, more, fewer) == [("W-1", "fewer_units", 3, "Eenheden")]

    report = apply(world, preview(world, more, fewer), accept_rest=True)
    assert (list(report.changed), report.refused) == (["W-2"], ("W-1",))
    assert {row.code: row.units.count() for row in Dwelling.rows.all()} == {"W-1": 4, "W-2": 5}


def test_a_shared_home_with_rooms_does_not_become_self_contained_by_a_file(world):
    imported(world, home(**SHARED))

    assert findings(world, home(Eenheden=None)) == [("W-1", "fewer_units", 2, "Soort")]


def test_a_rent_that_ends_before_the_home_is_free_is_refused_at_its_row(world):
    late, early = date(2027, 5, 1), date(2027, 1, 31)

    assert findings(world, home(Huur_tot=late), home(Woningcode="W-2", Huur_tot=early)) == [
        ("W-2", "ends_before_start", 3, "Huur tot")
    ]


def test_the_end_in_the_file_is_held_against_the_start_in_the_register(world):
    imported(world, home())
    headers = ["Woningcode", "Huur tot"]
    wrong = preview(world, ["W-1", date(2027, 1, 31)], headers=headers)
    right = preview(world, ["W-1", date(2027, 2, 1)], headers=headers)

    assert [line.findings[0].code for line in page(world, wrong).refused] == ["ends_before_start"]
    assert page(world, right).refused == ()
    apply(world, right)
    assert Dwelling.rows.get().rented_until == date(2027, 2, 1)


def test_days_that_cannot_be_are_told_together_with_a_wrong_cell(world):
    early, late = date(2027, 1, 31), date(2027, 5, 1)
    end, rent = ("W-1", "ends_before_start", 2, "Huur tot"), ("W-1", "not_an_amount", 2, "Kale huur")

    assert set(findings(world, home(Huur_tot=early, Kale_huur="veel"))) == {rent, end}
    assert findings(world, home(Huur_tot=late, Kale_huur="veel")) == [rent]


def test_a_day_that_cannot_be_read_is_held_against_nothing(world):
    imported(world, home())
    unread = home(Beschikbaar_vanaf="ooit", Huur_tot=date(2027, 1, 31))

    assert findings(world, unread) == [("W-1", "not_a_date", 2, "Beschikbaar vanaf")]


def test_fewer_units_are_told_together_with_a_wrong_cell(world):
    imported(world, home(**SHARED))
    fewer = {"Soort": "gedeeld", "Eenheden": 3}

    assert {code for _, code, *_ in findings(world, home(**fewer, Kale_huur="veel"))} == {
        "not_an_amount",
        "fewer_units",
    }


def test_of_a_wrong_home_of_another_municipality_only_its_code_is_told(world):
    wrong = {"Kale_huur": "veel", "Huur_tot": date(2027, 1, 31)}
    shown = page(world, preview(world, home(Gemeentecode=ELSEWHERE, **wrong)))

    found = [(one.code, one.params) for line in shown.refused for one in line.findings]
    assert found == [("other_municipality", (("value", ELSEWHERE),))]  # as the file has it
    assert [code for _, code, *_ in findings(world, home(**wrong))] == ["not_an_amount", "ends_before_start"]


def test_in_a_csv_file_every_error_stands_in_the_file_itself(world):
    source = source_of(b"Woningcode;Kale huur;Beschikbaar vanaf;Huur tot\nW-1;veel;01-02-2027;31-01-2027\n", "w.csv")
    number = preview_dwellings(
        by=world.actor("joris"), now=world.now, municipality=HERE, file_name="w.csv", source=source
    )

    found = [(one.sheet, one.row, one.column) for line in page(world, number).refused for one in line.findings]
    assert found == [(None, 2, "Kale huur"), (None, 2, "Huur tot")]


def test_a_municipality_that_cannot_be_read_is_told_with_the_rest(world):
    unread = home(Gemeentecode="Molenveen", Kale_huur="veel")

    assert {code for _, code, *_ in findings(world, unread)} == {"not_a_municipality", "not_an_amount"}


def test_a_number_of_units_with_a_self_contained_home_is_told_and_not_taken_over(world):
    number = preview(world, home(Eenheden=3))

    assert [(one.code, one.row) for one in page(world, number).notes] == [("one_unit_only", 2)]
    apply(world, number)
    assert Dwelling.rows.get().units.count() == 1
    assert page(world, preview(world, home(Eenheden=3))).report.unchanged == ("W-1",)


def test_a_first_number_of_units_is_no_contradiction_of_anybody(world):
    imported(world, home(Soort="gedeeld", Eenheden=None))

    assert list(imported(world, home(**SHARED)).changed) == ["W-1"]
    assert Dwelling.rows.get().units.count() == 4


def test_the_file_is_not_given_its_way_where_the_register_would_refuse(world):
    imported(world, home(**SHARED))
    save(world, n_units=6)
    number = preview(world, home(Soort="gedeeld", Eenheden=5, Slaapkamers=4))

    with pytest.raises(RuleBroken, match="dwelling_overwrite_impossible"):
        apply(world, number, overwrite={"W-1": frozenset({"eenheden"})}, accept_rest=True)
    assert Dwelling.rows.get().bedrooms == 3
    apply(world, number)
    assert (Dwelling.rows.get().bedrooms, Dwelling.rows.get().units.count()) == (4, 6)


def test_every_text_fits_the_column_of_the_register_that_keeps_it():
    kept = {
        name: Dwelling._meta.get_field(name).max_length
        for column in DWELLING_COLUMNS
        if column.kind is Kind.TEXT and (name := DWELLING_FIELDS[column.key])
    }
    read = {DWELLING_FIELDS[column.key]: column.most or 200 for column in DWELLING_COLUMNS if column.kind is Kind.TEXT}

    assert len(kept) == 5
    assert all(read[name] <= longest for name, longest in kept.items())


@pytest.mark.parametrize(
    ("column", "most", "code"),
    [
        ("Woningcode", 30, "text_too_long"),
        ("Straat_en_nummer", 200, "text_too_long"),
        ("Plaats", 100, "text_too_long"),
        ("Verhuurder", 150, "text_too_long"),
    ],
)
def test_a_text_longer_than_the_register_keeps_is_a_finding_and_one_that_fits_is_kept(world, column, most, code):
    assert [found[1] for found in findings(world, home(**{column: "x" * (most + 1)}))] == [code]
    assert imported(world, home(**{column: "x" * most})).accepted


def test_no_home_has_more_units_than_the_register_takes(world):
    assert findings(world, home(Soort="gedeeld", Eenheden=MOST_UNITS + 1))[0][1] == "number_out_of_range"
    assert imported(world, home(Soort="gedeeld", Eenheden=MOST_UNITS)).accepted == ("W-1",)


def test_an_import_is_applied_once(world):
    number = preview(world, home())
    apply(world, number)

    with pytest.raises(Conflict, match="import_applied_before"):
        apply(world, number)
    with pytest.raises(Conflict, match="import_applied_before"):
        forget_dwelling_import(by=world.actor("joris"), now=world.now, number=number)
    assert Import.rows.count() == 1


def test_who_may_not_change_homes_previews_nothing(world):
    for key in ("sander", "hatice"):
        with pytest.raises(NotAllowed):
            preview(world, home(), key=key)
    assert Import.rows.count() == 0

    assert preview(world, home(), key="ruben")


def test_a_list_for_one_municipality_never_writes_in_another(world):
    number = preview(world, home(), home(Woningcode="W-2", Gemeentecode=ELSEWHERE))
    apply(world, number, accept_rest=True)

    assert [(row.municipality_id, row.code) for row in Dwelling.rows.all()] == [(HERE, "W-1")]


def test_who_lost_the_role_no_longer_sees_the_list(world):
    number = preview(world, home())
    before = world.actor("joris")
    assert dwelling_import_page(before, number)

    after = type(before)(person=before.person, name=before.name)
    with pytest.raises(NotFound):
        dwelling_import_page(after, number)
