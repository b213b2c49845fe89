"""The words of our own screens are read in a file as those of the layout are, and the template says which there are."""

import io
from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from hervest.core.names import language_name
from hervest.core.tables_out import csv_file
from hervest.core.texts import day_in_words, full_day, label
from hervest.households.vocabulary import LanguageLevel, NeedKind, WishTopic
from hervest.intake.cell_rules import CellRefused, value_of
from hervest.intake.layout import COLUMNS
from hervest.intake.vocabulary import SHEETS, Cell, FindingCode, Kind
from hervest.intake.writing_xlsx import template_workbook
from intake.dossier_files import READING, read

fixed = settings(derandomize=True, deadline=None, max_examples=100)


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


def column_of(key):
    return next(column for column in COLUMNS if column.key == key)


@fixed
@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)), st.sampled_from(["nl", "en"]))
def test_a_day_is_read_as_our_screens_write_it(day, language):
    column = column_of("verwachte_aankomst")
    with override(language):
        written = (day_in_words(day, with_year=True), full_day(day))
    for text in written:
        assert value_of(Cell(text), column, READING) == day
        assert value_of(Cell(text.partition(" ")[2]), column, READING) == day


@pytest.mark.parametrize("text", ["wo 12 jan 2027", "di 31 feb 2027", "di 12 jan", "di 12 jam 2027"])
def test_a_day_that_does_not_exist_is_refused_in_words_too(text):
    with pytest.raises(CellRefused) as refused:
        value_of(Cell(text), column_of("verwachte_aankomst"), READING)

    assert refused.value.code is FindingCode.NOT_A_DATE


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("beside", ["", " \N{MIDDLE DOT} leest en schrijft: ja"])
def test_languages_are_read_as_the_page_of_a_household_shows_them(language, beside):
    spoken = (("ar", LanguageLevel.NATIVE), ("en", LanguageLevel.BASIC))
    with override(language):
        shown = ", ".join(f"{language_name(code, language)} ({label(level)})" for code, level in spoken)
    read_as = value_of(Cell(shown + beside), column_of("talen"), READING)

    assert [(each.code, each.level) for each in read_as] == list(spoken)


def test_a_language_nobody_knows_is_refused_in_the_form_of_the_screen_too():
    with pytest.raises(CellRefused) as refused:
        value_of(Cell("Quenyaas (moedertaal), Engels (basis)"), column_of("talen"), READING)

    assert refused.value.code is FindingCode.UNKNOWN_LANGUAGE


@pytest.mark.parametrize("text", ["nareis gewenst", "Reunification wished"])
def test_reunification_is_wanted_where_the_screen_says_so_and_no_other_question_takes_that_for_yes(text):
    assert value_of(Cell(text), column_of("nareis_gewenst"), READING) is True
    other = next(each for each in COLUMNS if each.kind is Kind.YES_NO and each.key != "nareis_gewenst")
    with pytest.raises(CellRefused):
        value_of(Cell(text), other, READING)


def test_the_sheet_that_explains_is_wide_enough_and_wraps_its_sentences():
    with override("nl"):
        told = load_workbook(io.BytesIO(template_workbook()))["Uitleg"]

    assert told.column_dimensions["D"].width >= 80
    assert all(row[3].alignment.wrap_text and not row[1].alignment.wrap_text for row in told.iter_rows(min_row=2))
    assert told.column_dimensions["B"].width >= max(len(column.header) for column in COLUMNS)
