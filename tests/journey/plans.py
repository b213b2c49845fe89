"""Households to plan for, and plans of every shape for the property tests."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from hervest.core.vocabulary import MemberNo, Route
from hervest.deadlines.register import all_versions
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.rules import TaskChange, plan, tasks_after
from hervest.journey.task_rules import CaseFacts, PlannedTask
from hervest.journey.template import Template, read_specs
from hervest.journey.template_defaults import default_template
from hervest.journey.trait_rules import TraitRow
from hervest.journey.vocabulary import CaseKind, MilestoneCode, TaskKey, TaskState, TraitCode, TraitSource

PROPERTY = settings(derandomize=True, deadline=None, max_examples=60)
TERMS = all_versions()
TEMPLATE = default_template()
TODAY = date(2027, 1, 11)
LANDING = date(2027, 3, 1)
ALLOCATION = date(2026, 12, 21)
PARENT, SPOUSE, SON = MemberNo(1), MemberNo(2), MemberNo(3)
HEADER = (
    "id,phase,title_nl,title_en,case_kind,routes,per,doer,recorded_by,audience,tier,anchor,start_offset,due_offset,"
    "deadline_kind,term,condition,depends_on,repeat_at,source"
)
ANY_ROUTE = "resettlement;status_holder;temporary_protection"


def row(name: str, **columns: str) -> str:
    """One row of a small template; what is not said is plain and soft, due on arrival."""
    plain = {
        "phase": "arrival",
        "title_nl": name,
        "title_en": name,
        "case_kind": "household",
        "routes": ANY_ROUTE,
        "per": "household",
        "doer": "guide",
        "recorded_by": "",
        "audience": "team",
        "tier": "P0",
        "anchor": "ARRIVED",
        "start_offset": "-7d",
        "due_offset": "0d",
        "deadline_kind": "soft",
        "term": "",
        "condition": "always",
        "depends_on": "",
        "repeat_at": "",
        "source": "KIS",
    }
    values = {"id": name} | plain | columns
    return ",".join(f'"{values[column]}"' for column in HEADER.split(","))


def small_template(*rows: str) -> Template:
    return Template("test", read_specs("\n".join([HEADER, *rows]), TERMS), TEMPLATE.milestones)


def says(trait: TraitCode, member: MemberNo | None = None, *, holds: bool = True, by: str = "household") -> TraitRow:
    return TraitRow(trait, TraitSource(by), holds, member)


FAMILY = (
    says(TraitCode.ADULT, PARENT),
    says(TraitCode.ADULT, SPOUSE),
    says(TraitCode.CHILD, SON),
    says(TraitCode.CHILD_0_17, SON),
    says(TraitCode.INTEGRATION_DUTY, PARENT),
    says(TraitCode.INTEGRATION_DUTY, SPOUSE),
)


def planned(code: MilestoneCode, on: date, member: MemberNo | None = None) -> MilestoneRecord:
    return MilestoneRecord(code, member, planned_on=on)


def happened(code: MilestoneCode, on: date, member: MemberNo | None = None) -> MilestoneRecord:
    return MilestoneRecord(code, member, actual_on=on)


EXPECTED = (happened(MilestoneCode.ALLOCATED, ALLOCATION), planned(MilestoneCode.LANDED, LANDING))


def family(
    *recorded: MilestoneRecord, route: Route = Route.RESETTLEMENT, traits: tuple[TraitRow, ...] = (), **facts: bool
) -> CaseFacts:
    """Two parents and a son, with what is recorded of their milestones."""
    return CaseFacts(CaseKind.HOUSEHOLD, route, (PARENT, SPOUSE, SON), FAMILY + traits, recorded, **facts)


def tasks_of(
    case: CaseFacts, existing: tuple[PlannedTask, ...] = (), *, template: Template = TEMPLATE, today: date = TODAY
) -> tuple[PlannedTask, ...]:
    """The tasks of the case once it has been planned."""
    return tasks_after(existing, plan(template, case, existing, terms=TERMS, today=today))


def named(
    tasks: tuple[PlannedTask, ...], template: str, member: MemberNo | None = None, no: int = 1, earlier_group: int = 0
) -> PlannedTask:
    return {task.key: task for task in tasks}[TaskKey(template, member, no, earlier_group)]


def with_task(tasks: tuple[PlannedTask, ...], key: TaskKey, **changes: object) -> tuple[PlannedTask, ...]:
    """The same tasks, one of them changed by a person."""
    assert key in {task.key for task in tasks}
    return tuple(replace(task, **{"touched": True, **changes}) if task.key == key else task for task in tasks)


def keys(changes: tuple[TaskChange, ...]) -> set[TaskKey]:
    return {change.was.key for change in changes}


MEMBER_TRAITS = [
    TraitCode.CARE_FROM_DAY_ONE,
    TraitCode.PREGNANT,
    TraitCode.SCHOOL_AGE,
    TraitCode.CHILD_0_17,
    TraitCode.INTEGRATION_DUTY,
    TraitCode.HAS_DIPLOMA,
    TraitCode.TB_FOLLOW_UP,
]
HOUSE_TRAITS = [
    TraitCode.SPONSOR_WANTED,
    TraitCode.ADAPTED_HOME,
    TraitCode.REUNIFICATION_WANTED,
    TraitCode.UNACCOMPANIED_MINOR,
    TraitCode.LONG_CAMP_STAY,
    TraitCode.HOST_STAY,
]
MOVABLE = [
    MilestoneCode.ALLOCATED,
    MilestoneCode.LANDED,
    MilestoneCode.ARRIVED,
    MilestoneCode.KEYS_HANDED,
    MilestoneCode.REGISTERED,
    MilestoneCode.PERMIT_GRANTED,
    MilestoneCode.PIP_SET,
    MilestoneCode.BENEFIT_APPLIED,
    MilestoneCode.SPONSOR_STARTED,
    MilestoneCode.BIRTH_EXPECTED,
]
near_today = st.integers(-240, 300).map(lambda n: TODAY + timedelta(days=n))


@st.composite
def milestone_records(draw: st.DrawFn, codes: list[MilestoneCode] = MOVABLE) -> MilestoneRecord:
    on = draw(near_today)
    if on <= TODAY and draw(st.booleans()):
        return happened(draw(st.sampled_from(codes)), on)
    return planned(draw(st.sampled_from(codes)), on)


@st.composite
def cases(draw: st.DrawFn) -> CaseFacts:
    """A household of one to four, with some traits and some milestones."""
    members = tuple(MemberNo(n) for n in range(1, draw(st.integers(1, 4)) + 1))
    traits = [says(draw(st.sampled_from([TraitCode.ADULT, TraitCode.CHILD])), member) for member in members]
    traits += [
        says(
            trait,
            draw(st.sampled_from(members)),
            holds=draw(st.booleans()),
            by=draw(st.sampled_from(["answer", "person"])),
        )
        for trait in draw(st.lists(st.sampled_from(MEMBER_TRAITS), max_size=5))
    ]
    traits += [says(trait) for trait in draw(st.lists(st.sampled_from(HOUSE_TRAITS), max_size=4))]
    recorded = {record.code: record for record in draw(st.lists(milestone_records(), max_size=6))}
    return CaseFacts(
        kind=CaseKind.HOUSEHOLD,
        route=draw(st.sampled_from(list(Route))),
        members=members,
        traits=tuple(traits),
        recorded=tuple(recorded.values()),
        has_sponsor=draw(st.booleans()),
    )


HANDS = [
    {"state": TaskState.DONE},
    {"state": TaskState.NOT_NEEDED},
    {"state": TaskState.BUSY},
    {"state": TaskState.WAITING_FOR},
    {"fixed": True},
    {},
]


@st.composite
def plans_in_use(draw: st.DrawFn) -> tuple[CaseFacts, tuple[PlannedTask, ...]]:
    """A case whose plan was recorded, worked on by people, and planned again."""
    case = draw(cases())
    tasks = tasks_of(case)
    for task in draw(st.lists(st.sampled_from(tasks), max_size=12, unique_by=lambda task: task.key)):
        hand = dict(draw(st.sampled_from(HANDS)))
        if hand.get("fixed"):
            hand["due_on"] = draw(near_today)
        tasks = with_task(tasks, task.key, **hand)
    return case, tasks_of(case, tasks)
