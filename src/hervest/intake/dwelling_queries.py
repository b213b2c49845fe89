"""Dwellings that were read beside what is stored of them: for deciding what an import changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core.vocabulary import MunicipalityCode, Route
from hervest.housing.queries import dwelling_subject, stored_dwelling
from hervest.housing.vocabulary import DwellingCode, DwellingKind, SanitaryState
from hervest.intake.cell_rules import Reading
from hervest.intake.compare_queries import Overwrite
from hervest.intake.difference_rules import Difference, canonical
from hervest.intake.dwelling_rules import (
    DWELLING_FIELDS,
    DWELLING_HEADERS,
    DwellingRow,
    DwellingsRead,
    dwelling_difference,
    read_dwellings,
)
from hervest.intake.json_rules import from_json
from hervest.intake.models import DwellingRead
from hervest.intake.reading import read_file
from hervest.intake.report_rules import ImportReport, report
from hervest.intake.vocabulary import SHEETS, Finding, FindingCode, Section
from hervest.intake.words import dutch_words


@dataclass(frozen=True, slots=True)
class DwellingsCompared:
    """Everything an import of dwellings would do."""

    report: ImportReport
    dwellings: Mapping[str, DwellingRow] = field(default_factory=dict)
    stored: Mapping[str, DwellingRow] = field(default_factory=dict)
    differences: Mapping[str, Difference] = field(default_factory=dict)


def read_dwelling_file(file_name: str, content: bytes, *, today: date) -> DwellingsRead:
    """What a file of dwellings comes to."""
    source = read_file(file_name, content, known_headers=DWELLING_HEADERS)
    return read_dwellings(source, Reading(today, dutch_words()))


def compare_dwellings(
    by: Actor,
    read: DwellingsRead,
    *,
    municipality: str | None,
    municipalities: frozenset[str],
    overwrite: Overwrite,
) -> DwellingsCompared:
    """What applying `read` would do. A dwelling of another municipality or another owner is refused by code only."""
    placed = [_placed(row, municipality) for row in read.dwellings]
    refusals = [finding for row in placed for finding in _refusals(by, row, municipalities)]
    refused = {finding.dossier or "" for finding in refusals}
    good: dict[str, DwellingRow] = {row.code: row for row in placed if row.code not in refused}
    known: dict[str, DwellingRow] = {
        code: found for code, row in good.items() if (found := stored_row(row.municipality or "", code))
    }
    good |= {  # no number of units says nothing: a home has the units it has
        code: replace(good[code], n_units=found.n_units) for code, found in known.items() if good[code].n_units is None
    }
    differences: dict[str, Difference] = {
        code: dwelling_difference(
            found,
            good[code],
            said=read.said - {"municipality"},
            corrected=corrected(found),
            overwrite=overwrite.get(code, frozenset()),
        )
        for code, found in known.items()
    }
    told = report(tuple(good), tuple(sorted({*read.refused, *refused})), (*read.findings, *refusals), differences)
    return DwellingsCompared(told, dict(good), known, differences)


def _placed(row: DwellingRow, municipality: str | None) -> DwellingRow:
    place = row.municipality or (MunicipalityCode(municipality) if municipality else None)
    return replace(row, municipality=place, routes=tuple(sorted(row.routes)) if row.routes else row.routes)


def _refusals(by: Actor, row: DwellingRow, municipalities: frozenset[str]) -> list[Finding]:
    place = (SHEETS[Section.DWELLING], None, "Gemeentecode")
    if row.municipality is None:
        return [Finding(FindingCode.MISSING_VALUE, *place, dossier=row.code)]
    if row.municipality not in municipalities:
        return [Finding(FindingCode.OTHER_MUNICIPALITY, *place, dossier=row.code)]
    if stored_dwelling(row.municipality, row.code) is None:
        return []
    subject = dwelling_subject(municipality=row.municipality, code=row.code)
    if policy.can(by, Permission.DWELLING_EDIT, subject):
        return []
    return [Finding(FindingCode.OTHER_OWNER, SHEETS[Section.DWELLING], None, "Woningcode", dossier=row.code)]


def stored_row(municipality: str, code: str) -> DwellingRow | None:
    """The dwelling in the register as a file would have it, or None."""
    found = stored_dwelling(municipality, code)
    if found is None:
        return None
    named: dict[str, Any] = {name: _unstored(name, value) for name, value in found.items() if name in NAMES}
    return DwellingRow(**{**named, "code": DwellingCode(code), "municipality": MunicipalityCode(municipality)})


NAMES = frozenset(one.name for one in fields(DwellingRow))


def _unstored(name: str, value: Any) -> Any:
    if value is None or value == "":
        return None
    match name:
        case "kind":
            return DwellingKind(value)
        case "sanitary":
            return SanitaryState(value)
        case "routes":
            return tuple(sorted(map(Route, value)))
        case _:
            return value


def corrected(stored: DwellingRow) -> frozenset[str]:
    """The columns that somebody changed since a file last spoke of the dwelling; of one never read, all it has."""
    row = DwellingRead.rows.filter(municipality=stored.municipality or "", code=stored.code).first()
    last = from_json(DwellingRow, row.content) if row else DwellingRow(code=stored.code)
    return frozenset(
        key
        for key, name in DWELLING_FIELDS.items()
        if name not in {"code", "municipality"} and canonical(getattr(stored, name)) != canonical(getattr(last, name))
    )
