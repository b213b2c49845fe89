"""Everything a plan is worked out from, as frozen facts; and the plan as pages show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import RuleBroken
from hervest.core.texts import in_language
from hervest.core.vocabulary import MemberNo, Route, Tier
from hervest.deadlines.register import all_versions
from hervest.journey.access_rules import milestone_tier, reads_milestone
from hervest.journey.carry_rules import rows_left_behind
from hervest.journey.first_day_rules import FirstDay
from hervest.journey.known_queries import milestone_rows
from hervest.journey.milestone_rules import MilestoneRecord, Milestones, actual_days, move_refusals, must_be_right
from hervest.journey.models import Case, FactSet, Milestone, Task
from hervest.journey.phase_rules import way_of
from hervest.journey.queries import case_for, case_row
from hervest.journey.recording_rules import hand_refusal
from hervest.journey.rules import milestones_of
from hervest.journey.staffing_queries import Team, active_team, team_shown
from hervest.journey.task_rules import (
    CaseFacts,
    Gone,
    PlannedTask,
    because_as_json,
    because_from_json,
)
from hervest.journey.template import PostedMilestone, TaskSpec
from hervest.journey.template_defaults import default_template, phase_rules, recording_rules, ties
from hervest.journey.trait_rules import Says, TraitRow, deciding, milestone_traits
from hervest.journey.vocabulary import (
    Began,
    CaseKind,
    Disclosure,
    DoerRole,
    MilestoneCode,
    Phase,
    TaskKey,
    TaskState,
    TraitCode,
    TraitSource,
    WhyGone,
)
from hervest.journey.workflow_queries import template_of
from hervest.journey.worklist_rules import open_predecessors

FINANCE = frozenset({"T02", "C19", "E04", "F03", "F09", "G01", "G04", "G05", "G06", "G07", "G13", "G14", "G15", "I04"})
"""Rows about money: source workflow.md, section 6.8."""


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone as the case page shows it."""

    code: MilestoneCode
    member: MemberNo | None
    on: date
    is_actual: bool
    is_recorded: bool
    expected_from: MilestoneCode | None
    case_code: str
    is_by_hand: bool

    @property
    def person_key(self) -> str:
        """How pages find the name of the person it is about."""
        return f"{self.case_code}/{self.member}" if self.member else ""


@dataclass(frozen=True, slots=True)
class TraitView:
    """A trait with where it comes from, as the case page shows it."""

    trait: TraitCode
    member: MemberNo | None
    holds: bool
    source: TraitSource
    reason: str


def case_facts(row: Case, *, today: date) -> CaseFacts:
    """What the plan of this case depends on today: 3 queries."""
    return _facts_of(row, list(FactSet.rows.filter(case=row)), is_sponsored=_is_sponsored(row, today))


def facts_of(row: Case, team: Team, recorded: Iterable[Milestone] | None = None) -> CaseFacts:
    """The same, where the team of the case was read already: 2 queries, 1 where its milestones were too."""
    sets = list(FactSet.rows.filter(case=row))
    return _facts_of(row, sets, is_sponsored=team.is_sponsored, recorded=recorded)


def facts_with(row: Case, says: Mapping[MemberNo, Says], source: TraitSource, *, today: date) -> CaseFacts:
    """The same, where `source` said this (0: of the household) in the place of all it said before. Writes nothing."""
    others = [found for found in FactSet.rows.filter(case=row) if found.source != source]
    said = [
        FactSet(
            case=row,
            member_no=no,
            source=source,
            traits=dict(words.traits),
            dates=dict(words.dates),
            since=dict(words.since),
        )
        for no, words in says.items()
    ]
    return _facts_of(row, others + said, is_sponsored=_is_sponsored(row, today))


def _facts_of(
    row: Case, sets: list[FactSet], *, is_sponsored: bool, recorded: Iterable[Milestone] | None = None
) -> CaseFacts:
    stored = Milestone.rows.filter(case=row) if recorded is None else recorded
    members = tuple(sorted({MemberNo(found.member_no) for found in sets if found.member_no and _is_member(found)}))
    return CaseFacts(
        kind=CaseKind(row.kind),
        route=Route(row.route) if row.route else None,
        members=members,
        traits=(*(trait for found in sets for trait in _trait_rows(found)), *_own_traits(row)),
        recorded=(*_recorded(stored), *(record for found in sets for record in _sensitive(found))),
        first_days={MemberNo(found.member_no): day for found in sets if (day := _first_day(found))},
        has_sponsor=row.kind == CaseKind.HOUSEHOLD and is_sponsored,
        taken_over_on=row.taken_over_on,
        begins_anew=dict.fromkeys(rows_left_behind(ties()), row.parted_on) if row.parted_on is not None else {},
    )


def _is_sponsored(row: Case, today: date) -> bool:
    """Whether a group or its coordinator sits in the team for a confirmed match; a group need not have logins."""
    return active_team(today).filter(case=row, disclosure__gte=Disclosure.MATCHED).exists()


def _is_member(found: FactSet) -> bool:
    """A person is in the household as long as the register says something of them."""
    return found.source == TraitSource.HOUSEHOLD


def _trait_rows(found: FactSet) -> Iterable[TraitRow]:
    member = MemberNo(found.member_no) if found.member_no else None
    return (
        TraitRow(TraitCode(code), TraitSource(found.source), holds, member, _day(found.since.get(code)))
        for code, holds in found.traits.items()
    )


def _first_day(found: FactSet) -> FirstDay | None:
    """The day somebody joined, else of their birth."""
    for why in (Began.JOINED, Began.BORN):
        if day := _day(found.since.get(why)):
            return FirstDay(day, why, _day(found.since.get(Began.KNOWN)))
    return None


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _own_traits(row: Case) -> Iterable[TraitRow]:
    """A municipality's own case knows by itself whether there is a sponsor programme (workflow.md, section 4)."""
    if row.kind == CaseKind.MUNICIPALITY and municipality(row.municipality_id).sponsor_programme:
        yield TraitRow(TraitCode.SPONSOR_PROGRAMME, TraitSource.PROGRAMME, holds=True)


def _recorded(rows: Iterable[Milestone]) -> tuple[MilestoneRecord, ...]:
    return tuple(
        MilestoneRecord(MilestoneCode(found.code), MemberNo(found.member_no) or None, found.planned_on, found.actual_on)
        for found in rows
    )


def _sensitive(found: FactSet) -> Iterable[MilestoneRecord]:
    for code, days in found.dates.items():
        planned, actual = (
            date.fromisoformat(day) if day else None for day in (days.get("planned"), days.get("actual"))
        )
        yield MilestoneRecord(MilestoneCode(code), MemberNo(found.member_no), planned, actual)


def planned_task(row: Task) -> PlannedTask:
    """The stored row as the rules know it."""
    gone = row.gone
    return PlannedTask(
        key=key_of(row),
        state=TaskState(row.state),
        doer=DoerRole(row.doer),
        start_on=row.start_on,
        due_on=row.due_on,
        limit_on=row.limit_on,
        because=because_from_json(row.because),
        touched=row.is_touched,
        fixed=row.is_fixed,
        gone=Gone(WhyGone(gone["why"]), TraitCode(gone["trait"]) if gone["trait"] else None) if gone else None,
    )


def key_of(row: Task) -> TaskKey:
    """What the stored task is."""
    member = MemberNo(row.member_no) if row.member_no else None
    return TaskKey(row.template, member, row.repeat_no, row.earlier_group)


def written(task: PlannedTask) -> dict[str, object]:
    """The columns that planning decides, from what the rules decided."""
    return {
        "state": task.state.value,
        "doer": task.doer.value,
        "start_on": task.start_on,
        "due_on": task.due_on,
        "limit_on": task.limit_on,
        "because": because_as_json(task.because),
        "gone": {"why": task.gone.why.value, "trait": task.gone.trait.value if task.gone.trait else ""}
        if task.gone
        else None,
    }


def planned_tasks(row: Case) -> tuple[PlannedTask, ...]:
    """Every task of the template in the case's plan, whatever its tier: for deciding, never for showing."""
    return tuple(planned_task(task) for task in Task.rows.filter(case=row).exclude(template="").order_by("pk"))


def has_open_before(row: Case, task: Task) -> bool:
    """Whether open tasks come before this one: for deciding."""
    rows = template_of(row).rows_for(CaseKind(row.kind), Route(row.route) if row.route else None)
    return bool(open_predecessors(rows, planned_tasks(row)).get(key_of(task)))


def milestones_of_facts(facts: CaseFacts, *, today: date) -> Milestones:
    """The day of every milestone of the case."""
    rows = default_template().rows_for(facts.kind, facts.route)
    return milestones_of(rows, facts, terms=all_versions(), today=today)


def milestones(actor: Actor, code: str, *, today: date) -> tuple[MilestoneRow, ...]:
    """The milestones of the case with their days, in order of day; those above the actor's tier are left out.

    So is a first day that stands in the place of a milestone: nobody recorded or expects anything on it.
    """
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    facts = facts_shown(actor, code, today=today)
    recorded = {(record.code, record.member) for record in facts.recorded}
    rows = [
        MilestoneRow(
            code=found.code,
            member=member,
            on=found.on,
            is_actual=found.is_actual,
            is_recorded=(found.code, member) in recorded,
            expected_from=found.expected_from,
            case_code=code,
            is_by_hand=hand_refusal(recording_rules(), found.code, member, kind=facts.kind, route=facts.route) is None,
        )
        for (_, member), found in milestones_of_facts(facts, today=today).dates.items()
        if found.since is None and reads_milestone(case.reader, found.code, member)
    ]
    for row in rows:
        actor.reads.read_at(code, Shown.MILESTONES, milestone_tier(row.code))
    return tuple(sorted(rows, key=lambda row: (row.on, row.code, row.member or 0)))


def facts_shown(actor: Actor, code: str, *, today: date) -> CaseFacts:
    """What the plan depends on, for a page of a case that may be read: gathered once in a request."""
    row = case_row(actor, code, today=today)
    return actor.asked.once(("facts", code, today), lambda: _facts_shown(actor, row, today))


def _facts_shown(actor: Actor, row: Case, today: date) -> CaseFacts:
    return facts_of(row, team_shown(actor, row, today), milestone_rows(actor, [row.pk]))


def shown_arrival(actor: Actor, code: str, *, today: date) -> date | None:
    """The day a household arrives, actual, planned or expected, for its pages. Raises: NotFound."""
    case_for(actor, code, Permission.CASE_READ, today=today).must_read(Tier.P1)
    found = milestones_of_facts(facts_shown(actor, code, today=today), today=today).at(MilestoneCode.ARRIVED)
    return found.on if found else None


def phases_of(kind: CaseKind, route: Route | None) -> tuple[Phase, ...]:
    """The phases such a case goes through, in order."""
    return way_of(phase_rules(), kind, route)


def household_phases() -> tuple[Phase, ...]:
    """Every phase in which a household can be, whatever its route, in the order of the journey."""
    found = {phase for route in Route for phase in phases_of(CaseKind.HOUSEHOLD, route)}
    return tuple(phase for phase in Phase if phase in found)


def arrival_of(case: int, *, today: date) -> date | None:
    """The day a household arrives in the municipality, actual, planned or expected: for deciding."""
    row = Case.rows.get(pk=case)
    found = milestones_of_facts(case_facts(row, today=today), today=today).at(MilestoneCode.ARRIVED)
    return found.on if found else None


def has_arrived(case: int) -> bool:
    """Whether it is recorded that the household is in the municipality: for deciding. 1 query."""
    return Milestone.rows.filter(case=case, code=MilestoneCode.ARRIVED, actual_on__isnull=False).exists()


def here_since(case: int, *, today: date) -> date | None:
    """The day a household lands in the country, else arrives in the municipality: for deciding."""
    row = Case.rows.get(pk=case)
    days = milestones_of_facts(case_facts(row, today=today), today=today)
    found = days.at(MilestoneCode.LANDED) or days.at(MilestoneCode.ARRIVED)
    return found.on if found else None


def linked_on(case: int) -> date:
    """Since when a household is this municipality's: the day of its link, if that has happened.

    Else the first day on which something of it happened, or on which its case was opened.
    """
    row = Case.rows.get(pk=case)
    recorded = actual_days(_recorded(Milestone.rows.filter(case=row)))
    days = {code: on for (code, member), on in recorded.items() if member is None}
    return days.get(MilestoneCode.ALLOCATED) or min((*days.values(), row.opened_on))


def traits_shown(actor: Actor, code: str, *, today: date) -> tuple[TraitView, ...]:
    """The traits of the case, each with the word that decides; empty for who may not read functional needs.

    A milestone that happened says what holds no longer: a card that was handed over is missing no more.
    """
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    if Tier.P2 not in case.tiers:
        return ()
    actor.reads.read(code, Shown.TRAITS)
    sets = list(FactSet.rows.filter(case_id=case.id).order_by("member_no", "source"))
    said = [
        TraitView(
            TraitCode(trait),
            MemberNo(found.member_no) if found.member_no else None,
            holds,
            TraitSource(found.source),
            str(found.reasons.get(trait, "")),
        )
        for found in sets
        for trait, holds in sorted(found.traits.items())
    ]
    row = case_row(actor, code, today=today)
    facts = _facts_of(row, sets, is_sponsored=team_shown(actor, row, today).is_sponsored)
    by_milestone = milestone_traits(facts.route, facts.members, actual_days(facts.recorded), facts.first_days)
    ended = {(row.member, row.trait) for row in by_milestone if not row.holds}
    known = {(row.member, row.trait) for row in said}
    over = (TraitView(trait, member, False, TraitSource.MILESTONE, "") for member, trait in ended & known)
    return deciding([*said, *over])


def is_finance(task: str) -> bool:
    """Whether a template row is about money."""
    return task in FINANCE


def record_for(milestone: MilestoneCode, member: MemberNo | None, on: date, *, is_actual: bool) -> MilestoneRecord:
    """The day as planned or as happened."""
    if is_actual:
        return MilestoneRecord(milestone, member, actual_on=on)
    return MilestoneRecord(milestone, member, planned_on=on)


def keeping(facts: CaseFacts, record: MilestoneRecord) -> MilestoneRecord:
    """The record, with the days it says nothing of as they were: what an import or a finished task adds."""
    before = _before(facts, record.code, record.member)
    return replace(
        record, planned_on=record.planned_on or before.planned_on, actual_on=record.actual_on or before.actual_on
    )


def moved_record(
    facts: CaseFacts, milestone: MilestoneCode, member: MemberNo | None, on: date, *, is_actual: bool
) -> MilestoneRecord:
    """The milestone as a person moves it: what happened keeps the plan beside it, a new plan undoes what happened."""
    record = record_for(milestone, member, on, is_actual=is_actual)
    return keeping(facts, record) if is_actual else record


def must_fit(facts: CaseFacts, moves: Iterable[MilestoneRecord], *, today: date) -> None:
    """Go on only if the milestones may fall on these days. Raises: RuleBroken."""
    for refusal in move_refusals(facts.recorded, moves, today=today):
        raise RuleBroken(refusal.code, field="on", **refusal.params)


def must_be_by_hand(facts: CaseFacts, code: MilestoneCode, member: MemberNo | None) -> None:
    """Go on only if a person may record this milestone of this case by hand. Raises: RuleBroken."""
    must_be_right(hand_refusal(recording_rules(), code, member, kind=facts.kind, route=facts.route))


def recorded_by_hand(kind: CaseKind, route: Route | None) -> frozenset[MilestoneCode]:
    """The milestones of such a case that a person may record by hand."""
    rules = recording_rules()
    return frozenset(code for code in MilestoneCode if hand_refusal(rules, code, None, kind=kind, route=route) is None)


def _before(facts: CaseFacts, code: MilestoneCode, member: MemberNo | None) -> MilestoneRecord:
    found = [record for record in facts.recorded if (record.code, record.member) == (code, member)]
    return found[-1] if found else MilestoneRecord(code, member)


def spec_title(spec: TaskSpec) -> str:
    """The row's title in the reader's language."""
    return in_language(spec.title_nl, spec.title_en)


def title_of(row: Task) -> str:
    """The title in the reader's language of a task whose case is joined: its template's, or what a person typed.

    Of what is about an earlier sponsor group it says so: the one of now has a task of the same name.
    """
    spec = spec_of(row)
    title = spec_title(spec) if spec else row.title
    return _("%(title)s (earlier sponsor group)") % {"title": title} if row.earlier_group else title


def note_of(row: Task) -> str:
    """What the municipality explains to a task whose case is joined, in the reader's language; mostly nothing."""
    spec = spec_of(row)
    if spec is None:
        return ""
    return in_language(spec.note_nl, spec.note_en)


def posted_by(row: Task) -> tuple[PostedMilestone, ...]:
    """The milestones whose date is asked when the task is finished; none about an earlier group: its days are over."""
    return () if row.earlier_group else default_template().posted_by(row.template)


def has_posted(row: Task) -> bool:
    """Whether a milestone that finishing this task records stands in the case, of whom the task is about."""
    codes = [posted.milestone for posted in posted_by(row)]
    rows = Milestone.rows.filter(case=row.case_id, code__in=codes, member_no__in={0, row.member_no})
    return rows.filter(actual_on__isnull=False).exists()


def spec_of(row: Task) -> TaskSpec | None:
    """The row that a task whose case is joined came from; None for one that a person added."""
    return template_of(row.case).known.get(row.template) if row.template else None
