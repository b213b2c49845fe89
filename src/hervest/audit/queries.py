"""Reading the log back: the rows of one chain, and whether the chain is whole. Who may see it, accounts decides."""

from collections.abc import Iterable
from datetime import UTC

from hervest.audit.models import AuditRow, ChainHead
from hervest.audit.rules import Entry, Link, first_broken


def link_of(row: AuditRow) -> Link:
    """The stored row as a link."""
    entry = Entry(
        chain=row.chain,
        at=row.at.astimezone(UTC),
        by_id=row.by_id,
        by_name=row.by_name,
        verb=row.verb,
        within=row.within,
        case_code=row.case_code,
        detail=row.detail,
    )
    return Link(entry, row.number, row.previous_hash, row.own_hash)


def latest(chains: Iterable[str], *, offset: int, limit: int) -> tuple[tuple[Link, ...], int]:
    """One page of rows of `chains`, newest first, and how many there are in all."""
    rows = AuditRow.rows.filter(chain__in=list(chains)).order_by("-at", "-number")
    return tuple(link_of(row) for row in rows[offset : offset + limit]), rows.count()


def broken_at(chain: str) -> int | None:
    """Number of the first row of `chain` that was tampered with or is missing, or None.

    The head is read first, so that rows added meanwhile do not count; a chain without a head was taken away whole.
    """
    head = ChainHead.rows.filter(chain=chain).first()
    if head is None:
        return 1
    rows = AuditRow.rows.filter(chain=chain, number__lte=head.length).order_by("number")
    return first_broken((link_of(row) for row in rows.iterator()), head.length, head.last_hash)
