"""Other layouts as their reader may see them: the headings of a file beside ours, and the mappings that were saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from hervest.accounts.actor import Actor
from hervest.accounts.vocabulary import OrganisationId, Subject
from hervest.core.errors import NotFound
from hervest.intake.frame_rules import mapping_mark, unframed, unframed_mapping
from hervest.intake.layout import MEND_HEADERS
from hervest.intake.mapping_rules import guessed, headings_of
from hervest.intake.models import ColumnMapping, Import
from hervest.intake.place_queries import may_import, place_subject
from hervest.intake.queries import ImportRow, import_row, own_import
from hervest.intake.settings import intake_settings
from hervest.intake.table_rules import sheet_map
from hervest.intake.text_rules import folded, text_of
from hervest.intake.vocabulary import (
    NOT_READ,
    Carrier,
    ColumnMap,
    FindingCode,
    ImportKind,
    NamedMap,
    Section,
    SourceFile,
    Table,
)
from hervest.intake.words import column_names

SHOWN_ROWS = 3
LONGEST_VALUE = 40
NOT_OURS = frozenset({FindingCode.MISSING_COLUMN.value, FindingCode.MISSING_SHEET.value})
"""What tells that a file does not have our layout."""


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """One column of a file: its heading, what stands first under it, and which column of ours it is (or NOT_READ)."""

    header: str
    values: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One sheet of a file; `title` None in CSV, `section` None when it is not read."""

    title: str | None
    section: Section | None
    headings: tuple[HeadingLine, ...]


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """The headings of a file, or of a mapping that was saved, each with its column of ours; `seen`: how that stood."""

    kind: ImportKind
    carrier: Carrier | None
    name: str
    sheets: tuple[SheetLine, ...]
    row: ImportRow | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class MappingRow:
    """A saved mapping in the list."""

    number: int
    kind: ImportKind
    name: str
    municipality: str
    saved_at: datetime


def organisations_in(actor: Actor, municipality: str) -> tuple[OrganisationId, ...]:
    """The actor's own organisations that work in the municipality, the oldest first."""
    return tuple(sorted({grant.organisation for grant in actor.grants if municipality in grant.municipalities}))


def recognised(actor: Actor, municipality: str | None, kind: ImportKind, source: SourceFile) -> NamedMap:
    """The mapping that the actor's organisation saved for exactly these headings, else that the file has our layout."""
    if municipality is None:
        return NamedMap()
    rows = ColumnMapping.rows.filter(
        municipality_id=municipality,
        organisation_id__in=organisations_in(actor, municipality),
        kind=kind,
        headings=headings_of(source),
    )
    row = rows.order_by("organisation_id", "name").first()
    return unframed_mapping(row.columns) if row else NamedMap()


def mapping_named(actor: Actor, municipality: str | None, kind: ImportKind, name: str) -> NamedMap:
    """The mapping of that name, for the command line; the system may use every organisation's.

    Raises: NotFound if there is none, or several have one of that name.
    """
    rows = ColumnMapping.rows.filter(municipality_id=municipality or "", kind=kind, name=name)
    if not actor.system:
        rows = rows.filter(organisation_id__in=organisations_in(actor, municipality or ""))
    found = list(rows[:2])
    if len(found) != 1:
        raise NotFound("no_such_mapping", name=name)
    return unframed_mapping(found[0].columns)


def needs_columns(actor: Actor, number: int, kind: ImportKind) -> bool:
    """Whether somebody must say which column is which before the file can be read. Raises: NotFound."""
    row = own_import(actor, number, kind)
    if row.content is None or row.source is None or row.source["carrier"] == Carrier.JSON:
        return False
    return any(finding["code"] in NOT_OURS for finding in row.content["findings"])


def columns_page(
    actor: Actor, number: int, kind: ImportKind, *, sections: Mapping[int, Section | None] | None = None
) -> ColumnsPage | None:
    """The headings of the file that was read; None once it was applied. Raises: NotFound.

    As they are read now, else as the best guess; `sections`: what somebody said the sheets are, by their place.
    """
    row = own_import(actor, number, kind)
    if row.source is None:
        return None
    source, known = unframed(row.source), named_map(row)
    if sections is not None or not known.columns.sheets:
        asked = sections or MappingProxyType({})
        columns = guessed(source, kind, column_names(), alike=intake_settings().alike, sections=asked)
    else:
        columns = known.columns
    sheets = tuple(_sheet_line(table, columns) for table in source.tables)
    return ColumnsPage(kind, source.carrier, known.name, sheets, import_row(row))


def named_map(row: Import) -> NamedMap:
    """How the file of this import is read, for this room."""
    return unframed_mapping(row.columns)


def _sheet_line(table: Table, columns: ColumnMap) -> SheetLine:
    said = sheet_map(columns, table)
    keys = said.columns if said else {}
    headings = tuple(
        HeadingLine(header, _values(table, place), keys.get(header, NOT_READ))
        for place, header in enumerate(table.headers)
        if header.strip() and folded(header) not in MEND_HEADERS
    )
    return SheetLine(table.sheet, said.section if said else None, headings)


def _values(table: Table, place: int) -> tuple[str, ...]:
    """What stands first under a heading, as far as it is a value."""
    cells = (row.cells[place] for row in table.rows[:SHOWN_ROWS] if place < len(row.cells))
    texts = (text_of(cell.value)[:LONGEST_VALUE] for cell in cells if cell is not None)
    return tuple(text for text in texts if text)


def saved_mappings(actor: Actor, kind: ImportKind) -> tuple[MappingRow, ...]:
    """The mappings of the actor's own organisations where they may import, by name."""
    places = {place: organisations_in(actor, place) for place in actor.municipalities}
    rows = ColumnMapping.rows.filter(kind=kind, municipality_id__in=places).order_by("name", "pk")
    return tuple(
        MappingRow(row.pk, kind, row.name, row.municipality_id, row.saved_at)
        for row in rows
        if row.organisation_id in places[row.municipality_id] and may_import(actor, kind, row.municipality_id)
    )


def mapping_page(actor: Actor, number: int, kind: ImportKind) -> ColumnsPage:
    """A saved mapping, heading by heading. Raises: NotFound."""
    row = own_mapping(actor, number, kind)
    known = unframed_mapping(row.columns).columns
    sheets = tuple(
        SheetLine(one.sheet, one.section, tuple(HeadingLine(header, (), key) for header, key in one.columns.items()))
        for one in known.sheets
    )
    carrier = Carrier.CSV if [one.title for one in sheets] == [None] else Carrier.XLSX
    seen = mapping_mark(NamedMap(row.name, known))
    return ColumnsPage(kind, carrier, row.name, sheets, seen=seen)


def own_mapping(actor: Actor, number: int, kind: ImportKind, *, is_held: bool = False) -> ColumnMapping:
    """The row of a mapping of the actor's own organisation, for this room; held until the commit if asked.

    Raises: NotFound.
    """
    rows = ColumnMapping.rows.select_for_update(no_key=True) if is_held else ColumnMapping.rows.all()
    row = rows.filter(pk=number, kind=kind).first()
    if row is None or row.organisation_id not in organisations_in(actor, row.municipality_id):
        raise NotFound("no_such_mapping", number=number)
    if not may_import(actor, kind, row.municipality_id):
        raise NotFound("no_such_mapping", number=number)
    return row


def dossier_mapping_subject(*, by: Actor, mapping: int, **_: object) -> Subject:
    """The municipality for which a mapping of dossiers was saved. Raises: NotFound if it is not the actor's."""
    return place_subject(by, ImportKind.DOSSIERS, own_mapping(by, mapping, ImportKind.DOSSIERS).municipality_id)


def sponsor_mapping_subject(*, by: Actor, mapping: int, **_: object) -> Subject:
    """The municipality for which a mapping of sponsors was saved. Raises: NotFound if it is not the actor's."""
    return place_subject(by, ImportKind.SPONSORS, own_mapping(by, mapping, ImportKind.SPONSORS).municipality_id)


def running_mapping_subject(*, by: Actor, mapping: int, **_: object) -> Subject:
    """The municipality for which a mapping of running cases was saved. Raises: NotFound if it is not the actor's."""
    return place_subject(by, ImportKind.RUNNING, own_mapping(by, mapping, ImportKind.RUNNING).municipality_id)


def dwelling_mapping_subject(*, by: Actor, mapping: int, **_: object) -> Subject:
    """The municipality for which a mapping of homes was saved. Raises: NotFound if it is not the actor's."""
    return place_subject(by, ImportKind.DWELLINGS, own_mapping(by, mapping, ImportKind.DWELLINGS).municipality_id)


def staff_mapping_subject(*, by: Actor, mapping: int, **_: object) -> Subject:
    """The municipality for which a mapping of staff was saved. Raises: NotFound if it is not the actor's."""
    return place_subject(by, ImportKind.STAFF, own_mapping(by, mapping, ImportKind.STAFF).municipality_id)
