"""Cases that somebody takes over while they run: what stands of them, for deciding what a file adds."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import MemberNo, Tier
from hervest.deadlines.errors import UnknownTerm
from hervest.deadlines.register import all_versions
from hervest.journey.access_queries import reader_of
from hervest.journey.access_rules import Reader, reads_title
from hervest.journey.milestone_rules import MilestoneRecord, Whose
from hervest.journey.models import Case, Milestone, Task, TeamMember
from hervest.journey.plan_queries import case_facts, is_finance, key_of, planned_task, spec_title
from hervest.journey.queries import CaseRef, cases_by_code
from hervest.journey.recording_rules import hand_refusal
from hervest.journey.running_rules import ExtraTask, PassedTerm, missing_milestones, passed_terms, tasks_with
from hervest.journey.staffing_queries import active_team, leading
from hervest.journey.task_rules import CaseFacts, PlannedTask
from hervest.journey.template import Template
from hervest.journey.template_defaults import default_template, recording_rules
from hervest.journey.vocabulary import Audience, CaseKind, MilestoneCode, Phase, TaskKey, TaskState
from hervest.journey.workflow_queries import published, template_by, template_of

TAKEN_OVER = "running"
"""The source of a milestone that came with a case that ran already."""

FROM_FILES = frozenset({TAKEN_OVER, "dossier"})
"""Sources whose word a newer file may replace; what a person or a task recorded stays."""


@dataclass(frozen=True, slots=True)
class RunningCase:
    """A household's case as it stands, with what the actor may do in it. `sources`: who said a milestone's day.

    `done_on`: the day of every task that is done. `leads`: who coordinates it today. `team`: who works on it. `extra`:
    the tasks that people added to it, as far as the actor reads them.
    """

    ref: CaseRef
    reader: Reader
    of_tasks: Reader
    facts: CaseFacts
    tasks: tuple[PlannedTask, ...]
    done_on: Mapping[TaskKey, date]
    sources: Mapping[Whose, str]
    template: Template
    municipality: str
    leads: frozenset[PersonId]
    team: frozenset[PersonId]
    extra: tuple[ExtraTask, ...]
    may_finish: bool
    may_lead: bool

    def reads(self, template: str) -> bool:
        """Whether such a task can be in its plan, and the actor may read what it is."""
        spec = self.template.rows_for(self.facts.kind, self.facts.route).by_id.get(template)
        return spec is not None and reads_title(
            self.of_tasks, tier=spec.tier, audience=spec.audience, is_finance=is_finance(spec.id), is_mine=False
        )


@dataclass(frozen=True, slots=True)
class _May:
    """In which cases the actor may do what, each with what they then read of it."""

    record: Mapping[str, CaseRef]
    finish: Collection[str]
    lead: Collection[str]


def running_cases(actor: Actor, codes: Collection[str], *, today: date) -> Mapping[str, RunningCase]:
    """Those of these cases that are open, of a household, and whose milestones the actor may record."""
    may = _May(
        record=cases_by_code(actor, codes, Permission.MILESTONE_RECORD, today=today),
        finish=cases_by_code(actor, codes, Permission.TASK_ASSIGN, today=today),
        lead=cases_by_code(actor, codes, Permission.TEAM_MANAGE, today=today),
    )
    rows = list(Case.rows.filter(code__in=may.record, kind=CaseKind.HOUSEHOLD, closed_on__isnull=True))
    people = _People(_seated(leading(today), rows), _seated(active_team(today), rows))
    return {row.code or "": _running(actor, row, may, people, today) for row in rows}


@dataclass(frozen=True, slots=True)
class _People:
    """Who coordinates and who works on each case."""

    leads: Mapping[int, frozenset[PersonId]]
    teams: Mapping[int, frozenset[PersonId]]


def _seated(seats: QuerySet[TeamMember], rows: Iterable[Case]) -> Mapping[int, frozenset[PersonId]]:
    """Who has one of these seats, by case."""
    found: dict[int, set[PersonId]] = {}
    for case, person in seats.filter(case__in=[row.pk for row in rows]).values_list("case_id", "person_id"):
        found.setdefault(case, set()).add(PersonId(person))
    return {case: frozenset(people) for case, people in found.items()}


def _running(actor: Actor, row: Case, may: _May, people: _People, today: date) -> RunningCase:
    code = row.code or ""
    every = list(Task.rows.filter(case=row).order_by("pk"))
    tasks = [task for task in every if task.template]
    of_tasks = reader_of(actor, row, Permission.TASK_READ, today)
    facts = case_facts(row, today=today)
    return RunningCase(
        ref=may.record[code],
        reader=reader_of(actor, row, Permission.MILESTONE_RECORD, today),
        of_tasks=of_tasks,
        facts=facts,
        tasks=tuple(planned_task(task) for task in tasks),
        done_on={key_of(task): task.done_on for task in tasks if task.done_on is not None},
        sources={
            (MilestoneCode(found.code), MemberNo(found.member_no) if found.member_no else None): found.source
            for found in Milestone.rows.filter(case=row)
        },
        template=template_of(row),
        municipality=row.municipality_id,
        leads=people.leads.get(row.pk, frozenset()),
        team=people.teams.get(row.pk, frozenset()),
        extra=tuple(_extra(task) for task in every if not task.template and _reads(of_tasks, task)),
        may_finish=code in may.finish,
        may_lead=code in may.lead,
    )


def _reads(reader: Reader, task: Task) -> bool:
    """Whether the title of a task that somebody added may be shown."""
    return reads_title(
        reader,
        tier=Tier(task.tier),
        audience=Audience(task.audience),
        is_finance=task.is_finance,
        is_mine=False,
        member=MemberNo(task.member_no) or None,
    )


def _extra(task: Task) -> ExtraTask:
    return ExtraTask(
        task.pk,
        task.title,
        TaskState(task.state),
        task.due_on,
        task.done_on,
        PersonId(task.assigned_to_id) if task.assigned_to_id else None,
    )


def planned_with(
    template: Template, facts: CaseFacts, existing: Sequence[PlannedTask], *, today: date
) -> tuple[PlannedTask, ...]:
    """Every task of a case with these facts, as planning would leave it. Raises: RuleBroken if a term is not known."""
    try:
        return tasks_with(template, facts, existing, terms=all_versions(), today=today)
    except UnknownTerm as unknown:
        raise RuleBroken("no_term_on_that_day", field="on", term=unknown.params["key"]) from unknown


def terms_passed(tasks: Iterable[PlannedTask], closed: Collection[TaskKey], *, today: date) -> tuple[PassedTerm, ...]:
    """The binding terms that have run out and of which nobody says that they were met."""
    return passed_terms(default_template(), tasks, closed, today=today)


def milestones_lacking(key: TaskKey, facts: CaseFacts) -> tuple[MilestoneCode, ...]:
    """The milestones whose day finishing this task asks for and the case does not have."""
    return missing_milestones(default_template(), key, facts)


@dataclass(frozen=True, slots=True)
class TaskName:
    """A row of the template by its titles, for choosing from and for reading a file."""

    id: str
    phase: Phase
    tier: Tier
    title_nl: str
    title_en: str
    title: str

    @property
    def told(self) -> str:
        """Its id and its title, as a sheet to fill in names it."""
        return f"{self.id} · {self.title}"

    @property
    def names(self) -> tuple[str, ...]:
        """Whatever a file may call it: its id, a title, or both."""
        titles = (self.title_nl, self.title_en)
        return (self.id, *titles, *(f"{self.id} · {title}" for title in titles))


def household_tasks(municipalities: Iterable[str]) -> tuple[TaskName, ...]:
    """Every task that may be in a household's plan there, each once; `title` in the reader's language.

    A running case keeps the way of working it was planned by, so what a municipality once published counts too, the
    newest first; then the template that comes with the package. 1 query a municipality.
    """
    versions = [key for place in municipalities for key in published(place).values_list("pk", flat=True)]
    found: dict[str, TaskName] = {}
    for template in (*map(template_by, versions), default_template()):
        for spec in template.specs:
            if spec.case_kind is CaseKind.HOUSEHOLD and spec.id not in found:
                title = spec_title(spec)
                found[spec.id] = TaskName(spec.id, spec.phase, spec.tier, spec.title_nl, spec.title_en, title)
    return tuple(found.values())


def may_be_taken_over(facts: CaseFacts, code: MilestoneCode) -> bool:
    """Whether such a case has this milestone: also a home that was decided before Hervest was there to decide it."""
    refusal = hand_refusal(recording_rules(), code, None, kind=facts.kind, route=facts.route)
    return refusal is None or refusal.code == "milestone_by_decision"


def recorded_of(facts: CaseFacts, code: MilestoneCode, member: int | None) -> MilestoneRecord | None:
    """What is recorded of this milestone."""
    found = [record for record in facts.recorded if (record.code, record.member) == (code, member)]
    return found[-1] if found else None
