"""Refused rows go back to who read the file, and are forgotten."""

from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.intake.dwelling_page_queries import dwelling_import_subject
from hervest.intake.mend_queries import ToMend, to_mend
from hervest.intake.models import Import
from hervest.intake.queries import import_subject
from hervest.intake.running_queries import running_import_subject
from hervest.intake.sponsor_queries import sponsor_import_subject
from hervest.intake.staff_queries import staff_import_subject
from hervest.intake.vocabulary import ImportKind


@action(Permission.DOSSIER_IMPORT, on=import_subject)
def take_refused_dossiers(*, by: Actor, now: datetime, number: int, carrier: str) -> ToMend:
    """The refused rows of the file, and a row of the log that they were taken.

    Raises: NotFound if there are none, or none that fit the carrier: what was not handed out is not in the log.
    """
    return _taken(by, now, number, ImportKind.DOSSIERS, carrier)


@action(Permission.DWELLING_EDIT, on=dwelling_import_subject)
def take_refused_dwellings(*, by: Actor, now: datetime, number: int, carrier: str) -> ToMend:
    """The refused rows of the list of homes; as `take_refused_dossiers`."""
    return _taken(by, now, number, ImportKind.DWELLINGS, carrier)


@action(Permission.GROUP_EDIT, on=sponsor_import_subject)
def take_refused_sponsors(*, by: Actor, now: datetime, number: int, carrier: str) -> ToMend:
    """The refused rows of the list of sponsors; as `take_refused_dossiers`."""
    return _taken(by, now, number, ImportKind.SPONSORS, carrier)


@action(Permission.DOSSIER_IMPORT, on=running_import_subject)
def take_refused_running(*, by: Actor, now: datetime, number: int, carrier: str) -> ToMend:
    """The refused rows of the list of running cases; as `take_refused_dossiers`."""
    return _taken(by, now, number, ImportKind.RUNNING, carrier)


@action(Permission.PEOPLE_MANAGE, on=staff_import_subject)
def take_refused_staff(*, by: Actor, now: datetime, number: int, carrier: str) -> ToMend:
    """The refused rows of the list of staff; as `take_refused_dossiers`."""
    return _taken(by, now, number, ImportKind.STAFF, carrier)


@action(Permission.DOSSIER_IMPORT, on=import_subject)
def forget_refused_dossiers(*, by: Actor, now: datetime, number: int) -> None:
    """Nothing is kept of the rows that were refused when the import was applied."""
    _forget(number)


@action(Permission.DWELLING_EDIT, on=dwelling_import_subject)
def forget_refused_dwellings(*, by: Actor, now: datetime, number: int) -> None:
    """Nothing is kept of the rows that were refused; as `forget_refused_dossiers`."""
    _forget(number)


@action(Permission.GROUP_EDIT, on=sponsor_import_subject)
def forget_refused_sponsors(*, by: Actor, now: datetime, number: int) -> None:
    """Nothing is kept of the rows that were refused; as `forget_refused_dossiers`."""
    _forget(number)


@action(Permission.DOSSIER_IMPORT, on=running_import_subject)
def forget_refused_running(*, by: Actor, now: datetime, number: int) -> None:
    """Nothing is kept of the rows that were refused; as `forget_refused_dossiers`."""
    _forget(number)


@action(Permission.PEOPLE_MANAGE, on=staff_import_subject)
def forget_refused_staff(*, by: Actor, now: datetime, number: int) -> None:
    """Nothing is kept of the rows that were refused; as `forget_refused_dossiers`."""
    _forget(number)


def _taken(by: Actor, now: datetime, number: int, kind: ImportKind, carrier: str) -> ToMend:
    found = to_mend(by, number, kind, today=clock.day_of(now))
    if carrier not in found.carriers:
        raise NotFound("nothing_to_mend", carrier=carrier)
    n_rows = sum(len(table.rows) for table in found.tables)
    note("import.refused_taken", municipality=found.municipality, number=number, n_rows=n_rows)
    return found


def _forget(number: int) -> None:
    row = Import.rows.select_for_update().get(pk=number)
    row.source = row.refusals = None
    row.save(update_fields=["source", "refusals"])
    note("import.refused_forgotten", municipality=row.municipality_id or "", number=number)
