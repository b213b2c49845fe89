"""Another layout than ours: which of its sheets and columns are which of ours, guessed by name or said by a person.

Source: dossier_format.md, first paragraph: a municipality that receives another layout maps its columns once.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType

from hervest.intake.csv_rules import WIDE
from hervest.intake.layout import MEND_HEADERS, Column
from hervest.intake.list_kinds_rules import LISTS
from hervest.intake.rules import ALL_OF_A_PERSON, DOSSIER_SECTIONS, columns_of, section_by_name
from hervest.intake.text_rules import folded
from hervest.intake.vocabulary import (
    NOT_READ,
    Carrier,
    ColumnMap,
    ColumnNames,
    ImportKind,
    Section,
    SheetMap,
    SourceFile,
    Table,
)


def section_choices(kind: ImportKind, carrier: Carrier | None) -> tuple[Section, ...]:
    """What a sheet of a file of this kind may be; CSV has one table, and that is everything."""
    if kind is not ImportKind.DOSSIERS:
        return (LISTS[kind].section,)
    return (Section.WIDE,) if carrier is Carrier.CSV else (*DOSSIER_SECTIONS, Section.WIDE)


def holds_dossiers(source: SourceFile, kind: ImportKind) -> bool:
    """Whether the file is one of dossiers where a list of this kind is asked for: persons, and nothing of the list.

    A number of a dossier stands in many a right list; people with their day of birth stand in none. One heading that
    only the list has, on whatever sheet, and somebody looks at the file.
    """
    headers = [frozenset(map(folded, table.headers)) for table in source.tables]
    has_persons = any(found >= _PERSONS for found in headers)
    of_the_list = LISTS[kind].headers - _OF_DOSSIERS
    return has_persons and not any(of_the_list & found for found in headers)


def _folded(section: Section, *, only_required: bool) -> frozenset[str]:
    return frozenset(folded(column.header) for column in columns_of(section) if column.is_required or not only_required)


_PERSONS = _folded(Section.PERSON, only_required=True)
_OF_DOSSIERS = frozenset[str]().union(*(_folded(section, only_required=False) for section in DOSSIER_SECTIONS))


def columns_in(section: Section) -> tuple[Column, ...]:
    """The columns that a sheet of `section` may have."""
    if section is Section.WIDE:
        return WIDE
    return next((one.columns for one in LISTS.values() if one.section is section), ()) or columns_of(section)


def fingerprint(tables: Iterable[tuple[str | None, Iterable[str]]]) -> str:
    """One line that is the same for every file with these sheets and headers, in whatever order they stand."""
    named = sorted(
        [folded(sheet or ""), sorted(set(filter(None, map(folded, headers))) - MEND_HEADERS)]
        for sheet, headers in tables
    )
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()


def headings_of(source: SourceFile) -> str:
    """The fingerprint of a file."""
    return fingerprint((table.sheet, table.headers) for table in source.tables)


def mapped_headings(columns: ColumnMap) -> str:
    """The fingerprint of the files that `columns` was made for."""
    return fingerprint((one.sheet, one.columns) for one in columns.sheets)


def twice_chosen(columns: ColumnMap) -> Iterator[tuple[str, str]]:
    """(sheet, header of ours) for every column of ours that two columns of one sheet are said to be."""
    for one in columns.sheets:
        if one.section is None:
            continue
        ours = {column.key: column.header for column in columns_in(one.section)}
        counted = Counter(key for key in one.columns.values() if key != NOT_READ)
        yield from ((one.sheet or "", ours.get(key, key)) for key, n in counted.items() if n > 1)


def sections_twice(columns: ColumnMap) -> Iterator[Section]:
    """Every sheet of ours that two sheets of the file are said to be."""
    counted = Counter(one.section for one in columns.sheets if one.section is not None)
    yield from (section for section, n in counted.items() if n > 1)


def guessed(
    source: SourceFile,
    kind: ImportKind,
    names: ColumnNames,
    *,
    alike: float,
    sections: Mapping[int, Section | None] = MappingProxyType({}),
) -> ColumnMap:
    """The best guess for every sheet and header of `source`.

    A name that is ours, or another name for it (`names`), goes first; then one that is at least so much `alike` (0 to
    1). No column of ours is given twice in a sheet, no sheet of ours to two sheets. `sections`: what a person said a
    sheet is, by its place in the file.
    """
    given = dict(sections)
    free = [one for one in section_choices(kind, source.carrier) if one not in given.values()]
    for place, table in enumerate(source.tables):
        if place not in given:
            given[place] = _best_section(table, free, names, n_tables=len(source.tables), carrier=source.carrier)
            if given[place] in free:
                free.remove(given[place])  # type: ignore[arg-type]  # None is never in it
    return ColumnMap(
        tuple(_guessed_sheet(table, given[place], names, alike) for place, table in enumerate(source.tables))
    )


def _best_section(
    table: Table, free: Sequence[Section], names: ColumnNames, *, n_tables: int, carrier: Carrier | None
) -> Section | None:
    if carrier is Carrier.CSV:
        return free[0] if free else None
    title = folded(table.sheet or "")
    by_name = [one for one in free if section_by_name(title) is one or title in names.get((one.value, ""), ())]
    if by_name:
        return by_name[0]
    counted = [(len(set(_by_name(table, one, names).values())), one) for one in free]
    several = [pair for pair in counted if pair[1] is not Section.WIDE or (n_tables == 1 and _is_everything(pair[0]))]
    most, best = max(several, default=(0, None), key=lambda pair: pair[0])
    return best if most > 1 else None


def _is_everything(n_known: int) -> bool:
    return n_known >= len(ALL_OF_A_PERSON)


def _guessed_sheet(table: Table, section: Section | None, names: ColumnNames, alike: float) -> SheetMap:
    headers = [header for header in table.headers if header.strip() and folded(header) not in MEND_HEADERS]
    if section is None:
        return SheetMap(table.sheet, None, dict.fromkeys(headers, NOT_READ))
    found = _by_name(table, section, names)
    found |= _by_likeness([header for header in headers if header not in found], section, names, found.values(), alike)
    return SheetMap(table.sheet, section, {header: found.get(header, NOT_READ) for header in headers})


def _by_name(table: Table, section: Section, names: ColumnNames) -> dict[str, str]:
    """Headers whose name is one of ours or another name for it; the first of two that mean the same."""
    known = {name: key for key, all_names in _names_of(section, names).items() for name in all_names}
    found: dict[str, str] = {}
    for header in table.headers:
        key = known.get(folded(header))
        if key is not None and key not in found.values():
            found[header] = key
    return found


def _names_of(section: Section, names: ColumnNames) -> dict[str, frozenset[str]]:
    return {
        column.key: frozenset({folded(column.header), folded(column.key)})
        | names.get((_home(section, column), column.key), frozenset())
        for column in columns_in(section)
    }


def _home(section: Section, column: Column) -> str:
    """In one wide sheet a column has the names it has in its own."""
    return (column.section if section is Section.WIDE else section).value


def _by_likeness(
    headers: Sequence[str], section: Section, names: ColumnNames, taken: Iterable[str], alike: float
) -> dict[str, str]:
    free = {key: known for key, known in _names_of(section, names).items() if key not in set(taken)}
    pairs = sorted(
        ((_likeness(folded(header), known), header, key) for header in headers for key, known in free.items()),
        key=lambda one: -one[0],
    )
    found: dict[str, str] = {}
    for likeness, header, key in pairs:
        if likeness >= alike and header not in found and key not in found.values():
            found[header] = key
    return found


LONGEST_NAME = 60


def _likeness(header: str, known: Iterable[str]) -> float:
    """How alike the header is to the most alike of these names; a sentence is no name."""
    if not header or len(header) > LONGEST_NAME:
        return 0.0
    return max((SequenceMatcher(None, header, name).ratio() for name in known), default=0.0)
