"""Imports of dwellings as their reader may see them: what a file would add and change in the register."""

from dataclasses import dataclass
from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import MunicipalityRow, municipalities_of
from hervest.accounts.vocabulary import Subject
from hervest.housing.queries import adding_subject
from hervest.housing.vocabulary import DwellingKind
from hervest.intake.compare_queries import NO_OVERWRITE
from hervest.intake.difference_rules import FieldChange
from hervest.intake.dwelling_queries import DwellingsCompared, compare_dwellings
from hervest.intake.dwelling_rules import DwellingRow, DwellingsRead
from hervest.intake.json_rules import from_json
from hervest.intake.models import Import
from hervest.intake.queries import (
    HIDDEN,
    ChangedLine,
    FieldLine,
    ImportRow,
    RefusedLine,
    carriers_to_mend,
    import_row,
    own_import,
    refused_lines,
)
from hervest.intake.report_rules import ImportReport
from hervest.intake.shown_rules import dwelling_place, value_shown
from hervest.intake.vocabulary import Carrier, Finding, ImportKind


@dataclass(frozen=True, slots=True)
class NewDwelling:
    """A dwelling that joins the register; None and empty: the file does not say."""

    code: str
    street: str
    town: str
    kind: DwellingKind | None
    n_units: int
    bedrooms: int | None
    basic_rent_cents: int | None
    available_from: date | None


@dataclass(frozen=True, slots=True)
class DwellingImportPage:
    """The preview of one file; nothing of it is stored until it is applied."""

    row: ImportRow
    report: ImportReport
    digest: str
    hidden: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    refused: tuple[RefusedLine, ...]
    carriers: tuple[Carrier, ...]
    changed: tuple[ChangedLine, ...]
    new: tuple[NewDwelling, ...]

    @property
    def n_dwellings(self) -> int:
        """Every dwelling of the file, refused ones too."""
        report = self.report
        return len(report.accepted) + len(report.unchanged) + len(report.changed) + len(report.refused)

    @property
    def may_apply(self) -> bool:
        """Whether there is anything to apply: a choice at a kept field may make a change of an unchanged dwelling."""
        return bool(self.new or self.changed)


def dwelling_places(actor: Actor) -> tuple[MunicipalityRow, ...]:
    """The municipalities in which the actor may add dwellings, by name."""
    places = municipalities_of(actor)
    return tuple(row for row in places if policy.can(actor, Permission.DWELLING_EDIT, adding_subject(actor, row.code)))


def dwelling_import_subject(*, by: Actor, number: int, **_: object) -> Subject:
    """Where the dwellings of an import go, for who read the file; to others it does not exist. Raises: NotFound."""
    return adding_subject(by, own_import(by, number, ImportKind.DWELLINGS).municipality_id or "")


def dwelling_import_page(actor: Actor, number: int) -> DwellingImportPage | None:
    """The preview of an import of dwellings; None once it was applied. Raises: NotFound."""
    row = _own(actor, number)
    if row.content is None:
        return None
    place = row.municipality_id or ""
    compared = compare_dwellings(
        actor,
        from_json(DwellingsRead, row.content),
        municipality=place,
        municipalities=frozenset({place}),
        overwrite=NO_OVERWRITE,
    )
    warnings = compared.report.warnings
    return DwellingImportPage(
        row=import_row(row),
        report=compared.report,
        digest=compared.digest,
        hidden=tuple(finding for finding in warnings if finding.code in HIDDEN),
        notes=tuple(finding for finding in warnings if finding.code not in HIDDEN),
        refused=tuple(sorted(refused_lines(compared.report), key=_place_in_file)),
        carriers=carriers_to_mend(row, compared.report),
        changed=_changed(compared),
        new=tuple(_new(compared.dwellings[code]) for code in compared.report.accepted),
    )


def _own(actor: Actor, number: int) -> Import:
    return own_import(actor, number, ImportKind.DWELLINGS)


def _place_in_file(line: RefusedLine) -> int:
    """What concerns the file as a whole stands first."""
    return min(finding.row or 0 for finding in line.findings) if line.number else 0


def _changed(compared: DwellingsCompared) -> tuple[ChangedLine, ...]:
    return tuple(
        ChangedLine(code, "", (), tuple(_field(change, code) for change in found.changes))
        for code, found in compared.differences.items()
        if found.changes
    )


def _field(change: FieldChange, code: str) -> FieldLine:
    """What is stored of a dwelling is shown whole: whoever may change a home may read it."""
    place = dwelling_place(change.path)
    return FieldLine(
        number=code,
        path=change.path,
        place=place,
        kind=change.kind,
        was=value_shown(change.was, place),
        becomes=value_shown(change.becomes, place),
        is_hidden=False,
        by="",
        reason="",
    )


def _new(row: DwellingRow) -> NewDwelling:
    return NewDwelling(
        code=row.code,
        street=row.street or "",
        town=row.town or "",
        kind=row.kind,
        n_units=row.n_units or 1,
        bedrooms=row.bedrooms,
        basic_rent_cents=row.basic_rent_cents,
        available_from=row.available_from,
    )
