"""Reading dwellings from a sheet or a CSV file."""

from datetime import date

import pytest

from hervest.core.vocabulary import Route
from hervest.housing.vocabulary import DwellingKind, SanitaryState
from hervest.intake.dwelling_rules import (
    DWELLING_LIST,
    DwellingsRead,
    dwelling_difference,
    merged_dwelling,
    read_dwellings,
)
from hervest.intake.reading import read_file
from hervest.intake.writing_xlsx import dwelling_template_workbook
from intake.dossier_files import READING, places, xlsx

HEADERS = [
    "Woningcode", "Gemeentecode", "Straat en nummer", "Postcode", "Soort", "Eenheden", "Routes", "Slaapkamers",
    "Oppervlakte", "Verdieping", "Lift", "Drempel cm", "Deurbreedte cm", "Sanitair", "Kale huur", "Beschikbaar vanaf",
]  # fmt: skip
HOME = [
    "W-01", "GM9001", "Wilgenlaan 4", "1234ab", "zelfstandig", 1, "hervestiging; statushouder", 3,
    "71,5", 0, "nee", 1.5, 85.9, "aanpasbaar", "712,40", date(2027, 2, 1),
]  # fmt: skip


def read_home(**cells: object) -> DwellingsRead:
    row = [cells.get(header.replace(" ", "_"), value) for header, value in zip(HEADERS, HOME, strict=True)]
    return read_dwellings(read_file("w.xlsx", xlsx({"Woningen": [HEADERS, row]})), READING)


def test_a_home_is_read_with_everything_that_is_known_of_it():
    found = read_home()
    (home,) = found.dwellings

    assert found.findings == ()
    assert (home.code, home.municipality, home.postcode, home.kind) == (
        "W-01",
        "GM9001",
        "1234 AB",
        DwellingKind.SELF_CONTAINED,
    )
    assert home.routes == (Route.RESETTLEMENT, Route.STATUS_HOLDER)
    assert (home.floor, home.has_lift, home.sanitary) == (0, False, SanitaryState.ADAPTABLE)
    assert (home.basic_rent_cents, home.available_from) == (71240, date(2027, 2, 1))
    assert (home.is_quiet, home.minutes_gp) == (None, None)


def test_lengths_round_to_the_safe_side():
    (home,) = read_home().dwellings

    assert (home.threshold_cm, home.door_width_cm, home.area_m2) == (2, 85, 71)


@pytest.mark.parametrize(
    ("written", "cents"),
    [("712,40", 71240), ("712.4", 71240), ("€ 1.023,05", 102305), (900.07, 90007), (650, 65000), ("0", 0)],
)
def test_rent_is_kept_in_cents(written, cents):
    assert read_home(Kale_huur=written).dwellings[0].basic_rent_cents == cents


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("Kale_huur", "duur", "not_an_amount"),
        ("Kale_huur", -5, "not_an_amount"),
        ("Soort", "flat", "unknown_word"),
        ("Routes", "hervestiging; asiel", "unknown_word"),
        ("Postcode", "0123 AB", "not_a_postcode"),
        ("Drempel_cm", "laag", "not_a_number"),
        ("Verdieping", 150, "number_out_of_range"),
        ("Lift", "misschien", "unknown_word"),
        ("Beschikbaar_vanaf", "30-02-2027", "not_a_date"),
        ("Woningcode", None, "missing_value"),
    ],
)
def test_a_wrong_cell_refuses_the_home_and_is_named(column, value, code):
    found = read_home(**{column: value})

    assert found.dwellings == ()
    assert places(found.findings) == [(code, "Woningen", 2, column.replace("_", " "))]
    assert found.refused == (("W-01",) if column != "Woningcode" else ())


def test_a_code_that_stands_twice_refuses_that_home_alone():
    rows = [HEADERS, HOME, HOME, ["W-02", *HOME[1:]]]
    found = read_dwellings(read_file("w.xlsx", xlsx({"Woningen": rows})), READING)

    assert [home.code for home in found.dwellings] == ["W-02"]
    assert places(found.findings) == [("duplicate_dwelling", "Woningen", 3, "Woningcode")]


def test_a_csv_file_holds_the_same():
    values = [value.strftime("%d-%m-%Y") if isinstance(value, date) else str(value) for value in HOME]
    lines = [",".join(HEADERS), ",".join(f'"{value}"' for value in values)]
    source = read_file("w.csv", "\r\n".join(lines).encode(), known_headers=DWELLING_LIST.headers)

    assert read_dwellings(source, READING).dwellings == read_home().dwellings


def test_a_file_without_the_sheet_is_refused():
    found = read_dwellings(read_file("w.xlsx", xlsx({"Huizen": [HEADERS, HOME]})), READING)

    assert [finding.code.value for finding in found.findings] == ["missing_sheet"]


def test_a_newer_file_changes_what_it_speaks_of_and_keeps_a_persons_word():
    old, newer = read_home(), read_home(Kale_huur="800", Slaapkamers=4, Sanitair=None)
    (stored,), (new,) = old.dwellings, newer.dwellings
    change = dwelling_difference(stored, new, said=newer.said, corrected=frozenset({"slaapkamers"}))
    after = merged_dwelling(stored, new, change)

    assert [one.path for one in change.written] == ["sanitair", "kale_huur"]
    assert change.kept == ("slaapkamers",)
    assert (after.bedrooms, after.basic_rent_cents, after.sanitary) == (3, 80000, None)
    assert dwelling_difference(after, new, said=newer.said, corrected=frozenset({"slaapkamers"})).written == ()


def test_the_empty_template_can_be_read_back():
    found = read_dwellings(read_file("w.xlsx", dwelling_template_workbook()), READING)

    assert (found.dwellings, [one.code.value for one in found.findings]) == ((), ["no_dwellings"])
