"""Reading another layout: somebody says which column is which, for one file or, under a name, for every one like it."""

from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import Conflict, RuleBroken
from hervest.intake.dwelling_page_queries import dwelling_import_subject
from hervest.intake.dwelling_queries import dwellings_in
from hervest.intake.file_queries import dossiers_in
from hervest.intake.frame_rules import mapping_frame, mapping_mark, unframed, unframed_mapping
from hervest.intake.json_rules import as_json, from_json
from hervest.intake.mapping_queries import (
    dossier_mapping_subject,
    dwelling_mapping_subject,
    organisations_in,
    own_mapping,
    running_mapping_subject,
    sponsor_mapping_subject,
    staff_mapping_subject,
)
from hervest.intake.mapping_rules import mapped_headings, sections_twice, twice_chosen
from hervest.intake.models import ColumnMapping, Import
from hervest.intake.queries import import_subject, lock_preview
from hervest.intake.running_queries import running_import_subject, running_in
from hervest.intake.sponsor_queries import sponsor_import_subject, sponsors_in
from hervest.intake.sponsor_rules import SponsorsRead
from hervest.intake.staff_queries import staff_import_subject, staff_in
from hervest.intake.vocabulary import SHEETS, ColumnMap, ImportKind, NamedMap


@action(Permission.DOSSIER_IMPORT, on=import_subject)
def map_dossier_columns(*, by: Actor, now: datetime, number: int, columns: ColumnMap, name: str) -> None:
    """The file that was opened is read anew, by `columns`; with a name they are kept for every file like it.

    Raises: RuleBroken if a column or a sheet of ours is said twice; Conflict if the import was applied.
    """
    row = _held(number, columns)
    read = dossiers_in(
        unframed(row.source),
        columns,
        municipality=row.municipality_id,
        municipalities=by.municipalities,
        today=clock.day_of(now),
    )
    _keep(by, now, row, NamedMap(name, columns), as_json(read))


@action(Permission.DWELLING_EDIT, on=dwelling_import_subject)
def map_dwelling_columns(*, by: Actor, now: datetime, number: int, columns: ColumnMap, name: str) -> None:
    """The list of homes that was opened is read anew; as `map_dossier_columns`."""
    row = _held(number, columns)
    read = dwellings_in(unframed(row.source), columns, today=clock.day_of(now))
    _keep(by, now, row, NamedMap(name, columns), as_json(read))


@action(Permission.GROUP_EDIT, on=sponsor_import_subject)
def map_sponsor_columns(*, by: Actor, now: datetime, number: int, columns: ColumnMap, name: str) -> None:
    """The list of sponsors that was opened is read anew, for the same programme; as `map_dossier_columns`."""
    row = _held(number, columns)
    programme = from_json(SponsorsRead, row.content).programme
    read = sponsors_in(unframed(row.source), columns, programme=programme, today=clock.day_of(now))
    _keep(by, now, row, NamedMap(name, columns), as_json(read))


@action(Permission.DOSSIER_IMPORT, on=running_import_subject)
def map_running_columns(*, by: Actor, now: datetime, number: int, columns: ColumnMap, name: str) -> None:
    """The list of running cases that was opened is read anew; as `map_dossier_columns`."""
    row = _held(number, columns)
    read = running_in(unframed(row.source), columns, today=clock.day_of(now))
    _keep(by, now, row, NamedMap(name, columns), as_json(read))


@action(Permission.PEOPLE_MANAGE, on=staff_import_subject)
def map_staff_columns(*, by: Actor, now: datetime, number: int, columns: ColumnMap, name: str) -> None:
    """The list of staff that was opened is read anew; as `map_dossier_columns`."""
    row = _held(number, columns)
    read = staff_in(unframed(row.source), columns, today=clock.day_of(now))
    _keep(by, now, row, NamedMap(name, columns), as_json(read))


@action(Permission.DOSSIER_IMPORT, on=dossier_mapping_subject)
def change_dossier_mapping(
    *, by: Actor, now: datetime, mapping: int, columns: ColumnMap, name: str, seen: str = ""
) -> None:
    """The saved mapping stands as it is given.

    Raises: RuleBroken if it says something twice or the name is taken; Conflict if it no longer stands as it was `seen`
    (`frame_rules.mapping_mark`).
    """
    _change(by, now, own_mapping(by, mapping, ImportKind.DOSSIERS, is_held=True), NamedMap(name, columns), seen)


@action(Permission.DWELLING_EDIT, on=dwelling_mapping_subject)
def change_dwelling_mapping(
    *, by: Actor, now: datetime, mapping: int, columns: ColumnMap, name: str, seen: str = ""
) -> None:
    """The saved mapping stands as it is given; as `change_dossier_mapping`."""
    _change(by, now, own_mapping(by, mapping, ImportKind.DWELLINGS, is_held=True), NamedMap(name, columns), seen)


@action(Permission.GROUP_EDIT, on=sponsor_mapping_subject)
def change_sponsor_mapping(
    *, by: Actor, now: datetime, mapping: int, columns: ColumnMap, name: str, seen: str = ""
) -> None:
    """The saved mapping stands as it is given; as `change_dossier_mapping`."""
    _change(by, now, own_mapping(by, mapping, ImportKind.SPONSORS, is_held=True), NamedMap(name, columns), seen)


@action(Permission.DOSSIER_IMPORT, on=running_mapping_subject)
def change_running_mapping(
    *, by: Actor, now: datetime, mapping: int, columns: ColumnMap, name: str, seen: str = ""
) -> None:
    """The saved mapping stands as it is given; as `change_dossier_mapping`."""
    _change(by, now, own_mapping(by, mapping, ImportKind.RUNNING, is_held=True), NamedMap(name, columns), seen)


@action(Permission.PEOPLE_MANAGE, on=staff_mapping_subject)
def change_staff_mapping(
    *, by: Actor, now: datetime, mapping: int, columns: ColumnMap, name: str, seen: str = ""
) -> None:
    """The saved mapping stands as it is given; as `change_dossier_mapping`."""
    _change(by, now, own_mapping(by, mapping, ImportKind.STAFF, is_held=True), NamedMap(name, columns), seen)


@action(Permission.PEOPLE_MANAGE, on=staff_mapping_subject)
def remove_staff_mapping(*, by: Actor, now: datetime, mapping: int) -> None:
    """The saved mapping is gone; what was read by it stays as it is."""
    _remove(own_mapping(by, mapping, ImportKind.STAFF))


@action(Permission.DOSSIER_IMPORT, on=running_mapping_subject)
def remove_running_mapping(*, by: Actor, now: datetime, mapping: int) -> None:
    """The saved mapping is gone; what was read by it stays as it is."""
    _remove(own_mapping(by, mapping, ImportKind.RUNNING))


@action(Permission.DOSSIER_IMPORT, on=dossier_mapping_subject)
def remove_dossier_mapping(*, by: Actor, now: datetime, mapping: int) -> None:
    """The saved mapping is gone; what was read by it stays as it is."""
    _remove(own_mapping(by, mapping, ImportKind.DOSSIERS))


@action(Permission.DWELLING_EDIT, on=dwelling_mapping_subject)
def remove_dwelling_mapping(*, by: Actor, now: datetime, mapping: int) -> None:
    """The saved mapping is gone; what was read by it stays as it is."""
    _remove(own_mapping(by, mapping, ImportKind.DWELLINGS))


@action(Permission.GROUP_EDIT, on=sponsor_mapping_subject)
def remove_sponsor_mapping(*, by: Actor, now: datetime, mapping: int) -> None:
    """The saved mapping is gone; what was read by it stays as it is."""
    _remove(own_mapping(by, mapping, ImportKind.SPONSORS))


def _held(number: int, columns: ColumnMap) -> Import:
    row = lock_preview(number)
    if row.source is None:
        raise Conflict("import_applied_before")
    _check(columns)
    return row


def _check(columns: ColumnMap) -> None:
    for section in sections_twice(columns):
        raise RuleBroken("mapping_sheet_twice", sheet=SHEETS.get(section, section.value))
    for sheet, header in twice_chosen(columns):
        raise RuleBroken("mapping_column_twice", sheet=sheet, column=header)


def _keep(by: Actor, now: datetime, row: Import, mapping: NamedMap, content: object) -> None:
    row.content, row.columns = content, mapping_frame(mapping)
    row.save(update_fields=["content", "columns"])
    place = row.municipality_id or ""
    note("import.mapped", municipality=place, number=row.pk)
    if mapping.name:
        _save(by, now, place, ImportKind(row.kind), mapping)


def _save(by: Actor, now: datetime, place: str, kind: ImportKind, mapping: NamedMap) -> None:
    """One mapping of that name stands: a new one takes the place of the one before."""
    own = organisations_in(by, place)
    if not own or by.person is None:
        raise RuleBroken("mapping_without_organisation", field="name")
    row, _ = ColumnMapping.rows.update_or_create(
        municipality_id=place,
        organisation_id=own[0],
        kind=kind,
        name=mapping.name,
        defaults=_said(by, now, mapping),
    )
    note("column_mapping.saved", municipality=place, number=row.pk)


def _said(by: Actor, now: datetime, mapping: NamedMap) -> dict[str, object]:
    return {
        "columns": mapping_frame(mapping),
        "headings": mapped_headings(mapping.columns),
        "saved_at": now,
        "saved_by_id": by.person,
    }


def _change(by: Actor, now: datetime, row: ColumnMapping, mapping: NamedMap, seen: str) -> None:
    if seen and seen != mapping_mark(NamedMap(row.name, unframed_mapping(row.columns).columns)):
        raise Conflict("mapping_changed_meanwhile", name=row.name)
    _check(mapping.columns)
    others = ColumnMapping.rows.filter(
        municipality=row.municipality, organisation=row.organisation, kind=row.kind, name=mapping.name
    ).exclude(pk=row.pk)
    if others.exists():
        raise RuleBroken("mapping_name_taken", field="name", name=mapping.name)
    for field, value in (_said(by, now, mapping) | {"name": mapping.name}).items():
        setattr(row, field, value)
    row.save()
    note("column_mapping.saved", municipality=row.municipality_id, number=row.pk)


def _remove(row: ColumnMapping) -> None:
    note("column_mapping.removed", municipality=row.municipality_id, number=row.pk)
    row.delete()
