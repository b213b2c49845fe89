"""Who does what in a case: every task has one role that does it, and where nobody holds that role there is a gap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.journey.vocabulary import MAY_LOG_IN, NEVER_LOGS_IN, DoerRole, TeamRole
from hervest.journey.worklist_rules import team_role_of


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What of an open task says whose it is. `is_given`: somebody has it by name, whatever role they hold."""

    doer: DoerRole
    recorded_by: DoerRole | None
    holder: TeamRole
    is_stand_in: bool
    is_given: bool
    due_on: date | None


@dataclass(frozen=True, slots=True)
class RoleWork:
    """The open tasks of one role, how many of them nobody of that role does, and when the first of those is due."""

    role: TeamRole
    n_open: int
    n_gaps: int
    first_gap_on: date | None


def role_of_work(work: OpenWork) -> TeamRole:
    """The one role that does this task, or that records it where its doer has no login.

    Where the case lead only stands in, it is the role that nobody holds. Source: workflow.md, section 2.
    """
    if not work.is_stand_in:
        return work.holder
    if work.doer in MAY_LOG_IN | NEVER_LOGS_IN and work.recorded_by is not None:
        return team_role_of(work.recorded_by) or TeamRole.CASE_LEAD
    return team_role_of(work.doer) or TeamRole.CASE_LEAD


def work_by_role(open_work: Iterable[OpenWork]) -> tuple[RoleWork, ...]:
    """The open tasks by role, those with a gap first and of these the soonest; the others as roles follow each other.

    A task that somebody has by name is no gap.
    """
    found: dict[TeamRole, list[OpenWork]] = {}
    for work in open_work:
        found.setdefault(role_of_work(work), []).append(work)
    order = list(TeamRole)
    rows = [_row(role, found[role]) for role in sorted(found, key=order.index)]
    return tuple(sorted(rows, key=lambda row: (not row.n_gaps, row.first_gap_on or date.max)))


def _row(role: TeamRole, works: list[OpenWork]) -> RoleWork:
    gaps = [work for work in works if work.is_stand_in and not work.is_given]
    days = [work.due_on for work in gaps if work.due_on]
    return RoleWork(role, len(works), len(gaps), min(days, default=None))


def names_by_role(seats: Iterable[tuple[TeamRole, str]]) -> Mapping[TeamRole, tuple[str, ...]]:
    """Who does the work of each role, each once, in order of coming."""
    found: dict[TeamRole, dict[str, None]] = {}
    for role, name in seats:
        found.setdefault(role, {})[name] = None
    return {role: tuple(names) for role, names in found.items()}
