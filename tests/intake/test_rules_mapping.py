"""Another layout: what is guessed by name and by likeness, and what is read when somebody said what is which."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.intake.dwelling_rules import DWELLING_COLUMNS, read_dwellings
from hervest.intake.layout import COLUMNS
from hervest.intake.mapping_rules import (
    columns_in,
    guessed,
    headings_of,
    mapped_headings,
    section_choices,
    sections_twice,
    twice_chosen,
)
from hervest.intake.rules import read_dossiers
from hervest.intake.settings import intake_settings
from hervest.intake.vocabulary import (
    Carrier,
    Cell,
    ColumnMap,
    ImportKind,
    Row,
    Section,
    SheetMap,
    SourceFile,
    Table,
)
from hervest.intake.words import column_names
from intake.dossier_files import NUMBER, READING, family, source_of, xlsx
from intake.dwelling_files import HEADERS, HOME, home
from intake.hostile_files import csv_of

ALIKE = intake_settings().alike
SHEETS = {
    "Huishouden": "Gezinnen",
    "Personen": "Gezinsleden",
    "Behoeften": "Needs",
    "Familie elders": "Familie",
    "Wensen": "Wishes",
}
HEADINGS = {
    "Dossiernummer": "Zaaknummer",
    "Koppelingsdatum": "Gekoppeld op",
    "Verwachte aankomst": "Datum aankomst",
    "Contacttaal": "Voertaal",
    "Persoon": "Volgnummer",
    "Roepnaam": "Voornaam",
    "Achternaam": "Familienaam",
    "Geboortedatum": "Geb. dat.",
    "Geslacht": "M/V/X",
    "Jaren onderwijs": "Jaren onderwys",
    "Beroepen": "Beroep",
}
WIDE = csv_of(
    ("Zaaknummer", "Instroom", "Volgnummer", "Rol in gezin", "Voornaam", "Geboren op"),
    (NUMBER, "hervestiging", "1", "hoofd", "Hala", "21-10-1988"),
    (NUMBER, "hervestiging", "2", "kind", "Adam", "onbekend"),
)


def elsewhere():
    """The family as another organisation writes it: other sheets, other headings, the same content."""
    sheets = family()
    for rows in sheets.values():
        rows[0] = [HEADINGS.get(header, header) for header in rows[0]]
    return {SHEETS[title]: rows for title, rows in sheets.items()}


def guess(source, kind=ImportKind.DOSSIERS, **sections):
    return guessed(source, kind, column_names(), alike=ALIKE, **sections)


def without_said(dossier):
    return replace(dossier, said=frozenset())


def test_a_workbook_of_another_layout_is_guessed_whole_and_reads_the_same():
    source, ours = source_of(xlsx(elsewhere())), source_of(xlsx(family()))
    assert read_dossiers(source, READING).dossiers == ()

    found = read_dossiers(source, READING, mapping=guess(source))

    assert found.errors == ()
    assert found.dossiers == read_dossiers(ours, READING).dossiers


def test_a_csv_file_of_another_layout_is_guessed_whole():
    source = source_of(WIDE, "a.csv")

    assert [one.section for one in guess(source).sheets] == [Section.WIDE]
    (dossier,) = read_dossiers(source, READING, mapping=guess(source)).dossiers
    assert [member.first_name for member in dossier.members] == ["Hala", "Adam"]


def test_one_sheet_with_everything_is_read_like_csv():
    rows = [line.split(";") for line in WIDE.decode().split("\r\n")]
    source = source_of(xlsx({"Blad1": rows}))

    found = read_dossiers(source, READING, mapping=guess(source))
    assert [one.section for one in guess(source).sheets] == [Section.WIDE]
    assert without_said(found.dossiers[0]) == without_said(
        read_dossiers(source_of(WIDE, "a.csv"), READING, mapping=guess(source_of(WIDE, "a.csv"))).dossiers[0]
    )


def test_one_sheet_with_everything_under_our_headings_needs_no_mapping():
    rows = [
        ["Dossiernummer", "Route", "Persoon", "Rol", "Geboortedatum"],
        [NUMBER, "hervestiging", 1, "hoofd", "onbekend"],
    ]
    found = read_dossiers(source_of(xlsx({"Blad1": rows})), READING)

    assert [dossier.number for dossier in found.dossiers] == [NUMBER]
    assert found.errors == ()


def test_homes_of_another_layout_are_guessed():
    names = {"Woningcode": "VHE-nummer", "Straat en nummer": "Adres", "Kale huur": "Huurprijs", "Plaats": "Woonplaats"}
    headers = [names.get(header, header) for header in HEADERS]
    source = source_of(xlsx({"Aanbod": [headers, HOME], "Toelichting": [["a"], ["b"]]}))
    columns = guess(source, ImportKind.DWELLINGS)

    assert [one.section for one in columns.sheets] == [Section.DWELLING, None]
    found = read_dwellings(source, READING, mapping=columns)
    ours = read_dwellings(source_of(xlsx({"Woningen": [HEADERS, home()]})), READING)
    assert found.dwellings == ours.dwellings


def test_what_a_person_says_a_sheet_is_goes_first():
    source = source_of(xlsx({"A": [["Zaaknummer", "Wens"]], "B": [["Zaaknummer", "Onderwerp", "Wens"]]}))

    said = guess(source, sections={0: Section.WISH, 1: None})
    assert [one.section for one in said.sheets] == [Section.WISH, None]
    assert said.sheets[0].columns == {"Zaaknummer": "dossiernummer", "Wens": "wens"}
    assert set(said.sheets[1].columns.values()) == {""}


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Roepnaam", "roepnaam"),
        ("ROEP NAAM", "roepnaam"),
        ("voornaam", "roepnaam"),
        ("Achternam", "achternaam"),
        ("Nationalitiet", "nationaliteit"),
        ("Schoenmaat", ""),
        ("Burgerservicenummer", ""),
        ("=1+1", ""),
        ("x" * 5_000, ""),
    ],
)
def test_a_heading_is_known_by_its_name_another_name_or_a_name_much_like_it(header, key):
    source = SourceFile(Carrier.XLSX, (Table("Personen", ("Dossiernummer", header), ()),))

    assert guess(source).sheets[0].columns[header] == key


def test_a_column_that_is_not_read_is_named():
    sheets = family()
    source = source_of(xlsx(sheets))
    said = ColumnMap((SheetMap("Personen", Section.PERSON, {"Beroepen": ""}),))
    found = read_dossiers(source, READING, mapping=said)

    assert [(one.code.value, one.column) for one in found.warnings] == [("unknown_column", "Beroepen")]
    assert found.dossiers[0].members[0].occupations == ()


def test_a_finding_names_the_column_as_the_file_names_it():
    sheets = elsewhere()
    sheets["Gezinsleden"][1][5] = "31-02-2019"
    source = source_of(xlsx(sheets))
    (error,) = read_dossiers(source, READING, mapping=guess(source)).errors

    assert (error.code.value, error.sheet, error.row, error.column) == (
        "not_a_birth_date",
        "Gezinsleden",
        2,
        "Geb. dat.",
    )


TEXTS = st.text(max_size=12) | st.sampled_from(
    [column.header for column in (*COLUMNS, *DWELLING_COLUMNS)] + list(HEADINGS.values()) + list(SHEETS.values())
)
TABLES = st.builds(
    lambda sheet, headers: Table(sheet, tuple(headers), (Row(2, tuple(Cell("x") for _ in headers)),), 1),
    TEXTS,
    st.lists(TEXTS, max_size=8),
)


@given(st.lists(TABLES, max_size=4, unique_by=lambda table: table.sheet), st.sampled_from(ImportKind))
def test_any_guess_can_be_read_and_says_nothing_twice(tables, kind):
    source = SourceFile(Carrier.XLSX, tuple(tables))
    columns = guess(source, kind)

    assert list(twice_chosen(columns)) == []
    assert list(sections_twice(columns)) == []
    for one in columns.sheets:
        known = {column.key for column in columns_in(one.section)} if one.section else set()
        assert one.section is None or one.section in section_choices(kind, Carrier.XLSX)
        assert set(one.columns.values()) <= known | {""}
    read_dossiers(source, READING, mapping=columns)
    assert guess(source, kind) == columns


@given(st.lists(TABLES, min_size=1, max_size=3, unique_by=lambda table: table.sheet.casefold()), st.randoms())
def test_files_are_known_by_their_headings_in_whatever_order(tables, random):
    source = SourceFile(Carrier.XLSX, tuple(tables))
    mixed = [replace(table, headers=tuple(random.sample(table.headers, len(table.headers)))) for table in tables]
    random.shuffle(mixed)

    assert headings_of(replace(source, tables=tuple(mixed))) == headings_of(source) == mapped_headings(guess(source))
    more = replace(tables[0], headers=(*tables[0].headers, "nog een kolom"))
    assert headings_of(replace(source, tables=(more, *tables[1:]))) != headings_of(source)


def test_what_is_said_twice_is_seen():
    one = SheetMap("a", Section.PERSON, {"x": "rol", "y": "rol", "z": ""})

    assert list(twice_chosen(ColumnMap((one,)))) == [("a", "Rol")]
    assert list(sections_twice(ColumnMap((one, replace(one, sheet="b"))))) == [Section.PERSON]


def test_every_other_name_stands_for_a_column_or_sheet_that_exists():
    keys = {
        (section.value, column.key)
        for section in Section
        if section is not Section.WIDE
        for column in columns_in(section)
    }
    sheets = {(section.value, "") for section in Section}

    assert set(column_names()) <= keys | sheets
