"""Writes the empty workbooks that Hervest offers as its templates."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from hervest.accounts.people_queries import Workplace
from hervest.core.tables_out import CellOut, SheetOut, xlsx_file
from hervest.intake.layout import Column
from hervest.intake.list_kinds_rules import LISTS
from hervest.intake.rules import DOSSIER_SECTIONS, columns_of
from hervest.intake.running_rules import TASKS_SHEET
from hervest.intake.staff_rules import (
    EMAIL_KEY,
    FIRST_DAY,
    HELP_SHEET,
    LANGUAGE,
    LAST_DAY,
    NAME,
    ORGANISATION,
    PLACES,
    ROLE_NAMES,
    ROLES,
    STAFF_COLUMNS,
    STAFF_PLACES,
)
from hervest.intake.vocabulary import SHEETS, ImportKind, Kind
from hervest.journey.running_queries import household_tasks

PREPARED_ROWS = 200
DATES = frozenset({Kind.DATE, Kind.BIRTH_DATE})
YES_NO = ("ja", "nee")


def template_workbook() -> bytes:
    """An empty workbook for dossiers, as XLSX: every sheet with its headers, lists of words and dates as dates."""
    return xlsx_file(_sheet(SHEETS[section], columns_of(section)) for section in DOSSIER_SECTIONS)


def dwelling_template_workbook() -> bytes:
    """An empty workbook for dwellings, as XLSX."""
    return xlsx_file([_list_sheet(ImportKind.DWELLINGS)])


def sponsor_template_workbook() -> bytes:
    """An empty workbook for sponsors and their groups, as XLSX."""
    return xlsx_file([_list_sheet(ImportKind.SPONSORS)])


def running_template_workbook(rows: Sequence[Sequence[CellOut]] = ()) -> bytes:
    """A workbook for running cases, as XLSX, empty or with these rows; on a second sheet the tasks there are."""
    tasks = [(one.id, one.title) for one in household_tasks()]
    names = SheetOut(TASKS_SHEET, (_("Task"), _("What it is")), tasks)
    return xlsx_file([replace(_list_sheet(ImportKind.RUNNING), rows=rows), names])


def staff_template_workbook(workplaces: Sequence[Workplace]) -> bytes:
    """An empty workbook for staff, as XLSX, for who gives roles at `workplaces`; one sheet says what goes where."""
    empty = _list_sheet(ImportKind.STAFF)
    keys = [column.key for column in STAFF_COLUMNS]
    roles = dict.fromkeys(ROLE_NAMES[role] for place in workplaces for role in place.roles)
    offered = {ORGANISATION: [place.name for place in workplaces], ROLES: list(roles)}
    choices = {keys.index(key): words for key, words in offered.items() if words}
    told = [(STAFF_PLACES[key].header, text) for key, text in _staff_help().items()]
    told += [(place.name, "; ".join(ROLE_NAMES[role] for role in place.roles)) for place in workplaces]
    names = SheetOut(HELP_SHEET, (_("Column, or organisation"), _("What it holds, or the roles there")), told)
    return xlsx_file([replace(empty, choices={**empty.choices, **choices}), names])


def _staff_help() -> dict[str, str]:
    return {
        NAME: _("First name and last name."),
        EMAIL_KEY: _("The address to log in with. Somebody with more roles has a row for each, with the same address."),
        ORGANISATION: _("One of the organisations below, by its name. Empty: the only one."),
        ROLES: _("One of the roles below, or several with a semicolon between them."),
        PLACES: _("Empty, or all municipalities for which the organisation works, by code or name."),
        FIRST_DAY: _("Empty: today. Only who is in Hervest already can begin on a later day."),
        LAST_DAY: _("Nobody has a role for ever. After this day it is over."),
        LANGUAGE: _("The language of the screens: Nederlands or Engels. Empty: Nederlands."),
    }


def _list_sheet(kind: ImportKind) -> SheetOut:
    """The empty sheet of a list."""
    return _sheet(SHEETS[LISTS[kind].section], LISTS[kind].columns)


def _sheet(title: str, columns: Sequence[Column]) -> SheetOut:
    return SheetOut(
        title,
        [column.header for column in columns],
        dates=frozenset(place for place, column in enumerate(columns) if column.kind in DATES),
        choices={place: words for place, column in enumerate(columns) if (words := _words(column))},
        n_prepared=PREPARED_ROWS,
    )


def _words(column: Column) -> tuple[str, ...]:
    """A list to choose from, where one word is wanted."""
    if column.kind is Kind.YES_NO:
        return YES_NO
    return tuple(column.words) if column.kind is Kind.WORD else ()
