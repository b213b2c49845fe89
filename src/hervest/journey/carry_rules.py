"""What of a plan people take along when they go on in another case: milestones and finished tasks, no more."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hervest.core.vocabulary import MemberNo
from hervest.journey.carry_vocabulary import STAYS_TRUE, GoingOn, Tie
from hervest.journey.milestone_rules import MilestoneRecord, Milestones
from hervest.journey.task_rules import PlannedTask
from hervest.journey.template import TaskSpec
from hervest.journey.vocabulary import MilestoneCode, TaskKey, TaskState

Numbers = Mapping[MemberNo, MemberNo]
"""The number somebody has in the new case, by the one they had."""


@dataclass(frozen=True, slots=True)
class Ties:
    """What every milestone and every row of the template hangs on."""

    milestones: Mapping[MilestoneCode, Tie]
    tasks: Mapping[str, Tie]


def read_ties(milestones: str, tasks: str) -> Ties:
    """Both tables in CSV. Raises: ValueError for an unknown word, or a milestone left out."""
    found = Ties(
        {MilestoneCode(row["milestone"]): Tie(row["tie"]) for row in csv.DictReader(io.StringIO(milestones))},
        {row["task"]: Tie(row["tie"]) for row in csv.DictReader(io.StringIO(tasks))},
    )
    if missing := set(MilestoneCode) - set(found.milestones):
        raise ValueError(sorted(missing))
    return found


def carried_milestones(
    ties: Ties, recorded: Iterable[MilestoneRecord], dates: Milestones, people: Numbers, why: GoingOn
) -> tuple[MilestoneRecord, ...]:
    """The milestones that go along, under the numbers that people have from now on.

    A day that is only expected goes along as planned where what it counts from happened and stays behind: a term that
    runs does not begin anew because somebody moved. Source: workflow.md, section 6.10.
    """
    going = {code for code, tie in ties.milestones.items() if tie in STAYS_TRUE[why]}
    found = [record for record in recorded if record.code in going]
    known = {(record.code, record.member) for record in found}
    for (code, member), day in dates.dates.items():
        base = day.expected_from
        if code not in going or (code, member) in known or base is None or base in going:
            continue
        source = dates.at(base, member)
        if source is not None and source.is_actual:
            found.append(MilestoneRecord(code, member, planned_on=day.on))
    return tuple(
        replace(record, member=people[record.member] if record.member is not None else None)
        for record in found
        if record.member is None or record.member in people
    )


def carried_tasks(ties: Ties, tasks: Iterable[PlannedTask], people: Numbers, why: GoingOn) -> Mapping[TaskKey, TaskKey]:
    """The tasks that are done and stay so, each with what it is in the new case."""
    return {
        task.key: task.key._replace(member=people[task.key.member] if task.key.member is not None else None)
        for task in tasks
        if task.state is TaskState.DONE
        and ties.tasks.get(task.key.template) in STAYS_TRUE[why]
        and (task.key.member is None or task.key.member in people)
    }


def overtaken_tasks(
    specs: Mapping[str, TaskSpec],
    tasks: Iterable[PlannedTask],
    dates: Milestones,
    people: Numbers,
    done: Iterable[TaskKey],
) -> Mapping[TaskKey, TaskKey]:
    """The tasks that prepared a landing which has happened, each with what it is in the new case; not those of `done`.

    Nobody can do them any more, and without a word they would stand there as late. What was left undone since the
    landing stays undone. Source: workflow.md, section 6.10.
    """
    landed = dates.at(MilestoneCode.LANDED)
    if landed is None or not landed.is_actual:
        return {}
    kept = frozenset(done)
    return {
        task.key: task.key._replace(member=people[task.key.member] if task.key.member is not None else None)
        for task in tasks
        if task.key not in kept
        and (spec := specs.get(task.key.template)) is not None
        and spec.anchor is MilestoneCode.LANDED
        and spec.due_offset.after(landed.on) < landed.on
        and (task.key.member is None or task.key.member in people)
    }
