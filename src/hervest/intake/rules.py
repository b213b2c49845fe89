"""Reads dossiers out of a file: every error at once, and a dossier with an error is refused whole.

Source: dossier_format.md, "Rules".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hervest.core.vocabulary import MemberNo
from hervest.households.vocabulary import MemberRole, NeedKind, RelativeKind, WishTopic
from hervest.intake import csv_rules
from hervest.intake.cell_rules import Reading
from hervest.intake.half_rules import JUDGED, half_read
from hervest.intake.layout import (
    COLUMNS,
    HOUSEHOLD_FIELDS,
    MEMBER_FIELDS,
    NEED_WORDS,
    NUMBER,
    PERSON,
    RELATION_WORDS,
    TOPIC_WORDS,
    Column,
)
from hervest.intake.list_rules import HELP_SHEET
from hervest.intake.table_rules import MOST_FINDINGS, Record, Records, as_written, records, sheet_map, values
from hervest.intake.text_rules import composed, folded
from hervest.intake.vocabulary import (
    OUR_OWN,
    SHEETS,
    Carrier,
    ColumnMap,
    DossierData,
    DossiersRead,
    Finding,
    FindingCode,
    HalfRead,
    HouseholdData,
    MemberData,
    NeedData,
    RelativeData,
    Section,
    SourceFile,
    Table,
    WishData,
)

MOST_DOSSIERS = 2_000
DOSSIER_SECTIONS = (Section.HOUSEHOLD, Section.PERSON, Section.NEED, Section.RELATIVE, Section.WISH)
NEEDED_SECTIONS = (Section.HOUSEHOLD, Section.PERSON)
ALL_OF_A_PERSON = frozenset({NUMBER, "route", PERSON})
"""What a sheet holds that is everything in one: a row a person, with the household's columns repeated."""

FILE_WIDE = frozenset(
    {
        FindingCode.MISSING_COLUMN,
        FindingCode.MISSING_KEY,
        FindingCode.MISSING_SHEET,
        FindingCode.DUPLICATE_COLUMN,
        FindingCode.TOO_MANY_DOSSIERS,
        FindingCode.LISTS_TOO_LONG,
        FindingCode.TOO_MANY_DWELLINGS,
        FindingCode.TOO_MANY_SPONSORS,
        FindingCode.TOO_MANY_CASES,
        FindingCode.TOO_MANY_STAFF,
        FindingCode.TOO_MANY_ERRORS,
    }
)
"""Errors after which nothing in the file can be trusted to be whole."""

HEADS = (FindingCode.SEVERAL_HEADS, FindingCode.SEVERAL_HEADS_IN_DOSSIER)
NUMBERS = (FindingCode.DUPLICATE_PERSON, FindingCode.PERSON_TWICE_IN_DOSSIER)
NEED_NAMES = {kind: name for name, kind in NEED_WORDS.items()}
TOPIC_NAMES = {topic: name for name, topic in TOPIC_WORDS.items()}


@dataclass(frozen=True, slots=True)
class _Dossier:
    """The records of one dossier, section by section; a section that is not there was not spoken of."""

    number: str
    rows: Mapping[Section, tuple[Record, ...]]


def read_dossiers(source: SourceFile, reading: Reading, *, mapping: ColumnMap = OUR_OWN) -> DossiersRead:
    """Every dossier in `source` that is in order, the numbers of the others, and everything that was found.

    `mapping`: which sheets and columns of another layout are which of ours. Findings stand in the order of the file.
    """
    if not source.tables:
        return DossiersRead(findings=source.findings)
    found, is_wide = _sections(source, mapping, reading), wide_table(source, mapping) is not None
    written = as_written(found.get(Section.HOUSEHOLD, Records()).rows, JUDGED)
    dossiers, findings = _dossiers(source, found, is_wide=is_wide)
    findings = [*source.findings, *_file_findings(source, found, mapping), *findings]
    if len(dossiers) > MOST_DOSSIERS:  # then nobody looks whose each of them is, so nothing is told of any
        findings = [finding for finding in findings if finding.dossier is None]
        findings.append(Finding(FindingCode.TOO_MANY_DOSSIERS, params=(("most", MOST_DOSSIERS), ("n", len(dossiers)))))
        return DossiersRead((), tuple(sorted(dossier.number for dossier in dossiers)), tuple(findings))
    parsed = {}
    for dossier in dossiers:
        if len(findings) > MOST_FINDINGS:
            break
        parsed[dossier.number], more = _parsed(dossier, reading, is_wide=is_wide)
        findings += more
    if len(findings) > MOST_FINDINGS:
        many = Finding(FindingCode.TOO_MANY_ERRORS, params=(("most", MOST_FINDINGS),))
        numbers = tuple(sorted(dossier.number for dossier in dossiers))
        return DossiersRead((), numbers, (many, *findings[:MOST_FINDINGS]), tuple(_halves(dossiers, reading)), written)
    refused = {finding.dossier for finding in findings if finding.is_error and finding.dossier}
    if any(finding.code in FILE_WIDE for finding in findings):
        refused |= parsed.keys()
    good = tuple(data for number, data in parsed.items() if data is not None and number not in refused)
    halves = tuple(_halves((dossier for dossier in dossiers if dossier.number in refused), reading))
    return DossiersRead(good, tuple(sorted(refused)), tuple(sorted(findings, key=_place)), halves, written)


def _halves(dossiers: Iterable[_Dossier], reading: Reading) -> Iterator[HalfRead]:
    for dossier in dossiers:
        (household,) = dossier.rows[Section.HOUSEHOLD]
        yield half_read(dossier.number, household, reading, n_people=len(dossier.rows.get(Section.PERSON, ())))


def _place(finding: Finding) -> tuple[int, int]:
    names = [folded(name) for name in SHEETS.values()]
    sheet = folded(finding.sheet or "")
    return names.index(sheet) + 1 if sheet in names else 0, finding.row or 0


def _sections(source: SourceFile, mapping: ColumnMap, reading: Reading) -> dict[Section, Records]:
    wide = wide_table(source, mapping)
    if wide is not None:
        return csv_rules.sections(wide, reading.words, mapping=headers_said(wide, mapping))
    found = {}
    for table in source.tables:
        section = section_of(table, mapping)
        if section is not None and section not in found:
            found[section] = records(table, section, columns_of(section), mapping=headers_said(table, mapping))
    return found


def headers_said(table: Table, mapping: ColumnMap) -> Mapping[str, str]:
    """What is said of the headers of this sheet."""
    said = sheet_map(mapping, table)
    return said.columns if said else {}


def wide_table(source: SourceFile, mapping: ColumnMap) -> Table | None:
    """The table that holds everything, a row a person: CSV, a sheet said to be it, an only sheet with its columns."""
    if source.carrier is Carrier.CSV:
        return source.tables[0] if source.tables else None
    said = [table for table in source.tables if section_of(table, mapping) is Section.WIDE]
    if said or source.carrier is not Carrier.XLSX or len(source.tables) != 1:
        return said[0] if said else None
    (only,) = source.tables
    is_everything = {folded(header) for header in only.headers} >= ALL_OF_A_PERSON
    return only if is_everything and section_of(only, mapping) is None and sheet_map(mapping, only) is None else None


def section_of(table: Table, mapping: ColumnMap) -> Section | None:
    """Which of our sheets this one is, as it was said or as it is called."""
    said = sheet_map(mapping, table)
    return section_by_name(folded(table.sheet or "")) if said is None else said.section


def section_by_name(name: str) -> Section | None:
    """The sheet of a dossier that goes by this folded name."""
    for section in DOSSIER_SECTIONS:
        if name in (folded(SHEETS[section]), folded(section.value)):
            return section
    return None


def columns_of(section: Section) -> tuple[Column, ...]:
    """The columns of `section` in the order of the layout."""
    return tuple(column for column in COLUMNS if column.section is section)


def _file_findings(source: SourceFile, found: Mapping[Section, Records], mapping: ColumnMap) -> Iterator[Finding]:
    """What is to say of the file as a whole and of its headers."""
    for section_records in found.values():
        yield from section_records.findings
    wide = wide_table(source, mapping)
    if wide is not None:
        yield from csv_rules.notes(found)
    for table in source.tables:
        is_ours = folded(table.sheet or "") == folded(HELP_SHEET)
        if table is not wide and not is_ours and section_of(table, mapping) in (None, Section.WIDE):
            yield Finding(FindingCode.UNKNOWN_SHEET, table.sheet)
    for section in NEEDED_SECTIONS:
        if section not in found and wide is None:
            yield Finding(FindingCode.MISSING_SHEET, SHEETS[section])


def _dossiers(
    source: SourceFile, found: Mapping[Section, Records], *, is_wide: bool
) -> tuple[list[_Dossier], list[Finding]]:
    """The records by dossier, in the order of the households; those whose number fits nowhere are findings."""
    findings: list[Finding] = []
    grouped: dict[str, dict[Section, list[Record]]] = {}
    for record in found.get(Section.HOUSEHOLD, Records()).rows:
        number = composed(record.text(NUMBER))
        if number in grouped:
            findings.append(record.finding(FindingCode.DUPLICATE_DOSSIER, NUMBER, ("value", number), dossier=number))
        elif number:
            silent = source.silent.get(number, frozenset())
            grouped[number] = {section: [] for section in found if section not in silent}
            grouped[number][Section.HOUSEHOLD] = [record]
        else:
            findings.append(_no_number(record))
    for section in DOSSIER_SECTIONS[1:]:
        for record in found.get(section, Records()).rows:
            number = composed(record.text(NUMBER))
            if number in grouped:
                grouped[number].setdefault(section, []).append(record)
            elif number or not is_wide:  # a row of a wide table without number was reported above
                findings.append(_unknown_number(record, number))
    dossiers = [
        _Dossier(number, {section: tuple(rows) for section, rows in sections.items()})
        for number, sections in grouped.items()
    ]
    return dossiers, findings


def _no_number(record: Record) -> Finding:
    cell = record.cells.get(NUMBER)
    code = FindingCode.MISSING_VALUE if cell is None or cell.problem is None else cell.problem
    return record.finding(code, NUMBER, dossier=None)


def _unknown_number(record: Record, number: str) -> Finding:
    if not number:
        return _no_number(record)
    return record.finding(FindingCode.UNKNOWN_DOSSIER, NUMBER, ("value", number), dossier=number)


def _parsed(dossier: _Dossier, reading: Reading, *, is_wide: bool) -> tuple[DossierData | None, list[Finding]]:
    """The dossier, or None when something in it is wrong; and everything found in it."""
    read: dict[Section, list[tuple[Record, dict[str, Any]]]] = {}
    findings: list[Finding] = []
    for section, rows in dossier.rows.items():
        for record in rows:
            found, wrong = values(record, columns_of(section), reading, dossier=dossier.number)
            read.setdefault(section, []).append((record, found))
            findings += wrong
            if len(findings) > MOST_FINDINGS:
                return None, findings
    people = read.get(Section.PERSON, [])
    findings += _people_findings(dossier, people)
    findings += _reference_findings(dossier.number, people, read)
    if any(finding.is_error for finding in findings) or not _is_whole(read):
        return None, findings
    needs, twice = _needs(read.get(Section.NEED, []), dossier.number)
    (household,) = read[Section.HOUSEHOLD]
    data = DossierData(
        number=dossier.number,
        household=HouseholdData(**_renamed(household[1], HOUSEHOLD_FIELDS)),
        members=tuple(sorted((_member(found) for _, found in people), key=lambda member: member.no)),
        needs=needs,
        relatives=tuple(_relative(found) for _, found in read.get(Section.RELATIVE, [])),
        wishes=tuple(_wish(found) for _, found in read.get(Section.WISH, [])),
        said=frozenset(_said(dossier, read)),
        is_head_ambiguous=is_wide,
        row=household[0].row,
    )
    return data, findings + twice


def _is_whole(read: Mapping[Section, Sequence[tuple[Record, dict[str, Any]]]]) -> bool:
    """Whether every row holds what it must; a column that the whole table lacks was reported as such."""
    return all(
        column.key in found
        for section, rows in read.items()
        for _, found in rows
        for column in columns_of(section)
        if column.is_required
    )


def _people_findings(dossier: _Dossier, people: Sequence[tuple[Record, dict[str, Any]]]) -> Iterator[Finding]:
    number = dossier.number
    if not people:
        (household,) = dossier.rows[Section.HOUSEHOLD]
        yield household.finding(FindingCode.NO_PERSONS, NUMBER, ("value", number), dossier=number)
        return
    heads = [record for record, found in people if found.get("rol") is MemberRole.HEAD]
    if not heads and all("rol" in found for _, found in people):
        rows = ", ".join(str(record.row) for record, _ in people if record.row is not None)
        first_row = people[0][0]
        if rows:
            yield first_row.finding(FindingCode.NO_HEAD, "rol", ("rows", rows), dossier=number)
        else:
            yield first_row.finding(FindingCode.NO_HEAD_IN_DOSSIER, "rol", dossier=number)
    for record in heads[1:]:
        yield _twice(record, heads[0], "rol", HEADS, dossier=number)
    first: dict[int, Record] = {}
    for record, found in people:
        person = found.get(PERSON)
        if person is not None and first.setdefault(person, record) is not record:
            yield _twice(record, first[person], PERSON, NUMBERS, ("value", person), dossier=number)


def _twice(
    record: Record,
    other: Record,
    key: str,
    codes: tuple[FindingCode, FindingCode],
    *params: tuple[str, str | int],
    dossier: str,
) -> Finding:
    """It stands elsewhere too: on a row of that number, or, in JSON, somewhere in the dossier."""
    on_row, in_dossier = codes
    if other.row is None:
        return record.finding(in_dossier, key, *params, dossier=dossier)
    return record.finding(on_row, key, *params, ("other_row", other.row), dossier=dossier)


def _reference_findings(
    number: str,
    people: Sequence[tuple[Record, dict[str, Any]]],
    read: Mapping[Section, Sequence[tuple[Record, dict[str, Any]]]],
) -> Iterator[Finding]:
    """Needs and wishes of persons who are not there; not asked while a person's own number cannot be read."""
    if not all(PERSON in found for _, found in people):
        return
    known = {found[PERSON] for _, found in people}
    for section in (Section.NEED, Section.WISH):
        for record, found in read.get(section, ()):
            person = found.get(PERSON)
            if person is not None and person not in known:
                yield record.finding(FindingCode.UNKNOWN_PERSON, PERSON, ("value", person), dossier=number)


def _renamed(found: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    return {name: found[key] for key, name in fields.items() if key in found}


def _member(found: Mapping[str, Any]) -> MemberData:
    known = _renamed(found, MEMBER_FIELDS)
    several: dict[str, Any] = {name: known.pop(name) or () for name in ("languages", "occupations") if name in known}
    return MemberData(no=MemberNo(found[PERSON]), **known, **several)


def _number(found: Mapping[str, Any]) -> MemberNo | None:
    person = found.get(PERSON)
    return None if person is None else MemberNo(person)


def _needs(rows: Iterable[tuple[Record, dict[str, Any]]], number: str) -> tuple[tuple[NeedData, ...], list[Finding]]:
    """A need that stands twice for one person counts once; the first explanation holds."""
    kept: dict[tuple[MemberNo | None, NeedKind], NeedData] = {}
    findings = []
    for record, found in rows:
        need = NeedData(_number(found), found["behoefte"], found.get("toelichting"))
        known = kept.setdefault((need.member, need.kind), need)
        if known is not need:
            kept[need.member, need.kind] = replace(known, explanation=known.explanation or need.explanation)
            value = ("value", NEED_NAMES[need.kind])
            findings.append(record.finding(FindingCode.DUPLICATE_NEED, "behoefte", value, dossier=number))
    return tuple(kept.values()), findings


def _relative(found: Mapping[str, Any]) -> RelativeData:
    return RelativeData(
        relation=found["relatie"],
        first_name=found.get("roepnaam"),
        country=found.get("land"),
        is_reunification_wanted=found.get("nareis_gewenst"),
        kind=relation_kind(found["relatie"]),
    )


def relation_kind(relation: str) -> RelativeKind:
    """What a relative is to the household, by the first word of `Relatie`: `zoon van persoon 1` is a child."""
    first = next(iter(relation.split()), "")
    return RELATION_WORDS.get(folded(first), RelativeKind.OTHER)


def _wish(found: Mapping[str, Any]) -> WishData:
    topic: WishTopic = found["onderwerp"]
    return WishData(_number(found), topic, found["wens"])


def _said(dossier: _Dossier, read: Mapping[Section, Sequence[tuple[Record, dict[str, Any]]]]) -> Iterator[str]:
    """The paths this file speaks of: whole sections, fields of the household and of each person, explanations."""
    yield from (section.value for section in dossier.rows)
    for record, _ in read[Section.HOUSEHOLD]:
        yield from (f"{Section.HOUSEHOLD}.{key}" for key in record.cells if key in HOUSEHOLD_FIELDS)
    for record, found in read.get(Section.PERSON, ()):
        yield from (f"{Section.PERSON}[{found[PERSON]}].{key}" for key in record.cells if key in MEMBER_FIELDS)
    columns = {section: frozenset(key for record, _ in rows for key in record.cells) for section, rows in read.items()}
    for section, keys in columns.items():
        yield from (f"{section}.{key}" for key in keys if section in (Section.NEED, Section.RELATIVE))
