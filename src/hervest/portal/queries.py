"""What pages across rooms show: each room's rows side by side, joined by case code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import MunicipalityRow, municipalities_of, municipality
from hervest.households import queries as households
from hervest.households.queries import HouseholdCard, HouseholdNames
from hervest.journey import closing_queries, plan_queries, week_queries, worklist_queries
from hervest.journey import queries as journey
from hervest.journey.closing_queries import ClosedView
from hervest.journey.plan_queries import MilestoneRow
from hervest.journey.queries import CaseListRow, CaseRef, TeamRow
from hervest.journey.vocabulary import CLOSED_STATES, MilestoneCode, Phase, TaskState, Urgency
from hervest.journey.work_row_queries import WorkRow
from hervest.journey.worklist_queries import WorkFilters, Worklist
from hervest.placement.proposal_queries import WaitingRow, waiting_for_decision

ARRIVALS_SHOWN = 5
DECISIONS_SHOWN = 8
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
class WeekPage:
    """The landing page."""

    work: Worklist
    groups: tuple[Group, ...]
    names: HouseholdNames
    arrivals: tuple[CaseListRow, ...]
    decisions: tuple[WaitingRow, ...]
    n_cases: int
    n_without_coordinator: int
    failed_plans: tuple[str, ...]
    own_without_lead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """How far one phase of a case is."""

    phase: Phase
    n_tasks: int
    n_closed: int
    n_skipped: int
    first_on: date | None
    last_on: date | None

    @property
    def is_done(self) -> bool:
        """Whether nothing in it asks for anything."""
        return self.n_closed == self.n_tasks

    @property
    def percent(self) -> int:
        """How much of it is closed, for the width of a bar."""
        return 100 * self.n_closed // self.n_tasks if self.n_tasks else 0


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


def usual_scope(actor: Actor, *, today: date) -> str:
    """With what the worklist opens: one's own cases, or everything for a lead who works on none."""
    reach = policy.reach(actor, Permission.TASK_READ)
    return "all" if reach.municipalities and not week_queries.n_in_team(actor, today=today) else "cases"


def week_page(actor: Actor, *, today: date, filters: WorkFilters, number: int) -> WeekPage:
    """What must happen this week, who arrives when, and what nobody leads yet."""
    work = worklist_queries.worklist(actor, today=today, filters=filters, number=number)
    arrivals = week_queries.arrivals(actor, today=today, limit=ARRIVALS_SHOWN)
    may_decide = policy.holds(actor, Permission.PLACEMENT_DECIDE)
    decisions = waiting_for_decision(actor, today, limit=DECISIONS_SHOWN) if may_decide else ()
    codes = (
        {row.case_code for row in work.page.rows} | {row.code for row in decisions} | {row.ref.code for row in arrivals}
    )
    return WeekPage(
        work=work,
        groups=_groups(work, filters),
        names=households.names(actor, codes, today=today),
        arrivals=arrivals,
        decisions=decisions,
        n_cases=week_queries.n_in_team(actor, today=today),
        n_without_coordinator=week_queries.cases_without_coordinator(actor, today=today),
        failed_plans=week_queries.failed_plans(actor),
        own_without_lead=_own_without_lead(actor, today),
    )


def _own_without_lead(actor: Actor, today: date) -> tuple[str, ...]:
    """The own cases that no one leads, for the municipality's lead."""
    if not policy.holds(actor, Permission.TEMPLATE_EDIT):
        return ()
    rows = week_queries.own_cases(actor, today=today)
    return tuple(row.ref.code for row in rows if not row.coordinator and row.ref.closed_on is None)


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


def case_page(actor: Actor, code: str, *, today: date) -> CasePage:
    """One case as far as the actor may see it. Raises: NotFound."""
    team = journey.team_of(actor, code, today=today)
    rows = worklist_queries.plan_of(actor, code, today=today, shown=_is_due)
    milestones = plan_queries.milestones(actor, code, today=today)
    case = journey.shown_case(actor, code, today=today)
    due = [row for row in rows if _is_due(row)]
    dated = {row.code for row in milestones}
    offered = RECORDABLE & plan_queries.recorded_by_hand(case.kind, case.route)
    return CasePage(
        case=case,
        municipality=municipality(case.municipality).name,
        closed=closing_queries.closed_view(actor, code, today=today),
        reopened_because=closing_queries.reopened_because(actor, code, today=today),
        card=households.card(actor, code, today=today),
        names=households.names(actor, [code], today=today),
        next_milestone=next((row for row in milestones if not row.is_actual and row.on >= today), None),
        milestones=milestones,
        this_week=tuple(sorted(due, key=lambda row: (list(Urgency).index(row.urgency), row.due_on or today))),
        phases=phase_rows(rows),
        steps=_steps(case),
        undated=tuple(found for found in MilestoneCode if found in offered and found not in dated),
        team=team,
        n_late=sum(1 for row in due if row.due_on and row.due_on < today),
        n_open=sum(1 for row in rows if row.is_open),
    )


def _is_due(row: WorkRow) -> bool:
    """Whether the page of a case shows the task itself, and not only that there is one."""
    return row.is_open and row.urgency in {Urgency.CRITICAL_LATE, Urgency.LATE, Urgency.THIS_WEEK}


def _steps(case: CaseRef) -> tuple[Step, ...]:
    order = plan_queries.phases_of(case.kind, case.route)
    at = len(order) if case.closed_on else order.index(case.phase)
    return tuple(Step(phase, number < at, number == at) for number, phase in enumerate(order))


def phase_rows(rows: Sequence[WorkRow]) -> tuple[PhaseRow, ...]:
    """The phases of a plan in order, with how far each is."""
    found = []
    for phase in Phase:
        of_phase = [row for row in rows if row.phase is phase]
        if not of_phase:
            continue
        days = [row.due_on for row in of_phase if row.due_on]
        found.append(
            PhaseRow(
                phase=phase,
                n_tasks=len(of_phase),
                n_closed=sum(1 for row in of_phase if row.state in CLOSED_STATES),
                n_skipped=sum(1 for row in of_phase if row.state is TaskState.NOT_NEEDED),
                first_on=min(days, default=None),
                last_on=max(days, default=None),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Found:
    """A case that was searched for; `may_open` if it has a page for this actor."""

    code: str
    may_open: bool
    names: tuple[str, ...]


def search(actor: Actor, words: str, *, today: date) -> tuple[Found, ...]:
    """Cases by code, then by the name of somebody in the household; only what the actor may see anyway."""
    by_code = [ref.code for ref in journey.search(actor, words, today=today, limit=SEARCH_SHOWN)]
    by_name = households.cases_by_name(actor, words, today=today, limit=SEARCH_SHOWN)
    codes = list(dict.fromkeys([*by_code, *by_name]))
    names = households.names(actor, codes, today=today)
    opens = journey.cases_by_code(actor, codes, Permission.CASE_READ, today=today)
    return tuple(Found(code, code in opens, names.heads.get(code, ())) for code in codes)
