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
from hervest.intake.compare_queries import Overwrite, digest_of
from hervest.intake.difference_rules import NO_PATHS, Difference, canonical
from hervest.intake.dwelling_rules import (
    DWELLING_FIELDS,
    KEY,
    OUR_SHEET,
    DwellingRow,
    DwellingsRead,
    HalfDwelling,
    dwelling_difference,
    dwelling_refusals,
    merged_dwelling,
    read_dwellings,
)
from hervest.intake.json_rules import from_json
from hervest.intake.models import DwellingRead
from hervest.intake.report_rules import ImportReport, report
from hervest.intake.vocabulary import ColumnMap, Finding, FindingCode, SourceFile, Written
from hervest.intake.words import dutch_words


@dataclass(frozen=True, slots=True)
class DwellingsCompared:
    """Everything an import of dwellings would do."""

    report: ImportReport
    dwellings: Mapping[str, DwellingRow] = field(default_factory=dict)
    stored: Mapping[str, DwellingRow] = field(default_factory=dict)
    differences: Mapping[str, Difference] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Changes as soon as the import would do anything else than before."""
        return digest_of(self.report, self.differences)


def dwellings_in(source: SourceFile, mapping: ColumnMap, *, today: date) -> DwellingsRead:
    """What a file of dwellings comes to."""
    return read_dwellings(source, Reading(today, dutch_words()), mapping=mapping)


def compare_dwellings(
    by: Actor,
    read: DwellingsRead,
    *,
    municipality: str | None,
    municipalities: frozenset[str],
    overwrite: Overwrite,
) -> DwellingsCompared:
    """What applying `read` would do. A dwelling of another municipality or another owner is refused by code only.

    What the register would not take is a finding of its row, also when something else in that row is wrong.
    """
    placed = [_placed(row, municipality) for row in read.dwellings]
    halves = [_half_placed(half, municipality) for half in read.halves]
    written = read.homes or OUR_SHEET
    rows = [*(HalfDwelling(row) for row in placed), *halves]
    findings = [finding for row in rows for finding in _refusals(by, row, municipalities, written)]
    outside = {(one.dossier, one.row) for one in findings if one.code is not FindingCode.MISSING_VALUE}
    wishes = _Wishes(read.said - {"municipality"}, overwrite, written)
    settled = [_settled(row, wishes) for row in placed if (row.code, row.row) not in outside]
    findings += [finding for one in settled for finding in one.findings]
    told = [half for half in halves if (half.dwelling.code, half.dwelling.row) not in outside]
    findings += [finding for half in told for finding in _wrong_too(half, wishes)]
    found = (*(one for one in read.findings if (one.dossier, one.row) not in outside), *findings)
    refused = {finding.dossier or "" for finding in findings if finding.is_error}
    good: dict[str, _Settled] = {one.row.code: one for one in settled if one.row.code not in refused}
    differences = {code: one.changes for code, one in good.items() if one.changes is not None}
    whole = report(tuple(good), tuple(sorted({*read.refused, *refused})), found, differences)
    stored = {code: one.stored for code, one in good.items() if one.stored is not None}
    return DwellingsCompared(whole, {code: one.row for code, one in good.items()}, stored, differences)


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What the file speaks of and how it calls it, and where it goes before what somebody changed."""

    said: frozenset[str]
    overwrite: Overwrite
    written: Written


@dataclass(frozen=True, slots=True)
class _Settled:
    """One dwelling of the file beside the register: what is written of it, and what stands in the way."""

    row: DwellingRow
    stored: DwellingRow | None = None
    changes: Difference | None = None
    findings: tuple[Finding, ...] = ()


def _settled(row: DwellingRow, wishes: _Wishes, unread: frozenset[str] = NO_PATHS) -> _Settled:
    stored = stored_row(row.municipality or "", row.code)
    if stored is None:
        new = replace(row, n_units=row.n_units or 1)
        return _whole(row, new, _Settled(new), unread, wishes.written)
    # no number of units says nothing: a home has the units it has
    wanted = replace(row, n_units=stored.n_units) if row.n_units is None else row
    kept, overwrite = corrected(stored), wishes.overwrite.get(row.code, NO_PATHS)
    changes = dwelling_difference(stored, wanted, said=wishes.said, corrected=kept, overwrite=overwrite)
    if merged_dwelling(stored, wanted, changes).kind is DwellingKind.SELF_CONTAINED:
        wanted = replace(wanted, n_units=1)
        changes = dwelling_difference(stored, wanted, said=wishes.said, corrected=kept, overwrite=overwrite)
    outcome = replace(merged_dwelling(stored, wanted, changes), row=row.row)
    return _whole(row, outcome, _Settled(wanted, stored, changes), unread, wishes.written)


def _wrong_too(half: HalfDwelling, wishes: _Wishes) -> tuple[Finding, ...]:
    """What else is wrong in a row that is refused; what cannot be read in it says nothing."""
    if "code" in half.unread:
        return ()
    found = _settled(half.dwelling, replace(wishes, said=wishes.said - half.unread), half.unread)
    return tuple(finding for finding in found.findings if finding.is_error)


def _whole(
    asked: DwellingRow, outcome: DwellingRow, found: _Settled, unread: frozenset[str], written: Written
) -> _Settled:
    """`found` with its findings; a self-contained home has one unit, whatever the file says."""
    findings: tuple[Finding, ...] = ()
    if outcome.kind is DwellingKind.SELF_CONTAINED:
        outcome = replace(outcome, n_units=1)
        found = replace(found, row=replace(found.row, n_units=1))
        if asked.n_units not in {None, 1}:
            units = ("n", asked.n_units or 0)
            findings = (written.finding(FindingCode.ONE_UNIT_ONLY, asked.row, "eenheden", units, about=asked.code),)
    there = found.stored.n_units or 0 if found.stored else 0
    return replace(
        found, findings=(*findings, *dwelling_refusals(outcome, n_units_there=there, unread=unread, written=written))
    )


def _placed(row: DwellingRow, municipality: str | None) -> DwellingRow:
    place = row.municipality or (MunicipalityCode(municipality) if municipality else None)
    return replace(row, municipality=place, routes=tuple(sorted(row.routes)) if row.routes else row.routes)


def _half_placed(half: HalfDwelling, municipality: str | None) -> HalfDwelling:
    """A row whose municipality cannot be read stands nowhere."""
    return half if "municipality" in half.unread else replace(half, dwelling=_placed(half.dwelling, municipality))


def _refusals(by: Actor, half: HalfDwelling, municipalities: frozenset[str], written: Written) -> list[Finding]:
    row = half.dwelling
    if "municipality" in half.unread:
        return []
    if row.municipality is None:
        return [written.finding(FindingCode.MISSING_VALUE, row.row, "gemeentecode", about=row.code)]
    if row.municipality not in municipalities:
        there = ("value", row.municipality)
        return [written.finding(FindingCode.OTHER_MUNICIPALITY, row.row, "gemeentecode", there, about=row.code)]
    if "code" in half.unread or stored_dwelling(row.municipality, row.code) is None:
        return []
    subject = dwelling_subject(municipality=row.municipality, code=row.code)
    if policy.can(by, Permission.DWELLING_EDIT, subject):
        return []
    return [written.finding(FindingCode.OTHER_OWNER, row.row, KEY, ("value", row.code), about=row.code)]


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
