"""What was done already about a birth that is recorded only now: for recording it, and for what is shown before."""

from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.journey.birth_rules import SameWork
from hervest.journey.models import Task
from hervest.journey.template_defaults import same_work
from hervest.journey.vocabulary import TaskKey, TaskState


def done_for_mother(*, case: int, mother: MemberNo, born_on: date) -> tuple[tuple[SameWork, Task], ...]:
    """The work about this birth that was done as work of its mother, with the task as it was done last, for this room.

    Nothing that was done before the day of birth is about it. Source: BW 1:19; `same_work_nl.csv`.
    """
    found = []
    for work in same_work():
        was = Task.rows.filter(
            case=case, template=work.of_mother, member_no=mother, state=TaskState.DONE, done_on__gte=born_on
        )
        done = was.order_by("-done_on").first()
        if done is not None:
            found.append((work, done))
    return tuple(found)


def done_already(*, case: int, mother: MemberNo, child: MemberNo, born_on: date) -> frozenset[TaskKey]:
    """The tasks of the child that nobody is asked for once its birth is recorded, because they are done."""
    found = done_for_mother(case=case, mother=mother, born_on=born_on)
    return frozenset(TaskKey(work.of_child, child, 1) for work, _ in found)
