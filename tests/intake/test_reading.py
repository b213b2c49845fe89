"""Opening files: workbooks, CSV and JSON, good ones and those that are made to hurt."""

import io
import json
import zipfile
from dataclasses import replace

import pytest

from hervest.intake.reading import read_file
from hervest.intake.settings import intake_settings
from hervest.intake.vocabulary import Carrier, FindingCode
from hervest.intake.writing_xlsx import template_workbook
from intake.dossier_files import NUMBER, family, json_file, places, read, read_sheets, xlsx

LIMITS = intake_settings().reading
LARGEST_FILE = LIMITS.file_size
CSV_HEAD = "Dossiernummer;Route;Gemeentecode;Contacttaal;Persoon;Rol;Roepnaam;Geboortedatum;Behoeften;Wensen"
CSV_ROWS = (
    "PR-1;hervestiging;GM9001;ti;1;hoofd;Şîlan;01-01-1990;lift; rustige buurt;werk: Naaien; en koken; inrichting: Zelf",
    "PR-1;hervestiging;GM9001;ti;2;kind;Zoë;onbekend;zorg vanaf dag 1;",
)


def quoted(row: str) -> str:
    """A row with its two last fields in quotes, as they hold semicolons themselves."""
    cells = row.split(";")
    first = cells[:8]
    rest = ";".join(cells[8:])
    needs, _, wishes = rest.partition(";werk") if ";werk" in rest else rest.rpartition(";")
    return ";".join([*first, f'"{needs}"', f'"werk{wishes}"' if wishes else '""'])


CSV = "\r\n".join([CSV_HEAD, *map(quoted, CSV_ROWS), ""])


def codes(content: bytes, name: str = "a.xlsx") -> list[str]:
    return [finding.code.value for finding in read_file(name, content).findings]


def test_a_workbook_and_its_json_hold_the_same():
    (from_sheet,) = read_sheets(family()).dossiers
    (from_json,) = read(json_file(family()), "a.json").dossiers

    assert replace(from_sheet, said=frozenset()) == replace(from_json, said=frozenset())


def test_errors_in_json_name_section_and_key_and_no_row():
    found = read(json_file(family(Personen_F3="31-02-2019")), "a.json")

    assert places(found.errors) == [("not_a_birth_date", "personen", None, "geboortedatum")]


def test_a_cell_with_a_formula_is_refused_though_its_result_is_stored():
    content = xlsx(family(Personen_K2="=6*2"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet2.xml"
    assert b"<v></v>" in parts[sheet] or b"<v />" in parts[sheet] or b"<v/>" in parts[sheet]
    parts[sheet] = parts[sheet].replace(b"<v></v>", b"<v>12</v>").replace(b"<v />", b"<v>12</v>")
    parts[sheet] = parts[sheet].replace(b"<v/>", b"<v>12</v>")

    assert places(read(zipped(parts)).errors) == [("formula", "Personen", 2, "Jaren onderwijs")]
    assert read_sheets(family(Personen_K2=12)).errors == ()


def zipped(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def test_an_error_value_in_a_cell_is_refused():
    def arrange(workbook):
        workbook["Personen"]["K2"].value = "#N/A"
        workbook["Personen"]["K2"].data_type = "e"

    assert places(read(xlsx(family(), arrange=arrange)).errors) == [("cell_error", "Personen", 2, "Jaren onderwijs")]


def test_text_that_begins_like_a_formula_stays_text():
    def arrange(workbook):
        workbook["Personen"]["D2"].value = "=1+1"
        workbook["Personen"]["D2"].data_type = "s"

    (dossier,) = read(xlsx(family(), arrange=arrange)).dossiers
    assert dossier.members[0].first_name == "=1+1"


def test_hidden_sheets_rows_and_columns_are_read_and_named():
    def arrange(workbook):
        workbook["Wensen"].sheet_state = "hidden"
        workbook["Familie elders"].sheet_state = "veryHidden"
        workbook["Personen"].row_dimensions[3].hidden = True
        workbook["Personen"].row_dimensions[30].hidden = True
        workbook["Huishouden"].column_dimensions["L"].hidden = True

    found = read(xlsx(family(), arrange=arrange))

    assert places(found.warnings) == [
        ("hidden_column", "Huishouden", 1, "Bijzonderheden"),
        ("hidden_row", "Personen", 3, None),
        ("hidden_sheet", "Familie elders", None, None),
        ("hidden_sheet", "Wensen", None, None),
    ]
    assert len(found.dossiers[0].members) == 2


def test_rows_keep_the_number_that_the_spreadsheet_shows():
    sheets = family(Personen_F3="?")
    sheets["Personen"] = [[], *sheets["Personen"][:2], [], [], sheets["Personen"][2]]

    assert places(read_sheets(sheets).errors) == [("not_a_birth_date", "Personen", 6, "Geboortedatum")]


def test_two_far_corners_are_refused_before_a_grid_is_built():
    for place in (f"A{LIMITS.n_rows + 1}", "XFD1", f"GR{LIMITS.n_rows}"):
        content = xlsx(family(), arrange=lambda workbook, place=place: workbook["Wensen"].__setitem__(place, "x"))
        assert codes(content) == ["sheet_too_large"]
    assert LIMITS.n_columns < 16384


def workbook_parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(xlsx(family()))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", b'r="A2"', b'r="A21048576000"'),
        ("xl/worksheets/sheet1.xml", b'r="A2"', b'r="xfd2"'),
        ("xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="-2"'),
        ("xl/workbook.xml", b'name="Personen"', b'name="Huishouden"'),
        ("xl/_rels/workbook.xml.rels", b'Id="rId2"', b'Id="rId1"'),
        ("xl/_rels/workbook.xml.rels", b"/xl/worksheets/sheet2.xml", b"/xl/worksheets/../worksheets/sheet2.xml"),
    ],
)
def test_what_two_readers_could_take_differently_is_refused(part, old, new):
    parts = workbook_parts()
    assert old in parts[part]
    assert codes(zipped(parts)) == []

    parts[part] = parts[part].replace(old, new, 1)
    assert codes(zipped(parts)) == ["unreadable_file"]


def test_an_archive_that_unpacks_to_far_more_is_refused():
    with zipfile.ZipFile(io.BytesIO(xlsx(family()))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = zipped(parts | {"xl/media/image1.png": b"\0" * (61 * 1024 * 1024)})

    assert len(bomb) < LARGEST_FILE
    assert codes(bomb) == ["reading_too_large"]


def test_entities_in_a_workbook_are_refused():
    with zipfile.ZipFile(io.BytesIO(xlsx(family()))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + parts[name].split(b"?>")[-1]

    assert codes(zipped(parts)) == ["xml_entities"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"", "not_a_workbook"),
        ("a.xlsx", b"cut off at the front", "not_a_workbook"),
        ("a.xlsx", b"PK\x03\x04 and then nothing", "unreadable_file"),
        ("a.xlsx", zipped({"readme.txt": b"no workbook"}), "unreadable_file"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_workbook"),
        ("a.pdf", b"%PDF-1.7", "unknown_file_kind"),
        ("a.csv", b"", "nothing_in_file"),
        ("a.csv", b" ;; \r\n", "nothing_in_file"),
        ("a.csv", b'a;"b\r\nc', "csv_broken"),
        ("a.csv", "Dossiernummer;Route".encode("utf-16-le"), "utf16_without_mark"),
        ("a.csv", b"Dossiernummer;Route\r\nA;\x81", "encoding_unknown"),
        ("a.json", b"", "nothing_in_file"),
        ("a.json", b"{", "json_broken"),
        ("a.json", b"[" * 100_000, "json_too_deep"),
        ("a.json", b"[]", "json_shape"),
        ("a.json", b'{"dossiers": [1]}', "json_shape"),
        ("a.json", b'{"dossiers": []}', "nothing_in_file"),
        ("a.json", b'{"dossiers": [{"dossiernummer": "A", "personen": {}}]}', None),
        ("a.json", b'{"dossiers": [{"dossiernummer": "A", "personen": 3}]}', "json_shape"),
        ("a.json", b'{"dossiers": [{"dossiernummer": "A", "dossiernummer": "B"}]}', "json_key_twice"),
        ("a.json", b'{"dossiers": [{"dossiernummer": NaN}]}', "json_no_number"),
        ("a.json", b'{"dossiers": [{"dossiernummer": "\xe9"}]}', "encoding_unknown"),
        ("a.xlsx", b"x" * (LARGEST_FILE + 1), "file_too_large"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_finding(name, content, code):
    assert codes(content, name) == ([code] if code else [])


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        (
            "a.json",
            b'{"dossiers": [\n  {"dossiernummer": "A"}\n  {"dossiernummer": "B"}\n]}',
            {"line": "3", "column": "3"},
        ),
        ("a.csv", b'Dossiernummer;Route\r\nA;"hervestiging"x\r\n', {"line": "2"}),
        ("a.csv", b'Dossiernummer;Route\r\nA;"hervestiging\r\n' + b"B;hervestiging\r\n" * 50, {"line": "2"}),
        ("a.csv", b'"' + b"x" * 200_000, {"line": "1"}),
    ],
)
def test_a_file_of_the_wrong_form_says_in_which_line(name, content, place):
    (finding,) = read_file(name, content).findings

    assert dict(finding.params) == place


def test_any_damaged_workbook_is_a_finding_and_never_a_failure():
    content = xlsx(family())
    for place in range(0, len(content), 97):
        damaged = content[:place] + bytes([content[place] ^ 0x5A]) + content[place + 1 :]
        for finding in read_file("a.xlsx", damaged).findings:
            assert isinstance(finding.code, FindingCode)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_file_is_read_in_every_encoding_that_says_what_it_is(encoding):
    (dossier,) = read(CSV.encode(encoding), "a.csv").dossiers

    assert [member.first_name for member in dossier.members] == ["Şîlan", "Zoë"]


def test_a_csv_file_in_windows_letters_is_read():
    text = CSV.replace("Şîlan", "Silân")
    (dossier,) = read(text.encode("cp1252"), "a.csv").dossiers

    assert [member.first_name for member in dossier.members] == ["Silân", "Zoë"]


def test_the_separator_is_found_by_itself():
    head, *rows = (line for line in CSV.split("\r\n") if line)
    with_commas = [head.replace(";", ","), *(comma_row(row) for row in rows)]

    expected = read(CSV.encode(), "a.csv").dossiers
    assert read("\n".join(with_commas).encode(), "a.csv").dossiers == expected
    assert read(("sep=;\r\n" + CSV).encode(), "a.csv").dossiers == expected


def comma_row(row: str) -> str:
    before, quote, lists = row.partition('"')
    return before.replace(";", ",") + quote + lists.replace('";"', '","')


def test_needs_and_wishes_stand_in_lists_on_the_row_of_their_person():
    (dossier,) = read(CSV.encode(), "a.csv").dossiers

    assert {(need.member, need.kind.value) for need in dossier.needs} == {
        (1, "lift"),
        (None, "quiet_area"),
        (2, "care_from_day_one"),
    }
    assert [(wish.member, wish.topic.value, wish.text) for wish in dossier.wishes] == [
        (1, "work", "Naaien; en koken"),
        (None, "furnishing", "Zelf"),
    ]


def test_csv_says_what_it_has_no_place_for():
    found = read(CSV.encode(), "a.csv")

    assert [finding.code.value for finding in found.warnings] == ["no_place_in_csv", "head_or_household"]
    assert "familie_elders" not in found.dossiers[0].said


def test_rows_of_one_household_that_disagree_are_an_error():
    wrong = CSV.replace("PR-1;hervestiging;GM9001;ti;2", "PR-1;hervestiging;GM9002;ti;2")
    found = read(wrong.encode(), "a.csv")

    assert places(found.errors) == [("rows_disagree", None, 3, "Gemeentecode")]
    assert found.refused == (NUMBER,)


def test_a_wrong_word_in_a_list_names_its_column():
    found = read(CSV.replace("zorg vanaf dag 1", "astma").encode(), "a.csv")

    assert places(found.errors) == [("unknown_word", None, 3, "Behoeften")]


def test_a_json_dossier_speaks_only_of_the_keys_it_has():
    root = json.loads(json_file(family()))
    del root["dossiers"][0]["wensen"], root["dossiers"][0]["huishouden"]["contacttaal"]
    (dossier,) = read(json.dumps(root).encode(), "a.json").dossiers

    assert "wensen" not in dossier.said
    assert "huishouden.contacttaal" not in dossier.said
    assert {"behoeften", "huishouden.route"} <= dossier.said


def test_unknown_keys_in_json_are_reported():
    root = json.loads(json_file(family()))
    root["afzender"] = "x"
    root["dossiers"][0]["foto"] = "x"
    root["dossiers"][0]["personen"][0]["bsn"] = "x"
    found = read(json.dumps(root).encode(), "a.json")

    assert {finding.column for finding in found.warnings} == {"afzender", "foto", "bsn"}
    assert found.errors == ()


def test_the_empty_template_holds_every_sheet_and_can_be_read_back():
    source = read_file("sjabloon.xlsx", template_workbook())

    assert source.carrier is Carrier.XLSX
    assert [table.sheet for table in source.tables] == [
        "Huishouden",
        "Personen",
        "Behoeften",
        "Familie elders",
        "Wensen",
        "Uitleg",
    ]
    found = read(template_workbook())
    assert (found.dossiers, found.findings) == ((), ())
