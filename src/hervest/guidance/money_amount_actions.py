"""A municipality's own amounts: each with its source, since when it holds and when it was looked up."""

from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality_subject
from hervest.core import clock
from hervest.core.errors import NotAllowed, NotFound, RuleBroken
from hervest.core.money import NOTHING, Money
from hervest.guidance.money_models import OwnAmount
from hervest.guidance.money_queries import sets_amounts
from hervest.guidance.money_vocabulary import MoneyKind, PayRhythm


@action(Permission.SETTINGS_EDIT, on=municipality_subject)
def add_amount(
    *,
    by: Actor,
    now: datetime,
    municipality: str,
    kind: MoneyKind,
    amount: Money,
    rhythm: PayRhythm,
    valid_from: date,
    source: str,
    checked_on: date,
    for_whom: str = "",
    valid_until: date | None = None,
) -> int:
    """The municipality knows this amount; gives its number. What is noted in cases already does not change.

    Raises: NotAllowed for who keeps the installation and not the municipality; RuleBroken without a source or an
    amount, for days in the wrong order, and for one looked up in the future.
    """
    _must_set(by, municipality)
    if amount <= NOTHING:
        raise RuleBroken("amount_of_nothing", field="amount")
    if not source.strip():
        raise RuleBroken("amount_without_source", field="source")
    if valid_until is not None and valid_until < valid_from:
        raise RuleBroken("ends_before_it_starts", field="valid_until")
    if checked_on > clock.day_of(now):
        raise RuleBroken("checked_in_future", field="checked_on")
    row = OwnAmount.rows.create(
        municipality_id=municipality,
        kind=kind,
        for_whom=for_whom.strip(),
        amount_cents=amount.cents,
        rhythm=rhythm,
        valid_from=valid_from,
        valid_until=valid_until,
        source=source.strip(),
        checked_on=checked_on,
        by_id=by.person or 0,
        at=now,
    )
    note("amount.added", municipality=municipality, kind=kind.value, number=row.pk)
    return row.pk


@action(Permission.SETTINGS_EDIT, on=municipality_subject)
def remove_amount(*, by: Actor, now: datetime, municipality: str, amount: int) -> None:
    """The municipality knows this amount no more. Raises: NotAllowed as `add_amount`; NotFound for none of its own."""
    _must_set(by, municipality)
    row = OwnAmount.rows.filter(municipality=municipality, pk=amount).first()
    if row is None:
        raise NotFound("no_such_amount")
    row.delete()
    note("amount.removed", municipality=municipality, number=amount)


def _must_set(by: Actor, municipality: str) -> None:
    if by.person is None or not sets_amounts(by, municipality):
        raise NotAllowed("not_allowed", permission=Permission.SETTINGS_EDIT.value)
