"""The matching table: who waits for a home, what the last run proposes, and how far a run is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import MunicipalityRow, municipalities_of, municipality_subject, names_of
from hervest.accounts.vocabulary import PersonId, Relation
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window
from hervest.households.queries import HouseholdNames, names
from hervest.housing.queries import visible_units
from hervest.journey import queries as journey
from hervest.journey.queries import CaseRef
from hervest.journey.vocabulary import Phase
from hervest.matching.outcome import TOLERANCE
from hervest.placement.agreement_queries import AskedRow, exceptions_asked
from hervest.placement.fit_queries import (
    FitView,
    HouseholdNeeds,
    WordView,
    needs_of,
    note_needs,
    reads_needs,
    view_of,
    words_shown,
)
from hervest.placement.gather_queries import Gathered, gather, placed_cases
from hervest.placement.models import BUSY, Proposal, Run
from hervest.placement.problem_rules import place_id, tie_order
from hervest.placement.record_rules import is_toss_up
from hervest.placement.transfer_going_queries import accepted_elsewhere
from hervest.placement.vocabulary import Fact, FitOutcome, PersonsWord, ProposalState, RunProblem, RunState

ROWS_SHOWN = 30
LOST_AFTER = timedelta(minutes=3)
"""A run that gave no sign of life for so long was killed with its process."""

AMOUNTS_OF_A_YEAR = (Fact.RENT_LIMIT, Fact.RENT_FIT_LIMIT)
"""Not known of the table that decides, and so the same for every household of that year."""

BEFORE_ARRIVAL = frozenset({Phase.ALLOCATION, Phase.PREPARATION, Phase.FIRST_48_HOURS})
"""Households in these phases wait for a home; who has arrived lives somewhere."""


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as the table shows it. `state` is computed: a run whose process died has failed."""

    id: int
    state: RunState
    problem: RunProblem | None
    problem_params: Mapping[str, object]
    started_at: datetime
    started_by: str
    is_stop_wanted: bool
    n_households: int
    n_units: int
    n_pairs: int
    n_placed: int
    mean_points: int | None
    percent_better: float | None
    seconds: float | None
    is_proven: bool
    is_unchecked: bool
    criteria_version: str

    @property
    def is_busy(self) -> bool:
        """Whether it still works."""
        return self.state in BUSY


@dataclass(frozen=True, slots=True)
class TableRow:
    """One household of the table. `home` None: no proposal, or none for it; judged on today's facts."""

    case: CaseRef
    heads: tuple[str, ...]
    needs: HouseholdNeeds
    home: FitView | None
    has_proposal: bool
    runner_up: FitView | None
    difference: float | None
    is_toss_up: bool
    lock: WordView | None
    forbids: tuple[WordView, ...]
    n_fitting: int
    may_decide: bool


@dataclass(frozen=True, slots=True)
class TableFilters:
    """Which part of which table: `home` is `with`, `without` or `close`; no municipality = the actor's first.

    `order`: one of `ORDERS`; anything else is the order that settles ties.
    """

    municipality: str = ""
    home: str = ""
    order: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True)
class MatchingTable:
    """Who waits for a home in one municipality, and what the last run proposes for each.

    `not_known`: amounts of the year that a home on this page was judged without; the page says so once. `leaving`: the
    homes that the reader may see whose household moves away, and the day on which each is free.
    """

    municipality: MunicipalityRow
    places: tuple[MunicipalityRow, ...]
    pages: Page[TableRow]
    counts: Mapping[str, int]
    n_free: int
    leaving: tuple[tuple[str, date], ...]
    run: RunView | None
    is_changed: bool
    not_known: tuple[Fact, ...]
    may_run: bool
    asked: tuple[AskedRow, ...]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A household for which a proposal waits for a person's decision."""

    code: str
    municipality: str
    unit: int
    dwelling: str
    address: str


def table_places(actor: Actor) -> tuple[MunicipalityRow, ...]:
    """The municipalities in which the actor may see the table, by name."""
    reach = policy.reach(actor, Permission.PLACEMENT_PROPOSE)
    codes = reach.municipalities | reach.within(Relation.TEAM)
    return tuple(row for row in municipalities_of(actor) if reach.everything or row.code in codes)


def waiting_cases(actor: Actor, municipality: str, permission: Permission, *, today: date) -> dict[str, CaseRef]:
    """Open cases there that have no home, have not arrived and stay, on which the actor has `permission`, by code."""
    cases = [
        case
        for case in journey.open_cases(actor, permission, today=today)
        if case.municipality == municipality and case.phase in BEFORE_ARRIVAL
    ]
    codes = [case.code for case in cases]
    settled = placed_cases(codes) | accepted_elsewhere(codes)
    return {case.code: case for case in cases if case.code not in settled}


def table_of(actor: Actor, filters: TableFilters, *, today: date, now: datetime) -> MatchingTable:
    """The table of one municipality. The codes shown stand in the log.

    Raises: NotFound for a municipality in which the actor may propose nothing.
    """
    places = table_places(actor)
    chosen = next((row for row in places if filters.municipality in {"", row.code}), None)
    if chosen is None:
        raise NotFound("no_such_municipality", municipality=filters.municipality)
    cases = waiting_cases(actor, chosen.code, Permission.PLACEMENT_PROPOSE, today=today)
    run, done = newest_run(chosen.code), newest_run(chosen.code, RunState.DONE)
    proposals = list(done.proposals.select_related("case")) if done else []
    settled = [row.case.code or "" for row in proposals if row.state == ProposalState.DECIDED]
    gathered = gather(chosen.code, [*cases, *settled], today=today)
    may_run = policy.can(actor, Permission.PLACEMENT_PROPOSE, municipality_subject(municipality=chosen.code))
    rows = table_rows(actor, cases, gathered, proposals, today=today)
    shown = ordered([row for row in rows if filters.home in {"", *marks_of(row)}], filters.order)
    for row in (page := shown[window(filters.number, ROWS_SHOWN)]):
        actor.reads.shown(row.case.code, row.case.municipality)
        note_needs(actor, row.case)
    return MatchingTable(
        municipality=chosen,
        places=places,
        pages=Page(page, filters.number, len(shown), ROWS_SHOWN),
        counts={mark: sum(mark in marks_of(row) for row in rows) for mark in ("with", "without", "close")}
        | {"": len(rows)},
        n_free=sum(unit.id not in gathered.residents for unit in gathered.units),
        leaving=_leaving(gathered, visible_units(actor, chosen.code)),
        run=run_view(run, now=now, names_cases=may_run) if run else None,
        is_changed=may_run and done is not None and is_changed(done, gathered, cases, settled),
        not_known=not_known(page),
        may_run=may_run,
        asked=exceptions_asked(actor, today=today, municipality=chosen.code),
    )


def _leaving(gathered: Gathered, visible: frozenset[int]) -> tuple[tuple[str, date], ...]:
    """The places of this municipality that become free because their household moves away, soonest first."""
    places = [
        (place_id((unit.facts.code, unit.number)) if unit.facts.n_units > 1 else str(unit.facts.code), on)
        for unit in gathered.units
        if (on := gathered.leaving.get(unit.id)) is not None and unit.id in visible
    ]
    return tuple(sorted(places, key=lambda place: (place[1], place[0])))


def not_known(rows: list[TableRow]) -> tuple[Fact, ...]:
    """Amounts that the municipality's table lacks for a year on these rows: no home or household can mend that."""
    found = {each.fact for row in rows if row.home for each in row.home.said.to_find_out if not each.is_needed}
    return tuple(fact for fact in AMOUNTS_OF_A_YEAR if fact in found)


def ordered(rows: list[TableRow], order: str) -> list[TableRow]:
    """The rows in one of `ORDERS`, by nothing that their reader does not see; who is alike stays as it was."""
    return sorted(rows, key=ORDERS[order]) if order in ORDERS else rows


def _points_first(row: TableRow) -> int:
    """Who has no home yet, then who is proposed the home that fits least."""
    return -1 if row.home is None else row.home.points


ORDERS: Mapping[str, Callable[[TableRow], float | str]] = {
    "fit": _points_first,
    "size": lambda row: -row.needs.n_persons,
    "code": lambda row: row.case.code,
}


def marks_of(row: TableRow) -> frozenset[str]:
    """The filters that keep this row."""
    return frozenset({"with" if row.home else "without"} | ({"close"} if row.is_toss_up else set()))


def is_changed(done: Run, gathered: Gathered, cases: Iterable[str], settled: Iterable[str]) -> bool:
    """Whether a run would judge other facts today. Following a proposal changes nothing: the rest stays best."""
    return done.inputs != gathered.restored([*cases, *settled], frozenset(settled)).fingerprint()


def newest_run(municipality: str, state: RunState | None = None) -> Run | None:
    """The last run there, or the last one in `state`."""
    rows = Run.rows.filter(municipality=municipality)
    if state is not None:
        rows = rows.filter(state=state)
    return rows.order_by("-pk").first()


def municipality_of_run(run: int) -> tuple[str, int]:
    """Where the run looks for homes, and its seed: for the job. Raises: NotFound."""
    row = Run.rows.filter(pk=run).first()
    if row is None:
        raise NotFound("no_such_run")
    return row.municipality_id, row.seed


def is_lost(run: Run, now: datetime) -> bool:
    """Whether the run's process must have been killed: it says it works, and gives no sign of life."""
    return run.state in BUSY and now - run.alive_at > LOST_AFTER


def run_view(run: Run, *, now: datetime, names_cases: bool) -> RunView:
    """The run with its state as it really is; a problem that names cases only with `names_cases`."""
    lost = is_lost(run, now)
    problem = RunProblem.STOPPED_HALFWAY if lost else (RunProblem(run.problem) if run.problem else None)
    is_told = names_cases or not run.problem_params
    people = names_of([PersonId(run.started_by_id)]) if run.started_by_id else {}
    return RunView(
        id=run.pk,
        state=RunState.FAILED if lost else RunState(run.state),
        problem=problem if is_told else None,
        problem_params=run.problem_params if is_told else {},
        started_at=run.started_at,
        started_by=next(iter(people.values()), ""),
        is_stop_wanted=run.is_stop_wanted,
        n_households=run.n_households,
        n_units=run.n_units,
        n_pairs=run.n_pairs,
        n_placed=run.n_placed,
        mean_points=mean_points(run),
        percent_better=percent_better(run),
        seconds=run.seconds,
        is_proven=run.is_proven,
        is_unchecked=not run.is_proven and run.gap is not None and run.gap <= TOLERANCE,
        criteria_version=run.criteria_version,
    )


def mean_points(run: Run) -> int | None:
    """The mean of the points of those who are placed: the objective without what a home itself counts."""
    if run.objective is None or not run.n_placed:
        return None
    return round(run.objective / run.n_placed - 100)


def percent_better(run: Run) -> float | None:
    """How much better a plan could still be at most, in percent."""
    if run.objective is None or run.bound is None or run.bound <= 0:
        return None
    return round(100 * max(run.bound - run.objective, 0.0) / run.bound, 1)


def table_rows(
    actor: Actor, cases: Mapping[str, CaseRef], gathered: Gathered, proposals: list[Proposal], *, today: date
) -> list[TableRow]:
    """One row per household that waits, in the order that settles ties."""
    of_case = {row.case.code: row for row in proposals if row.state == ProposalState.OPEN}
    known = names(actor, cases, today=today)
    decidable = journey.cases_by_code(actor, cases, Permission.PLACEMENT_DECIDE, today=today)
    readable = {code for code, case in cases.items() if reads_needs(case)}
    mine = [word for word in gathered.words if word.case in cases]
    words: dict[str, list[WordView]] = {}
    for word, view in zip(mine, words_shown(gathered, mine, reads=readable), strict=True):
        words.setdefault(word.case, []).append(view)
    found = [facts for code, facts in gathered.households.items() if code in cases]
    return [
        _row(
            gathered,
            cases[facts.case_code],
            of_case.get(facts.case_code),
            known,
            words.get(facts.case_code, []),
            may_decide=facts.case_code in decidable,
        )
        for facts in sorted(found, key=tie_order)
    ]


def _row(
    gathered: Gathered,
    case: CaseRef,
    proposal: Proposal | None,
    known: HouseholdNames,
    words: list[WordView],
    *,
    may_decide: bool,
) -> TableRow:
    home = _view(gathered, case, proposal.unit_id if proposal else None, known.people)
    difference = proposal.runner_up.get("difference") if proposal else None
    runner_up = proposal.runner_up.get("unit") if proposal else None
    return TableRow(
        case=case,
        heads=known.heads.get(case.code, ()),
        needs=needs_of(gathered.households[case.code], gathered),
        home=home,
        has_proposal=proposal is not None,
        runner_up=_view(gathered, case, runner_up if isinstance(runner_up, int) else None, known.people),
        difference=difference,
        is_toss_up=home is not None and is_toss_up(difference, gathered.criteria.limits),
        lock=next((word for word in words if word.word is PersonsWord.LOCK), None),
        forbids=tuple(word for word in words if word.word is PersonsWord.FORBID),
        n_fitting=sum(not gathered.fit(case.code, unit).broken for unit in gathered.units) if home is None else 0,
        may_decide=may_decide
        and home is not None
        and home.outcome is not FitOutcome.FITS_NOT
        and not gathered.is_forbidden(case.code, home.unit),
    )


def _view(gathered: Gathered, case: CaseRef, unit: int | None, people: Mapping[str, str]) -> FitView | None:
    found = gathered.unit(unit) if unit is not None else None
    return view_of(gathered, case.code, found, is_full=reads_needs(case), people=people) if found else None


def waiting_for_decision(actor: Actor, today: date, *, limit: int | None = None) -> tuple[WaitingRow, ...]:
    """Households with an open proposal on which the actor can decide today, by code; they stand in the log.

    A proposal for which something has to be found out first, or that fits no more, waits for somebody else.
    """
    rows = Proposal.rows.filter(state=ProposalState.OPEN, unit__isnull=False, case__closed_on__isnull=True)
    read = rows.order_by("pk").values_list("case__code", "unit", "unit__dwelling__code", "unit__dwelling__street")
    proposals = {code or "": (unit or 0, home, street) for code, unit, home, street in read}
    cases = journey.cases_by_code(actor, proposals, Permission.PLACEMENT_DECIDE, today=today)
    found = []
    for code in _decidable({code: unit for code, (unit, *_) in proposals.items()}, cases, today=today)[:limit]:
        municipality = cases[code].municipality
        actor.reads.shown(code, municipality)
        found.append(WaitingRow(code, municipality, *proposals[code]))
    return tuple(found)


def _decidable(homes: Mapping[str, int], cases: Mapping[str, CaseRef], *, today: date) -> list[str]:
    """Those of `cases` whose proposed home can be decided on today's facts, by code."""
    found = []
    for municipality in sorted({case.municipality for case in cases.values()}):
        gathered = gather(
            municipality, (code for code, case in cases.items() if case.municipality == municipality), today=today
        )
        for code in gathered.waiting:
            unit = gathered.unit(homes[code])
            if unit and gathered.fit(code, unit).is_decidable and not gathered.is_forbidden(code, unit.id):
                found.append(code)
    return sorted(found)
