"""The documents of a case as somebody may read them, who else reads what they add, and which go with a message."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId, Relation, Role, Shown, Subject
from hervest.core.errors import NotFound
from hervest.core.marks import mark
from hervest.core.paging import Page, window
from hervest.core.vocabulary import MemberNo
from hervest.documents.queries import StoredFile, stored_files
from hervest.journey.contact_queries import matched_since
from hervest.journey.document_models import CaseDocument
from hervest.journey.document_rules import (
    READS_BY,
    STANDS_AS,
    Filed,
    Reading,
    is_read_by,
    is_received_by,
    kinds_for,
    tier_of,
)
from hervest.journey.document_vocabulary import DocumentKind, DocumentReader
from hervest.journey.queries import CaseRef, case_for, case_row, may, team_subject
from hervest.journey.schedule_queries import message
from hervest.journey.schedule_vocabulary import MessageParty
from hervest.journey.settings import journey_settings
from hervest.journey.staffing_queries import my_teams, owned_in, relation_now, team_shown

ONLY_READS = frozenset({DocumentReader.HEALTH})
"""Sides whose roles add nothing. Source: access_matrix.csv, document.add."""

BY_STANDING = {relation: side for side, relation in STANDS_AS.items()}


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as somebody may read it. `about`: key of `HouseholdNames` of whom it is about; empty: all of them.

    `messages`: refs of the messages with which it goes along; `may_take_off`: those off which the actor may take it.
    `may_take_back`: whoever added it or leads the case may, while the case is open; `may_change`: whoever added it or
    works on the case.
    """

    id: int
    file: StoredFile
    filed: Filed
    about: str
    by: str
    at: datetime
    is_mine: bool
    may_take_back: bool
    may_change: bool
    messages: frozenset[str] = frozenset()
    may_take_off: frozenset[str] = frozenset()

    @property
    def seen(self) -> str:
        """Tells whether kind and readers still stand as somebody saw them."""
        return mark((self.filed.kind.value, sorted(self.filed.readers)))

    @property
    def unread_by(self) -> frozenset[MessageParty]:
        """Who does not read it of those between whom messages go."""
        return frozenset(party for party in MessageParty if not is_received_by(self.filed, party))

    @property
    def title(self) -> str:
        """What it is called: by who added it, else by its file."""
        return self.filed.title or self.file.name

    @property
    def readers(self) -> tuple[DocumentReader, ...]:
        """Who else reads it, in the order of the words."""
        return tuple(side for side in DocumentReader if side in self.filed.readers)


@dataclass(frozen=True, slots=True)
class DocumentFilters:
    """What the list is narrowed to: a kind, and whether only what oneself added."""

    kind: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class CaseDocuments:
    """One page of the documents of a case. `n_all`: that the reader may have, before the filters; `kinds`: of those."""

    case: CaseRef
    page: Page[DocumentRow]
    n_all: int
    kinds: tuple[DocumentKind, ...]
    may_add: bool


@dataclass(frozen=True, slots=True)
class DocumentAudience:
    """Who reads what is added: who works on the case, and the others where it is meant for them.

    `others`: by side, the names of who stands there today; `household`: of each of it with a login, about whom they
    read what is about one person.
    """

    team: tuple[str, ...]
    others: Mapping[DocumentReader, tuple[str, ...]]
    household: Mapping[MemberNo, frozenset[MemberNo]]


@dataclass(frozen=True, slots=True)
class Adding:
    """What the page begins with on which a document is added.

    `always`: the side of who adds from outside the team; empty: they work on the case. `own`: the persons of the
    household they may name; None: any.
    """

    case: CaseRef
    audience: DocumentAudience
    kinds: tuple[DocumentKind, ...]
    always: frozenset[DocumentReader]
    own: frozenset[MemberNo] | None


@dataclass(frozen=True, slots=True)
class MessageDocuments:
    """The documents that go along with a message, and those of the case that could, as far as one may have them."""

    attached: tuple[DocumentRow, ...]
    others: tuple[DocumentRow, ...]
    may_add: bool


def case_documents(actor: Actor, code: str, filters: DocumentFilters, *, today: date, number: int = 1) -> CaseDocuments:
    """One page of the documents that the actor may have, the latest first. Raises: NotFound."""
    case = case_for(actor, code, Permission.DOCUMENT_READ, today=today)
    rows = _rows(actor, case, today)
    wanted = [row for row in rows if _is_wanted(row, filters)]
    page = _noted(actor, case, wanted[window(number)])
    return CaseDocuments(
        case=case,
        page=Page(rows=page, number=number, n_rows=len(wanted)),
        n_all=len(rows),
        kinds=tuple(kind for kind in DocumentKind if any(row.filed.kind is kind for row in rows)),
        may_add=case.closed_on is None and _adds(actor, case, today),
    )


def document(actor: Actor, code: str, number: int, *, today: date) -> DocumentRow:
    """One of them. Raises: NotFound for what is not there, and for what is not the actor's to have."""
    return these_documents(actor, code, [number], today=today)[0]


def these_documents(actor: Actor, code: str, numbers: Iterable[int], *, today: date) -> list[DocumentRow]:
    """These of them, read in one go. Raises: NotFound if one is not there, or not the actor's to have."""
    case, wanted = case_for(actor, code, Permission.DOCUMENT_READ, today=today), set(numbers)
    found = [row for row in _rows(actor, case, today) if row.id in wanted]
    if len(found) < len(wanted):
        raise NotFound("no_such_document")
    return _noted(actor, case, found)


def adding(actor: Actor, code: str, *, today: date) -> Adding:
    """For adding a document. Raises: NotFound for who only reads here; Conflict if the case is closed."""
    case = case_for(actor, code, Permission.DOCUMENT_ADD, today=today)
    subject = team_subject(actor, code, today=today)
    is_inner, sides = adds_as(actor, subject)
    if not is_inner and not sides:
        raise NotFound("no_such_case", case=code)
    is_own = sides == {DocumentReader.HOUSEHOLD}
    return Adding(
        case=case,
        audience=_audience(actor, case, today),
        kinds=tuple(DocumentKind) if is_inner else kinds_of(sides),
        always=frozenset() if is_inner else sides,
        own=my_teams(actor, today).at(case.id).owned if is_own else None,
    )


def changing(actor: Actor, code: str, number: int, *, today: date) -> tuple[Adding, DocumentRow]:
    """For changing of which kind a document is and who reads it.

    Raises: NotFound for who neither added it nor works on the case; Conflict if the case is closed.
    """
    start, found = adding(actor, code, today=today), document(actor, code, number, today=today)
    if not found.may_change:
        raise NotFound("no_such_document")
    return start, found


def documents_of_message(actor: Actor, code: str, ref: str, *, today: date) -> MessageDocuments:
    """What goes along with a message, for who may read it; nothing for who may read no documents of the case."""
    if not may(actor, code, Permission.DOCUMENT_READ, today=today):
        return MessageDocuments((), (), may_add=False)
    case = case_for(actor, code, Permission.DOCUMENT_READ, today=today)
    rows = _noted(actor, case, _rows(actor, case, today))
    return MessageDocuments(
        attached=tuple(row for row in rows if ref in row.messages),
        others=tuple(row for row in rows if ref not in row.messages),
        may_add=case.closed_on is None and _adds(actor, case, today),
    )


def along_with(actor: Actor, code: str, ref: str, *, today: date) -> MessageDocuments:
    """The same, for changing it.

    Raises: NotFound for who has no part in the schedule, or adds no documents; Conflict for a closed case.
    """
    case_for(actor, code, Permission.DOCUMENT_ADD, today=today)
    message(actor, code, ref, today=today)
    return documents_of_message(actor, code, ref, today=today)


def kinds_of(sides: Iterable[DocumentReader]) -> tuple[DocumentKind, ...]:
    """The kinds that somebody adds who stands on all of these sides."""
    wanted = list(sides)
    return tuple(kind for kind in DocumentKind if all(kind in kinds_for(side) for side in wanted))


def adds_as(actor: Actor, subject: Subject) -> tuple[bool, frozenset[DocumentReader]]:
    """Whether the actor adds documents as who works on the case; else on which sides. Source: access_matrix.csv."""
    if policy.is_inner(actor, Permission.DOCUMENT_ADD, subject):
        return True, frozenset()
    sides = (side for side in DocumentReader if side not in ONLY_READS)
    return False, frozenset(
        side for side in sides if _stands(actor, Permission.DOCUMENT_ADD, subject, STANDS_AS[side], STANDS_AS[side])
    )


def taken_back(code: str, now: datetime) -> QuerySet[CaseDocument]:
    """The documents of the case that somebody took back and can still put back, for this room's actions."""
    return CaseDocument.rows.filter(case__code=code, taken_back_at__gt=now - journey_settings().taken_back_kept)


def old_taken_back(now: datetime) -> QuerySet[CaseDocument]:
    """The documents that were taken back so long ago that nobody puts them back, for this room's jobs."""
    return CaseDocument.rows.filter(taken_back_at__lte=now - journey_settings().taken_back_kept)


def cases_with_old_taken_back(now: datetime) -> tuple[str, ...]:
    """The codes of the cases in which such documents wait."""
    codes = old_taken_back(now).values_list("case__code", flat=True).distinct().order_by("case__code")
    return tuple(code for code in codes if code)


def _adds(actor: Actor, case: CaseRef, today: date) -> bool:
    if not may(actor, case.code, Permission.DOCUMENT_ADD, today=today):
        return False
    is_inner, sides = adds_as(actor, team_subject(actor, case.code, today=today))
    return is_inner or bool(sides)


def _stands(actor: Actor, permission: Permission, subject: Subject, asked: Relation, standing: Relation) -> bool:
    """Whether the actor has the permission by this relation alone, of those who stand in `standing`."""
    people = subject.people.get(standing, frozenset())
    return policy.can(actor, permission, Subject(subject.municipality, {asked: people}))


def _reading(actor: Actor, case: CaseRef, today: date) -> Reading:
    subject = team_subject(actor, case.code, today=today)
    asked = ((side, READS_BY[side], STANDS_AS[side]) for side in DocumentReader)
    return Reading(
        tiers=case.tiers,
        reads_finance=case.reads_finance,
        reads_numbers=_reads_numbers(actor, subject),
        is_inner=case.is_inner,
        sides=frozenset(
            side for side, by, stands in asked if _stands(actor, Permission.DOCUMENT_READ, subject, by, stands)
        ),
        about=my_teams(actor, today).at(case.id).owned,
    )


def _reads_numbers(actor: Actor, subject: Subject) -> bool:
    """Whether a citizen service number is the actor's to see: as money, and a mandate for that gives none of it."""
    people = dict(subject.people)
    people.pop(Relation.MANDATE, None)
    return policy.reads_finance(actor, Permission.DOCUMENT_READ, replace(subject, people=people))


def _rows(actor: Actor, case: CaseRef, today: date) -> list[DocumentRow]:
    """Every document of the case that the actor may have, the latest first. 2 queries."""
    reading, since = _reading(actor, case, today), None
    if DocumentReader.GROUP in reading.sides:
        since = matched_since(actor, case, today)
    stored = CaseDocument.rows.filter(case_id=case.id, taken_back_at__isnull=True).select_related("added_by")
    found = [row for row in stored.order_by("-added_at", "-pk") if _is_theirs(row, actor, reading, since)]
    files = stored_files(row.document_id for row in found)
    return [_row(actor, case, row, files[row.document_id]) for row in found]


def _is_theirs(row: CaseDocument, actor: Actor, reading: Reading, since: datetime | None) -> bool:
    """Who added it has it as long as the case is theirs; a group only what came after it was matched."""
    if row.added_by_id == actor.person:
        return True
    sides = reading.sides
    if since is not None and row.added_at < since:
        sides -= {DocumentReader.GROUP}
    return is_read_by(filed_of(row), replace(reading, sides=sides))


def filed_of(row: CaseDocument) -> Filed:
    """What is said of a stored document, for this room."""
    return Filed(
        kind=DocumentKind(row.kind),
        title=row.title,
        about=MemberNo(row.member_no) if row.member_no else None,
        readers=frozenset(DocumentReader(word) for word in row.readers),
    )


def _row(actor: Actor, case: CaseRef, row: CaseDocument, file: StoredFile) -> DocumentRow:
    is_mine = row.added_by_id == actor.person
    is_theirs = is_mine or (case.is_inner and case.is_case_lead)
    return DocumentRow(
        id=row.pk,
        file=file,
        filed=filed_of(row),
        about=f"{case.code}/{row.member_no}" if row.member_no else "",
        by=row.added_by.name,
        at=row.added_at,
        is_mine=is_mine,
        may_take_back=is_theirs and case.closed_on is None,
        may_change=(is_mine or case.is_inner) and case.closed_on is None,
        messages=frozenset(row.messages),
        may_take_off=frozenset(ref for ref in row.messages if case.is_inner or _let_it_go(row, ref) == actor.person),
    )


def _let_it_go(row: CaseDocument, ref: str) -> PersonId:
    """Who let it go along with the message; of what went along before that was noted whoever added it."""
    return PersonId(row.along_by.get(ref, row.added_by_id))


def _is_wanted(row: DocumentRow, filters: DocumentFilters) -> bool:
    return (not filters.kind or row.filed.kind == filters.kind) and (row.is_mine or not filters.mine)


def _noted(actor: Actor, case: CaseRef, rows: list[DocumentRow]) -> list[DocumentRow]:
    """The same, and the log of reads knows of which tiers they are."""
    for tier in {tier_of(row.filed.kind) for row in rows}:
        actor.reads.read_at(case.code, Shown.DOCUMENTS, tier)
    return rows


def _audience(actor: Actor, case: CaseRef, today: date) -> DocumentAudience:
    """Who may have documents of the case today, by the side on which they stand."""
    team: dict[PersonId, str] = {}
    others: dict[DocumentReader, dict[PersonId, str]] = {}
    household = []
    sitting = team_shown(actor, case_row(actor, case.code, today=today), today)
    for seat in sitting.seats:
        person, side = PersonId(seat.person_id), None
        relation, roles = relation_now(seat, today), sitting.roles.get(seat.person_id, frozenset())
        if relation is Relation.TEAM and policy.gives(roles, Permission.DOCUMENT_READ, {Relation.TEAM}):
            team[person] = seat.person.name
        elif relation is not None:
            side = _side_of(relation, roles)
        if side is DocumentReader.HOUSEHOLD:
            household.append(seat)
        elif side is not None:
            others.setdefault(side, {})[person] = seat.person.name
    return DocumentAudience(
        team=tuple(team.values()),
        others={side: tuple(others[side].values()) for side in DocumentReader if side in others},
        household=owned_in(household, today),
    )


def _side_of(relation: Relation, roles: Iterable[Role]) -> DocumentReader | None:
    """On which side somebody in a team reads who does not read as who works on the case; None: on none."""
    side = BY_STANDING.get(Relation.ASSIGNED if relation is Relation.TEAM else relation)
    return side if side and policy.gives(roles, Permission.DOCUMENT_READ, {READS_BY[side]}) else None
