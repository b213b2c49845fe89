"""What of a plan people take along when they go on in another case: milestones and finished tasks, no more."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.journey.carry_vocabulary import BEGINS_ANEW, STAYS_TRUE, GoingOn, Overtaken, Tie
from hervest.journey.milestone_rules import MilestoneRecord, Milestones
from hervest.journey.phase_rules import PhaseRules
from hervest.journey.task_rules import PlannedTask
from hervest.journey.template import TaskSpec
from hervest.journey.vocabulary import MilestoneCode, Phase, TaskKey, TaskState

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


def carried_tasks(
    ties: Ties,
    tasks: Iterable[PlannedTask],
    people: Numbers,
    why: GoingOn,
    *,
    state: TaskState = TaskState.DONE,
) -> Mapping[TaskKey, TaskKey]:
    """The tasks that are done, or that a person called not needed, and stay so, each with its key in the new case."""
    return {
        task.key: task.key._replace(member=people[task.key.member] if task.key.member is not None else None)
        for task in tasks
        if task.state is state
        and task.gone is None
        and ties.tasks.get(task.key.template) in STAYS_TRUE[why]
        and (task.key.member is None or task.key.member in people)
    }


def rows_left_behind(ties: Ties) -> tuple[str, ...]:
    """The rows that begin anew for who parts from a household: they hang on its home, its money or its group."""
    return tuple(task for task, tie in ties.tasks.items() if tie in BEGINS_ANEW)


def read_overtaken(text: str, rows: Iterable[str]) -> Mapping[str, Overtaken]:
    """The table in CSV of what a take-over makes pointless. Raises: ValueError for an unknown word or row."""
    found = {row["task"]: row for row in csv.DictReader(io.StringIO(text))}
    if wrong := [task for task, row in found.items() if not row["source"].strip()] or sorted(set(found) - set(rows)):
        raise ValueError(wrong)
    return {task: Overtaken(row["once"]) for task, row in found.items()}


def what_is_over(dates: Milestones, phases: PhaseRules, came_on: date | None, *, today: date) -> frozenset[Overtaken]:
    """What has happened to a household that is taken over today.

    `dates`: its milestones where it lived; `came_on`: since when it lives here, if it does.
    """
    landed, arrived = (dates.at(code) for code in (MilestoneCode.LANDED, MilestoneCode.ARRIVED))
    has_landed, has_arrived = (day is not None and day.is_actual for day in (landed, arrived))
    week = next(rule for rule in phases if rule.phase is Phase.FIRST_WEEK)
    said = {
        Overtaken.LANDED: has_landed,
        Overtaken.IN_THE_COUNTRY: has_landed or has_arrived,
        Overtaken.LIVES_HERE: came_on is not None,
        Overtaken.ARRIVAL_OVER: came_on is not None and week.offset.after(came_on) <= today,
    }
    return frozenset(what for what, holds in said.items() if holds)


def overtaken_tasks(
    specs: Mapping[str, TaskSpec],
    table: Mapping[str, Overtaken],
    is_over: Collection[Overtaken],
    tasks: Iterable[PlannedTask],
    *,
    people: Numbers,
    done: Iterable[TaskKey],
) -> Mapping[Overtaken, Mapping[TaskKey, TaskKey]]:
    """The tasks that nobody can do any more, each with what it is in the new case, by what made them pointless.

    Not those of `done`. Without a word they would stand there as late. What was left undone since the landing stays
    undone. Source: workflow.md, section 6.10.
    """
    kept = frozenset(done)
    found: dict[Overtaken, dict[TaskKey, TaskKey]] = {}
    for task in tasks:
        spec = specs.get(task.key.template)
        if spec is None or task.key in kept or (task.key.member is not None and task.key.member not in people):
            continue
        what = Overtaken.LANDED if _prepares_landing(spec) else table.get(spec.id)
        if what in is_over and what is not None:
            member = people[task.key.member] if task.key.member is not None else None
            found.setdefault(what, {})[task.key] = task.key._replace(member=member)
    return found


def _prepares_landing(spec: TaskSpec) -> bool:
    return spec.anchor is MilestoneCode.LANDED and spec.due_offset.count < 0
