"""What leaves as a table: every cell is text, a true number or a day, and nothing in it can run."""

import csv
import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from hervest.core.formula_text import as_written, harmless
from hervest.core.tables_out import SheetOut, csv_file, xlsx_file
from hervest.intake.reading import read_file
from hervest.intake.vocabulary import FindingCode

DANGEROUS = (
    "=1+1", "+31 6 1234", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", " =1", "\ufeff=1", "\u00a0=1", "\u200b=1",
    "＝1",
    "＋1", "－1", "＠x", "﹢1", " \ufeff ＝1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.org","x")', "-1+1",
    "'=1", "''=1", "\u202e=1",
)  # fmt: skip
PLAIN = (
    "",
    "Hala",
    "'s-Hertogenbosch",
    "'",
    "1-2",
    "a=b",
    "آدم",
    "12",
    "3,5",
    "_x003D_1",
    "ja",
    "x@example.org",
    "#N/A",
)


def would_run(cell: str) -> bool:
    """A rule of its own, letter by letter: would some program take this cell of a CSV file for more than text?"""
    unseen = set(" \t\r\n\x0b\x0c\x00\x1c\x1d\x1e\x1f\x85\xa0\xad\ufeff\u1680\u2028\u2029\u202f\u205f\u2060\u3000")
    unseen |= {
        chr(code)
        for first, last in ((0x2000, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069))
        for code in range(first, last + 1)
    }
    if cell and cell[0] in "\t\r\n\x00":
        return True
    for letter in cell:
        if letter not in unseen:
            return letter in "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207a\u207b\u207c\u208a\u208b\u208c"
    return False


LETTERS = st.sampled_from(list("=+-@＝＋－＠﹢\t\r\n\x00 '\ufeff\u00a0\u200b\u202eab1(!\"|;,")) | st.characters(
    codec=None
)
TEXTS = st.text(LETTERS, max_size=9) | st.sampled_from(DANGEROUS + PLAIN)
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6)
VALUES = st.none() | TEXTS | NUMBERS | st.booleans() | st.dates(date(1900, 3, 1), date(2100, 1, 1))


def rows_of(content: bytes):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_could_run_is_seen_by_rule_and_oracle(text):
    assert would_run(text) or text.startswith("'")
    assert not would_run(harmless(text))
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_text_is_left_alone(text):
    assert harmless(text) == text
    assert not would_run(text)


@given(TEXTS)
@settings(max_examples=1500)
def test_what_was_made_harmless_is_made_what_it_was(text):
    assert as_written(harmless(text)) == text
    assert not would_run(harmless(text))


@given(st.lists(st.lists(VALUES, min_size=2, max_size=2), max_size=5))
@settings(max_examples=400)
def test_no_cell_of_a_csv_file_can_run(rows):
    content = csv_file(["=kop", "b"], rows)
    (header, *found), numbers = rows_of(content), [[isinstance(one, int | float) for one in row] for row in rows]

    assert header == ["'=kop", "b"]
    assert len(found) == len(rows)
    for cells, are_numbers in zip(found, numbers, strict=True):
        for cell, is_number in zip(cells, are_numbers, strict=True):
            assert float(cell) is not None if is_number and cell not in {"ja", "nee"} else not would_run(cell)


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_csv_file_is_read_back_as_it_was_written(rows):
    (table,) = read_file("a.csv", csv_file(["=kop", "b"], rows)).tables
    wanted = [[text.encode("utf-8", "replace").decode() for text in row] for row in rows]

    assert table.headers == ("=kop", "b")
    assert [[cell.value or "" for cell in row.cells] for row in table.rows] == [
        row for row in wanted if any(text.strip() for text in row)
    ]


@given(st.lists(st.lists(VALUES, min_size=2, max_size=2), min_size=1, max_size=4))
@settings(max_examples=150)
def test_no_cell_of_a_workbook_is_a_formula_and_every_one_is_read_back(rows):
    content = xlsx_file([SheetOut("=Blad", ["=kop", "b"], rows)])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    grid = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)

    assert b"<f>" not in sheet
    assert b"<f " not in sheet
    assert FindingCode.FORMULA not in problems(content)
    assert grid[0] == ["=kop", "b"]
    for row, found in zip(rows, grid[1:], strict=False):
        for value, cell in zip(row, found, strict=True):
            assert same(value, cell), (value, cell)


def problems(content):
    return {
        cell.problem
        for table in read_file("a.xlsx", content).tables
        for row in table.rows
        for cell in row.cells
        if cell is not None
    }


def same(value, cell) -> bool:
    if isinstance(value, bool):
        return cell == ("ja" if value else "nee")
    if isinstance(value, str):
        return cell == as_xml_keeps_it(value)
    if isinstance(value, date):
        return cell == value
    return cell == "" if value is None else float(cell) == pytest.approx(value)


def as_xml_keeps_it(text: str) -> str:
    """XML has one kind of line end, and letters it cannot hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter if _is_xml(ord(letter)) else "\ufffd" for letter in lines)


def _is_xml(code: int) -> bool:
    return code in {9, 10} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def test_a_text_that_could_run_is_marked_as_text_in_a_workbook():
    content = xlsx_file([SheetOut("a", ["a"], [["=1+1"], ["Hala"]])])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles, sheet = archive.read("xl/styles.xml"), archive.read("xl/worksheets/sheet1.xml")

    assert styles.count(b'quotePrefix="1"') == 1
    assert b"=1+1" in sheet


@pytest.mark.parametrize("title", ["", "a/b[c]", "x" * 80, "'", "\x00", "History"])
def test_any_title_becomes_one_a_sheet_may_have(title):
    (name,) = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_file([SheetOut(title, ["a"], [["b"]])]))).sheet_names

    assert 0 < len(name) <= 31


def test_words_with_a_comma_are_offered_in_no_list_for_it_would_part_them():
    for words, n in ((["ja", "nee"], 1), (["ja, soms", "nee"], 0), (['ja "soms"'], 0)):
        book = load_workbook(io.BytesIO(xlsx_file([SheetOut("Blad", ["Kop"], choices={0: words}, n_prepared=2)])))
        assert len(book.active.data_validations.dataValidation) == n
