"""Importing dwellings: the manners of a dossier, in one transaction or not at all."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality_subject
from hervest.accounts.vocabulary import Subject
from hervest.core import clock
from hervest.core.errors import RuleBroken
from hervest.housing.actions import save_dwelling
from hervest.intake.compare_queries import NO_OVERWRITE, Overwrite
from hervest.intake.dwelling_queries import compare_dwellings, read_dwelling_file
from hervest.intake.dwelling_rules import DWELLING_FIELDS, DwellingRow, merged_dwelling
from hervest.intake.json_rules import as_json
from hervest.intake.models import DwellingRead
from hervest.intake.report_rules import ImportReport

NOT_FIELDS = frozenset({"code", "municipality", "n_units"})


def _place(*, by: Actor, municipality: str | None, **_: object) -> Subject:
    """The municipality, as far as the actor's own organisations work in it; without one only the system may."""
    if municipality is None:
        return Subject()
    own = frozenset(grant.organisation for grant in by.grants if municipality in grant.municipalities)
    return replace(municipality_subject(municipality=municipality), organisations=own)


@action(Permission.DWELLING_EDIT, on=_place, runs=(save_dwelling,))
def apply_dwellings(
    *,
    by: Actor,
    now: datetime,
    municipality: str | None,
    file_name: str,
    content: bytes,
    municipalities: frozenset[str] = frozenset(),
    accept_rest: bool = False,
    overwrite: Overwrite = NO_OVERWRITE,
) -> ImportReport:
    """Every dwelling in order stands as the file has it; what somebody changed since stays unless `overwrite` says so.

    Raises: RuleBroken if something is refused and the rest may not go on alone.
    """
    read = read_dwelling_file(file_name, content, today=clock.day_of(now))
    places = municipalities if municipality is None else frozenset({municipality})
    compared = compare_dwellings(by, read, municipality=municipality, municipalities=places, overwrite=overwrite)
    if not compared.report.may_apply and not (accept_rest and compared.dwellings):
        raise RuleBroken("import_has_refusals", field="accept_rest", n=len(compared.report.refused))
    for code, dwelling in compared.dwellings.items():
        changes, stored = compared.differences.get(code), compared.stored.get(code)
        if stored is None or changes is None:
            _save(by, now, dwelling)
        elif changes.written:
            _save(by, now, merged_dwelling(stored, dwelling, changes))
        _remember(dwelling, stored, read.said, now)
    note("dwellings.imported", municipality=municipality or "", accepted=len(compared.report.accepted))
    return compared.report


def _save(by: Actor, now: datetime, row: DwellingRow) -> None:
    columns: dict[str, Any] = {name: getattr(row, name) for name in DWELLING_FIELDS.values() if name not in NOT_FIELDS}
    place = row.municipality or ""
    save_dwelling(by=by, now=now, municipality=place, code=row.code, fields=columns, n_units=row.n_units)


def _remember(row: DwellingRow, stored: DwellingRow | None, said: frozenset[str], now: datetime) -> None:
    """What the file said, and of what it is silent about what it said before."""
    found = DwellingRead.rows.filter(municipality=row.municipality or "", code=row.code).first()
    before = found.content if found else {}
    content = before | {name: value for name, value in as_json(row).items() if name in said or stored is None}
    if content == before:
        return
    DwellingRead.rows.update_or_create(
        municipality_id=row.municipality, code=row.code, defaults={"content": content, "read_at": now}
    )
