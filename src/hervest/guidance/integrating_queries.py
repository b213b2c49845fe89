"""Civic integration of a household as somebody may read it: how far everybody is, until when, and what was said."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId, Relation, Shown
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window
from hervest.core.vocabulary import Interpreting, MemberNo, Tier
from hervest.guidance.integrating_models import CompanyWish, IntegrationEvent, IntegrationPlan
from hervest.guidance.integrating_rules import (
    PLAN_ROWS,
    Facts,
    Happened,
    Number,
    PartLine,
    Settled,
    Terms,
    is_plan_late,
    may_take_back,
    offered,
    parts_of,
    rests_on,
    state_of,
    terms_of,
    uninvited_now,
)
from hervest.guidance.integrating_settings import integration_book
from hervest.guidance.integrating_vocabulary import Company, Integrating, LearningRoute
from hervest.guidance.integrating_vocabulary import IntegrationEventKind as Kind
from hervest.journey.integrating_queries import Duties, duties_of, knows_integration
from hervest.journey.queries import CaseRef, case_for, may
from hervest.journey.staffing_queries import my_teams
from hervest.journey.vocabulary import MilestoneCode
from hervest.journey.work_row_queries import WorkRow
from hervest.journey.worklist_queries import work_of

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of one household: plans and events of each person, and whom each wants with them."""

    plans: Mapping[MemberNo, tuple[IntegrationPlan, ...]] = field(default_factory=dict)
    events: Mapping[MemberNo, tuple[IntegrationEvent, ...]] = field(default_factory=dict)
    wishes: Mapping[MemberNo, CompanyWish] = field(default_factory=dict)

    def wished(self, member: MemberNo) -> frozenset[Company]:
        """Whom this person asked for to be with them; nobody who was not asked."""
        found = self.wishes.get(member)
        return frozenset(Company(word) for word in found.company) if found else frozenset()

    @property
    def members(self) -> frozenset[MemberNo]:
        """Of whom a plan or an event is there."""
        return frozenset(self.plans) | frozenset(self.events)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """How far one person is. `key`: of `HouseholdNames`; `has_duty`: they have to integrate today."""

    member: MemberNo
    key: str
    state: Integrating
    facts: Facts
    terms: Terms
    has_duty: bool
    is_late: bool
    is_registered: bool

    @property
    def n_talks_held(self) -> int:
        """How many progress talks there were."""
        return len(self.facts.of(Kind.PROGRESS_TALK))

    @property
    def has_all_talks(self) -> bool:
        """Whether as many progress talks were held as the plan names."""
        return self.facts.planned is not None and self.n_talks_held >= self.facts.planned.n_talks

    @property
    def next_talk(self) -> date | None:
        """By when the next one comes; None where the plan names no more."""
        return next(iter(self.terms.talks[self.n_talks_held :]), None)


@dataclass(frozen=True, slots=True)
class IntegrationPage:
    """Civic integration of a household: everybody who has to, or had to; and who does not, as keys of names."""

    case: CaseRef
    rows: tuple[PersonRow, ...]
    others: tuple[str, ...]
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that was noted. `company`, `unwished` and `note`: tier P2, nothing for who does not read that.

    `unwished`: who was invited to a talk to come, and is not wanted there any more; they are not in `company`.
    """

    id: int
    kind: Kind
    on: date
    hours: int
    until_on: date | None
    interpreting: Interpreting | None
    company: tuple[Company, ...]
    unwished: tuple[Company, ...]
    note: str
    by: str
    at: datetime
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan that holds. `support` and `agreements`: tier P2, nothing for who does not read that."""

    id: int
    settled: Settled
    support: str
    agreements: str
    by: str
    at: datetime
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class WishView:
    """Whom somebody wants at talks; `company` empty: they come alone. `reads_words` False: behind a lock.

    `id` 0: nobody asked them yet.
    """

    id: int
    company: tuple[Company, ...]
    own_words: str
    said_by_themselves: bool
    said_at: datetime | None
    reads_words: bool = True


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything of one person's integration. `offered`: what can be noted now, in the order of the words."""

    case: CaseRef
    row: PersonRow
    plan: PlanView | None
    parts: tuple[PartLine, ...]
    events: Page[EventRow]
    wish: WishView
    tasks: tuple[WorkRow, ...]
    offered: tuple[Kind, ...]
    numbers: tuple[Number, ...]
    may_record: bool
    may_say: bool
    is_open: bool

    @property
    def coming(self) -> tuple[EventRow, ...]:
        """The talks to which the person is invited, the newest three."""
        return tuple(one for one in self.events.rows if one.kind is Kind.INVITED)[:3]


def works_there(case: CaseRef) -> bool:
    """Whether the reader works on the case of a household, and may read who is in it."""
    return case.is_household and case.is_inner and Tier.P1 in case.tiers


def integrating_case(actor: Actor, code: str, permission: Permission, *, today: date) -> CaseRef:
    """The case, for who works on it and has the permission. Raises: NotFound; Conflict if it is closed."""
    case = case_for(actor, code, permission, today=today)
    if not works_there(case):
        raise NotFound("no_such_case", case=code)
    return case


def reads_integration(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the case has a page on civic integration for who works on it: for offering it. No query of its own."""
    if not may(actor, code, Permission.HOUSEHOLD_READ, today=today):
        return False
    case = case_for(actor, code, Permission.HOUSEHOLD_READ, today=today)
    return works_there(case) and knows_integration(case.kind, case.route)


def reads_own_integration(actor: Actor, code: str, *, today: date) -> bool:
    """The same for the household itself."""
    if not may(actor, code, Permission.HOUSEHOLD_READ, today=today):
        return False
    case = case_for(actor, code, Permission.HOUSEHOLD_READ, today=today)
    return is_their_own(actor, case, today) and knows_integration(case.kind, case.route)


def is_their_own(actor: Actor, case: CaseRef, today: date) -> bool:
    """Whether the reader is of this household."""
    return case.is_household and Relation.SELF in my_teams(actor, today).at(case.id).relations


def must_be_theirs(actor: Actor, case: CaseRef, member: MemberNo, today: date) -> None:
    """Go on only for who works on the case, or is this person. Raises: NotFound."""
    is_self = is_their_own(actor, case, today) and member in my_teams(actor, today).at(case.id).about
    if not (works_there(case) or is_self):
        raise NotFound("no_such_case", case=case.code)


def duties_for(case: CaseRef, *, today: date) -> Duties:
    """Who has to integrate, and when. Raises: NotFound where the route knows no civic integration."""
    found = duties_of(case.id, today=today)
    if found is None:
        raise NotFound("no_such_case", case=case.code)
    return found


def stored_of(case: int) -> Stored:
    """Everything stored of the integration of a household. 3 queries."""
    plans: dict[MemberNo, list[IntegrationPlan]] = {}
    for plan in IntegrationPlan.rows.filter(case=case).select_related("made_by").order_by("pk"):
        plans.setdefault(MemberNo(plan.member_no), []).append(plan)
    events: dict[MemberNo, list[IntegrationEvent]] = {}
    for event in IntegrationEvent.rows.filter(case=case).select_related("noted_by").order_by("on", "pk"):
        events.setdefault(MemberNo(event.member_no), []).append(event)
    wishes = {MemberNo(wish.member_no): wish for wish in CompanyWish.rows.filter(case=case).order_by("pk")}
    return Stored(
        {no: tuple(rows) for no, rows in plans.items()}, {no: tuple(rows) for no, rows in events.items()}, wishes
    )


def facts_in(duties: Duties, stored: Stored, member: MemberNo) -> Facts:
    """What is known of one person's integration. Reads nothing."""
    registered = duties.at(MilestoneCode.REGISTERED, member)
    plans = stored.plans.get(member, ())
    return Facts(
        registered_on=registered.on if registered else None,
        is_registered=bool(registered and registered.is_actual),
        pip_on=duties.happened_on(MilestoneCode.PIP_SET, member),
        planned=settled_of(plans[-1]) if plans else None,
        happened=tuple(happened_of(event) for event in stored.events.get(member, ())),
        end_recorded=duties.recorded_on(MilestoneCode.INTEGRATION_ENDED, member),
    )


def settled_of(row: IntegrationPlan) -> Settled:
    """What a plan names."""
    return Settled(
        LearningRoute(row.route), row.decided_on, row.n_talks, row.pvt_hours, row.map_hours, row.weekly_hours
    )


def happened_of(row: IntegrationEvent) -> Happened:
    """What was noted."""
    return Happened(Kind(row.kind), row.on, row.hours, row.until_on, frozenset(Company(word) for word in row.company))


def integration(actor: Actor, code: str, *, today: date) -> IntegrationPage:
    """How far everybody of the household is who has to integrate. Raises: NotFound."""
    case = integrating_case(actor, code, Permission.HOUSEHOLD_READ, today=today)
    duties, stored = duties_for(case, today=today), stored_of(case.id)
    actor.reads.read_at(code, Shown.MILESTONES, Tier.P1)
    people = people_in(duties, stored)
    others = [no for no in duties.members if no not in people]
    return IntegrationPage(
        case,
        tuple(person_row(case, duties, stored, no, today) for no in people),
        tuple(f"{code}/{no}" for no in others),
        tuple(integration_book().numbers.values()),
    )


def people_in(duties: Duties, stored: Stored) -> tuple[MemberNo, ...]:
    """Who has to integrate, and of whom something is recorded already."""
    return tuple(no for no in duties.members if no in duties.with_duty or no in stored.members)


def person_row(case: CaseRef, duties: Duties, stored: Stored, member: MemberNo, today: date) -> PersonRow:
    """How far one person is. Reads nothing."""
    book = integration_book()
    facts = facts_in(duties, stored, member)
    terms = terms_of(facts, book)
    return PersonRow(
        member=member,
        key=f"{case.code}/{member}",
        state=state_of(facts, terms, today=today),
        facts=facts,
        terms=terms,
        has_duty=member in duties.with_duty,
        is_late=is_plan_late(facts, terms, today=today),
        is_registered=facts.is_registered,
    )


def person_page(actor: Actor, code: str, member: int, *, today: date, now: datetime, number: int = 1) -> PersonPage:
    """Everything of one person's integration. Raises: NotFound, also for nobody who has to integrate."""
    case = integrating_case(actor, code, Permission.HOUSEHOLD_READ, today=today)
    duties, stored, no = duties_for(case, today=today), stored_of(case.id), MemberNo(member)
    if no not in people_in(duties, stored):
        raise NotFound("no_such_member", member=member)
    row, is_open, reads = person_row(case, duties, stored, no, today), case.closed_on is None, Tier.P2 in case.tiers
    actor.reads.read_at(code, Shown.MILESTONES, Tier.P1)
    if reads:
        actor.reads.read(code, Shown.SUPPORT)
    may_record = is_open and may(actor, code, Permission.MILESTONE_RECORD, today=today)
    return PersonPage(
        case=case,
        row=row,
        plan=plan_view(stored, no, actor.person, now, reads_words=reads),
        parts=parts_of(row.facts, integration_book()),
        events=_paged(_event_rows(stored, no, actor.person, now, reads), number),
        wish=wish_in(stored, no, reads_words=reads),
        tasks=tuple(task for task in work_of(actor, code, PLAN_ROWS, today=today) if task.key.member == no),
        offered=offered(row.facts, row.terms, integration_book(), today=today) if may_record else (),
        numbers=tuple(integration_book().numbers.values()),
        may_record=may_record,
        may_say=is_open and reads and may(actor, code, Permission.WISH_RECORD, today=today),
        is_open=is_open,
    )


def own_integration(actor: Actor, code: str, *, today: date, now: datetime) -> tuple[PersonPage, ...]:
    """The reader's own integration, and nothing of a spouse. Raises: NotFound for who is not of the household."""
    case = case_for(actor, code, Permission.HOUSEHOLD_READ, today=today)
    if not is_their_own(actor, case, today):
        raise NotFound("no_such_case", case=code)
    duties, stored = duties_for(case, today=today), stored_of(case.id)
    own = my_teams(actor, today).at(case.id).about
    actor.reads.read_at(code, Shown.MILESTONES, Tier.P1)
    return tuple(
        _own_page(actor, case, duties, stored, no, today=today, now=now)
        for no in people_in(duties, stored)
        if no in own
    )


def _own_page(
    actor: Actor, case: CaseRef, duties: Duties, stored: Stored, no: MemberNo, *, today: date, now: datetime
) -> PersonPage:
    row, is_open = person_row(case, duties, stored, no, today), case.closed_on is None
    found = _event_rows(stored, no, None, now, reads=False)
    return PersonPage(
        case=case,
        row=row,
        plan=plan_view(stored, no, None, now, reads_words=Tier.P2 in case.tiers),
        parts=parts_of(row.facts, integration_book()),
        events=_paged([one for one in found if one.kind is Kind.INVITED and one.on >= today], 1),
        wish=wish_in(stored, no, reads_words=Tier.P2 in case.tiers),
        tasks=(),
        offered=(),
        numbers=(),
        may_record=False,
        may_say=is_open and may(actor, case.code, Permission.WISH_RECORD, today=today),
        is_open=is_open,
    )


def wish_in(stored: Stored, member: MemberNo, *, reads_words: bool) -> WishView:
    """Whom this person wants with them; alone, where nobody asked them yet."""
    found = stored.wishes.get(member)
    if found is None or not reads_words:
        return WishView(0, (), "", said_by_themselves=False, said_at=None, reads_words=reads_words)
    company = tuple(Company(word) for word in found.company)
    return WishView(found.pk, company, found.own_words, found.said_by_themselves, found.said_at)


def _paged(rows: list[EventRow], number: int) -> Page[EventRow]:
    return Page(rows[window(number, PER_PAGE)], number, len(rows), PER_PAGE)


def event_goes_back(row: IntegrationEvent, others: Iterable[IntegrationEvent], now: datetime) -> bool:
    """Whether this is taken back still: not after a day, nor once something of `others` rests on it."""
    later = [Kind(other.kind) for other in others if other.pk > row.pk]
    return may_take_back(row.noted_at, now) and not rests_on(Kind(row.kind), later)


def _event_rows(
    stored: Stored,
    member: MemberNo,
    reader: PersonId | None,
    now: datetime,
    reads: bool,  # noqa: FBT001
) -> list[EventRow]:
    """What was noted of this person, the newest first."""
    rows = stored.events.get(member, ())
    newest = sorted(rows, key=lambda row: (row.on, row.pk), reverse=True)
    mine = {row.pk for row in rows if row.noted_by_id == reader and event_goes_back(row, rows, now)}
    wished, today = stored.wished(member), clock.day_of(now)
    return [
        _event_row(row, uninvited_now(happened_of(row), wished, today=today), reads=reads, goes_back=row.pk in mine)
        for row in newest
    ]


def _event_row(row: IntegrationEvent, unwished: Collection[Company], *, reads: bool, goes_back: bool) -> EventRow:
    company = [Company(word) for word in row.company] if reads else []
    return EventRow(
        id=row.pk,
        kind=Kind(row.kind),
        on=row.on,
        hours=row.hours,
        until_on=row.until_on,
        interpreting=Interpreting(row.interpreting) if row.interpreting else None,
        company=tuple(word for word in company if word not in unwished),
        unwished=tuple(word for word in company if word in unwished),
        note=row.note if reads else "",
        by=row.noted_by.name,
        at=row.noted_at,
        may_take_back=goes_back,
    )


def plan_view(
    stored: Stored, member: MemberNo, reader: PersonId | None, now: datetime, *, reads_words: bool
) -> PlanView | None:
    """The plan of this person that holds; None where none was settled here."""
    plans = stored.plans.get(member, ())
    if not plans:
        return None
    row = plans[-1]
    return PlanView(
        id=row.pk,
        settled=settled_of(row),
        support=row.support if reads_words else "",
        agreements=row.agreements if reads_words else "",
        by=row.made_by.name,
        at=row.made_at,
        may_take_back=row.made_by_id == reader and may_take_back(row.made_at, now),
    )
