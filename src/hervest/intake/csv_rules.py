"""Takes the one wide table of a CSV file apart into the sections of a dossier.

One row a person; the household's columns repeat; needs and wishes stand in lists. Source: dossier_format.md, "CSV".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum

from hervest.households.vocabulary import MemberRole, NeedKind, WishTopic
from hervest.intake.cell_rules import CellRefused, meaning_of, parts
from hervest.intake.layout import COLUMNS, CSV_LISTS, NEED_WORDS, NUMBER, PERSON, ROLE_WORDS, TOPIC_WORDS, Column
from hervest.intake.table_rules import MOST_FINDINGS, Record, Records, records
from hervest.intake.text_rules import composed, folded
from hervest.intake.vocabulary import Cell, Finding, FindingCode, Section, Table, Words

HOUSEHOLD_KEYS = tuple(column.key for column in COLUMNS if column.section is Section.HOUSEHOLD)
WIDE: tuple[Column, ...] = (
    *(column for column in COLUMNS if column.section is Section.HOUSEHOLD),
    *(column for column in COLUMNS if column.section is Section.PERSON and column.key != NUMBER),
    Column(Section.NEED, "behoeften", "Behoeften"),
    Column(Section.WISH, "wensen", "Wensen"),
)
MOST_PIECES = 100_000
"""Needs or wishes in one file: fifty for each of 2,000 dossiers."""

HOUSEHOLD_NEEDS = frozenset({NeedKind.QUIET_AREA, NeedKind.OTHER})
HOUSEHOLD_TOPICS = frozenset({WishTopic.FURNISHING, WishTopic.NEIGHBOURHOOD, WishTopic.SPONSOR_GROUP})
"""Kinds that, on the row of the head, are taken to be the household's; the others are the head's own."""


def sections(table: Table, words: Words, *, mapping: Mapping[str, str] | None = None) -> dict[Section, Records]:
    """The records of every section that the wide table carries; relatives have no place in it."""
    wide = records(table, Section.PERSON, WIDE, mapping=mapping)
    households, disagreeing = _households(wide.rows)
    found = {
        Section.HOUSEHOLD: Records(tuple(households), (*wide.findings, *disagreeing)),
        Section.PERSON: Records(wide.rows),
    }
    for key, section in CSV_LISTS.items():
        if any(key in record.cells for record in wide.rows):
            found[section] = _all_listed(wide.rows, key, section, words)
    return found


def _all_listed(rows: Iterable[Record], key: str, section: Section, words: Words) -> Records:
    """One record for each piece of every list; lists that together are longer than any file needs refuse the file."""
    entries: list[Record] = []
    for record in rows:
        entries += _listed(record, key, section, words)
        if len(entries) > MOST_PIECES:
            return Records((), (record.finding(FindingCode.LISTS_TOO_LONG, key, ("most", MOST_PIECES), dossier=None),))
    return Records(tuple(entries))


def notes(found: Mapping[Section, Records]) -> Iterator[Finding]:
    """What CSV cannot say, once a file."""
    yield Finding(FindingCode.NO_PLACE_IN_CSV, params=(("columns", "Toelichting, Familie elders"),))
    if any(found.get(section, Records()).rows for section in (Section.NEED, Section.WISH)):
        yield Finding(FindingCode.HEAD_OR_HOUSEHOLD)


def _households(rows: Iterable[Record]) -> tuple[list[Record], list[Finding]]:
    """The first row of each dossier speaks for the household; a later row that says otherwise is an error."""
    first: dict[str, Record] = {}
    findings: list[Finding] = []
    for record in rows:
        number = composed(record.text(NUMBER))
        known = first.setdefault(number, replace(record, section=Section.HOUSEHOLD))
        for key in HOUSEHOLD_KEYS:
            here, there = record.text(key), known.text(key)
            if here and len(findings) < MOST_FINDINGS and folded(here) != folded(there):
                expected = (("value", here), ("expected", there), ("other_row", known.row or 0))
                findings.append(record.finding(FindingCode.ROWS_DISAGREE, key, *expected, dossier=number))
    return list(first.values()), findings


def _listed(record: Record, key: str, section: Section, words: Words) -> Iterator[Record]:
    """One record for each piece of a list; a list that cannot be read becomes one record that says so."""
    cell = record.cells.get(key, Cell())
    if cell.is_empty:
        return
    try:
        pieces = _needs(cell) if section is Section.NEED else _wishes(cell, words)
    except CellRefused as refused:
        pieces = [("", Cell(problem=refused.code), None)]
    is_head = meaning_of(record.text("rol"), ROLE_WORDS, words) is MemberRole.HEAD
    meant = NEED_WORDS if section is Section.NEED else TOPIC_WORDS
    own: frozenset[StrEnum] = frozenset(HOUSEHOLD_NEEDS if section is Section.NEED else HOUSEHOLD_TOPICS)
    for name, kind, text in pieces:
        person = Cell() if is_head and meaning_of(name, meant, words) in own else record.cells.get(PERSON, Cell())
        cells = {NUMBER: record.cells.get(NUMBER, Cell()), PERSON: person}
        cells |= {"behoefte": kind} if section is Section.NEED else {"onderwerp": kind, "wens": text or Cell()}
        headers = {name: record.headers[key] for name in cells if name not in (NUMBER, PERSON)}
        yield Record(section, record.sheet, record.row, cells, {**record.headers, **headers})


Piece = tuple[str, Cell, Cell | None]


def _needs(cell: Cell) -> list[Piece]:
    return [(part, Cell(part), None) for part in parts(cell.value)]


def _wishes(cell: Cell, words: Words) -> list[Piece]:
    """`topic: wish; topic: wish`; a piece without a topic belongs to the wish before it, semicolon and all."""
    found: list[tuple[str, str]] = []
    for part in parts(cell.value):
        name, colon, text = part.partition(":")
        if found and not (colon and meaning_of(name, TOPIC_WORDS, words)):
            found[-1] = (found[-1][0], f"{found[-1][1]}; {part}")
        else:
            found.append((name.strip(), text.strip()))
    return [(name, Cell(name), Cell(text)) for name, text in found]
