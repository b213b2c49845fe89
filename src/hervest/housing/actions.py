"""Recording dwellings: by hand or from a file."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import organisation_named
from hervest.accounts.vocabulary import Subject
from hervest.core.errors import Conflict, RuleBroken
from hervest.housing.models import DESCRIPTION, Dwelling, DwellingUnit
from hervest.housing.queries import adding_subject, dwelling_subject
from hervest.housing.vocabulary import DwellingKind

MOST_UNITS = 40
NOT_THERE = 0
"""What `seen` holds for who records a home that is not there yet."""

NOT_CODES = frozenset({".", "..", "new"})
"""A code stands in the address of the dwelling's page, where these mean something else."""


def _subject(*, by: Actor, municipality: str, code: str, seen: int | None = None, **_: object) -> Subject:
    """An existing dwelling by who lets it; a new one stands where the actor may add one."""
    found = dwelling_subject(municipality=municipality, code=code)
    is_new = seen == NOT_THERE or not Dwelling.rows.filter(municipality=municipality, code=code).exists()
    return adding_subject(by, municipality) if is_new else found


@action(Permission.DWELLING_EDIT, on=_subject)
def save_dwelling(
    *,
    by: Actor,
    now: datetime,
    municipality: str,
    code: str,
    fields: Mapping[str, object],
    n_units: int | None = None,
    seen: int | None = None,
) -> bool:
    """The dwelling stands as `fields` describe it (names of the columns; others stay); True if it is new.

    A self-contained home has one unit. Units are added, never taken away while somebody may live in them.
    Raises: RuleBroken for an empty code, one that is taken where `seen` is `NOT_THERE`, an end before its start or too
    few units; Conflict if it changed since version `seen`.
    """
    if not code.strip():
        raise RuleBroken("dwelling_needs_code", field="code")
    if "/" in code or code.casefold() in NOT_CODES:
        raise RuleBroken("dwelling_code_not_in_address", field="code")
    row = Dwelling.rows.select_for_update(no_key=True).filter(municipality=municipality, code=code).first()
    is_new = row is None
    if row is None:
        row = Dwelling(municipality_id=municipality, code=code, version=0)
    elif seen == NOT_THERE:
        raise RuleBroken("dwelling_code_taken", field="code", dwelling=code)
    elif seen is not None and row.version != seen:
        raise Conflict("dwelling_changed_meanwhile", dwelling=code)
    for name, value in fields.items():
        if name not in DESCRIPTION:
            raise RuleBroken("dwelling_unknown_column", column=name)
        setattr(row, name, _stored(name, value))
    if row.available_from and row.rented_until and row.rented_until < row.available_from:
        raise RuleBroken("ends_before_it_starts", field="rented_until")
    row.organisation_id = _owner(by, row)
    row.version += 1
    _keep(row, is_new=is_new)
    _set_units(row, n_units)
    note("dwelling.saved", municipality=municipality, dwelling=code, is_new=is_new)
    return is_new


def _keep(row: Dwelling, *, is_new: bool) -> None:
    """Raises: RuleBroken if somebody took the code of a new one in the same instant: the table lets one in."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        if not is_new:
            raise
        raise RuleBroken("dwelling_code_taken", field="code", dwelling=row.code) from taken


def _stored(name: str, value: object) -> object:
    """Null for what is not known, an empty text where the column is text."""
    if name == "routes":
        return sorted(value) if isinstance(value, (list, tuple, set, frozenset)) and value else None
    is_text = Dwelling._meta.get_field(name).get_internal_type() == "CharField"  # noqa: SLF001
    return "" if value is None and is_text else value


def _owner(by: Actor, row: Dwelling) -> int | None:
    """The organisation that lets the home: named as landlord, else the housing partner who records it."""
    named = organisation_named(row.landlord, row.municipality_id) if row.landlord else None
    if named is not None or row.organisation_id is not None:
        return named or row.organisation_id
    return next((grant.organisation for grant in by.grants if grant.role.value == "housing_partner"), None)


def _set_units(row: Dwelling, n_units: int | None) -> None:
    there = row.units.count()
    wanted = 1 if row.kind == DwellingKind.SELF_CONTAINED else (n_units or max(there, 1))
    if wanted > MOST_UNITS:
        raise RuleBroken("too_many_units", field="n_units", most=MOST_UNITS)
    if wanted < there:
        raise RuleBroken("fewer_units", field="n_units", there=there)
    DwellingUnit.rows.bulk_create(DwellingUnit(dwelling=row, number=number) for number in range(there + 1, wanted + 1))
