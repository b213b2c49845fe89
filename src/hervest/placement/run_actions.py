"""Runs of the solver as they are written down: started, followed, ended."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality_subject
from hervest.accounts.vocabulary import Subject
from hervest.core.errors import Conflict, NotFound
from hervest.housing.queries import lock_units
from hervest.journey.actions import locked_case
from hervest.journey.night_queries import closed_among
from hervest.placement.gather_queries import placed_cases, residents_of
from hervest.placement.models import BUSY, Proposal, Run
from hervest.placement.proposal_queries import is_lost
from hervest.placement.solve_queries import RunResult
from hervest.placement.vocabulary import ProposalState, RunProblem, RunState


def _run_subject(*, run: int, **_: object) -> Subject:
    row = Run.rows.filter(pk=run).first()
    if row is None:
        raise NotFound("no_such_run")
    return municipality_subject(municipality=row.municipality_id)


@action(Permission.PLACEMENT_PROPOSE, on=municipality_subject)
def start_run(*, by: Actor, now: datetime, municipality: str, hand_over: Callable[[int], object], seed: int = 0) -> int:
    """A run is queued and handed over to whoever does jobs; both or neither.

    Raises: Conflict while another run works there. One whose process was killed is ended first.
    """
    busy = Run.rows.select_for_update(no_key=True).filter(municipality=municipality, state__in=BUSY).first()
    if busy is not None and not is_lost(busy, now):
        raise Conflict("run_busy")
    if busy is not None:
        _end(busy, RunState.FAILED, now, problem=RunProblem.STOPPED_HALFWAY)
    run = Run(
        municipality_id=municipality,
        state=RunState.QUEUED,
        started_by_id=by.person,
        started_at=now,
        alive_at=now,
        seed=seed,
    )
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError as other:  # two started in the same instant: the table lets one in
        raise Conflict("run_busy") from other
    note("run.started", municipality=municipality, run=run.pk)
    hand_over(run.pk)
    return run.pk


@action(Permission.PLACEMENT_PROPOSE, on=_run_subject)
def stop_run(*, by: Actor, now: datetime, run: int) -> None:
    """The run stops at its next sign of life and keeps the best it has."""
    row = _busy(run)
    row.is_stop_wanted = True
    row.save(update_fields=["is_stop_wanted"])
    note("run.stop_wanted", municipality=row.municipality_id, run=run)


@action(Permission.PLACEMENT_PROPOSE, on=_run_subject)
def begin_run(
    *,
    by: Actor,
    now: datetime,
    run: int,
    inputs: str,
    criteria_version: str,
    n_households: int,
    n_units: int,
    n_pairs: int,
) -> None:
    """The run works on these inputs."""
    row = _busy(run)
    row.state, row.alive_at, row.inputs, row.criteria_version = RunState.RUNNING, now, inputs, criteria_version
    row.n_households, row.n_units, row.n_pairs = n_households, n_units, n_pairs
    row.save()


@action(Permission.PLACEMENT_PROPOSE, on=_run_subject)
def note_progress(
    *, by: Actor, now: datetime, run: int, objective: float | None = None, bound: float | None = None
) -> bool:
    """The run lives, and stands here; whether somebody wants it to stop."""
    row = _busy(run)
    row.alive_at = now
    row.objective, row.bound = objective if objective is not None else row.objective, bound or row.bound
    row.save(update_fields=["alive_at", "objective", "bound"])
    return row.is_stop_wanted


@action(Permission.PLACEMENT_PROPOSE, on=_run_subject)
def finish_run(*, by: Actor, now: datetime, run: int, result: RunResult) -> None:
    """The run is done and proposes; what earlier runs proposed is outdated, and so is what was decided meanwhile."""
    row = _busy(run)
    _hold(result)
    row.objective, row.bound, row.gap = result.objective, result.bound, result.gap
    row.is_proven, row.seconds = result.is_proven, result.seconds
    row.n_placed = sum(proposal.unit is not None for proposal in result.proposals)
    _end(row, RunState.DONE, now)
    Proposal.rows.filter(run__municipality=row.municipality_id, state=ProposalState.OPEN).update(
        state=ProposalState.OUTDATED
    )
    placed, taken = placed_cases(each.case for each in result.proposals), residents_of(row.municipality_id)
    placed |= closed_among(each.case for each in result.proposals)
    Proposal.rows.bulk_create(
        Proposal(
            run=row,
            case_id=each.case_id,
            unit_id=each.unit,
            state=ProposalState.OUTDATED if each.case in placed or each.unit in taken else ProposalState.OPEN,
            fit=dict(each.fit),
            runner_up=dict(each.runner_up),
            why_not=dict(each.why_not),
        )
        for each in result.proposals
    )
    note("run.done", municipality=row.municipality_id, run=run, proven=result.is_proven)


@action(Permission.PLACEMENT_PROPOSE, on=_run_subject)
def fail_run(*, by: Actor, now: datetime, run: int, problem: RunProblem, params: Mapping[str, object]) -> None:
    """The run ended without proposals, and says why; what stood before it stays."""
    row = _busy(run)
    _end(row, RunState.FAILED, now, problem=problem, params=params)
    note("run.failed", municipality=row.municipality_id, run=run, problem=problem)


def _hold(result: RunResult) -> None:
    """Nobody decides while the plan is written: units first, then cases, as deciding does."""
    lock_units(each.unit for each in result.proposals if each.unit is not None)
    for case in sorted(each.case for each in result.proposals):
        locked_case(case, closed_too=True)


def _busy(run: int) -> Run:
    row = Run.rows.select_for_update(no_key=True).filter(pk=run, state__in=BUSY).first()
    if row is None:
        raise Conflict("run_ended_before")
    return row


def _end(
    row: Run,
    state: RunState,
    now: datetime,
    *,
    problem: RunProblem | None = None,
    params: Mapping[str, object] | None = None,
) -> None:
    row.state, row.ended_at, row.alive_at = state, now, now
    row.problem, row.problem_params = problem or "", dict(params or {})
    row.save()
