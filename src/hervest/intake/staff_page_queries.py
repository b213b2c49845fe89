"""Imports of staff as their reader may see them: who would come in, which roles are given, what is refused."""

from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.core.texts import day_in_words, label
from hervest.intake.difference_rules import ChangeKind
from hervest.intake.json_rules import from_json
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
from hervest.intake.shown_rules import Place, ShownValue
from hervest.intake.staff_queries import NewRole, SettledPerson, compare_staff
from hervest.intake.staff_rules import ROLES, STAFF_PLACES, StaffRead
from hervest.intake.vocabulary import SHEETS, Carrier, Finding, ImportKind, Section


@dataclass(frozen=True, slots=True)
class StaffImportPage:
    """The preview of one file; nobody comes in until it is applied. `n_links`: how many people get a link then."""

    row: ImportRow
    report: ImportReport
    digest: str
    hidden: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    refused: tuple[RefusedLine, ...]
    carriers: tuple[Carrier, ...]
    changed: tuple[ChangedLine, ...]
    new: tuple[SettledPerson, ...]
    n_links: int

    @property
    def n_people(self) -> int:
        """Everybody in the file, refused ones too."""
        found = self.report
        return len(found.accepted) + len(found.unchanged) + len(found.changed) + len(found.refused)

    @property
    def may_apply(self) -> bool:
        """Whether there is anything to apply."""
        return bool(self.new or self.changed)


def staff_import_page(actor: Actor, number: int, *, today: date) -> StaffImportPage | None:
    """The preview of an import of staff; None once it was applied. Raises: NotFound."""
    row = own_import(actor, number, ImportKind.STAFF)
    if row.content is None:
        return None
    read = from_json(StaffRead, row.content)
    compared = compare_staff(actor, read, municipality=row.municipality_id or "", today=today)
    new = tuple(compared.settled[email] for email in compared.report.accepted)
    changed = [compared.settled[email] for email in compared.report.changed]
    return StaffImportPage(
        row=import_row(row),
        report=compared.report,
        digest=compared.digest,
        hidden=tuple(finding for finding in compared.report.warnings if finding.code in HIDDEN),
        notes=tuple(finding for finding in compared.report.warnings if finding.code not in HIDDEN),
        refused=refused_lines(compared.report),
        carriers=carriers_to_mend(row, compared.report),
        changed=tuple(_changed(one) for one in changed),
        new=new,
        n_links=len(new) + sum(one.known is not None and one.known.gets_link for one in changed),
    )


def _changed(one: SettledPerson) -> ChangedLine:
    name = one.known.name if one.known else one.name
    fields = tuple(
        _field(one.email, change.path, role) for change, role in zip(one.changes.written, one.roles, strict=True)
    )
    return ChangedLine(f"{name}, {one.email}", "", (), fields)


def _field(email: str, path: str, role: NewRole) -> FieldLine:
    days = " – ".join(day_in_words(day, with_year=True) for day in (role.from_on, role.until_on))
    where = " · ".join(filter(None, (role.workplace, ", ".join(role.places), days)))
    return FieldLine(
        number=email,
        path=path,
        place=Place(SHEETS[Section.STAFF], STAFF_PLACES[ROLES].header, "", None),
        kind=ChangeKind.ADDED,
        was=None,
        becomes=ShownValue("text", ((label(role.role), where),)),
        is_hidden=False,
        by="",
        reason="",
    )
