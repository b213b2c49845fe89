"""The words of our own screens are read in a file as those of the layout are, and the template says which there are."""

import io

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from hervest.core.tables_out import csv_file
from hervest.core.texts import label
from hervest.households.vocabulary import NeedKind, WishTopic
from hervest.intake.cell_rules import CellRefused, value_of
from hervest.intake.layout import COLUMNS
from hervest.intake.vocabulary import SHEETS, Cell, FindingCode, Kind
from hervest.intake.writing_xlsx import template_workbook
from intake.dossier_files import READING, read


def test_the_template_says_of_every_column_whether_it_must_be_filled_in_and_which_words_are_read():
    with override("nl"):
        told = load_workbook(io.BytesIO(template_workbook()))["Uitleg"]
    rows = {(row[0], row[1]): row[2:] for row in told.iter_rows(min_row=2, values_only=True)}

    assert list(rows) == [(SHEETS[column.section], column.header) for column in COLUMNS]
    for column in COLUMNS:
        must, holds = rows[SHEETS[column.section], column.header]
        assert must == ("ja" if column.is_required else "nee")
        assert holds
        assert all(word in holds for word in column.words)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_words_that_our_screens_show_are_read_beside_those_of_the_layout(language):
    with override(language):
        shown = [(column, label(meaning), meaning) for column in COLUMNS for meaning in column.words.values()]

    for column, text, meaning in shown:
        if column.kind is Kind.WORD:
            assert value_of(Cell(text), column, READING) is meaning
    talen = next(column for column in COLUMNS if column.kind is Kind.LANGUAGES)
    levels = [(text, meaning) for column, text, meaning in shown if column is talen]
    for text, meaning in levels:
        assert value_of(Cell(f"ar:{text}"), talen, READING)[0].level is meaning


def test_a_word_that_neither_layout_nor_screen_has_is_refused_with_those_that_would_be_right():
    route = next(column for column in COLUMNS if column.key == "route")
    with pytest.raises(CellRefused) as refused:
        value_of(Cell("asiel"), route, READING)

    assert refused.value.code is FindingCode.UNKNOWN_WORD
    assert dict(refused.value.params)["expected"] == "hervestiging, statushouder, ontheemde"


def test_in_csv_a_wish_of_another_kind_is_of_who_says_it():
    headers = ("Dossiernummer", "Route", "Persoon", "Rol", "Geboortedatum", "Behoeften", "Wensen")
    row = ("D-1", "hervestiging", "1", "hoofd", "01-01-1990", "lift", "overig: Piano; inrichting: Zelf")
    (found,) = read(csv_file(headers, [row]), "a.csv").dossiers

    assert {(wish.topic, wish.member) for wish in found.wishes} == {
        (WishTopic.OTHER, 1),
        (WishTopic.FURNISHING, None),
    }


def test_in_csv_the_words_of_the_screens_say_as_much_whose_a_need_is():
    ours = ("D-1", "hervestiging", "1", "hoofd", "01-01-1990", "rustige buurt; lift", "inrichting: Zelf")
    screens = ("D-1", "Resettlement", "1", "head", "01-01-1990", "Quiet area; Lift or ground floor", "Furnishing: Zelf")
    headers = ("Dossiernummer", "Route", "Persoon", "Rol", "Geboortedatum", "Behoeften", "Wensen")
    (first,), (second,) = (read(csv_file(headers, [row]), "a.csv").dossiers for row in (ours, screens))

    assert (first.needs, first.wishes) == (second.needs, second.wishes)
    assert {(need.kind, need.member) for need in first.needs} == {(NeedKind.QUIET_AREA, None), (NeedKind.LIFT, 1)}
