"""What a night that goes wrong for one case leaves behind, so that it stops no other case and is not overlooked."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core.errors import Conflict
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case

Thing = TypeVar("Thing")
log = logging.getLogger(__name__)


class CasesFailedError(RuntimeError):
    """A job did its work for every case but these."""

    def __init__(self, cases: Iterable[str]) -> None:
        self.cases = tuple(cases)
        super().__init__(", ".join(self.cases))


class SomeFailedError(RuntimeError):
    """A job did its work for everything but so many."""


def each_one(things: Iterable[Thing], work: Callable[[Thing], int], *, by: Actor) -> int:
    """`work` was tried on everything; the sum of what it gave.

    Raises: SomeFailedError at the end, if something failed: the server's log says what.
    """
    n_done, n_failed = 0, 0
    for thing in things:
        try:
            n_done += work(thing)
        except Exception:
            log.exception("%s: failed for one", by.name)
            n_failed += 1
    if n_failed:
        raise SomeFailedError(n_failed)
    return n_done


@action(Permission.MILESTONE_RECORD, on=case_subject)
def note_plan_failure(*, by: Actor, now: datetime, case: str, problem: str) -> None:
    """The case says since when its plan stands still, and the log why; both until it is worked out again.

    `problem` is the kind of error, never its text: that may hold what was read.
    """
    row = locked_case(case, closed_too=True)
    if row.plan_failed_at is not None:
        return
    row.plan_failed_at = now
    row.save(update_fields=["plan_failed_at"])
    note("plan.failed", case_code=case, municipality=row.municipality_id, problem=problem)


def each_case(
    codes: Iterable[str],
    work: Callable[[str], object],
    *,
    by: Actor,
    now: datetime,
    note_failure: Callable[..., None] = note_plan_failure,
) -> int:
    """`work` was tried on every case, each in a transaction of its own; of how many it says that something changed.

    `note_failure`: the action that says of a case what failed, where that is not its plan; what it leaves behind, in
    the log or on the case, and who reads of it, is its own.
    Raises: CasesFailedError at the end, naming the cases that failed, each once `note_failure` said so.
    """
    n_changed, failed = 0, []
    for code in codes:
        try:
            n_changed += bool(work(code))
        except Conflict:  # closed since the night began
            continue
        except Exception as problem:
            log.exception("%s: failed for %s", by.name, code)
            note_failure(by=by, now=now, case=code, problem=type(problem).__name__)
            failed.append(code)
    if failed:
        raise CasesFailedError(failed)
    return n_changed
