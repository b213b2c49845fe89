"""The refused rows of an import, for whoever read the file: while it is looked at, and a while after it was applied."""

from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.actor import Actor
from hervest.core.errors import NotFound
from hervest.intake.compare_queries import NO_OVERWRITE, compare
from hervest.intake.dwelling_queries import compare_dwellings
from hervest.intake.dwelling_rules import DwellingsRead
from hervest.intake.frame_rules import Frame, finding_frame, framed, unframed, unframed_finding
from hervest.intake.json_rules import from_json
from hervest.intake.mapping_queries import named_map
from hervest.intake.mend_rules import Refusals, TableToMend, carriers_of, only_refused, tables_to_mend
from hervest.intake.models import Import
from hervest.intake.queries import carriers_kept, own_import
from hervest.intake.report_rules import ImportReport
from hervest.intake.running_compare_queries import compare_running
from hervest.intake.running_rules import RunningRead
from hervest.intake.settings import intake_settings
from hervest.intake.sponsor_queries import compare_sponsors
from hervest.intake.sponsor_rules import SponsorsRead
from hervest.intake.staff_queries import compare_staff
from hervest.intake.staff_rules import StaffRead
from hervest.intake.vocabulary import Carrier, DossiersRead, ImportKind


@dataclass(frozen=True, slots=True)
class ToMend:
    """A file to mend: its rows sheet by sheet, and in what it can be written."""

    kind: ImportKind
    municipality: str
    tables: tuple[TableToMend, ...]
    carriers: tuple[Carrier, ...]


def to_mend(actor: Actor, number: int, kind: ImportKind, *, today: date) -> ToMend:
    """The refused rows of the actor's own import. Raises: NotFound if nothing is refused, or nothing is kept of it."""
    row = own_import(actor, number, kind)
    if row.source is None:
        raise NotFound("nothing_to_mend", number=number)
    source, mapping = unframed(row.source), named_map(row).columns
    tables = tables_to_mend(source, mapping, kind, _refusals(actor, row, kind, today))
    if not tables:
        raise NotFound("nothing_to_mend", number=number)
    return ToMend(kind, row.municipality_id or "", tables, carriers_of(len(source.tables)))


@dataclass(frozen=True, slots=True)
class KeptRows:
    """In what the refused rows of an import can be had, and for how many days after it was applied."""

    carriers: tuple[Carrier, ...]
    days: int


def kept_rows(actor: Actor, number: int, kind: ImportKind) -> KeptRows:
    """What is kept of the actor's own import; no carrier if that is nothing. Raises: NotFound."""
    return KeptRows(carriers_kept(own_import(actor, number, kind)), intake_settings().previews_kept.days)


def _refusals(actor: Actor, row: Import, kind: ImportKind, today: date) -> Refusals:
    if row.content is None:
        kept = row.refusals or {"numbers": [], "errors": []}
        return Refusals(frozenset(kept["numbers"]), tuple(unframed_finding(error) for error in kept["errors"]))
    place = row.municipality_id or ""
    if kind is ImportKind.DOSSIERS:
        return refusals_in(compare(from_json(DossiersRead, row.content), today=today, overwrite=NO_OVERWRITE).report)
    if kind is ImportKind.SPONSORS:
        return refusals_in(compare_sponsors(actor, from_json(SponsorsRead, row.content), today=today).report)
    if kind is ImportKind.RUNNING:
        rows = from_json(RunningRead, row.content)
        return refusals_in(compare_running(actor, rows, municipality=place, today=today).report)
    if kind is ImportKind.STAFF:
        people = from_json(StaffRead, row.content)
        return refusals_in(compare_staff(actor, people, municipality=place, today=today).report)
    read, places = from_json(DwellingsRead, row.content), frozenset({place})
    found = compare_dwellings(actor, read, municipality=place, municipalities=places, overwrite=NO_OVERWRITE)
    return refusals_in(found.report)


def refusals_in(report: ImportReport) -> Refusals:
    """What a report refuses."""
    return Refusals(frozenset(report.refused), report.errors)


def refused_rest(row: Import, kind: ImportKind, report: ImportReport) -> tuple[Frame | None, Frame | None]:
    """What is kept of a file that is applied: its refused rows, and why; nothing if all of it was taken."""
    if row.source is None or report.may_apply:
        return None, None
    rest = only_refused(unframed(row.source), named_map(row).columns, kind, refusals_in(report))
    why: Frame = {"numbers": list(report.refused), "errors": [finding_frame(error) for error in report.errors]}
    return (framed(rest), why) if rest.tables else (None, None)


def old_refusals(before: datetime) -> tuple[tuple[int, ImportKind], ...]:
    """Number and kind of every import that was applied up to `before` and of which refused rows are kept still."""
    rows = Import.rows.filter(applied_at__lte=before, source__isnull=False).order_by("pk")
    return tuple((row.pk, ImportKind(row.kind)) for row in rows.only("kind"))
