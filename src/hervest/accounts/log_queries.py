"""The audit log as far as the actor may read it: what it says, who saw a case, and whether it is whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.models import Person
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipalities_of, names_of
from hervest.accounts.vocabulary import LogKind, PersonId, Role, Shown
from hervest.audit import queries as audit
from hervest.audit.queries import KeptFrom, Wanted
from hervest.audit.rules import Link
from hervest.core import clock
from hervest.core.paging import PER_PAGE, Page, window
from hervest.core.vocabulary import MemberNo, Tier

READS = frozenset({"case.read", "case.listed"})
LOGINS = frozenset(
    {
        "login",
        "logout",
        "login.failed",
        "login.locked",
        "login.unknown",
        "visit.closed",
        "visits.ended",
        "proof.given",
        "second_factor.used",
        "second_factor.failed",
    }
)
PEOPLE = frozenset(
    {
        "person.created",
        "membership.granted",
        "membership.changed",
        "membership.ended",
        "login.closed",
        "login.opened",
        "link.given",
        "link.withdrawn",
        "second_factor.added",
        "second_factor.removed",
        "second_factor.codes",
        "second_factors.taken",
        "password.set",
        "password.changed",
        "default_coordinator.set",
        "organisation.created",
        "profile.language",
    }
)
VERBS: Mapping[LogKind, frozenset[str]] = {LogKind.READS: READS, LogKind.LOGINS: LOGINS, LogKind.PEOPLE: PEOPLE}
"""The verbs of each kind; every other verb is an act."""


OF_ALL = frozenset(
    {
        "match_talk.recorded",
        "household.saved",
        "household.entered",
        "household.corrected",
        "household.changed",
        "household.wishes_recorded",
    }
)
"""What somebody of a household does for all of it, where the row names nobody."""

OF_ONE = frozenset(
    {
        "wish.added",
        "wish.corrected",
        "wish.removed",
        "need.added",
        "need.corrected",
        "need.removed",
        "aid.judged",
        "relative.added",
        "relative.corrected",
        "relative.removed",
        "milestone.moved",
        "facts.posted",
        "contact.logged",
        "contact.corrected",
        "contact.taken_back",
        "document.added",
        "document.changed",
        "document.opened",
        "document.taken_back",
        "document.put_back",
        "document.forgotten",
        "document.attached",
        "document.detached",
        "assessment.made",
        "assessment.taken_back",
        "intensity.decided",
        "intensity.taken_back",
        "explanation.planned",
        "explanation.changed",
        "explanation.given",
        "explanation.taken_back",
        "money.noted",
        "money.changed",
        "money.removed",
        "money.put_back",
    }
)
"""What may be about one person of a household; of relatives, and of a birth that is expected, no row says of whom.

Rows from before they named the person do not say either.
"""


@dataclass(frozen=True, slots=True)
class Others:
    """The logins of the others in a reader's household who choose alone; `mine`: of whom the reader may read all."""

    people: frozenset[PersonId]
    mine: frozenset[MemberNo]


@dataclass(frozen=True, slots=True)
class LogFilters:
    """What the page of the log is narrowed to, and in which order it stands."""

    case: str = ""
    person: PersonId | None = None
    kind: LogKind | None = None
    on: date | None = None
    oldest_first: bool = False


NO_FILTERS = LogFilters()


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row in words: who did what; `about` is whom it concerns, `cases` the codes a list showed."""

    at: datetime
    by: str
    verb: str
    case: str
    cases: tuple[str, ...]
    about: str
    role: Role | None
    purpose: str
    in_emergency: bool
    tiers: tuple[str, ...]
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """Whether one municipality's chain is whole; `broken_at` is the first row that is not, or None."""

    name: str
    broken_at: int | None


def log_page(actor: Actor, filters: LogFilters = NO_FILTERS, *, number: int) -> Page[LogRow]:
    """One page of the rows of the municipalities whose log the actor reads, newest first or as asked for."""
    chains, part = _chains(actor), window(number)
    since, before = clock.bounds_of(filters.on) if filters.on else (None, None)
    wanted = Wanted(
        case=filters.case,
        person=filters.person,
        since=since,
        before=before,
        only=VERBS.get(filters.kind, frozenset()) if filters.kind else frozenset(),
        without=READS | LOGINS | PEOPLE if filters.kind is LogKind.ACTS else frozenset(),
        oldest_first=filters.oldest_first,
    )
    links, n_rows = audit.rows_of(chains, offset=part.start, limit=PER_PAGE, wanted=wanted)
    people = names_of(PersonId(person) for link in links if isinstance(person := link.entry.detail.get("person"), int))
    return Page(tuple(_row(link, people, filters.case) for link in links), number=number, n_rows=n_rows)


def log_about(actor: Actor, case: str, municipality: str, *, others: Others | None = None, number: int) -> Page[LogRow]:
    """One page of who beside the actor saw or changed one case, newest first: for rooms that know whose case it is.

    With `others` in the household who choose alone, what is about one of them, or was done by one of them and is not
    about all, is left out. Where a row does not say whom it is about it is left out too, if what was done may be about
    one person only (`OF_ONE`), or one of the others did it; what staff looked at is about all of them.
    Source: access.md, scope `self` (a spouse's confidential items excluded; 16 and older alone).
    """
    kept = KeptFrom(frozenset(others.people), frozenset(others.mine), OF_ALL, OF_ONE) if others else None
    part, wanted = window(number), Wanted(case=case, not_by=actor.person, kept_from=kept)
    links, n_rows = audit.rows_of([municipality], offset=part.start, limit=PER_PAGE, wanted=wanted)
    return Page(tuple(_row(link, {}, case) for link in links), number=number, n_rows=n_rows)


def reads_some_log(actor: Actor) -> bool:
    """Whether there is a municipality whose whole log the actor reads; a newcomer reads of their own case only."""
    return bool(_chains(actor))


def _row(link: Link, people: Mapping[PersonId, str], case: str) -> LogRow:
    """The row in words; of a list, where one case is asked for, only what it showed of that case."""
    entry, detail = link.entry, link.entry.detail
    person, role = detail.get("person"), detail.get("role")
    codes = _texts(detail.get("codes"))
    shown = _of_list(detail.get("shown"), case) if codes else _texts(detail.get("fields"))
    return LogRow(
        at=entry.at,
        by=entry.by_name,
        verb=entry.verb,
        case=entry.case_code or (case if case in codes else ""),
        cases=() if case else codes,
        about=people.get(PersonId(person), "") if isinstance(person, int) and person != entry.by_id else "",
        role=Role(role) if isinstance(role, str) and role in set(Role) else None,
        purpose=str(detail.get("purpose", "")),
        in_emergency=detail.get("emergency") is True,
        tiers=tuple(tier for tier in _texts(detail.get("tiers")) if tier in set(Tier)),
        shown=tuple(Shown(group) for group in shown if group in set(Shown)),
    )


def _of_list(shown: object, case: str) -> tuple[str, ...]:
    """The groups of fields a list showed, of any case or of `case`."""
    if not isinstance(shown, dict):
        return ()
    return tuple(group for group, codes in shown.items() if not case or case in codes)


def _texts(found: object) -> tuple[str, ...]:
    return tuple(str(part) for part in found) if isinstance(found, list) else ()


def people_in_log(actor: Actor) -> tuple[tuple[PersonId, str], ...]:
    """Everybody who ever had a role for the municipalities whose log the actor reads, by name; newcomers by code."""
    rows = Person.rows.filter(memberships__municipalities__in=_chains(actor)).distinct().order_by("name", "pk")
    return tuple((PersonId(pk), name) for pk, name in rows.values_list("pk", "name"))


def checks(actor: Actor) -> tuple[Check, ...]:
    """The state of each chain the actor reads."""
    chains = _chains(actor)
    return tuple(Check(row.name, audit.broken_at(row.code)) for row in municipalities_of(actor) if row.code in chains)


def _chains(actor: Actor) -> frozenset[str]:
    return policy.reach(actor, Permission.AUDIT_READ).municipalities
