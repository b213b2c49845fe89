"""Jobs: the solver runs for a municipality and what it found is written down; and a new day of matches."""

import logging
from datetime import datetime
from time import monotonic

from django_tasks import task

from hervest.accounts.actor import Actor, system
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.journey.night_actions import each_case
from hervest.placement.gather_queries import Gathered, gather
from hervest.placement.match_actions import expire_match, follow_arrival, seat_again
from hervest.placement.match_notice_actions import remind_of_match
from hervest.placement.match_notice_queries import to_remind
from hervest.placement.match_run_queries import arrived_matches, overdue_proposals, seated_proposals
from hervest.placement.proposal_queries import municipality_of_run, waiting_cases
from hervest.placement.run_actions import begin_run, fail_run, finish_run, note_progress
from hervest.placement.solve_queries import NoPlanError, all_fits, best_plan, n_pairs, result_of, variants
from hervest.placement.transfer_actions import close_moved, note_not_closed
from hervest.placement.transfer_going_queries import moved_away
from hervest.placement.vocabulary import RunProblem

SECONDS_BETWEEN_SIGNS = 1.0
TIME_LIMIT_S = 120.0
log = logging.getLogger(__name__)


class Signs:
    """Writes down from time to time that a run lives and where it stands, and hears whether it must stop."""

    def __init__(self, by: Actor, run: int) -> None:
        self.by, self.run = by, run
        self.last = monotonic()
        self.must_stop = False

    def __call__(self, objective: float, bound: float) -> bool:
        """As the solver calls it; True = stop and use the best so far."""
        self.tell(objective if objective > float("-inf") else None, bound if bound < float("inf") else None)
        return self.must_stop

    def tell(self, objective: float | None = None, bound: float | None = None) -> None:
        """A sign of life, not more often than every second."""
        if monotonic() - self.last < SECONDS_BETWEEN_SIGNS:
            return
        self.last = monotonic()
        self.must_stop = note_progress(by=self.by, now=clock.now(), run=self.run, objective=objective, bound=bound)


def hand_over(run: int) -> None:
    """Queue the job in the transaction that made the run: both are there, or neither."""
    solve_run.enqueue(run)


@task()
def solve_run(run: int) -> None:
    """The run is done with a plan and proposals, or failed with a reason; its state is never guessed."""
    by = system("placement")
    try:
        work(by, run)
    except NoPlanError as none:
        fail_run(by=by, now=clock.now(), run=run, problem=none.problem, params=none.params)
    except Exception:
        log.exception("run %s broke off", run)
        fail_run(by=by, now=clock.now(), run=run, problem=RunProblem.BROKE_OFF, params={})


def work(by: Actor, run: int) -> None:
    """Gather, judge, solve, check, explain, write down."""
    now = clock.now()
    municipality, seed = municipality_of_run(run)
    today = clock.day_of(now)
    cases = waiting_cases(by, municipality, Permission.PLACEMENT_PROPOSE, today=today)
    gathered: Gathered = gather(municipality, cases, today=today)
    signs = Signs(by, run)
    fits = all_fits(gathered, alive=signs.tell)
    begin_run(
        by=by,
        now=clock.now(),
        run=run,
        inputs=gathered.fingerprint(),
        criteria_version=gathered.criteria.version,
        n_households=len(gathered.waiting),
        n_units=len(gathered.units),
        n_pairs=n_pairs(fits),
    )
    best = best_plan(variants(gathered, fits), seed=seed, time_limit_s=TIME_LIMIT_S, progress=signs)
    ids = {code: case.id for code, case in cases.items()}
    result = result_of(gathered, fits, best, ids=ids, alive=signs.tell)
    finish_run(by=by, now=clock.now(), run=run, result=result)


def moving_day(now: datetime) -> int:
    """Who moved to the municipality that accepted them is left in peace here: their case is closed; how many.

    Of whom that fails the case stays open: leads, and who coordinates it, read that on their first page
    (`moved_and_open`), and the log says what failed.
    Raises: CasesFailedError once all the others are done.
    """
    by = system("moving-day")
    codes = moved_away(clock.day_of(now))

    def close(code: str) -> bool:
        close_moved(by=by, now=now, case=code)
        return True

    return each_case(codes, close, by=by, now=now, note_failure=note_not_closed)


def match_day(now: datetime) -> None:
    """Nobody is asked after the last day to answer; a match follows the arrival; every seat is of who may sit there.

    Then whoever has not answered yet is reminded, and who brings people together is told that they meet today.
    """
    by, today = system("placement"), clock.day_of(now)
    for proposal in overdue_proposals(today):
        expire_match(by=by, now=now, proposal=proposal)
    for proposal in arrived_matches():
        follow_arrival(by=by, now=now, proposal=proposal)
    for proposal in seated_proposals():
        seat_again(by=by, now=now, proposal=proposal)
    for proposal in to_remind(today):
        remind_of_match(by=by, now=now, proposal=proposal)
