"""Writes the empty workbooks that Hervest offers as its templates."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from hervest.accounts.people_queries import Workplace
from hervest.core.tables_out import CellOut, SheetOut, xlsx_file
from hervest.intake.layout import COLUMNS, Column
from hervest.intake.layout import PERSON as PERSON_NO
from hervest.intake.list_kinds_rules import LISTS
from hervest.intake.list_rules import HELP_SHEET
from hervest.intake.rules import DOSSIER_SECTIONS, columns_of
from hervest.intake.running_rules import (
    BY_WHOM,
    CASE,
    COORDINATOR,
    DOER,
    EXTRA,
    HAPPENED,
    MILESTONE,
    MILESTONE_WORDS,
    NOT_NEEDED,
    PERSON,
    PLANNED,
    RUNNING_COLUMNS,
    TASK,
    TASKS_SHEET,
    TIMES,
)
from hervest.intake.sponsor_rules import SPONSOR_COLUMNS
from hervest.intake.staff_rules import (
    EMAIL_KEY,
    FIRST_DAY,
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
from hervest.journey.running_queries import TaskName

PREPARED_ROWS = 200
DATES = frozenset({Kind.DATE, Kind.BIRTH_DATE})
YES_NO = ("ja", "nee")


def template_workbook() -> bytes:
    """An empty workbook for dossiers, as XLSX: every sheet with its headers, lists of words and dates as dates.

    One more sheet says of each column whether it must be filled in and what may stand in it.
    """
    sheets = [_sheet(SHEETS[section], columns_of(section)) for section in DOSSIER_SECTIONS]
    headers = (_("Sheet"), _("Column"), _("Must be filled in?"), _("What it holds"))
    return xlsx_file(
        [*sheets, SheetOut(HELP_SHEET, headers, [_told_of(column) for column in COLUMNS], ends_in_text=True)]
    )


def _told_of(column: Column) -> tuple[str, str, str, str]:
    """What the help of the dossier says of a column. Source: dossier_format.md."""
    must = _("yes") if column.is_required else _("no")
    return SHEETS[column.section], column.header, must, _dossier_help(column)


def _dossier_help(column: Column) -> str:
    if column.is_number:
        return _("The number by which the dossier is known again when the file comes a second time.")
    if column.key == PERSON_NO:
        person, household = _("1, 2, and so on, within the dossier."), _("Empty: of the whole household.")
        return person if column.is_required else f"{person} {household}"
    words = "; ".join(column.words)
    return {
        Kind.TEXT: _("Text."),
        Kind.LONG_TEXT: _("Text, longer too. Write nothing medical."),
        Kind.TEXT_LIST: _("One or more, with a semicolon between them."),
        Kind.NUMBER: _("A whole number."),
        Kind.DATE: _("A day: 31-12-2026."),
        Kind.BIRTH_DATE: _("A day: 31-12-1990. Not known: onbekend."),
        Kind.YES_NO: "; ".join(YES_NO),
        Kind.WORD: _("One of: %(words)s. The words of the screens of Hervest are read too.") % {"words": words},
        Kind.LANGUAGE: _("A language by its name or its code, as in Arabisch or ar."),
        Kind.LANGUAGES: _("Each language with its level, as in: ar:moedertaal; en:basis. Levels: %(words)s.")
        % {"words": words},
        Kind.COUNTRY: _("A country by its name or its code of two letters, as in Libanon or LB."),
        Kind.NATIONALITY: _("A nationality or a country, as in Syrisch or SY. Not known: onbekend."),
        Kind.MUNICIPALITY: _("The code of the municipality, GM and four figures."),
    }[column.kind]


def dwelling_template_workbook() -> bytes:
    """An empty workbook for dwellings, as XLSX."""
    return xlsx_file([_list_sheet(ImportKind.DWELLINGS)])


def sponsor_template_workbook() -> bytes:
    """An empty workbook for sponsors and their groups, as XLSX; one sheet says what goes where."""
    help_ = _sponsor_help()
    told = [(column.header, help_[column.key]) for column in SPONSOR_COLUMNS]
    return xlsx_file(
        [
            _list_sheet(ImportKind.SPONSORS),
            SheetOut(HELP_SHEET, (_("Column"), _("What it holds")), told, ends_in_text=True),
        ]
    )


def _sponsor_help() -> dict[str, str]:
    words = {column.key: "; ".join(column.words) for column in SPONSOR_COLUMNS}
    several = _("Empty, or one or more of these with a semicolon between them: %(words)s.")
    return {
        "groep": _("The name of the group. A group that is not there yet is made."),
        "naam": _("First name and last name of one person. Somebody in two groups has a row for each."),
        "rol": _("Empty: member. Else one of: %(words)s.") % {"words": words["rol"]},
        "e_mail": _("By it somebody is known again when the list comes a second time."),
        "telefoon": _("Empty, or a telephone number."),
        "geboortejaar": _("Empty, or four figures. Sponsors are of age."),
        "postcode": _("Empty, or a Dutch postcode."),
        "talen": _("Each language with its level, A1 to C2, as in: Nederlands:C2; Arabisch:B1."),
        "uren_ten_minste": _("Empty, or the fewest hours a week."),
        "uren_ten_hoogste": _("Empty, or the most hours a week."),
        "tijden": several % {"words": words["tijden"]},
        "reist_met": several % {"words": words["reist_met"]},
        "doet_graag": several % {"words": words["doet_graag"]},
        "werkvelden": several % {"words": words["werkvelden"]},
        "ervaring_met": several % {"words": words["ervaring_met"]},
        "afwezig_vanaf": _("Empty, or the first day on which they are away."),
        "afwezig_tot_en_met": _("The last day on which they are away."),
        "telt_mee_als_vrouw": _("Ja, nee, or empty if they did not say. Only the safety rule reads it."),
        "personen_ten_hoogste": _("How many people the group takes on. Once for each group is enough."),
    }


def running_template_workbook(tasks: Iterable[TaskName], rows: Sequence[Sequence[CellOut]] = ()) -> bytes:
    """A workbook for running cases, as XLSX, empty or with these rows.

    One more sheet says which tasks there are, another what goes where.
    """
    names = SheetOut(
        TASKS_SHEET, (_("Task"), _("What it is")), [(one.id, one.title) for one in tasks], ends_in_text=True
    )
    help_ = _running_help()
    told = [(column.header, help_[column.key]) for column in RUNNING_COLUMNS]
    what = SheetOut(HELP_SHEET, (_("Column"), _("What it holds")), told, ends_in_text=True)
    return xlsx_file([replace(_list_sheet(ImportKind.RUNNING), rows=rows), names, what])


def _running_help() -> dict[str, str]:
    return {
        CASE: _("The code of the case, or the number of its dossier. A row says one thing of it."),
        COORDINATOR: _("Empty, or the e-mail address of who coordinates. One row for each case is enough."),
        MILESTONE: _("What happened, with its day under Gepland op or Gebeurd op. One of these: %(words)s.")
        % {"words": "; ".join(MILESTONE_WORDS)},
        TASK: _("What was done or is not needed: its code on the sheet %(sheet)s.") % {"sheet": TASKS_SHEET},
        EXTRA: _("A task of yours that is not on that sheet, in your own words. Write nothing medical."),
        PERSON: _("Empty, or the number of the person in the dossier whom the milestone or the task is about."),
        TIMES: _("Empty, or which time it is of a task that comes back."),
        PLANNED: _("The day on which a milestone is expected, or before which an extra task must be done."),
        HAPPENED: _("The day of the milestone, or the day on which the task was done. Not later than today."),
        DOER: _("Of an extra task that is still open: the e-mail address of who does it. Empty: who coordinates."),
        BY_WHOM: _("Who did the task, as a word. Empty, or a name."),
        NOT_NEEDED: _("Why the task is not needed, where it was not done."),
    }


def staff_template_workbook(workplaces: Sequence[Workplace]) -> bytes:
    """An empty workbook for staff, as XLSX, for who gives roles at `workplaces`; one sheet says what goes where."""
    empty = _list_sheet(ImportKind.STAFF)
    keys = [column.key for column in STAFF_COLUMNS]
    roles = dict.fromkeys(ROLE_NAMES[role] for place in workplaces for role in place.roles)
    offered = {ORGANISATION: [place.name for place in workplaces], ROLES: list(roles)}
    choices = {keys.index(key): words for key, words in offered.items() if words}
    told = [(STAFF_PLACES[key].header, text) for key, text in _staff_help().items()]
    told += [(place.name, "; ".join(ROLE_NAMES[role] for role in place.roles)) for place in workplaces]
    names = SheetOut(
        HELP_SHEET, (_("Column, or organisation"), _("What it holds, or the roles there")), told, ends_in_text=True
    )
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
