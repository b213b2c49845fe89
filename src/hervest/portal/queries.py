"""What pages across rooms show: each room's rows side by side, joined by case code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.log_queries import LogRow, Others, log_about
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import MunicipalityRow, municipalities_of, municipality
from hervest.core.errors import NotFound
from hervest.core.paging import First, Page, window
from hervest.guidance.explaining_queries import n_due_explanations
from hervest.guidance.intensity_queries import DueReview, n_due_reviews, reviews_due
from hervest.guidance.interpreting_queries import Hour, hours_of
from hervest.guidance.money_queries import n_due_money
from hervest.guidance.reunion_line_queries import RunningTerm, running_terms
from hervest.guidance.reunion_queries import HolderRow, nearest_last_day
from hervest.guidance.reunion_vocabulary import Nearness
from hervest.households import queries as households
from hervest.households.extent_queries import owned_in
from hervest.households.queries import Booked, HouseholdCard, HouseholdNames
from hervest.journey import closing_queries, outline_queries, plan_queries, week_queries, worklist_queries
from hervest.journey import queries as journey
from hervest.journey.access_rules import reads_milestone
from hervest.journey.booking_queries import Booking, bookings
from hervest.journey.closing_queries import ClosedView
from hervest.journey.emergency_queries import n_to_judge
from hervest.journey.outline_queries import PhaseRow
from hervest.journey.plan_queries import MilestoneRow
from hervest.journey.queries import CaseListRow, CaseRef, TeamRow
from hervest.journey.schedule_queries import n_late_messages
from hervest.journey.staffing_queries import logins_in
from hervest.journey.vocabulary import MilestoneCode, Phase, Urgency
from hervest.journey.week_queries import ArrivalRow, Unled
from hervest.journey.work_row_queries import WorkRow
from hervest.journey.worklist_queries import WorkFilters, Worklist
from hervest.placement import transfer_going_queries, transfer_queries, transfer_say_queries
from hervest.placement.agreement_queries import AskedRow, exceptions_asked
from hervest.placement.match_closed_queries import ClosedRow, closed_lately
from hervest.placement.match_exemption_queries import MatchAskedRow, match_exceptions_asked
from hervest.placement.match_over_queries import GroupNews, group_news
from hervest.placement.match_waiting_queries import WaitingMatch, matches_waiting
from hervest.placement.proposal_queries import WaitingRow, waiting_for_decision
from hervest.placement.transfer_going_queries import Going, Taken
from hervest.placement.transfer_vocabulary import TransferState
from hervest.portal.start_queries import FirstSteps, first_steps

ARRIVALS_SHOWN = 5
DECISIONS_SHOWN = 8
LAST_DAYS_SHOWN = 8
SEARCH_SHOWN = 25

RECORDABLE = frozenset(
    {
        MilestoneCode.DECIDED,
        MilestoneCode.ALLOCATED,
        MilestoneCode.LANDED,
        MilestoneCode.ARRIVED,
        MilestoneCode.KEYS_HANDED,
        MilestoneCode.REGISTERED,
        MilestoneCode.PERMIT_GRANTED,
        MilestoneCode.CARD_ISSUED,
        MilestoneCode.BENEFIT_DECIDED,
        MilestoneCode.BENEFIT_ENDED,
        MilestoneCode.REUNIFICATION_DECIDED,
        MilestoneCode.STAY_ENDED,
    }
)
"""Milestones a person may give a date though nothing expects one yet."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the worklist on this page, and how many tasks there are in it in all."""

    urgency: Urgency
    rows: tuple[WorkRow, ...]
    n: int


@dataclass(frozen=True, slots=True)
class OwnMove:
    """That one's own household is asked whether it moves to another municipality; `going`: when and where it will."""

    code: str
    going: Going | None


@dataclass(frozen=True, slots=True)
class WeekPage:
    """The landing page. `reads_arrivals`: that no arrival is planned can be said, for they read the day of each."""

    work: Worklist
    groups: tuple[Group, ...]
    names: HouseholdNames
    arrivals: tuple[ArrivalRow, ...]
    reads_arrivals: bool
    decisions: tuple[WaitingRow, ...]
    exceptions: tuple[AskedRow, ...]
    match_exceptions: tuple[MatchAskedRow, ...]
    matches: tuple[WaitingMatch, ...]
    last_days: tuple[RunningTerm, ...]
    group_news: GroupNews
    reviews: tuple[DueReview, ...]
    n_cases: int
    unled: Unled
    n_emergencies: int
    n_transfers: int
    n_held: int
    moves: tuple[OwnMove, ...]
    moved_to: tuple[MunicipalityRow, ...]
    failed_plans: tuple[str, ...]
    moved_and_open: tuple[str, ...]
    taken: tuple[Taken, ...]
    closed_matches: tuple[ClosedRow, ...]
    first_steps: FirstSteps | None

    @property
    def n_exceptions(self) -> int:
        """How many exceptions wait for the actor's word, of homes and of matches."""
        return len(self.exceptions) + len(self.match_exceptions)

    @property
    def near_last_days(self) -> tuple[RunningTerm, ...]:
        """The last days to apply for reunification of which somebody is warned: they stand above the work."""
        return tuple(term for term in self.last_days if term.near is not Nearness.FAR)

    @property
    def far_last_days(self) -> tuple[RunningTerm, ...]:
        """The other ones: known, and beside the work."""
        return tuple(term for term in self.last_days if term.near is Nearness.FAR)

    @property
    def has_aside(self) -> bool:
        """Whether something stands beside the work; else the work has the whole width."""
        return bool(self.arrivals or self.reads_arrivals or self.n_exceptions or self.decisions or self.far_last_days)


GOING_TOLD_TO = (Permission.WISH_RECORD, Permission.CASE_TRANSFER)
"""Who reads on the page of a case that its household goes elsewhere: who works with it, and who offered it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One phase in the bar at the top of a case."""

    phase: Phase
    is_past: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case at a glance."""

    case: CaseRef
    municipality: str
    closed: ClosedView | None
    reopened_because: str
    card: HouseholdCard | None
    names: HouseholdNames
    next_milestone: MilestoneRow | None
    milestones: tuple[MilestoneRow, ...]
    this_week: tuple[WorkRow, ...]
    phases: tuple[PhaseRow, ...]
    steps: tuple[Step, ...]
    undated: tuple[MilestoneCode, ...]
    team: tuple[TeamRow, ...]
    n_late: int
    n_open: int
    n_late_messages: int
    n_due_explanations: int
    last_day: HolderRow | None
    n_due_reviews: int
    is_review_late: bool
    n_due_money: int
    offered: int | None
    is_moving: bool
    going: Going | None
    taken: Taken | None
    was_handed_over: bool


def usual_scope(actor: Actor, *, today: date) -> str:
    """With what the worklist opens: one's own cases, or everything for a lead who works on none."""
    reach = policy.reach(actor, Permission.TASK_READ)
    return "all" if reach.municipalities and not week_queries.n_in_team(actor, today=today) else "cases"


def _own_moves(actor: Actor, today: date) -> Iterator[OwnMove]:
    for case in journey.open_cases(actor, Permission.CASE_READ, today=today):
        going = transfer_going_queries.going(actor, case.code, today=today)
        if going is not None or transfer_say_queries.is_moving(actor, case.code, today=today):
            yield OwnMove(case.code, going)


def week_page(actor: Actor, *, today: date, filters: WorkFilters, number: int) -> WeekPage:
    """What must happen this week, who arrives when, and what nobody leads yet."""
    work = worklist_queries.worklist(actor, today=today, filters=filters, number=number)
    arrivals = week_queries.arrivals(actor, today=today, limit=ARRIVALS_SHOWN)
    n_cases = week_queries.n_in_team(actor, today=today)
    may_decide = policy.holds(actor, Permission.PLACEMENT_DECIDE)
    may_check = policy.holds(actor, Permission.MATCH_CHECK)
    due_reviews = reviews_due(actor, today=today)
    decisions = waiting_for_decision(actor, today, limit=DECISIONS_SHOWN) if may_decide else ()
    last_days = running_terms(actor, today=today, limit=LAST_DAYS_SHOWN)
    codes = {row.case_code for row in work.page.rows}
    codes |= {row.code for rows in (decisions, arrivals, last_days, due_reviews) for row in rows}
    return WeekPage(
        work=work,
        groups=_groups(work, filters),
        names=households.names(actor, codes, today=today),
        arrivals=arrivals,
        reads_arrivals=journey.may_sort_by_arrival(actor) and not actor.is_newcomer,
        decisions=decisions,
        exceptions=exceptions_asked(actor, today=today, limit=DECISIONS_SHOWN) if may_decide else (),
        match_exceptions=match_exceptions_asked(actor, today=today, limit=DECISIONS_SHOWN) if may_check else (),
        matches=matches_waiting(actor, today=today),
        last_days=last_days,
        group_news=group_news(actor, today=today),
        reviews=due_reviews,
        n_cases=n_cases,
        unled=week_queries.unled(actor, today=today),
        n_emergencies=n_to_judge(actor),
        n_transfers=transfer_queries.n_to_answer(actor),
        n_held=transfer_queries.n_held(actor),
        moves=tuple(_own_moves(actor, today)) if actor.is_newcomer else (),
        moved_to=() if n_cases else transfer_queries.moved_to(actor, today=today),
        failed_plans=week_queries.failed_plans(actor),
        moved_and_open=transfer_going_queries.moved_and_open(actor, today=today),
        taken=transfer_going_queries.taken_lately(actor, today=today),
        closed_matches=closed_lately(actor, today=today),
        first_steps=None if n_cases else first_steps(actor, today=today),
    )


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment of an interpreter, as far as it is theirs to know (access.md, scope `booking`).

    `booked`: with whom and in which language; None where there is no household yet. `hours`: when and where, for what
    was booked with its hour.
    """

    booking: Booking
    booked: Booked | None
    hours: tuple[Hour, ...] = ()


def appointments(actor: Actor, *, today: date, number: int) -> Page[AppointmentRow]:
    """One page of the appointments for which the actor is let in, noted in the log; that which ends first first."""
    rows = bookings(actor, today=today)
    shown = rows[window(number)]
    for row in shown:
        actor.reads.shown(row.code, row.municipality)
    known = households.booked(actor, [row.code for row in shown], today=today)
    hours = hours_of(actor, today=today) if shown else {}
    found = (AppointmentRow(row, known.get(row.code), hours.get(row.code, ())) for row in shown)
    return Page(tuple(found), number, len(rows))


@dataclass(frozen=True, slots=True)
class OwnCases:
    """The cases that municipalities have for themselves, and where the actor may open one that is not there yet."""

    rows: tuple[CaseListRow, ...]
    names: Mapping[str, str]
    missing: tuple[MunicipalityRow, ...]


def own_cases(actor: Actor, *, today: date) -> OwnCases:
    """What stands above the list of households."""
    rows = week_queries.own_cases(actor, today=today)
    places = policy.reach(actor, Permission.SETTINGS_EDIT).municipalities - {row.ref.municipality for row in rows}
    names = {row.code: row.name for row in municipalities_of(actor)}
    missing = tuple(row for row in municipalities_of(actor) if row.code in places)
    return OwnCases(rows, names, missing)


def _groups(work: Worklist, filters: WorkFilters) -> tuple[Group, ...]:
    counts = {
        Urgency.CRITICAL_LATE: work.counts.critical_late,
        Urgency.LATE: work.counts.late,
        Urgency.THIS_WEEK: work.counts.this_week,
        Urgency.LATER: work.counts.later,
        Urgency.UNDATED: work.counts.undated,
    }
    shown = {"later": (Urgency.LATER,), "undated": (Urgency.UNDATED,)}.get(
        filters.show, (Urgency.CRITICAL_LATE, Urgency.LATE, Urgency.THIS_WEEK)
    )
    return tuple(Group(urgency, work.of(urgency), counts[urgency]) for urgency in shown if counts[urgency])


def _name_of(actor: Actor, code: str) -> str:
    """How a municipality is called: nobody is asked for those of the frame again."""
    theirs = {row.code: row.name for row in municipalities_of(actor)}
    return theirs.get(code) or municipality(code).name


def case_page(actor: Actor, code: str, *, today: date) -> CasePage:
    """One case as far as the actor may see it. Raises: NotFound."""
    team = journey.team_of(actor, code, today=today)
    due = outline_queries.due_of(actor, code, today=today)
    phases = outline_queries.phase_rows(actor, code, today=today)
    milestones = plan_queries.milestones(actor, code, today=today)
    case = journey.shown_case(actor, code, today=today)
    dated = {row.code for row in milestones if row.member is None}
    offered = RECORDABLE & plan_queries.recorded_by_hand(case.kind, case.route)
    moves, is_open = transfer_queries.states_of_transfers(code), case.closed_on is None
    is_offered, is_accepted = TransferState.OFFERED in moves, TransferState.ACCEPTED in moves
    n_reviews, is_review_late = n_due_reviews(actor, code, today=today)
    return CasePage(
        case=case,
        municipality=_name_of(actor, case.municipality),
        closed=closing_queries.closed_view(actor, code, today=today),
        reopened_because=closing_queries.reopened_because(actor, code, today=today),
        card=households.card(actor, code, today=today),
        names=households.names(actor, [code], today=today),
        next_milestone=next((row for row in milestones if not row.is_actual and row.on >= today), None),
        milestones=milestones,
        this_week=due,
        phases=phases,
        steps=_steps(case),
        undated=tuple(
            found
            for found in MilestoneCode
            if found in offered and found not in dated and reads_milestone(case.reader, found)
        ),
        team=team,
        n_late=sum(row.urgency in {Urgency.CRITICAL_LATE, Urgency.LATE} for row in due),
        n_open=sum(row.n_tasks - row.n_closed for row in phases),
        n_late_messages=n_late_messages(actor, code, today=today),
        n_due_explanations=n_due_explanations(actor, code, today=today),
        last_day=nearest_last_day(actor, code, today=today),
        n_due_reviews=n_reviews,
        is_review_late=is_review_late,
        n_due_money=n_due_money(actor, code, today=today),
        offered=transfer_queries.open_transfer(actor, code) if is_open and (is_offered or is_accepted) else None,
        is_moving=is_open and is_offered and transfer_say_queries.is_moving(actor, code, today=today),
        going=transfer_going_queries.going(actor, code, today=today, by=GOING_TOLD_TO)
        if is_open and is_accepted
        else None,
        taken=transfer_going_queries.taken(actor, code, today=today) if is_accepted and not is_open else None,
        was_handed_over=not is_open and is_accepted and transfer_queries.was_handed_over(code, today=today),
    )


def own_log(actor: Actor, code: str, *, today: date, number: int) -> Page[LogRow]:
    """Who saw or changed the household that is the actor's own (access.md, audit.read: self). Raises: NotFound."""
    case = journey.case_for(actor, code, Permission.AUDIT_READ, today=today)
    if not case.is_own:
        raise NotFound("no_such_case", case=code)
    return log_about(actor, code, case.municipality, others=_others(actor, case, today), number=number)


def _others(actor: Actor, case: CaseRef, today: date) -> Others | None:
    """The others of the actor's own household who choose alone; None if there is nobody of whom anything is kept."""
    owned = owned_in(case, today=today)
    if owned is None:
        return None
    logins = logins_in(case.id)
    people = {person for person, members in logins.items() if person != actor.person and not members <= owned}
    return Others(frozenset(people), owned)


def _steps(case: CaseRef) -> tuple[Step, ...]:
    order = plan_queries.phases_of(case.kind, case.route)
    at = len(order) if case.closed_on else order.index(case.phase)
    return tuple(Step(phase, number < at, number == at) for number, phase in enumerate(order))


@dataclass(frozen=True, slots=True)
class Found:
    """A case that was searched for; `may_open` if it has a page for this actor."""

    code: str
    may_open: bool
    names: tuple[str, ...]


def search(actor: Actor, words: str, *, today: date) -> First[Found]:
    """Cases by code, then by the name of somebody in the household; only what the actor may see anyway.

    At most SEARCH_SHOWN of each; where there are more of either, more than that were found in all.
    """
    by_code = journey.search(actor, words, today=today, limit=SEARCH_SHOWN)
    by_name = households.cases_by_name(actor, words, today=today, limit=SEARCH_SHOWN)
    codes = list(dict.fromkeys([*(ref.code for ref in by_code.rows), *by_name.rows]))
    names = households.names(actor, codes, today=today)
    opens = journey.cases_by_code(actor, codes, Permission.CASE_READ, today=today)
    rows = tuple(Found(code, code in opens, names.heads.get(code, ())) for code in codes)
    return First(rows, by_code.has_more or by_name.has_more)
