"""Which task belongs to a day that is still to come, and who may say all the same that it is done."""

from dataclasses import dataclass
from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.journey.access_queries import subject_of
from hervest.journey.models import Task
from hervest.journey.plan_queries import posted_by, spec_of
from hervest.journey.worklist_rules import is_before_its_day


@dataclass(frozen=True, slots=True)
class OwnDay:
    """The day to which a task belongs; None: not known yet. `may_go_on`: with a reason the actor may finish it."""

    on: date | None
    may_go_on: bool


def own_day(actor: Actor, row: Task, *, done_on: date, today: date) -> OwnDay | None:
    """The day of a task, whose case is joined, that comes after `done_on`; None: nothing stands in the way.

    Who may record the milestone may go on, for that day may be wrong; whoever finishes what records a milestone itself
    says its day.
    """
    if not is_early(row, done_on):
        return None
    return OwnDay(row.start_on, policy.can(actor, Permission.MILESTONE_RECORD, subject_of(row.case, today)))


def is_early(row: Task, on: date) -> bool:
    """Whether a task, whose case is joined, belongs to a day that comes after `on`."""
    spec = spec_of(row)
    if spec is None or row.earlier_group or posted_by(row):
        return False
    return is_before_its_day(spec, row.start_on, on)
