"""A municipality sets by what it chooses homes: every change is a new version, with who, when and why."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality_subject
from hervest.core import clock
from hervest.core.errors import Conflict, NotAllowed, RuleBroken
from hervest.journey.milestone_rules import is_far_away
from hervest.placement.agreed_models import CriteriaSetting
from hervest.placement.match_models import MatchWeighing
from hervest.placement.settings_queries import may_set
from hervest.placement.vocabulary import Criterion
from hervest.placement.weight_rules import are_whole


@action(Permission.SETTINGS_EDIT, on=municipality_subject)
def set_criteria(
    *,
    by: Actor,
    now: datetime,
    municipality: str,
    weights: Mapping[Criterion, int],
    counts_near_births: bool,
    rent_shared_cents: int | None,
    valid_from: date,
    reason: str,
    seen: int | None = None,
) -> int:
    """From `valid_from` on homes are chosen there by these weights; the version's number. Earlier versions stay.

    Raises: NotAllowed for who keeps the installation and not the municipality; RuleBroken if the weights are not
    whole, the day has passed or is many years away, or no reason is given; Conflict if another version came after
    number `seen`. Source: home_criteria.md, sections 1, 5 and 6.
    """
    if by.person is None or not may_set(by, municipality):
        raise NotAllowed("not_allowed", permission=Permission.SETTINGS_EDIT.value)
    if not are_whole(weights, Criterion):
        raise RuleBroken("weights_not_hundred", total=sum(weights.values()))
    if valid_from < clock.day_of(now):
        raise RuleBroken("day_has_passed", field="valid_from")
    if is_far_away(valid_from, clock.day_of(now)):
        raise RuleBroken("day_far_away", field="valid_from", on=valid_from)
    if not reason.strip():
        raise RuleBroken("reason_needed", field="reason")
    row = CriteriaSetting(
        municipality_id=municipality,
        valid_from=valid_from,
        weights={criterion.value: weights[criterion] for criterion in Criterion},
        counts_near_births=counts_near_births,
        rent_shared_cents=rent_shared_cents,
        reason=reason.strip(),
        by_id=by.person,
        at=now,
    )
    number = keep_version(row, CriteriaSetting.rows.filter(municipality=municipality).count(), seen=seen)
    note("criteria.set", municipality=municipality, number=number, valid_from=valid_from.isoformat())
    return number


def keep_version(row: CriteriaSetting | MatchWeighing, n_before: int, *, seen: int | None) -> int:
    """The row is kept as the version after the `n_before` that stand; its number.

    Raises: Conflict if another came after number `seen`, or took the number in the same instant.
    """
    row.number = n_before + 1
    if seen is not None and n_before != seen:
        raise Conflict("criteria_set_meanwhile")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as other:  # the table lets one in
        raise Conflict("criteria_set_meanwhile") from other
    return row.number
