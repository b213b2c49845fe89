"""The one thing that both municipalities see of a household between them: whether it still is the one that agreed."""

from collections.abc import Iterable
from datetime import date

from hervest.core import wall
from hervest.households.carry_queries import who_moves
from hervest.placement.transfer_models import Transfer
from hervest.placement.transfer_rules import has_changed
from hervest.placement.transfer_vocabulary import TransferState


def changed_since(found: Iterable[Transfer], *, today: date) -> frozenset[int]:
    """Which of these offers wait for a household that changed since; of who changed nothing is told. At most 2 queries.

    Holds: the caller let the actor see these rows.
    """
    waiting = {row.pk: row for row in found if row.state == TransferState.OFFERED}
    if not waiting:
        return frozenset()
    with wall.widened({row.from_municipality_id for row in waiting.values()}):
        codes = dict(Transfer.rows.filter(pk__in=waiting).values_list("pk", "case__code"))
        people = who_moves((code or "" for code in codes.values()), today=today)
    return frozenset(
        pk
        for pk, row in waiting.items()
        if has_changed(people.get(codes.get(pk) or "", {}), agreed=row.agreed, n_people=row.n_people)
    )
