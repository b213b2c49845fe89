"""Importing dwellings: a file is read and shown first, then applied in one transaction or not at all."""

from datetime import datetime
from typing import Any

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Subject
from hervest.core import clock
from hervest.core.errors import Conflict, RuleBroken
from hervest.housing.actions import save_dwelling
from hervest.housing.queries import adding_subject
from hervest.intake.compare_queries import NO_OVERWRITE, Overwrite
from hervest.intake.dwelling_page_queries import dwelling_import_subject
from hervest.intake.dwelling_queries import DwellingsCompared, compare_dwellings, dwellings_in
from hervest.intake.dwelling_rules import DWELLING_FIELDS, DwellingRow, DwellingsRead, merged_dwelling
from hervest.intake.json_rules import as_json, from_json
from hervest.intake.keep_actions import keep_preview, settle_import
from hervest.intake.mapping_queries import recognised
from hervest.intake.models import DwellingRead
from hervest.intake.queries import lock_preview
from hervest.intake.report_rules import ImportReport
from hervest.intake.vocabulary import ImportKind, NamedMap, SourceFile

NOT_FIELDS = frozenset({"code", "municipality", "n_units"})
NOT_REMEMBERED = frozenset({"row"})


def _place(*, by: Actor, municipality: str | None, **_: object) -> Subject:
    """The municipality, as far as the actor's own organisations work in it; without one only the system may."""
    return Subject() if municipality is None else adding_subject(by, municipality)


@action(Permission.DWELLING_EDIT, on=_place)
def preview_dwellings(
    *, by: Actor, now: datetime, municipality: str, file_name: str, source: SourceFile, mapping: NamedMap | None = None
) -> int:
    """The file that was opened is kept for its preview; the number of the import. Nothing of it counts yet.

    What cannot be read is a finding, never an error. `mapping` as in `preview_import`.
    """
    known = mapping or recognised(by, municipality, ImportKind.DWELLINGS, source)
    read = dwellings_in(source, known.columns, today=clock.day_of(now))
    number = keep_preview(
        read,
        ImportKind.DWELLINGS,
        by=by,
        now=now,
        municipality=municipality,
        file_name=file_name,
        source=source,
        columns=known,
    )
    note("dwelling_import.previewed", municipality=municipality, number=number, n_dwellings=len(read.dwellings))
    return number


@action(Permission.DWELLING_EDIT, on=dwelling_import_subject, runs=(save_dwelling,))
def apply_dwelling_import(
    *,
    by: Actor,
    now: datetime,
    number: int,
    accept_rest: bool = False,
    overwrite: Overwrite = NO_OVERWRITE,
    seen: str | None = None,
) -> ImportReport:
    """Every dwelling of the file that was looked at and is in order stands as the file has it; what happened.

    Raises: as `apply_dwellings`; Conflict if it was applied before, or does something else now than the preview
    showed (`seen`); RuleBroken if the register would not take what `overwrite` lets the file do.
    """
    row = lock_preview(number)
    read, place = from_json(DwellingsRead, row.content), row.municipality_id or ""
    shown = _compared(by, read, place, NO_OVERWRITE)
    if seen is not None and seen != shown.digest:
        raise Conflict("import_changed_meanwhile")
    compared = _compared(by, read, place, overwrite)
    impossible = set(compared.report.refused) - set(shown.report.refused)
    if impossible:
        raise RuleBroken("dwelling_overwrite_impossible", dwelling=", ".join(sorted(impossible)))
    report = _apply(by, now, compared, read.said, accept_rest=accept_rest)
    settle_import(row, report, {"accepted": report.accepted, "changed": list(report.changed)}, now=now)
    note("dwellings.imported", municipality=place, number=number, accepted=len(report.accepted))
    return report


@action(Permission.DWELLING_EDIT, on=dwelling_import_subject)
def forget_dwelling_import(*, by: Actor, now: datetime, number: int) -> None:
    """The file that was read is gone, unapplied. Raises: Conflict if it was applied."""
    row = lock_preview(number)
    note("dwelling_import.forgotten", municipality=row.municipality_id or "", number=number)
    row.delete()


@action(Permission.DWELLING_EDIT, on=_place, runs=(save_dwelling,))
def apply_dwellings(
    *,
    by: Actor,
    now: datetime,
    municipality: str | None,
    source: SourceFile,
    municipalities: frozenset[str] = frozenset(),
    accept_rest: bool = False,
    overwrite: Overwrite = NO_OVERWRITE,
    mapping: NamedMap | None = None,
) -> ImportReport:
    """Every dwelling in order stands as the file has it; what somebody changed since stays unless `overwrite` says so.

    Raises: RuleBroken if something is refused and the rest may not go on alone.
    """
    known = mapping or recognised(by, municipality, ImportKind.DWELLINGS, source)
    read = dwellings_in(source, known.columns, today=clock.day_of(now))
    places = municipalities if municipality is None else frozenset({municipality})
    compared = compare_dwellings(by, read, municipality=municipality, municipalities=places, overwrite=overwrite)
    report = _apply(by, now, compared, read.said, accept_rest=accept_rest)
    note("dwellings.imported", municipality=municipality or "", accepted=len(report.accepted))
    return report


def _compared(by: Actor, read: DwellingsRead, place: str, overwrite: Overwrite) -> DwellingsCompared:
    return compare_dwellings(by, read, municipality=place, municipalities=frozenset({place}), overwrite=overwrite)


def _apply(
    by: Actor, now: datetime, compared: DwellingsCompared, said: frozenset[str], *, accept_rest: bool
) -> ImportReport:
    if not compared.report.may_apply and not (accept_rest and compared.dwellings):
        raise RuleBroken("dwelling_import_has_refusals", field="accept_rest", n=len(compared.report.refused))
    for code, dwelling in compared.dwellings.items():
        changes, stored = compared.differences.get(code), compared.stored.get(code)
        if stored is None or changes is None:
            _save(by, now, dwelling)
        elif changes.written:
            _save(by, now, merged_dwelling(stored, dwelling, changes))
        _remember(dwelling, stored, said, now)
    return compared.report


def _save(by: Actor, now: datetime, row: DwellingRow) -> None:
    columns: dict[str, Any] = {name: getattr(row, name) for name in DWELLING_FIELDS.values() if name not in NOT_FIELDS}
    place = row.municipality or ""
    save_dwelling(by=by, now=now, municipality=place, code=row.code, fields=columns, n_units=row.n_units)


def _remember(row: DwellingRow, stored: DwellingRow | None, said: frozenset[str], now: datetime) -> None:
    """What the file said, and of what it is silent about what it said before."""
    found = DwellingRead.rows.filter(municipality=row.municipality or "", code=row.code).first()
    before = found.content if found else {}
    content = before | _spoken(row, said, is_new=stored is None)
    if content == before:
        return
    DwellingRead.rows.update_or_create(
        municipality_id=row.municipality, code=row.code, defaults={"content": content, "read_at": now}
    )


def _spoken(row: DwellingRow, said: frozenset[str], *, is_new: bool) -> dict[str, Any]:
    return {
        name: value for name, value in as_json(row).items() if name not in NOT_REMEMBERED and (is_new or name in said)
    }
