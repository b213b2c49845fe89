"""The words of a case: its phases, milestones, tasks, doers and traits."""

from enum import IntEnum, StrEnum
from typing import NamedTuple

from hervest.core.vocabulary import MemberNo
from hervest.deadlines import period
from hervest.deadlines.term import TermKind

DeadlineKind = TermKind
"""Whose weight a task's date has is the same word as a term's: legal, hard, norm, soft."""

LONGEST_TITLE = 300
"""Characters in the title of a task, typed or read from a file."""

LONGEST_OFFER = 300
"""Characters that say what somebody in a team does for the household."""


class Phase(StrEnum):
    """Where in the journey a task belongs. Source: workflow.md, section 1."""

    CONSIDERATION = "consideration"
    ALLOCATION = "allocation"
    PREPARATION = "preparation"
    FIRST_48_HOURS = "first_48_hours"
    ARRIVAL = "arrival"
    FIRST_WEEK = "first_week"
    FIRST_MONTH = "first_month"
    CIVIC_INTEGRATION = "civic_integration"
    GUIDANCE = "guidance"
    CLOSING = "closing"
    TEMPORARY_PROTECTION = "temporary_protection"


class CaseKind(StrEnum):
    """Whose case it is."""

    HOUSEHOLD = "household"
    MUNICIPALITY = "municipality"
    SPONSOR_GROUP = "sponsor_group"


class MilestoneCode(StrEnum):
    """The moments from which dates count. Source: workflow.md, section 3."""

    DECIDED = "DECIDED"
    GROUP_APPLIED = "GROUP_APPLIED"
    GROUP_READY = "GROUP_READY"
    ALLOCATED = "ALLOCATED"
    HOME_DECIDED = "HOME_DECIDED"
    KEYS_HANDED = "KEYS_HANDED"
    LANDED = "LANDED"
    ARRIVED = "ARRIVED"
    REGISTERED = "REGISTERED"
    PERMIT_GRANTED = "PERMIT_GRANTED"
    CARD_ISSUED = "CARD_ISSUED"
    BENEFIT_APPLIED = "BENEFIT_APPLIED"
    BENEFIT_STARTED = "BENEFIT_STARTED"
    BENEFIT_DECIDED = "BENEFIT_DECIDED"
    BENEFIT_ENDED = "BENEFIT_ENDED"
    PIP_SET = "PIP_SET"
    INTEGRATION_ENDED = "INTEGRATION_ENDED"
    SPONSOR_STARTED = "SPONSOR_STARTED"
    SPONSOR_ENDED = "SPONSOR_ENDED"
    REUNIFICATION_DECIDED = "REUNIFICATION_DECIDED"
    PERMIT_ENDED = "PERMIT_ENDED"
    BIRTH_EXPECTED = "BIRTH_EXPECTED"
    PROTECTION_ENDED = "PROTECTION_ENDED"
    STAY_ENDED = "STAY_ENDED"
    CASE_CLOSED = "CASE_CLOSED"


PER_PERSON_MILESTONES = frozenset(
    {
        MilestoneCode.REGISTERED,
        MilestoneCode.PERMIT_GRANTED,
        MilestoneCode.CARD_ISSUED,
        MilestoneCode.PIP_SET,
        MilestoneCode.INTEGRATION_ENDED,
        MilestoneCode.PERMIT_ENDED,
        MilestoneCode.BIRTH_EXPECTED,
    }
)
"""Milestones each member has for themselves; until recorded for a member, the household's holds."""


class TaskState(StrEnum):
    """How far a task is. Source: workflow.md, section 6.6."""

    WAITING_START = "waiting_start"
    TO_DO = "to_do"
    BUSY = "busy"
    WAITING_FOR = "waiting_for"
    DONE = "done"
    NOT_NEEDED = "not_needed"


CLOSED_STATES = frozenset({TaskState.DONE, TaskState.NOT_NEEDED})
"""A task in one of these asks nothing of anybody."""


class Per(StrEnum):
    """For whom a template row makes a task: once for the case, or one for each such member."""

    HOUSEHOLD = "household"
    ADULT = "adult"
    CHILD = "child"
    EACH_MEMBER = "each_member"


class DoerRole(StrEnum):
    """Who does a task. Source: workflow.md, section 2."""

    CASE_LEAD = "case_lead"
    HOUSING_OFFICER = "housing_officer"
    INCOME_OFFICER = "income_officer"
    CIVIC_OFFICER = "civic_officer"
    WMO_OFFICER = "wmo_officer"
    SCHOOL_OFFICER = "school_officer"
    GUIDE_COORDINATOR = "guide_coordinator"
    GUIDE = "guide"
    GUIDE_LEGAL = "guide_legal"
    SPONSOR_COORDINATOR = "sponsor_coordinator"
    SPONSOR = "sponsor"
    NEWCOMER = "newcomer"
    HOUSING_ASSOCIATION = "housing_association"
    GP = "gp"
    GGD = "ggd"
    JGZ = "jgz"
    COA_TRAINER = "coa_trainer"
    BMA = "bma"
    IND = "ind"
    IOM = "iom"
    NIDOS = "nidos"
    ARRIVAL_REGISTRY = "arrival_registry"
    DUO = "duo"


MAY_LOG_IN = frozenset(
    {
        DoerRole.SPONSOR,
        DoerRole.NEWCOMER,
        DoerRole.HOUSING_ASSOCIATION,
        DoerRole.GP,
        DoerRole.GGD,
        DoerRole.JGZ,
    }
)
"""Doers who have a login if wanted; else the row's `recorded_by` marks their tasks."""

NEVER_LOGS_IN = frozenset(
    {
        DoerRole.COA_TRAINER,
        DoerRole.BMA,
        DoerRole.IND,
        DoerRole.IOM,
        DoerRole.NIDOS,
        DoerRole.ARRIVAL_REGISTRY,
        DoerRole.DUO,
    }
)
"""Organisations outside Hervest: their tasks begin as `waiting_for`, and `recorded_by` marks them."""


class TeamRole(StrEnum):
    """As what somebody is a member of a case's team: every doer who can have a login, COA's liaison, an interpreter."""

    CASE_LEAD = "case_lead"
    HOUSING_OFFICER = "housing_officer"
    INCOME_OFFICER = "income_officer"
    CIVIC_OFFICER = "civic_officer"
    WMO_OFFICER = "wmo_officer"
    SCHOOL_OFFICER = "school_officer"
    GUIDE_COORDINATOR = "guide_coordinator"
    GUIDE = "guide"
    GUIDE_LEGAL = "guide_legal"
    SPONSOR_COORDINATOR = "sponsor_coordinator"
    SPONSOR = "sponsor"
    NEWCOMER = "newcomer"
    HOUSING_ASSOCIATION = "housing_association"
    GP = "gp"
    GGD = "ggd"
    JGZ = "jgz"
    COA_LIAISON = "coa_liaison"
    INTERPRETER = "interpreter"


class Disclosure(IntEnum):
    """How much a sponsor group may learn of a household. Source: sponsorship.md, section 6.5, the disclosure table.

    CARD: size, age bands, languages and needs in words, level 1; NAMES: first names too, both said yes; MATCHED: what
    belongs to a confirmed match, level 2. What the newcomer ticked, level 3, is kept item by item.
    """

    NOTHING = 0
    CARD = 1
    NAMES = 2
    MATCHED = 3


class Audience(StrEnum):
    """Who, beside doer and recorder, sees a task. Source: workflow.md, section 6.8."""

    TEAM = "team"
    MUNICIPALITY = "municipality"
    HEALTH = "health"
    HOUSING = "housing"
    NAMED = "named"


class TraitCode(StrEnum):
    """What holds of a household or a member and decides whether a task is needed. Source: workflow.md, section 4."""

    ALWAYS = "always"
    ADULT = "adult"
    CHILD = "child"
    SPONSOR_PROGRAMME = "sponsor_programme"
    SPONSOR_WANTED = "sponsor_wanted"
    ADAPTED_HOME = "adapted_home"
    CARE_FROM_DAY_ONE = "care_from_day_one"
    CHILD_0_3 = "child_0_3"
    CHILD_0_17 = "child_0_17"
    CHILD_4_17 = "child_4_17"
    SCHOOL_AGE = "school_age"
    PREGNANT = "pregnant"
    BORN_HERE = "born_here"
    INTERPRETER_NEEDED = "interpreter_needed"
    UNACCOMPANIED_MINOR = "unaccompanied_minor"
    BENEFIT = "benefit"
    RENTED_HOME = "rented_home"
    CARD_MISSING = "card_missing"
    REUNIFICATION_WANTED = "reunification_wanted"
    INTEGRATION_DUTY = "integration_duty"
    ROUTE_B1_OR_Z = "route_b1_or_z"
    HAS_DIPLOMA = "has_diploma"
    TB_FOLLOW_UP = "tb_follow_up"
    FOREIGN_LICENCE = "foreign_licence"
    RURAL_HOME = "rural_home"
    LONG_CAMP_STAY = "long_camp_stay"
    WANTS_PEER_CONTACT = "wants_peer_contact"
    HOST_STAY = "host_stay"
    SPONSOR_STOPPED = "sponsor_stopped"


HOUSEHOLD_TRAITS = frozenset(
    {
        TraitCode.SPONSOR_PROGRAMME,
        TraitCode.SPONSOR_WANTED,
        TraitCode.ADAPTED_HOME,
        TraitCode.INTERPRETER_NEEDED,
        TraitCode.UNACCOMPANIED_MINOR,
        TraitCode.BENEFIT,
        TraitCode.RENTED_HOME,
        TraitCode.REUNIFICATION_WANTED,
        TraitCode.RURAL_HOME,
        TraitCode.LONG_CAMP_STAY,
        TraitCode.HOST_STAY,
        TraitCode.SPONSOR_STOPPED,
    }
)
"""Traits that hold of the household as a whole, and so of a member of whom nothing else is said.

The others are a member's own: what holds of one member says nothing about the next.
"""


TRAITS_THAT_BEGIN = frozenset(
    {
        TraitCode.ADULT,
        TraitCode.CHILD_4_17,
        TraitCode.SCHOOL_AGE,
        TraitCode.UNACCOMPANIED_MINOR,
        TraitCode.INTEGRATION_DUTY,
    }
)
"""Traits of which the register says since when they hold: what a birthday or a parting brings."""


class TraitSource(StrEnum):
    """Who says that a trait holds; each source replaces only its own part."""

    HOUSEHOLD = "household"
    HOME = "home"
    PROGRAMME = "programme"
    ANSWER = "answer"
    PERSON = "person"
    MILESTONE = "milestone"
    MATCH = "match"


class Urgency(StrEnum):
    """How a task's date stands to today, gravest first."""

    CRITICAL_LATE = "critical_late"
    LATE = "late"
    THIS_WEEK = "this_week"
    LATER = "later"
    UNDATED = "undated"


class Began(StrEnum):
    """What began on the first day on which something can be asked.

    A life, a place in the household, what a task hangs on (being of age, nobody of age being left), that somebody
    told of it, a household of their own of who parted, or the work of a municipality that took the case over.
    """

    BORN = "born"
    JOINED = "joined"
    TURNED = "turned"
    KNOWN = "known"
    PARTED = "parted"
    TAKEN_OVER = "taken_over"


class LateStart(StrEnum):
    """What a row does for somebody whose first day comes after its milestone.

    COUNTS: it counts from that first day; NEVER: it is not asked; MILESTONE: it still counts from the milestone.
    """

    COUNTS = "counts"
    NEVER = "never"
    MILESTONE = "milestone"


class Asks(StrEnum):
    """When finishing a task asks for the date of a milestone."""

    ALWAYS = "always"
    IF_IT_HAPPENED = "if_it_happened"


class RecordedBy(StrEnum):
    """What a milestone is recorded by: a person's hand (or a task that asks for it), a decision, or closing."""

    HAND = "hand"
    DECISION = "decision"
    CLOSING = "closing"


class ClosingReason(StrEnum):
    """Why a case was closed; which holds for which kind of case stands in the data."""

    GUIDANCE_FINISHED = "guidance_finished"
    MOVED_AWAY = "moved_away"
    REALLOCATED = "reallocated"
    NOT_ARRIVED = "not_arrived"
    PARTICIPATION_ENDED = "participation_ended"
    GROUP_ENDED = "group_ended"
    ENTERED_BY_MISTAKE = "entered_by_mistake"
    OTHER = "other"


class EmergencyReason(StrEnum):
    """Why somebody had to see a case that is not theirs."""

    ACUTE_DANGER = "acute_danger"
    ACUTE_QUESTION = "acute_question"
    COLLEAGUE_AWAY = "colleague_away"
    OTHER = "other"


class EmergencyVerdict(StrEnum):
    """What a lead found of emergency access afterwards."""

    RIGHT = "right"
    NOT_RIGHT = "not_right"


class WhyStays(StrEnum):
    """Why a task keeps its date though its milestone moved."""

    DONE = "done"
    FIXED = "fixed"


class WhyGone(StrEnum):
    """Why the plan no longer asks for a task; a person's own reason for `not_needed` is not one of these."""

    TRAIT = "trait"
    ROUTE = "route"
    MEMBER = "member"
    FIRST_DAY = "first_day"
    TEMPLATE = "template"
    REPEATS_ENDED = "repeats_ended"
    REPEAT_TOO_EARLY = "repeat_too_early"
    CASE_CLOSED = "case_closed"
    GROUP_ENDED = "group_ended"


class WhyNotBack(StrEnum):
    """Why a task does not go back to whose it was when a cover is undone."""

    SETTLED = "settled"
    GIVEN_ON = "given_on"
    CANNOT_HAVE = "cannot_have"
    NOBODY = "nobody"
    NOT_YOURS = "not_yours"


class ClashCode(StrEnum):
    """What does not fit in a plan. Source: workflow.md, section 6.9."""

    DUE_IN_THE_PAST = "due_in_the_past"
    DUE_BEFORE_START = "due_before_start"
    FIXED_OUTSIDE_WINDOW = "fixed_outside_window"
    DUE_BEFORE_PREDECESSOR = "due_before_predecessor"
    DUE_AFTER_LIMIT = "due_after_limit"


class OffsetSide(StrEnum):
    """On which side of its milestone a day is counted."""

    BEFORE = "before"
    AFTER = "after"


class PulledBy(StrEnum):
    """Why a task is due sooner than its own row says."""

    WAITING_TASK = "waiting_task"
    ARRIVAL = "arrival"
    LIMIT = "limit"


class TaskKey(NamedTuple):
    """What a task is, whatever its date: the template row, the member it is about (None: the case), and which repeat.

    `repeat_no` counts from 1; a task that does not repeat is number 1. `earlier_group` is 0, but for a task that is
    about a sponsor group before the one of now: that one's number, from 1 on. Source: decision 41.
    """

    template: str
    member: MemberNo | None
    repeat_no: int
    earlier_group: int = 0


SHOWN_CODES = {
    "TermKind": tuple(kind.value for kind in TermKind),
    "Unit": tuple(unit.value for unit in period.Unit),
    "WorkflowLine": (
        "off",
        "reason",
        "due",
        "start",
        "title_nl",
        "title_en",
        "note_nl",
        "note_en",
        "length",
        "text_nl",
        "text_en",
    ),
    "trait_begins": tuple(sorted(trait.value for trait in TRAITS_THAT_BEGIN)),
    "milestone_in_sentence": (*(code.value for code in MilestoneCode), *(began.value for began in Began)),
    "verb": tuple(f"task.{state.value}" for state in TaskState),
    "clash": (*(code.value for code in ClashCode), "due_before_unseen"),
}
"""Words for codes that have no class of their own here: by context of the catalogue."""
