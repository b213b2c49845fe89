"""Files that were made to hurt or to deceive: each kind gets its own clear word and its place, in both languages."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils import translation
from openpyxl.comments import Comment

from hervest.intake.dwelling_rules import read_dwellings
from hervest.intake.reading import read_file
from hervest.intake.settings import intake_settings
from hervest.intake.table_rules import MOST_FINDINGS
from hervest.intake.templatetags.intake import message, remedy
from hervest.intake.vocabulary import DossiersRead
from intake.dossier_files import NUMBER, READING, family, json_file, read, source_of, xlsx
from intake.dwelling_files import home, homes
from intake.hostile_files import (
    MEGABYTE,
    SHEET,
    STRINGS,
    WORKBOOK,
    added,
    changed,
    csv_of,
    entities,
    good_parts,
    long_sheet,
    lying,
    many_parts,
    old_file,
    quadratic,
    wide_sheet,
    without_declaration,
    zipped,
)

LIMITS = intake_settings().reading
PERSONS = "xl/worksheets/sheet2.xml"
GOOD_CSV = (
    ("Dossiernummer", "Route", "Persoon", "Rol", "Roepnaam", "Geboortedatum"),
    (NUMBER, "hervestiging", "1", "hoofd", "Hala", "21-10-1988"),
)


@dataclass(frozen=True)
class Hostile:
    """A file, and what is said of it: code, sheet, row and column of the first finding of that code."""

    name: str
    content: bytes
    code: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    @property
    def said(self):
        return (self.code, self.sheet, self.row, self.column)


def book(**cells):
    return xlsx(family(**cells))


def arranged(arrange: Callable):
    return xlsx(family(), arrange=arrange)


def csv_with(letters: str, encoding: str = "utf-8"):
    return csv_of(*GOOD_CSV).decode().replace("Hala", letters).encode(encoding)


def json_with(**person):
    root = json.loads(json_file(family()))
    root["dossiers"][0]["personen"][0] |= person
    return json.dumps(root).encode()


def hidden(sheet, row=None, column=None):
    def arrange(workbook):
        if row:
            workbook[sheet].row_dimensions[row].hidden = True
        elif column:
            workbook[sheet].column_dimensions[column].hidden = True
        else:
            workbook[sheet].sheet_state = "veryHidden"

    return arranged(arrange)


def replaced(part, old, new):
    def change(xml):
        assert old in xml, old
        return xml.replace(old, new, 1)

    return changed(part, change)


def with_formula(xml):
    """Cell K2 of the persons, a number, becomes a formula with a stored result."""
    before, _, after = xml.partition(b'<c r="K2"')
    inside, _, rest = after.partition(b"</c>")
    assert b"<v>" in inside
    return before + b'<c r="K2" t="n"><f>WEBSERVICE("http://example.org")</f><v>12</v></c>' + rest


def array_formula(xml):
    """One formula in K2 that fills K2:K3: in K3 only its result stands."""
    return with_formula(xml).replace(b"<f>", b'<f t="array" ref="K2:K3">', 1)


def moved_cell(xml):
    """The name of the first person stands in row 2, and says that it is cell D3."""
    assert b'<c r="D2"' in xml
    return xml.replace(b'<c r="D2"', b'<c r="D3"', 1)


def twice(piece):
    """A row or a cell, said once more."""

    def change(xml):
        start = xml.index(piece)
        end = xml.index(b"</row>" if piece.startswith(b"<row") else b"</c>", start)
        end += len(b"</row>") if piece.startswith(b"<row") else len(b"</c>")
        return xml[:end] + xml[start:end] + xml[end:]

    return change


def two_sheets(first, second, rows=(("a",), ("b",))):
    return xlsx({(first if name == "Personen" else name): sheet for name, sheet in family().items()} | {second: rows})


def noted(workbook):
    workbook["Personen"]["D2"].comment = Comment("Heet eigenlijk anders.", "afzender")


def spread(workbook):
    """D2:E2 is one cell to who looks, and what stood in E2 is still there."""
    workbook["Personen"].merged_cells.add("D2:E2")


def merged_over_and_over(xml):
    """Areas that each reach over every row, more of them than a sheet may have rows."""
    areas = b"".join(b'<mergeCell ref="A1:B%d"/>' % LIMITS.n_rows for _ in range(LIMITS.n_rows + 1))
    return xml.replace(b"</sheetData>", b"</sheetData><mergeCells>" + areas + b"</mergeCells>", 1)


REFUSED = {
    "cells merged over and over": Hostile("a.xlsx", changed(PERSONS, merged_over_and_over), "reading_too_large"),
    # what can be read in two ways
    "a cell in another row than its own": Hostile(
        "a.xlsx", changed(PERSONS, moved_cell), "places_disagree", "Personen"
    ),
    "a row twice": Hostile("a.xlsx", changed(PERSONS, twice(b'<row r="2"')), "places_disagree", "Personen"),
    "a cell twice": Hostile("a.xlsx", changed(PERSONS, twice(b'<c r="D2"')), "places_disagree", "Personen"),
    "two sheets of one name": Hostile("a.xlsx", two_sheets("Personen", "PERSONEN "), "duplicate_sheet", "PERSONEN "),
    "two sheets that we call alike": Hostile(
        "a.xlsx", two_sheets("Personen", "Personen!"), "duplicate_sheet", "Personen!"
    ),
    "a part that leads out of the archive": Hostile("a.xlsx", added("../../../tmp/x", b"x"), "unreadable_file"),
    "a part that leads to the root": Hostile("a.xlsx", added("/etc/x", b"x"), "unreadable_file"),
    "a line within a number of a dossier": Hostile(
        "a.xlsx", book(Huishouden_A2="PR-\n1"), "not_a_key", "Huishouden", 2, "Dossiernummer"
    ),
    "a letter that only looks like ours": Hostile(
        "a.csv", csv_of(*GOOD_CSV).replace(b"PR-", "\u0420R-".encode()), "not_a_key", None, 2, "Dossiernummer"
    ),
    "a wide letter": Hostile(
        "a.json", json_file(family()).replace(b"PR-", b"\\uff30R-"), "not_a_key", "personen", None, "dossiernummer"
    ),
    # archives
    "a part that unpacks to far more": Hostile(
        "a.xlsx", added("xl/media/a.png", b"\0" * 51 * MEGABYTE), "reading_too_large"
    ),
    "a hundred times as large": Hostile("a.xlsx", added("xl/media/a.png", b"\0" * 4 * MEGABYTE), "reading_too_large"),
    "very many parts": Hostile("a.xlsx", many_parts(LIMITS.n_parts), "too_many_parts"),
    "a size that lies, of a sheet": Hostile("a.xlsx", lying(SHEET, b" " * MEGABYTE, stated=100), "sizes_lie"),
    "a size that lies, of the texts": Hostile("a.xlsx", lying(STRINGS, b" " * MEGABYTE, stated=100), "sizes_lie"),
    "an archive in an archive": Hostile("a.xlsx", zipped({"inner.xlsx": zipped(good_parts())}), "unreadable_file"),
    "cut off": Hostile("a.xlsx", zipped(good_parts())[:-200], "unreadable_file"),
    # XML
    "a billion laughs in a sheet": Hostile(
        "a.xlsx", changed(SHEET, lambda xml: entities() + without_declaration(xml)), "xml_entities"
    ),
    "a billion laughs in the texts": Hostile(
        "a.xlsx", added(STRINGS, entities() + b"<sst><si><t>&a9;</t></si></sst>"), "xml_entities"
    ),
    "a long name used often": Hostile(
        "a.xlsx", changed(WORKBOOK, lambda xml: quadratic() + without_declaration(xml)), "xml_entities"
    ),
    "sixteen thousand columns": Hostile("a.xlsx", wide_sheet(16_384), "sheet_too_large", "Huishouden"),
    "a million rows": Hostile("a.xlsx", long_sheet(1_000_000), "sheet_too_large", "Huishouden"),
    # what is in the cells
    "a formula": Hostile("a.xlsx", changed(PERSONS, with_formula), "formula", "Personen", 2, "Jaren onderwijs"),
    "the result of a formula elsewhere": Hostile(
        "a.xlsx", changed(PERSONS, array_formula), "formula", "Personen", 3, "Jaren onderwijs"
    ),
    "an error value": Hostile(
        "a.xlsx",
        arranged(lambda workbook: setattr(workbook["Personen"]["K2"], "value", "#REF!")),
        "cell_error",
        "Personen",
        2,
        "Jaren onderwijs",
    ),
    "a number for a word": Hostile("a.xlsx", book(Huishouden_B2=7), "unknown_word", "Huishouden", 2, "Route"),
    "a truth for a number": Hostile("a.xlsx", book(Personen_K2=True), "not_a_number", "Personen", 2, "Jaren onderwijs"),
    "a truth for a date": Hostile("a.xlsx", book(Personen_F2=True), "not_a_birth_date", "Personen", 2, "Geboortedatum"),
    "a date in words": Hostile(
        "a.xlsx", book(Personen_F2="21 okt 88"), "not_a_birth_date", "Personen", 2, "Geboortedatum"
    ),
    "a number for a date": Hostile(
        "a.xlsx", book(Personen_F2=32437), "not_a_birth_date", "Personen", 2, "Geboortedatum"
    ),
    "a number that is none": Hostile(
        "a.xlsx", book(Personen_K2="1e3"), "not_a_number", "Personen", 2, "Jaren onderwijs"
    ),
    "no end to the text": Hostile("a.xlsx", book(Personen_D2="x" * 201), "text_too_long", "Personen", 2, "Roepnaam"),
    # other kinds of file
    "behind a password": Hostile("a.xlsx", old_file("Root Entry", "EncryptedPackage"), "protected_file"),
    "an old workbook": Hostile("a.xls", old_file("Root Entry", "Workbook"), "old_workbook"),
    "CSV by the name of a workbook": Hostile("a.xlsx", csv_of(*GOOD_CSV), "not_a_workbook"),
    "a picture": Hostile("a.png", b"\x89PNG\r\n\x1a\n", "unknown_file_kind"),
    # letters
    "UTF-16 without its mark": Hostile("a.csv", csv_with("Hala", "utf-16-le"), "utf16_without_mark"),
    "half of UTF-16": Hostile("a.csv", csv_with("Hala", "utf-16")[:-1], "encoding_unknown"),
    "bytes that are no letters": Hostile("a.csv", csv_of(*GOOD_CSV) + b"\r\n\x81\x8d", "encoding_unknown"),
    "a zero byte": Hostile("a.csv", csv_with("Ha\0la"), "unreadable_text", None, 2, "Roepnaam"),
    "a control character": Hostile("a.csv", csv_with("Ha\x1bla"), "unreadable_text", None, 2, "Roepnaam"),
    "a control character in JSON": Hostile(
        "a.json", json_with(roepnaam="Ha\x00la"), "unreadable_text", "personen", None, "roepnaam"
    ),
    "half a character in JSON": Hostile(
        "a.json", json_with(roepnaam="Ha\ud800la"), "unreadable_text", "personen", None, "roepnaam"
    ),
    "a control character in a word": Hostile(
        "a.json", json_with(rol="hoofd\x00"), "unreadable_text", "personen", None, "rol"
    ),
    "no text at all": Hostile("a.csv", bytes(range(4)) * 64 + b"\0" * 256, "encoding_unknown"),
    # CSV
    "JSON by the name of a list": Hostile("a.csv", json_file(family()), "json_named_otherwise"),
    "a list of JSON by the name of a list": Hostile("a.txt", b"\xef\xbb\xbf [ {}]", "json_named_otherwise"),
    "a quotation mark without end": Hostile("a.csv", csv_of(*GOOD_CSV) + b'\r\nA;"' + b"x" * 9, "csv_broken"),
    "very many columns": Hostile("a.csv", b";" * 100_000, "sheet_too_large"),
    "very many rows": Hostile("a.csv", b"a\r\n" * (LIMITS.n_rows + 1), "sheet_too_large"),
    # JSON
    "deep lists": Hostile("a.json", b'{"dossiers": ' + b"[" * 100_000, "json_too_deep"),
    "deep groups": Hostile("a.json", b'{"dossiers":' * 100_000, "json_too_deep"),
    "a key twice": Hostile("a.json", b'{"dossiers": [], "dossiers": []}', "json_key_twice"),
    "a key twice after very many": Hostile(
        "a.json", b"{" + b",".join(b'"%d":1' % n for n in range(150)) + b',"7":1}', "json_key_twice"
    ),
    "very many keys": Hostile(
        "a.json", b'{"dossiers":[],' + b",".join(b'"%d":1' % n for n in range(300_000)) + b"}", "sheet_too_large"
    ),
    "very many dossiers of nothing": Hostile(
        "a.json", b'{"dossiers":[' + b"{}," * 60_000 + b"{}]}", "sheet_too_large", "huishouden"
    ),
    "a key for each of many rows": Hostile(
        "a.json",
        b'{"dossiers":[{"personen":[' + b",".join(b'{"k%d":1}' % n for n in range(5_000)) + b"]}]}",
        "sheet_too_large",
        "personen",
    ),
    "no number": Hostile("a.json", b'{"dossiers": [{"dossiernummer": NaN}]}', "json_no_number"),
    "no end": Hostile("a.json", b'{"dossiers": [{"dossiernummer": -Infinity}]}', "json_no_number"),
    "a number too large to be one": Hostile("a.json", b'{"dossiers": [{"dossiernummer": 1e999}]}', "json_no_number"),
    "a number of five thousand digits": Hostile(
        "a.json", b'{"dossiers": [{"dossiernummer": ' + b"9" * 5_000 + b"}]}", "json_no_number"
    ),
    "a list for a root": Hostile("a.json", b"[1]", "json_shape"),
    "a text for a root": Hostile("a.json", b'"dossiers"', "json_shape"),
    "a list for a text": Hostile("a.json", json_with(roepnaam=["Hala"]), "not_text", "personen", None, "roepnaam"),
    "a truth for a word": Hostile("a.json", json_with(rol=True), "unknown_word", "personen", None, "rol"),
}

WARNED = {
    "macros": Hostile("a.xlsm", added("xl/vbaProject.bin", OLD := b"\xd0\xcf"), "macros"),
    "an old kind of macros": Hostile("a.xlsx", added("xl/macrosheets/sheet1.xml", b"<a/>"), "macros"),
    "links to other files": Hostile("a.xlsx", added("xl/externalLinks/externalLink1.xml", b"<a/>"), "external_links"),
    "a file within": Hostile("a.xlsx", added("xl/embeddings/oleObject1.bin", OLD), "embedded_files"),
    "an archive within": Hostile("a.xlsx", added("xl/embeddings/b.xlsx", zipped(good_parts())), "embedded_files"),
    "notes at cells": Hostile("a.xlsx", arranged(noted), "notes"),
    "a cell under another": Hostile("a.xlsx", arranged(spread), "merged_cells", "Personen", 2, "Achternaam"),
    "tags that nobody sees": Hostile(
        "a.xlsx", book(Personen_D2="Hala\U000e0041\U000e007f"), "invisible_characters", "Personen", 2, "Roepnaam"
    ),
    "a letter that is blank": Hostile(
        "a.xlsx", book(Personen_D2="Hala\u3164"), "invisible_characters", "Personen", 2, "Roepnaam"
    ),
    "a workbook by another name": Hostile("a.csv", book(), "named_otherwise"),
    "a hidden sheet": Hostile("a.xlsx", hidden("Wensen"), "hidden_sheet", "Wensen"),
    "a hidden row": Hostile("a.xlsx", hidden("Personen", row=3), "hidden_row", "Personen", 3),
    "a hidden row of headers": Hostile("a.xlsx", hidden("Personen", row=1), "hidden_row", "Personen", 1),
    "a row without height": Hostile(
        "a.xlsx", replaced(PERSONS, b'<row r="3"', b'<row ht="0" customHeight="1" r="3"'), "hidden_row", "Personen", 3
    ),
    "rows that are hidden unless they say otherwise": Hostile(
        "a.xlsx", replaced(PERSONS, b"<sheetFormatPr ", b'<sheetFormatPr zeroHeight="1" '), "hidden_row", "Personen", 1
    ),
    "a hidden column": Hostile(
        "a.xlsx", hidden("Huishouden", column="L"), "hidden_column", "Huishouden", 1, "Bijzonderheden"
    ),
    "a column without width": Hostile(
        "a.xlsx",
        replaced(SHEET, b"<sheetData>", b'<cols><col min="12" max="12" width="0" customWidth="1"/></cols><sheetData>'),
        "hidden_column",
        "Huishouden",
        1,
        "Bijzonderheden",
    ),
    "letters that turn round": Hostile("a.csv", csv_with("Ha\u202ela"), "direction_characters", None, 2, "Roepnaam"),
    "letters in an envelope that turns": Hostile(
        "a.xlsx", book(Personen_D2="\u2067آدم\u2069"), "direction_characters", "Personen", 2, "Roepnaam"
    ),
    "letters of no width": Hostile(
        "a.xlsx", book(Personen_D3="A\u200bdam"), "invisible_characters", "Personen", 3, "Roepnaam"
    ),
    "a joiner in a number of a dossier": Hostile(
        "a.csv",
        csv_of(*GOOD_CSV).replace(b"PR-1", "PR\u200d-1".encode()),
        "invisible_characters",
        None,
        2,
        "Dossiernummer",
    ),
    "a column nobody knows": Hostile(
        "a.csv", csv_of((*GOOD_CSV[0], "=1+1"), (*GOOD_CSV[1], "x")), "unknown_column", None, 1, "=1+1"
    ),
    "a sheet nobody knows": Hostile(
        "a.xlsx", xlsx(family() | {"Notities": [["a"], ["b"]]}), "unknown_sheet", "Notities"
    ),
}

READ = {
    "a workbook in order": Hostile("a.xlsx", book(), ""),
    "with its mark": Hostile("a.csv", csv_with("Zoë", "utf-8-sig"), ""),
    "in UTF-16": Hostile("a.csv", csv_with("Zoë", "utf-16"), ""),
    "in UTF-32": Hostile("a.csv", csv_with("Zoë", "utf-32"), ""),
    "a number with an accent": Hostile("a.csv", csv_of(*GOOD_CSV).replace(b"PR-1", "ÉR-1".encode()), "", "ÉR-1"),
    "a bracket in a heading": Hostile(
        "a.csv", b"[x];" + csv_of(GOOD_CSV[0]) + b"\r\n;" + csv_of(GOOD_CSV[1]), "", None
    ),
    "in Windows letters": Hostile("a.csv", csv_with("Zoë", "cp1252"), ""),
    "joined letters of a script": Hostile("a.xlsx", book(Personen_D2="می\u200cخواهم"), ""),
    "text that looks like a formula": Hostile("a.csv", csv_with("=1+1"), ""),
    "a date in text": Hostile("a.xlsx", book(Personen_F2="21-10-1988"), ""),
    "a number for a text": Hostile("a.xlsx", book(Personen_D2=7), ""),
}


def found_in(hostile) -> DossiersRead:
    return read(hostile.content, hostile.name)


def said_of(findings):
    return [(one.code.value, one.sheet, one.row, one.column) for one in findings]


def in_words(finding):
    """What a person reads of it, in both languages."""
    for language in ("nl", "en"):
        with translation.override(language):
            yield message(finding)
            if finding.is_error:
                yield remedy(finding)


@pytest.mark.parametrize("kind", REFUSED)
def test_it_is_refused_with_a_clear_word_and_its_place(kind):
    hostile = REFUSED[kind]
    found = found_in(hostile)

    assert len(hostile.content) <= LIMITS.file_size
    assert hostile.said in said_of(found.errors)
    assert found.dossiers == ()
    for finding in found.errors:
        assert all(finding.code.value != words and len(words) > 10 for words in in_words(finding))


@pytest.mark.parametrize("kind", WARNED)
def test_it_is_read_and_named(kind):
    hostile = WARNED[kind]
    found = found_in(hostile)

    assert hostile.said in said_of(found.warnings)
    assert [dossier.number for dossier in found.dossiers] == [NUMBER]
    assert [words for finding in found.warnings for words in in_words(finding) if finding.code.value == words] == []


@pytest.mark.parametrize("kind", READ)
def test_what_only_looks_odd_is_read(kind):
    found = found_in(READ[kind])

    assert [dossier.number for dossier in found.dossiers] == [READ[kind].sheet or NUMBER]
    assert {one.code.value for one in found.warnings} <= {"no_place_in_csv", "head_or_household", "unknown_column"}


def test_what_a_hidden_place_holds_is_read_as_well_as_named():
    (member,) = (one for one in found_in(WARNED["a hidden row"]).dossiers[0].members if one.no == 2)

    assert member.first_name == "آدم"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("letters that turn round", "Hala"),
        ("letters in an envelope that turns", "آدم"),
    ],
)
def test_letters_that_turn_the_direction_are_left_out(kind, name):
    assert found_in(WARNED[kind]).dossiers[0].members[0].first_name == name


@pytest.mark.parametrize("kind", ["tags that nobody sees", "a letter that is blank"])
def test_what_nobody_sees_is_not_kept(kind):
    assert found_in(WARNED[kind]).dossiers[0].members[0].first_name == "Hala"


def test_a_cell_under_another_is_read_as_well_as_named():
    assert found_in(WARNED["a cell under another"]).dossiers[0].members[0].last_name == "Darwish"


def test_an_odd_character_in_a_number_is_pointed_at():
    (finding, *_) = (one for one in found_in(REFUSED["a letter that only looks like ours"]).errors)

    assert dict(finding.params)["n"] == 1


def test_the_lists_refuse_two_sheets_of_one_name_too():
    sheets = {"Woningen": [["Woningcode"], ["W-1"]], "WONINGEN ": [["Woningcode"], ["W-2"]]}
    found = read_dwellings(source_of(xlsx(sheets)), READING)

    assert [one.code.value for one in found.findings] == ["duplicate_sheet"]


def test_a_file_without_an_ending_is_named_by_its_name():
    (finding,) = read_file("lijst van vorige week", b"\x89PNG").findings

    assert dict(finding.params) == {"value": "lijst van vorige week"}


def test_a_formula_is_never_taken_though_its_result_is_stored():
    found = found_in(REFUSED["the result of a formula elsewhere"])

    assert [line for line in said_of(found.errors) if line[0] == "formula"] == [
        ("formula", "Personen", 2, "Jaren onderwijs"),
        ("formula", "Personen", 3, "Jaren onderwijs"),
    ]


def test_a_byte_that_is_no_letter_is_told_with_its_line():
    (finding,) = read_file("a.csv", REFUSED["bytes that are no letters"].content).findings

    assert dict(finding.params) == {"line": "3"}


def test_a_file_full_of_errors_is_refused_whole_before_the_errors_fill_the_memory():
    row = (*GOOD_CSV[1][:5], "x")
    found = read(csv_of(GOOD_CSV[0], *[(f"D-{n}", *row[1:]) for n in range(1_900)]), "a.csv")
    assert {one.code.value for one in found.errors} == {"not_a_birth_date"}, "so many errors are told one by one"

    wrong = ("A", "x", "x", "x", "x", "x")
    full = read(csv_of(GOOD_CSV[0], *[(f"D-{n % 1_900}", *wrong[1:]) for n in range(45_000)]), "a.csv")
    assert full.errors[0].code.value == "too_many_errors"
    assert len(full.findings) <= MOST_FINDINGS + 1
    assert (full.dossiers, len(full.refused)) == ((), 1_900)


def test_a_list_of_very_many_homes_or_errors_is_refused_whole():
    many = read_dwellings(source_of(homes(*[home(Woningcode=f"W-{n}") for n in range(2_001)])), READING)
    assert [one.code.value for one in many.findings] == ["too_many_dwellings"]

    wrong = dict.fromkeys(("Gemeentecode", "Soort", "Routes", "Slaapkamers", "Beschikbaar_vanaf"), "?")
    full = read_dwellings(source_of(homes(*[home(Woningcode=f"W-{n}", **wrong) for n in range(1_500)])), READING)
    assert full.findings[0].code.value == "too_many_errors"
    assert (full.dwellings, len(full.refused)) == ((), 1_500)
    few = read_dwellings(source_of(homes(*[home(Woningcode=f"W-{n}") for n in range(2_000)])), READING)
    assert (len(few.dwellings), few.findings) == (2_000, ())


def test_two_numbers_that_look_the_same_are_the_same():
    rows = (*GOOD_CSV, (*GOOD_CSV[1][:2], "2", "kind", "Adam", "onbekend"))
    content = csv_of(*rows[:2], ("PR\u200b-1", *rows[2][1:]))

    assert [len(dossier.members) for dossier in read(content, "a.csv").dossiers] == [2]


def test_very_long_lists_refuse_the_file_before_they_unfold():
    lists = ("lift;" * 700).rstrip(";")
    rows = [(*GOOD_CSV[1], f'"{lists}"')] * 200
    found = read(csv_of((*GOOD_CSV[0], "Behoeften"), *rows), "a.csv")

    assert "lists_too_long" in {one.code.value for one in found.errors}
    assert found.dossiers == ()
