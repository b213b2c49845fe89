"""What an import says: four disjoint lists, what was kept, and every finding.

Source: dossier_format.md, "What an import says".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

from hervest.core.vocabulary import MunicipalityCode
from hervest.intake.difference_rules import Difference
from hervest.intake.half_rules import OURS, PLACE
from hervest.intake.vocabulary import DossierData, DossiersRead, Finding, FindingCode, HalfRead, Written


class Exit(IntEnum):
    """Exit status of the command line; 3 (the actor may not) is decided before anything is read."""

    NOTHING_REFUSED = 0
    SOMETHING_REFUSED = 2
    NOT_ALLOWED = 3


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What happened, or in a preview would happen, to every key in a file.

    `accepted`, `unchanged`, `changed` and `refused` are disjoint. `changed` and `kept`: key to field paths.
    """

    accepted: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    @property
    def exit_status(self) -> Exit:
        """2 when anything was refused or the file could not be read, else 0."""
        return Exit.SOMETHING_REFUSED if self.refused or self.errors else Exit.NOTHING_REFUSED

    @property
    def may_apply(self) -> bool:
        """Whether it may be applied without the word that the good dossiers go on."""
        return not self.refused and not self.errors

    def to_json(self, message: Callable[[Finding], str]) -> dict[str, Any]:
        """The report for the command line; `message` words a finding in the reader's language."""
        return {
            "accepted": list(self.accepted),
            "unchanged": list(self.unchanged),
            "changed": {key: list(paths) for key, paths in self.changed.items()},
            "refused": list(self.refused),
            "kept": {key: list(paths) for key, paths in self.kept.items()},
            "errors": [_finding(finding, message) for finding in self.errors],
            "warnings": [_finding(finding, message) for finding in self.warnings],
        }


def _finding(finding: Finding, message: Callable[[Finding], str]) -> dict[str, Any]:
    return {
        "dossier": finding.dossier,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "code": finding.code.value,
        "message": message(finding),
    }


def report(
    keys: tuple[str, ...],
    refused: tuple[str, ...],
    findings: tuple[Finding, ...],
    differences: Mapping[str, Difference],
) -> ImportReport:
    """The report on `keys` that are in order, of which those in `differences` were known before.

    What a file no longer holds becomes a warning on its dossier: it is asked, not removed.
    """
    known = {key: differences[key] for key in keys if key in differences}
    asked = tuple(
        Finding(FindingCode.NO_LONGER_IN_FILE, params=(("path", path),), dossier=key)
        for key, change in known.items()
        for path in change.absent
    )
    return ImportReport(
        accepted=tuple(key for key in keys if key not in known),
        unchanged=tuple(key for key, change in known.items() if not change.written),
        changed={key: tuple(one.path for one in change.written) for key, change in known.items() if change.written},
        refused=refused,
        kept={key: change.kept for key, change in known.items() if change.kept},
        errors=tuple(finding for finding in findings if finding.is_error),
        warnings=tuple(finding for finding in findings if not finding.is_error) + asked,
    )


def within(
    read: DossiersRead,
    municipalities: frozenset[MunicipalityCode],
    *,
    default: MunicipalityCode | None,
) -> DossiersRead:
    """`read` as an importer for `municipalities` may have it: a dossier for another one is refused by number only.

    A dossier without a municipality goes to `default`; without a default it is refused for the missing value. What
    else was found in a dossier of another municipality is not told, whether it could be read or not.
    """
    dossiers = tuple(_placed(dossier, default) for dossier in read.dossiers)
    halves = tuple(_half_placed(half, default) for half in read.halves)
    rows: tuple[DossierData | HalfRead, ...] = (*dossiers, *halves)
    wrong = {row.number: row for row in rows if _is_outside(row, municipalities)}
    told = {number for number, row in wrong.items() if _place_of(row) is None}
    findings = tuple(one for one in read.findings if one.dossier not in wrong or one.dossier in told)
    return DossiersRead(
        dossiers=tuple(dossier for dossier in dossiers if dossier.number not in wrong),
        refused=tuple(sorted({*read.refused, *wrong})),
        findings=findings + tuple(_outside(row, read.households or OURS) for row in wrong.values()),
        halves=tuple(half for half in halves if half.number not in wrong or half.number in told),
        households=read.households,
    )


def not_empty(read: DossiersRead) -> DossiersRead:
    """`read`; a file in which no dossier was found, good or bad, is an error and no success."""
    if read.dossiers or read.refused or read.errors:
        return read
    return replace(read, findings=(*read.findings, Finding(FindingCode.NOTHING_IN_FILE)))


def _placed(dossier: DossierData, default: MunicipalityCode | None) -> DossierData:
    if dossier.household.municipality is not None or default is None:
        return dossier
    return replace(dossier, household=replace(dossier.household, municipality=default))


def _half_placed(half: HalfRead, default: MunicipalityCode | None) -> HalfRead:
    """A half whose municipality cannot be read stands nowhere; its days are held against nothing that is stored."""
    place = half.municipality or (default if half.is_placed else None)
    household = replace(half.household, municipality=place) if half.household else None
    return replace(half, municipality=place, household=household)


def _place_of(row: DossierData | HalfRead) -> MunicipalityCode | None:
    return row.municipality if isinstance(row, HalfRead) else row.household.municipality


def _is_outside(row: DossierData | HalfRead, municipalities: frozenset[MunicipalityCode]) -> bool:
    is_known = row.is_placed if isinstance(row, HalfRead) else True
    return is_known and _place_of(row) not in municipalities


def _outside(row: DossierData | HalfRead, written: Written) -> Finding:
    code = FindingCode.MISSING_VALUE if _place_of(row) is None else FindingCode.OTHER_MUNICIPALITY
    there = (("value", str(place)),) if (place := _place_of(row)) is not None else ()
    return written.finding(code, row.row, PLACE, *there, about=row.number)
