"""Reading the log back: the rows of one chain, and whether the chain is whole. Who may see it, accounts decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q

from hervest.audit.models import AuditRow, ChainHead
from hervest.audit.rules import Entry, Link, first_broken

LISTED = "case.listed"


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


@dataclass(frozen=True, slots=True)
class KeptFrom:
    """Whose rows of a case are not for its reader: `people`, and everybody of the household but `members`.

    A row that names a person of the household is for who may read of that one, and a row about all of them for each.
    What one of `people` did is left out beside that, unless its verb is one `of_all`; so is what is about the login of
    one of them, and a row whose verb may be about one person (`of_one`) and that does not say of whom.
    """

    people: frozenset[int]
    members: frozenset[int]
    of_all: frozenset[str]
    of_one: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the log is narrowed to. `case` finds acts on a case, its page and lists in which its code stood.

    `not_by` leaves out what that person did, `kept_from` what is not for somebody of the household to read.
    """

    case: str = ""
    person: int | None = None
    since: datetime | None = None
    before: datetime | None = None
    only: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    oldest_first: bool = False
    not_by: int | None = None
    kept_from: KeptFrom | None = None


NO_FILTER = Wanted()


def rows_of(
    chains: Iterable[str], *, offset: int, limit: int, wanted: Wanted = NO_FILTER
) -> tuple[tuple[Link, ...], int]:
    """One page of rows of `chains`, newest first unless the oldest are wanted, and how many there are in all."""
    order = ("at", "number") if wanted.oldest_first else ("-at", "-number")
    rows = AuditRow.rows.filter(_narrowed(wanted), chain__in=list(chains)).order_by(*order)
    return tuple(link_of(row) for row in rows[offset : offset + limit]), rows.count()


def last_verb(*, case: str, person: int, verbs: Iterable[str]) -> str | None:
    """Which of the verbs the log last has about the person within the case; for deciding, never for showing."""
    rows = AuditRow.rows.filter(case_code=case, verb__in=list(verbs), detail__person=person)
    return rows.order_by("-at", "-number").values_list("verb", flat=True).first()


def _narrowed(wanted: Wanted) -> Q:
    found = ~Q(verb__in=wanted.without)
    if wanted.only:
        found &= Q(verb__in=wanted.only)
    if wanted.case:
        in_list = Q(verb=LISTED, detail__icontains=f'"{wanted.case}"')  # both databases keep JSON as text to search
        found &= Q(case_code=wanted.case) | in_list
    if wanted.person is not None:
        found &= Q(by_id=wanted.person) | Q(detail__person=wanted.person)
    if wanted.not_by is not None:
        found &= ~Q(by_id=wanted.not_by)
    if wanted.kept_from is not None:
        found &= _readable(wanted.kept_from)
    if wanted.since is not None:
        found &= Q(at__gte=wanted.since)
    if wanted.before is not None:
        found &= Q(at__lt=wanted.before)
    return found


def _readable(kept: KeptFrom) -> Q:
    is_named, is_of_mine = Q(detail__has_key="member"), Q(detail__member__in=[0, *sorted(kept.members)])
    is_of_others_login = Q(detail__has_key="person") & Q(detail__person__in=sorted(kept.people))
    unnamed = ~is_named & ~Q(verb__in=kept.of_one) & (~Q(by_id__in=kept.people) | Q(verb__in=kept.of_all))
    return ((is_named & is_of_mine) | unnamed) & ~is_of_others_login


def broken_at(chain: str) -> int | None:
    """Number of the first row of `chain` that was tampered with or is missing, or None.

    The head is read first, so that rows added meanwhile do not count; a chain without a head was taken away whole.
    """
    head = ChainHead.rows.filter(chain=chain).first()
    if head is None:
        return 1
    rows = AuditRow.rows.filter(chain=chain, number__lte=head.length).order_by("number")
    return first_broken((link_of(row) for row in rows.iterator()), head.length, head.last_hash)
