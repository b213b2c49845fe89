"""Which days of milestones are asked when a task is finished, and which of them are known already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.vocabulary import MemberNo
from hervest.journey.access_queries import reader_of
from hervest.journey.access_rules import milestone_tier, reads_milestone
from hervest.journey.models import Case, Milestone, Task
from hervest.journey.plan_queries import posted_by
from hervest.journey.template import PostedMilestone
from hervest.journey.vocabulary import PER_PERSON_MILESTONES, MilestoneCode

BY_DECISION = "placement"
"""The source of a milestone that follows a home or a match: it falls as that was decided."""


@dataclass(frozen=True, slots=True)
class DaysAsked:
    """The milestones whose days are `asked`; `stands`: the days that nobody is asked, as what was decided has them.

    `known`: the days recorded of those that are asked. For showing, a day that the reader may not read is None, or
    left out of what is known.
    """

    asked: tuple[PostedMilestone, ...]
    stands: Mapping[MilestoneCode, date | None]
    known: Mapping[MilestoneCode, date]


def days_asked(row: Task) -> DaysAsked:
    """The same for deciding, of a task whose case is joined. At most 1 query."""
    posted, member = posted_by(row), row.member_no
    found = {
        (MilestoneCode(one.code), one.member_no): one
        for one in Milestone.rows.filter(
            case=row.case_id, code__in=[asked.milestone for asked in posted], actual_on__isnull=False
        )
    }
    own = {
        asked.milestone: one
        for asked in posted
        if (one := found.get((asked.milestone, member if asked.milestone in PER_PERSON_MILESTONES else 0)))
    }
    stands = {code: one.actual_on for code, one in own.items() if one.source == BY_DECISION}
    return DaysAsked(
        asked=tuple(asked for asked in posted if asked.milestone not in stands),
        stands=stands,
        known={code: one.actual_on for code, one in own.items() if code not in stands and one.actual_on},
    )


def days_shown(actor: Actor, code: str, task: int, *, today: date) -> DaysAsked:
    """What the form to finish the task asks and tells, for who may do it."""
    case, row = Case.rows.get(code=code), Task.rows.select_related("case").get(case__code=code, pk=task)
    found, reader = days_asked(row), reader_of(actor, case, Permission.TASK_DO, today)
    member = MemberNo(row.member_no) if row.member_no else None
    read = {one for one in {*found.stands, *found.known} if reads_milestone(reader, one, member)}
    for one in read:
        actor.reads.read_at(code, Shown.MILESTONES, milestone_tier(one))
    return DaysAsked(
        asked=found.asked,
        stands={one: on if one in read else None for one, on in found.stands.items()},
        known={one: on for one, on in found.known.items() if one in read},
    )
