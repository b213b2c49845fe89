"""What of a plan stays with a sponsor group when another one begins after it."""

from hervest.journey.task_rules import PlannedTask
from hervest.journey.vocabulary import CLOSED_STATES, MilestoneCode, TaskState

OF_THE_GROUP = frozenset({MilestoneCode.SPONSOR_STARTED, MilestoneCode.SPONSOR_ENDED})
"""The milestones of a match with one group: what counts from them is about that group."""


def stays_with_group(task: PlannedTask) -> bool:
    """Whether this task of the plan is about the group that ended, and no longer about the one that begins now.

    What was done with it, or somebody had a hand in, was with that group; and what its end asks for is still to be
    done. The rest nobody began: that is asked anew, with the group of now. Source: decision 41.
    """
    if task.key.earlier_group or task.because.milestone not in OF_THE_GROUP:
        return False
    if task.is_kept or task.state is TaskState.DONE:
        return True
    ended = task.because.milestone is MilestoneCode.SPONSOR_ENDED and task.because.is_actual
    return ended and task.state not in CLOSED_STATES
