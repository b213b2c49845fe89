"""Writing the log: called inside the transaction of the act, or on its own for reads."""

import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from threading import Lock

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from hervest.audit.models import AuditRow, ChainHead
from hervest.audit.rules import Entry, Link, linked
from hervest.core import wall


@transaction.atomic
def append(entries: Iterable[Entry]) -> None:
    """Write the entries at the end of their chains; the chain's head stays locked until the outer commit.

    Whoever acts adds to the log of every municipality it concerns, also to one whose rows they may not read.
    """
    in_order = sorted((_plain(entry) for entry in entries), key=lambda entry: entry.chain)
    for chain, of_chain in groupby(in_order, key=lambda entry: entry.chain):
        head = _locked_head(chain)
        links = linked(of_chain, head.length, head.last_hash)
        with wall.widened([chain]):  # the database gives the numbers of new rows back only to who may read them
            AuditRow.rows.bulk_create([_row(link) for link in links])
        head.length, head.last_hash = links[-1].number, links[-1].own_hash
        head.save()


@dataclass(slots=True, eq=False)
class _Waiting:
    """What one request has to write."""

    entries: list[Entry]
    is_written: bool = False


_waiting: deque[_Waiting] = deque()
_writing = Lock()


def append_reads(entries: Iterable[Entry]) -> None:
    """Write the entries in a transaction of their own; what other requests of this process have waiting goes with it.

    They stand in the log when this returns. One of many that wait for the one end of a chain writes for all of them,
    so that nobody waits for as many transactions as there are others. If that fails each tries again with its own,
    and whose own fails hears it. Within a transaction it is `append`: that one may yet be undone.
    """
    mine = _Waiting([_plain(entry) for entry in entries])
    if connection.in_atomic_block:
        append(mine.entries)
        return
    _waiting.append(mine)
    with _writing:
        if mine.is_written:
            return
        together = [_waiting.popleft() for _ in range(len(_waiting))]
        if mine not in together:  # somebody had it with theirs, and failed
            together.append(mine)
        try:
            append(entry for waiting in together for entry in waiting.entries)
        except Exception:  # whatever it is, it may be another's
            if together == [mine]:
                raise
            together = [mine]
            append(mine.entries)
        for waiting in together:
            waiting.is_written = True


def _locked_head(chain: str) -> ChainHead:
    heads = ChainHead.rows.select_for_update().filter(chain=chain)
    head = heads.first()
    if head is None:  # the first entry ever: whoever comes second finds the row of the first
        ChainHead.rows.get_or_create(chain=chain)
        head = heads.get()
    return head


def _plain(entry: Entry) -> Entry:
    """Detail as it will come back from the database, so that the hash can be checked later."""
    detail = json.loads(json.dumps(entry.detail, cls=DjangoJSONEncoder))
    return Entry(
        chain=entry.chain,
        at=entry.at,
        by_id=entry.by_id,
        by_name=entry.by_name,
        verb=entry.verb,
        within=entry.within,
        case_code=entry.case_code,
        detail=detail,
    )


def _row(link: Link) -> AuditRow:
    entry = link.entry
    return AuditRow(
        chain=entry.chain,
        number=link.number,
        at=entry.at,
        by_id=entry.by_id,
        by_name=entry.by_name,
        verb=entry.verb,
        within=entry.within,
        case_code=entry.case_code,
        detail=entry.detail,
        previous_hash=link.previous_hash,
        own_hash=link.own_hash,
    )
