"""The contact log of a case as somebody may read it, who else reads what they write, and what they began to write."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min, Q, QuerySet, TextField
from django.db.models.functions import Cast

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId, Relation, Shown
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound
from hervest.core.paging import Page, window
from hervest.core.vocabulary import Interpreting, MemberNo, Tier
from hervest.journey.contact_models import ContactDraft, ContactEntry
from hervest.journey.contact_rules import READS_AS, WRITES, Contact, reads_as, tier_of_contact
from hervest.journey.contact_vocabulary import ContactChannel, ContactParty, ContactReader, TopicKey
from hervest.journey.models import TeamMember
from hervest.journey.queries import CaseRef, case_for, case_row, may
from hervest.journey.settings import journey_settings
from hervest.journey.staffing_queries import active_team, my_teams, relation_now, team_shown
from hervest.journey.topic_queries import topic_titles
from hervest.journey.vocabulary import Disclosure, TeamRole

NO_MEMBER = MemberNo(0)


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as somebody may read it. `contact.text` is empty where its words are above their tiers: `is_hidden`.

    `follow_up`: number of the task that came of it, for who works on the case. `people`: keys of `HouseholdNames` of
    who took part, `about` of whom it is about.
    """

    id: int
    contact: Contact
    people: tuple[str, ...]
    about: str
    by: str
    at: datetime
    is_mine: bool
    is_hidden: bool
    corrected_at: datetime | None
    taken_back_at: datetime | None
    follow_up: int | None

    @property
    def parties(self) -> tuple[ContactParty, ...]:
        """With whom beside single people, in the order of the words."""
        return tuple(party for party in ContactParty if party in self.contact.parties)

    @property
    def topics(self) -> tuple[tuple[TopicKey, str], ...]:
        """What was explained, by its title, in the order of the list."""
        return tuple((key, title) for key, title in topic_titles().items() if key in self.contact.topics)

    @property
    def readers(self) -> tuple[ContactReader, ...]:
        """Who else reads it, in the order of the words."""
        return tuple(reader for reader in ContactReader if reader in self.contact.readers)

    @property
    def is_read(self) -> bool:
        """Whether its words were handed out: they are not above the reader's tiers, and were not taken back."""
        return not self.is_hidden and self.taken_back_at is None

    @property
    def may_change(self) -> bool:
        """Whether whoever reads this can correct it or take it back."""
        return self.is_mine and self.taken_back_at is None


@dataclass(frozen=True, slots=True)
class ToldInContact:
    """That topics were explained in a contact of which somebody reads the words. `members`: empty where to all."""

    contact: int
    on: date
    topics: frozenset[TopicKey]
    members: frozenset[MemberNo]
    language: str
    interpreting: Interpreting | None


@dataclass(frozen=True, slots=True)
class ContactFilters:
    """What the log is narrowed to: a channel, a topic that was explained, and whether only what oneself wrote."""

    channel: str = ""
    topic: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class ContactLog:
    """One page of the log. `may_write`: whether the reader notes contacts themselves. `n_all`: before the filters."""

    case: CaseRef
    page: Page[ContactRow]
    n_all: int
    may_write: bool
    has_draft: bool


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads what is written: who works on the case always does, the others where the writer says so.

    `others`: by side, the names of who stands there today; a side with nobody is none. `always`: the side of a writer
    from outside the team. `household`: the numbers of the grown-ups of the household who have a login.
    """

    team: tuple[str, ...]
    others: Mapping[ContactReader, tuple[str, ...]]
    household: tuple[MemberNo, ...]
    always: frozenset[ContactReader]


@dataclass(frozen=True, slots=True)
class Writing:
    """What the page on which a contact is noted begins with. `draft`: what was typed before, by field.

    `draft_until`: the day on which it is forgotten.
    """

    case: CaseRef
    audience: Audience
    draft: Mapping[str, Sequence[str]]
    draft_at: datetime | None
    draft_until: date | None
    may_add_task: bool


def contact_log(actor: Actor, code: str, filters: ContactFilters, *, today: date, number: int = 1) -> ContactLog:
    """One page of what the actor may read of contacts with the household, the latest first. Raises: NotFound."""
    case = case_for(actor, code, Permission.CONTACT_LOG, today=today)
    readable = _readable(actor, case, today)
    rows = readable.filter(_narrowed(filters, actor, case)).order_by("-happened_on", "-pk").select_related("written_by")
    page = [_row(actor, case, row) for row in rows[window(number)]]
    for tier in {tier_of_contact(row.contact.readers) for row in page if row.is_read}:
        actor.reads.read_at(code, Shown.CONTACTS, tier)
    return ContactLog(
        case=case,
        page=Page(rows=page, number=number, n_rows=rows.count()),
        n_all=readable.count(),
        may_write=case.closed_on is None and _writes(actor, case, today),
        has_draft=_drafts(actor, case).exists(),
    )


def writing(actor: Actor, code: str, *, today: date) -> Writing:
    """For noting a contact. Raises: NotFound for who only reads here; Conflict if the case is closed."""
    case = case_for(actor, code, Permission.CONTACT_LOG, today=today)
    if not _writes(actor, case, today):
        raise NotFound("no_such_case", case=code)
    if case.closed_on is not None:
        raise Conflict("case_is_closed", case=code)
    draft = _drafts(actor, case).first()
    return Writing(
        case=case,
        audience=audience(actor, case, today=today),
        draft=draft.content if draft else {},
        draft_at=draft.saved_at if draft else None,
        draft_until=draft_kept_until(draft.saved_at) if draft else None,
        may_add_task=may(actor, code, Permission.TASK_ASSIGN, today=today),
    )


def told_in_contacts(actor: Actor, case: CaseRef, *, today: date) -> tuple[ToldInContact, ...]:
    """In which contacts something was explained, as far as the actor reads them; `case`: as they have its log.

    Asked once in a request: 1 query, of these contacts and not of what was written in them. Whoever shows it says so in
    the log of reads.
    """
    return actor.asked.once(("told in contacts", case.code, today), lambda: _told_in_contacts(actor, case, today))


def _told_in_contacts(actor: Actor, case: CaseRef, today: date) -> tuple[ToldInContact, ...]:
    wanted = _reads_words(actor, case) & Q(taken_back_at=None) & ~Q(explained="[]")
    rows = _readable(actor, case, today).filter(wanted).order_by("happened_on", "pk")
    return tuple(
        ToldInContact(
            contact=pk,
            on=on,
            topics=frozenset(TopicKey(word) for word in topics),
            members=frozenset() if ContactParty.HOUSEHOLD in parties else frozenset(MemberNo(no) for no in members),
            language=language,
            interpreting=Interpreting(interpreting) if interpreting else None,
        )
        for pk, on, topics, parties, members, language, interpreting in rows.values_list(
            "pk", "happened_on", "topics", "parties", "members", "language", "interpreting"
        )
    )


def own_contact(actor: Actor, case: CaseRef, entry: int) -> tuple[ContactRow, int]:
    """A contact of the case that the actor noted, and how often it was corrected; `case`: as `writing` gave it.

    Raises: NotFound; Conflict if taken back.
    """
    row = ContactEntry.rows.filter(case_id=case.id, pk=entry, written_by_id=actor.person or 0)
    found = row.select_related("written_by").first()
    if found is None:
        raise NotFound("no_such_contact")
    if found.taken_back_at is not None:
        raise Conflict("contact_taken_back")
    shown = _row(actor, case, found)
    actor.reads.read_at(case.code, Shown.CONTACTS, tier_of_contact(shown.contact.readers))
    return shown, found.n_corrected


def draft_kept_until(saved_at: datetime) -> date:
    """The day on which a draft that nobody touches again is forgotten."""
    return clock.day_of(saved_at + journey_settings().drafts_kept)


def old_drafts(now: datetime) -> QuerySet[ContactDraft]:
    """The drafts that nobody touched for so long that they are forgotten, whoever's they are, for this room's jobs."""
    return ContactDraft.rows.filter(saved_at__lte=now - journey_settings().drafts_kept)


def cases_with_old_drafts(now: datetime) -> tuple[str, ...]:
    """The codes of the cases in which such drafts wait."""
    codes = old_drafts(now).values_list("case__code", flat=True).distinct().order_by("case__code")
    return tuple(code for code in codes if code)


def _writes(actor: Actor, case: CaseRef, today: date) -> bool:
    return case.is_inner or bool(_writes_for(actor, case, today))


def _writes_for(actor: Actor, case: CaseRef, today: date) -> frozenset[ContactReader]:
    """The side for which the actor notes contacts who does not work on the case; none for who only reads."""
    return reads_as(my_teams(actor, today).at(case.id).relations) & WRITES


def _drafts(actor: Actor, case: CaseRef) -> QuerySet[ContactDraft]:
    return ContactDraft.rows.filter(case_id=case.id, person_id=actor.person or 0)


def _narrowed(filters: ContactFilters, actor: Actor, case: CaseRef) -> Q:
    """Narrowed by a topic, what was explained in words that are not the actor's to read is not among the rest."""
    wanted = Q()
    if filters.topic:
        wanted &= Q(explained__contains=json.dumps(filters.topic)) & _reads_words(actor, case)
    if filters.channel:
        wanted &= Q(channel=filters.channel)
    if filters.mine:
        wanted &= Q(written_by_id=actor.person or 0)
    return wanted


def _reads_words(actor: Actor, case: CaseRef) -> Q:
    """Of the contacts that the actor knows of, those whose words are theirs to read."""
    return Q(tier__in=sorted(case.tiers)) | Q(written_by_id=actor.person or 0) if case.is_inner else Q()


def _readable(actor: Actor, case: CaseRef, today: date) -> QuerySet[ContactEntry]:
    """The contacts of the case that the actor knows of: all that there are, their own, and those written for them."""
    rows = ContactEntry.rows.filter(case_id=case.id).alias(explained=Cast("topics", TextField()))
    if case.is_inner:
        return rows
    found, standing = Q(written_by_id=actor.person or 0), my_teams(actor, today).at(case.id)
    side = reads_as(standing.relations)
    if ContactReader.COA in side:
        found |= Q(to_coa=True)
    if ContactReader.GROUP in side:
        found |= Q(to_group=True, written_at__gte=matched_since(actor, case, today))
    if ContactReader.HOUSEHOLD in side:
        found |= Q(to_household=True, member_no__in={NO_MEMBER, *standing.about})
    return rows.filter(found)


def last_matched(case: CaseRef, today: date) -> datetime | None:
    """Since when everybody reads who reads for a group today: the last of them to come. None: no group is there."""
    last = _matched(today).filter(case_id=case.id).aggregate(last=Max("from_on"))["last"]
    return clock.bounds_of(last)[0] if last else None


def _matched(today: date) -> QuerySet[TeamMember]:
    roles = [TeamRole.SPONSOR, TeamRole.SPONSOR_COORDINATOR]
    return active_team(today).filter(role__in=roles, disclosure__gte=Disclosure.MATCHED)


def matched_since(actor: Actor, case: CaseRef, today: date) -> datetime:
    """From when the actor reads for a group: what was written for the group before it is not theirs."""
    seats = _matched(today).filter(case_id=case.id, person_id=actor.person or 0)
    first = seats.aggregate(first=Min("from_on"))["first"]
    return clock.bounds_of(first or today)[0]


def _row(actor: Actor, case: CaseRef, row: ContactEntry) -> ContactRow:
    is_mine = row.written_by_id == actor.person
    is_hidden = case.is_inner and not is_mine and Tier(row.tier) not in case.tiers
    return ContactRow(
        id=row.pk,
        contact=_contact(row, is_hidden=is_hidden),
        people=tuple(f"{case.code}/{no}" for no in row.members),
        about=f"{case.code}/{row.member_no}" if row.member_no else "",
        by=row.written_by.name,
        at=row.written_at,
        is_mine=is_mine,
        is_hidden=is_hidden,
        corrected_at=row.corrected_at,
        taken_back_at=row.taken_back_at,
        follow_up=row.follow_up_id if case.is_inner else None,
    )


def _contact(row: ContactEntry, *, is_hidden: bool) -> Contact:
    sides = {
        ContactReader.COA: row.to_coa,
        ContactReader.GROUP: row.to_group,
        ContactReader.HOUSEHOLD: row.to_household,
    }
    return Contact(
        on=row.happened_on,
        channel=ContactChannel(row.channel),
        text="" if is_hidden else row.text,
        about=MemberNo(row.member_no) if row.member_no else None,
        members=frozenset(MemberNo(no) for no in row.members),
        parties=frozenset(ContactParty(word) for word in row.parties),
        language=row.language,
        interpreting=Interpreting(row.interpreting) if row.interpreting else None,
        topics=frozenset() if is_hidden else frozenset(TopicKey(word) for word in row.topics),
        readers=frozenset(side for side, reads in sides.items() if reads),
    )


def audience(actor: Actor, case: CaseRef, *, today: date) -> Audience:
    """Who has a contact log of the case today, by the side on which they stand."""
    team: dict[PersonId, str] = {}
    others: dict[ContactReader, dict[PersonId, str]] = {}
    household: list[MemberNo] = []
    sitting = team_shown(actor, case_row(actor, case.code, today=today), today)
    for seat in sitting.seats:
        relation, roles = relation_now(seat, today), sitting.roles.get(seat.person_id, frozenset())
        reads_by = Relation.ADDRESSED if relation is Relation.SELF else relation
        if reads_by is None or not policy.gives(roles, Permission.CONTACT_LOG, {reads_by}):
            continue
        if relation is Relation.TEAM:
            team[PersonId(seat.person_id)] = seat.person.name
        elif relation is Relation.SELF:
            household.append(MemberNo(seat.member_no))
        elif relation in READS_AS:
            others.setdefault(READS_AS[relation], {})[PersonId(seat.person_id)] = seat.person.name
    return Audience(
        team=tuple(team.values()),
        others={side: tuple(names.values()) for side, names in others.items()},
        household=tuple(sorted(household)),
        always=frozenset() if case.is_inner else _writes_for(actor, case, today),
    )
