"""A list of one sheet: which table of a file it is, its rows, and what they come to when all were looked at.

The manners of lists of homes, of sponsors, of running cases and of staff. Source: dossier_format.md, "Rules".
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from hervest.intake.layout import Column
from hervest.intake.table_rules import MOST_FINDINGS, Record, records, sheet_map
from hervest.intake.text_rules import folded
from hervest.intake.vocabulary import (
    SHEETS,
    Carrier,
    ColumnMap,
    Finding,
    FindingCode,
    Section,
    SourceFile,
    Table,
)

T = TypeVar("T")
DAY = "%d-%m-%Y"
HELP_SHEET = "Uitleg"
"""The sheet of a template that says what stands in which column: it is read by people, not by us."""


@dataclass(frozen=True, slots=True)
class OneSheet:
    """A list: its sheet and columns, what a row of it is known by, and what is said of one too long or empty.

    `beside`: sheets of our template that people read and we do not.
    """

    section: Section
    columns: tuple[Column, ...]
    key: Callable[[Record], str]
    most: int
    too_many: FindingCode
    nothing: FindingCode
    beside: frozenset[str] = frozenset()

    @property
    def headers(self) -> frozenset[str]:
        """Our headings, folded."""
        return frozenset(folded(column.header) for column in self.columns)


@dataclass(frozen=True, slots=True)
class ListRows:
    """The rows of a list and what was found on the way; not `is_whole`: a column is missing or stands twice."""

    rows: tuple[Record, ...] = ()
    findings: tuple[Finding, ...] = ()
    is_whole: bool = True


def list_table(sheet: OneSheet, source: SourceFile, mapping: ColumnMap) -> Table | None:
    """The sheet of that name, or the one that is said to be it; a CSV file is that sheet."""
    for table in source.tables:
        said = sheet_map(mapping, table)
        if said is not None and said.section is sheet.section:
            return table
    if source.carrier is Carrier.CSV and source.tables:
        return source.tables[0]
    wanted = folded(SHEETS[sheet.section])
    return next((table for table in source.tables if folded(table.sheet or "") == wanted), None)


def list_rows(sheet: OneSheet, source: SourceFile, mapping: ColumnMap) -> ListRows:
    """The rows of the list in `source`; none if the file does not have it, or holds more of them than are read."""
    table = list_table(sheet, source, mapping)
    if table is None:
        missing = (Finding(FindingCode.MISSING_SHEET, SHEETS[sheet.section]),) if source.tables else ()
        return ListRows(findings=(*source.findings, *missing))
    said = sheet_map(mapping, table)
    found = records(table, sheet.section, sheet.columns, mapping=said.columns if said else None)
    passed = {folded(name) for name in sheet.beside}
    others = tuple(
        Finding(FindingCode.UNKNOWN_SHEET, other.sheet)
        for other in source.tables
        if other is not table and folded(other.sheet or "") not in passed
    )
    findings = (*source.findings, *found.findings, *others)
    n_keys = len({sheet.key(row) for row in found.rows})
    if n_keys > sheet.most:
        params = (("most", sheet.most), ("n", n_keys))
        return ListRows(findings=(Finding(sheet.too_many, table.sheet, params=params), *findings))
    return ListRows(found.rows, findings, is_whole=not any(finding.is_error for finding in found.findings))


def settled(
    sheet: OneSheet,
    rows: ListRows,
    good: Iterable[tuple[str, T]],
    wrong: Iterable[Finding],
    keys: Collection[str],
) -> tuple[tuple[T, ...], tuple[str, ...], tuple[Finding, ...]]:
    """Those of `good` whose key nothing refuses, the keys that are refused, and everything that was found.

    `wrong`: what was found in the rows; `keys`: of all of them. A file in which nothing was found is an error.
    """
    findings, known = (*rows.findings, *wrong), sorted(filter(None, set(keys)))
    if len(findings) > MOST_FINDINGS:
        many = Finding(FindingCode.TOO_MANY_ERRORS, params=(("most", MOST_FINDINGS),))
        return (), tuple(known), (many, *findings[:MOST_FINDINGS])
    refused = {finding.dossier for finding in findings if finding.is_error and finding.dossier}
    if not rows.is_whole:
        refused |= set(known)
    if not known and not any(one.is_error and one.code is not FindingCode.NOTHING_IN_FILE for one in findings):
        findings = tuple(one for one in findings if one.code is not FindingCode.NOTHING_IN_FILE)
        findings = (*findings, Finding(sheet.nothing))
    return tuple(line for key, line in good if key not in refused), tuple(sorted(refused)), findings
