"""Which days of milestones are asked when a task is finished, and which of them are known already."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.vocabulary import MemberNo
from hervest.journey.access_queries import reader_of
from hervest.journey.access_rules import HOME_DAYS, milestone_tier, reads_day, reads_milestone
from hervest.journey.models import Milestone, Task
from hervest.journey.plan_queries import posted_by
from hervest.journey.template import PostedMilestone
from hervest.journey.vocabulary import PER_PERSON_MILESTONES, MilestoneCode

BY_DECISION = "placement"
"""The source of a milestone that follows a home or a match: it falls as that was decided."""


@dataclass(frozen=True, slots=True)
class DaysAsked:
    """The milestones whose days are `asked`; `stands`: the days that nobody is asked, as what was decided has them.

    `known`: the days recorded of those that are asked. Of who may not read a day that is recorded it is not asked, for
    they would overwrite what they cannot see: it is `unseen`. For showing, a day of `stands` that the reader may not
    read is None.
    """

    asked: tuple[PostedMilestone, ...]
    stands: Mapping[MilestoneCode, date | None]
    known: Mapping[MilestoneCode, date]
    unseen: frozenset[MilestoneCode] = frozenset()

    def read_as(self, read: Collection[MilestoneCode]) -> "DaysAsked":
        """The same for who may read the recorded days of these milestones, and of no others."""
        unseen = frozenset(self.known) - frozenset(read)
        return DaysAsked(
            asked=tuple(asked for asked in self.asked if asked.milestone not in unseen),
            stands={one: on if one in read else None for one, on in self.stands.items()},
            known={one: on for one, on in self.known.items() if one not in unseen},
            unseen=unseen,
        )


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


def days_for(actor: Actor, row: Task, *, today: date) -> DaysAsked:
    """The same as far as the actor may read what is recorded; `row` has its case joined.

    Who looks for a home reads the days from which one is needed (access.md, scope `dwelling_needs`).
    """
    found, reader = days_asked(row), reader_of(actor, row.case, Permission.TASK_DO, today)
    member = MemberNo(row.member_no) if row.member_no else None
    return found.read_as(
        {
            one
            for one in (*found.stands, *found.known)
            if reads_milestone(reader, one, member) or (one in HOME_DAYS and reads_day(reader, one))
        }
    )


def days_shown(actor: Actor, code: str, task: int, *, today: date) -> DaysAsked:
    """What the form to finish the task asks and tells, for who may do it."""
    found = days_for(actor, Task.rows.select_related("case").get(case__code=code, pk=task), today=today)
    for one in (*(one for one, on in found.stands.items() if on), *found.known):
        actor.reads.read_at(code, Shown.MILESTONES, milestone_tier(one))
    return found
