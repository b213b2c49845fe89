"""What a dossier file comes to: the family it holds, or every error at once."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hervest.core.vocabulary import Route
from hervest.households.vocabulary import (
    LanguageFacts,
    LanguageLevel,
    Literacy,
    MemberRole,
    NeedKind,
    RelativeKind,
    Sex,
    SponsorWish,
    StayKind,
    WishTopic,
)
from hervest.intake.cell_rules import CellRefused, value_of
from hervest.intake.layout import COLUMNS
from hervest.intake.reading import read_file
from hervest.intake.rules import MOST_DOSSIERS, read_dossiers, relation_kind
from hervest.intake.vocabulary import Carrier, Cell, ColumnMap, FindingCode, Row, Section, SheetMap, SourceFile, Table
from intake.dossier_files import FAMILY, NUMBER, READING, family, json_file, places, read, read_sheets, xlsx


def test_a_family_is_read_with_everything_in_it():
    (dossier,) = read_sheets(family()).dossiers
    household, (mother, child) = dossier.household, dossier.members

    assert dossier.number == NUMBER
    assert (household.route, household.municipality, household.stay) == (Route.RESETTLEMENT, "GM9001", StayKind.CITY)
    assert (household.allocated_on, household.arrival_on) == (date(2026, 11, 3), date(2027, 2, 16))
    assert (household.country_of_stay, household.contact_language, household.years_displaced) == ("LB", "ar", 12)
    assert (household.is_interpreter_needed, household.sponsor_wish) == (True, SponsorWish.LATER)
    assert (mother.role, mother.first_name, mother.sex, mother.nationality) == (
        MemberRole.HEAD,
        "Hala",
        Sex.FEMALE,
        "SY",
    )
    assert (mother.born_on, mother.due_on) == (date(1988, 10, 21), date(2027, 4, 1))
    assert mother.languages == (
        LanguageFacts("ar", LanguageLevel.NATIVE),
        LanguageFacts("en", LanguageLevel.BASIC),
    )
    assert (mother.literacy, mother.years_of_schooling, mother.occupations) == (
        Literacy.OTHER_SCRIPT,
        12,
        ("naaister", "kok"),
    )
    assert (child.first_name, child.born_on, child.occupations) == ("آدم", None, ())
    assert [(need.member, need.kind) for need in dossier.needs] == [(2, NeedKind.LIFT), (None, NeedKind.QUIET_AREA)]
    assert [(wish.member, wish.topic) for wish in dossier.wishes] == [(None, WishTopic.FURNISHING), (1, WishTopic.WORK)]
    (husband,) = dossier.relatives
    assert (husband.kind, husband.country, husband.is_reunification_wanted) == (RelativeKind.PARTNER, "IQ", True)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("Huishouden_B2", "uitgenodigd", "unknown_word"),
        ("Huishouden_B2", None, "missing_value"),
        ("Huishouden_C2", "0363", "not_a_municipality"),
        ("Huishouden_D2", "31-11-2026", "not_a_date"),
        ("Huishouden_D2", 46000, "not_a_date"),
        ("Huishouden_E2", "0001-01-01", "date_out_of_range"),
        ("Huishouden_F2", "Atlantis", "unknown_country"),
        ("Huishouden_H2", "acht jaar", "not_a_number"),
        ("Huishouden_H2", 8.5, "not_a_number"),
        ("Huishouden_H2", -1, "number_out_of_range"),
        ("Huishouden_I2", "Eritrees", "unknown_language"),
        ("Huishouden_J2", "soms", "unknown_word"),
        ("Huishouden_L2", "x" * 4001, "text_too_long"),
        ("Personen_B2", "een", "not_a_number"),
        ("Personen_B2", 0, "number_out_of_range"),
        ("Personen_D2", "x" * 201, "text_too_long"),
        ("Personen_F2", None, "missing_value"),
        ("Personen_F2", "29-02-2023", "not_a_birth_date"),
        ("Personen_F2", "23-11-2026", "date_in_future"),
        ("Personen_F2", "01-01-1899", "date_out_of_range"),
        ("Personen_H2", "Marsiaanse", "unknown_nationality"),
        ("Personen_I2", "ar:een beetje", "unknown_language_level"),
        ("Personen_I2", "Eritrees:basis", "unknown_language"),
        ("Personen_J2", "half", "unknown_word"),
        ("Behoeften_B2", 7, "unknown_person"),
        ("Behoeften_C2", "astma", "unknown_word"),
        ("Familie__elders_B2", None, "missing_value"),
        ("Wensen_D2", None, "missing_value"),
    ],
)
def test_a_wrong_cell_refuses_the_dossier_and_is_named_with_its_place(cell, value, code):
    found = read_sheets(family(**{cell: value}))
    sheet, _, reference = cell.rpartition("_")
    title = sheet.replace("__", " ")

    assert found.dossiers == ()
    assert found.refused == (NUMBER,)
    assert (code, title, 2, FAMILY[title][0][ord(reference[0]) - ord("A")]) in places(found.errors)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Huishouden_B2", "Status houder"),
        ("Huishouden_D2", "3-1-2026"),
        ("Huishouden_D2", "2026-01-03"),
        ("Huishouden_F2", "jordanie"),
        ("Huishouden_I2", "TIGRINYA"),
        ("Personen_B2", "1"),
        ("Personen_F2", "22-11-2026"),
        ("Personen_F2", "Onbekend"),
        ("Personen_F2", "29-02-2024"),
        ("Personen_H2", "syrisch"),
        ("Personen_H2", "staatloos"),
        ("Personen_I2", "Koerdisch (Sorani): redelijk"),
    ],
)
def test_a_cell_may_be_written_in_several_ways(cell, value):
    found = read_sheets(family(**{cell: value}))

    assert found.errors == ()
    assert len(found.dossiers) == 1


def column(key: str):
    return next(column for column in COLUMNS if column.key == key)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ar", "ar"), ("ara", "ar"), ("Arabisch", "ar"), ("kmr", "kmr"), ("Kurmanji", "kmr"), ("prs", "prs"),
        ("Dari", "prs"), ("ti", "ti"), ("tig", "tig"), ("Tigre", "tig"), ("Oekraïens", "uk"), ("haz", "haz"),
        ("Kinyarwanda", "rw"), ("Lingala", "ln"), ("Fur", "fvr"), ("fur", "fur"), ("Somali", "so"), ("xx", None),
    ],
)  # fmt: skip
def test_a_language_goes_by_its_code_or_its_dutch_name(written, code):
    if code is None:
        with pytest.raises(CellRefused):
            value_of(Cell(written), column("contacttaal"), READING)
    else:
        assert value_of(Cell(written), column("contacttaal"), READING) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Syrische", "SY"), ("Soedanees", "SD"), ("Zuid-Soedanese", "SS"), ("Congolese", "CD"), ("Eritrea", "ER"),
        ("IQ", "IQ"), ("AFG", "AF"), ("Oekraïense", "UA"), ("Staatloos", "stateless"), ("onbekend", None),
    ],
)  # fmt: skip
def test_a_nationality_goes_by_adjective_country_or_code(written, code):
    assert value_of(Cell(written), column("nationaliteit"), READING) == code


def test_every_error_is_told_at_once():
    sheets = family(Huishouden_I2="Eritrees", Personen_F3="31-02-2019", Personen_K2="acht jaar", Behoeften_C2="?")
    found = read_sheets(sheets)

    assert places(found.errors) == [
        ("unknown_language", "Huishouden", 2, "Contacttaal"),
        ("not_a_number", "Personen", 2, "Jaren onderwijs"),
        ("not_a_birth_date", "Personen", 3, "Geboortedatum"),
        ("unknown_word", "Behoeften", 2, "Behoefte"),
    ]


def test_an_error_says_what_stood_there_and_what_would_be_right():
    (error,) = read_sheets(family(Huishouden_B2="uitgenodigd")).errors

    assert dict(error.params) == {"value": "uitgenodigd", "expected": "hervestiging, statushouder, ontheemde"}


def test_a_dossier_has_exactly_one_head():
    none = read_sheets(family(Personen_C2="partner"))
    two = read_sheets(family(Personen_C3="hoofd"))

    assert places(none.errors) == [("no_head", "Personen", 2, "Rol")]
    assert dict(none.errors[0].params) == {"rows": "2, 3"}
    assert places(two.errors) == [("several_heads", "Personen", 3, "Rol")]


def test_a_role_that_cannot_be_read_is_not_also_a_missing_head():
    assert [error.code for error in read_sheets(family(Personen_C2="baas")).errors] == [FindingCode.UNKNOWN_WORD]


def test_a_person_number_stands_once():
    found = read_sheets(family(Personen_B3=1, Behoeften_B2=1))

    assert places(found.errors) == [("duplicate_person", "Personen", 3, "Persoon")]


def test_a_dossier_without_persons_is_refused():
    sheets = family()
    del sheets["Personen"][1:], sheets["Behoeften"], sheets["Wensen"]

    assert FindingCode.NO_PERSONS in {error.code for error in read_sheets(sheets).errors}


def second(sheets, number="PR-2"):
    """The same file with a second, good family in it."""
    for rows in sheets.values():
        rows += [[number, *row[1:]] for row in rows[1:]]
    return sheets


def test_the_other_dossiers_go_on():
    sheets = second(family())
    sheets["Huishouden"][1][1] = "?"
    found = read_sheets(sheets)

    assert [dossier.number for dossier in found.dossiers] == ["PR-2"]
    assert found.refused == (NUMBER,)


def test_a_number_that_stands_twice_refuses_that_dossier_alone():
    sheets = second(family())
    sheets["Huishouden"].append(sheets["Huishouden"][1])
    found = read_sheets(sheets)

    assert [dossier.number for dossier in found.dossiers] == ["PR-2"]
    assert places(found.errors) == [("duplicate_dossier", "Huishouden", 4, "Dossiernummer")]


def test_rows_of_a_dossier_that_has_no_household_are_named():
    sheets = family()
    sheets["Behoeften"].append(["PR-9", None, "lift", None])
    sheets["Wensen"].append([None, None, "werk", "Wil werken."])
    found = read_sheets(sheets)

    assert places(found.errors) == [
        ("unknown_dossier", "Behoeften", 4, "Dossiernummer"),
        ("missing_value", "Wensen", 4, "Dossiernummer"),
    ]
    assert [dossier.number for dossier in found.dossiers] == [NUMBER]


def test_headers_are_matched_on_text_and_never_on_position():
    sheets = family()
    shuffled = {
        title: [[cell if n else f"  {str(cell).upper()} " for cell in reversed(row)] for n, row in enumerate(rows)]
        for title, rows in sheets.items()
    }
    shuffled["huis-houden"] = shuffled.pop("Huishouden")

    assert read_sheets(shuffled).dossiers == read_sheets(sheets).dossiers


def test_an_unknown_column_or_sheet_is_reported_and_refuses_nothing():
    sheets = family() | {"Notities": [["iets"], ["anders"]]}
    sheets["Huishouden"][0].append("Kenmerk afzender")
    sheets["Huishouden"][1].append("BR-1")
    found = read_sheets(sheets)

    assert places(found.warnings) == [
        ("unknown_sheet", "Notities", None, None),
        ("unknown_column", "Huishouden", 1, "Kenmerk afzender"),
    ]
    assert len(found.dossiers) == 1


def test_another_layout_is_read_with_a_mapping():
    sheets = family()
    sheets["Personen"][0][5] = "Geb.dat."
    source = read_file("a.xlsx", xlsx(sheets))

    assert FindingCode.MISSING_COLUMN in {error.code for error in read_dossiers(source, READING).errors}
    assert (
        read_dossiers(
            source, READING, mapping=ColumnMap((SheetMap("Personen", Section.PERSON, {"geb.dat.": "geboortedatum"}),))
        ).errors
        == ()
    )


@pytest.mark.parametrize(
    ("sheet", "header"),
    [
        ("Huishouden", "Route"),
        ("Personen", "Persoon"),
        ("Personen", "Rol"),
        ("Personen", "Geboortedatum"),
        ("Behoeften", "Behoefte"),
        ("Familie elders", "Relatie"),
        ("Wensen", "Wens"),
    ],
)
def test_a_required_column_that_is_missing_is_said_once_and_refuses_all(sheet, header):
    sheets = second(family())
    place = sheets[sheet][0].index(header)
    for row in sheets[sheet]:
        del row[place]
    found = read_sheets(sheets)

    assert places(found.errors) == [("missing_column", sheet, 1, header)]
    assert (found.dossiers, found.refused) == ((), ("PR-1", "PR-2"))


def test_a_column_that_stands_twice_refuses_all():
    sheets = family()
    sheets["Personen"][0][12] = "Roepnaam"
    found = read_sheets(sheets)

    assert places(found.errors) == [("duplicate_column", "Personen", 1, "Roepnaam")]
    assert found.dossiers == ()


def test_a_missing_sheet_says_nothing_unless_it_is_needed():
    sheets = family()
    del sheets["Wensen"]
    (dossier,) = read_sheets(sheets).dossiers
    assert "wensen" not in dossier.said
    assert "behoeften" in dossier.said

    del sheets["Personen"]
    assert FindingCode.MISSING_SHEET in {error.code for error in read_sheets(sheets).errors}


def test_a_need_that_stands_twice_counts_once_and_is_told():
    sheets = family()
    sheets["Behoeften"].insert(1, [NUMBER, 2, "Lift", None])
    found = read_sheets(sheets)

    first = found.dossiers[0].needs[0]
    assert (first.kind, first.explanation) == (
        NeedKind.LIFT,
        "Traplopen gaat niet.",
    )
    assert places(found.warnings) == [("duplicate_need", "Behoeften", 3, "Behoefte")]


def test_more_than_two_thousand_dossiers_are_refused():
    def source(n: int) -> SourceFile:
        rows = tuple(Row(i, (Cell(f"N{i}"), Cell("hervestiging"))) for i in range(n))
        people = tuple(Row(i, (Cell(f"N{i}"), Cell(1), Cell("hoofd"), Cell("onbekend"))) for i in range(n))
        headers = ("Dossiernummer", "Persoon", "Rol", "Geboortedatum")
        tables = (Table("Huishouden", ("Dossiernummer", "Route"), rows), Table("Personen", headers, people))
        return SourceFile(Carrier.XLSX, tables)

    assert len(read_dossiers(source(MOST_DOSSIERS), READING).dossiers) == MOST_DOSSIERS
    refused = read_dossiers(source(MOST_DOSSIERS + 1), READING)
    assert refused.dossiers == ()
    assert [error.code for error in refused.errors] == [FindingCode.TOO_MANY_DOSSIERS]


@pytest.mark.parametrize("text", ["=1+1", "+31612345678", "-", "@hala", "'hala", "<b>"])
def test_text_that_looks_like_a_formula_is_kept_as_text(text):
    assert value_of(Cell(text), column("roepnaam"), READING) == text


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800", "\x1b[31m"])
def test_text_that_no_database_can_hold_is_refused(text):
    with pytest.raises(CellRefused) as refused:
        value_of(Cell(text), column("roepnaam"), READING)

    assert refused.value.code is FindingCode.UNREADABLE_TEXT


@pytest.mark.parametrize(
    ("relation", "kind"),
    [
        ("echtgenote van persoon 1", RelativeKind.PARTNER),
        ("Zoon van persoon 1 en 2", RelativeKind.CHILD),
        ("grootmoeder (moeder van persoon 2)", RelativeKind.OTHER),
        ("", RelativeKind.OTHER),
    ],
)
def test_a_relation_is_known_by_its_first_word(relation, kind):
    assert relation_kind(relation) is kind


CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(-10, 10**7),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.dates(),
    st.sampled_from(["ja", "hoofd", "onbekend", "ar:moedertaal", "SY", "lift", "1", "01-01-2020"]),
)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(CELLS, st.sampled_from(COLUMNS))
def test_whatever_stands_in_a_cell_is_a_value_or_a_refusal(value, where):
    codes = []
    try:
        value_of(Cell(value), where, READING)
    except CellRefused as refused:
        codes.append(refused.code)

    assert all(isinstance(code, FindingCode) for code in codes)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=14, max_size=14), max_size=4))
def test_no_content_makes_the_reader_fail_and_good_and_refused_stay_apart(rows):
    headers = tuple(FAMILY["Personen"][0])
    people = tuple(Row(n, (Cell(NUMBER), *(Cell(value) for value in row[1:]))) for n, row in enumerate(rows, start=2))
    household = Table("Huishouden", ("Dossiernummer", "Route"), (Row(2, (Cell(NUMBER), Cell("hervestiging"))),))
    found = read_dossiers(SourceFile(Carrier.XLSX, (household, Table("Personen", headers, people))), READING)

    assert bool(found.errors) is bool(found.refused)
    assert not {dossier.number for dossier in found.dossiers} & set(found.refused)
    ordered = [finding.row or 0 for finding in found.findings if finding.sheet == "Personen"]
    assert all(one <= other for one, other in pairwise(ordered))


def test_in_json_no_error_speaks_of_rows_or_columns():
    wrong = {"Personen_B3": 1, "Personen_C3": "hoofd", "Behoeften_B2": 1}
    twice = read(json_file(family(**wrong)), "gezin.json")
    headless = read(json_file(family(Personen_C2="kind")), "gezin.json")
    ageless = family()
    ageless["Personen"] = [[*row[:5], *row[6:]] for row in ageless["Personen"]]

    assert {error.code for error in twice.errors} == {"several_heads_in_dossier", "person_twice_in_dossier"}
    assert [error.code for error in headless.errors] == ["no_head_in_dossier"]
    missing = read(json_file(ageless), "gezin.json").errors
    assert [(error.code, error.column) for error in missing] == [("missing_key", "geboortedatum")]
    in_a_sheet = {error.code for error in read_sheets(family(**wrong)).errors}
    assert in_a_sheet == {"several_heads", "duplicate_person"}
    assert [error.code for error in read_sheets(ageless).errors] == ["missing_column"]
