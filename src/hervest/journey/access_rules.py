"""Who reads the title of a task: its tier, its audience and who does it. Source: workflow.md, section 6.8."""

from dataclasses import dataclass, replace

from hervest.accounts.permissions import Permission
from hervest.core.vocabulary import MemberNo, Tier
from hervest.journey.task_rules import Because
from hervest.journey.vocabulary import Audience, MilestoneCode, TeamRole

SENSITIVE_MILESTONES = frozenset({MilestoneCode.BIRTH_EXPECTED})
"""Milestones whose very existence is tier P2: kept with the facts, never as a row of their own."""

FINANCE_MILESTONES = frozenset(
    {
        MilestoneCode.BENEFIT_APPLIED,
        MilestoneCode.BENEFIT_STARTED,
        MilestoneCode.BENEFIT_DECIDED,
        MilestoneCode.BENEFIT_ENDED,
    }
)
"""Milestones about the benefit: tier P2, and only for who reads money. Source: access.md, tiers."""


HOME_DAYS = frozenset({MilestoneCode.ARRIVED, MilestoneCode.KEYS_HANDED})
"""The days from which a home is needed. Source: access.md, scope `dwelling_needs`."""

ON_A_CLOSED_CASE = frozenset(
    {
        Permission.CASE_LIST,
        Permission.CASE_READ,
        Permission.CASE_CLOSE,
        Permission.CONTACT_LOG,
        Permission.DOCUMENT_READ,
        Permission.MONEY_READ,
        Permission.TASK_READ,
        Permission.HOUSEHOLD_READ,
        Permission.NEED_READ,
        Permission.DWELLING_FIT,
        Permission.AUDIT_READ,
    }
)
"""What remains possible on a closed case: reading it, and opening it again."""

OF_HOUSEHOLDS_ONLY = frozenset(
    {
        Permission.HOUSEHOLD_READ,
        Permission.HOUSEHOLD_EDIT,
        Permission.MONEY_EDIT,
        Permission.MONEY_READ,
        Permission.NEED_READ,
        Permission.WISH_RECORD,
        Permission.MATCH_PROPOSE,
        Permission.DWELLING_FIT,
        Permission.PLACEMENT_PROPOSE,
        Permission.PLACEMENT_DECIDE,
        Permission.CASE_TRANSFER,
    }
)
"""What only a household has: asked of another kind of case, there is no such thing."""


NOT_IN_PRACTICE = frozenset({Permission.CASE_TRANSFER, Permission.MATCH_PROPOSE})
"""What would bring a practice case to other people, or other people to it: asked of one, there is no such thing."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What somebody may read of one case: tiers, money, whether they lead it, and from when it needs a home.

    `is_inner`: through the municipality or the working team, and not as a newcomer, a group or a partner who is told.
    `about`: the people of the household it is about for them; None: all of it. `children`: whose daily life they look
    after.
    """

    tiers: frozenset[Tier]
    reads_finance: bool
    is_case_lead: bool
    reads_home_days: bool = False
    is_inner: bool = True
    about: frozenset[MemberNo] | None = None
    children: frozenset[MemberNo] = frozenset()


DAILY_LIFE = frozenset({Tier.P0, Tier.P1})
"""What a parent reads of work for a child, whatever its age; what is noted about a child of 16 is its own."""


def is_done_by_parents(*, holder: TeamRole, tier: Tier) -> bool:
    """Whether a task about a toddler is its parents' to do: what a newcomer does, of its daily life."""
    return holder is TeamRole.NEWCOMER and tier in DAILY_LIFE


def reads_title(
    reader: Reader, *, tier: Tier, audience: Audience, is_finance: bool, is_mine: bool, member: MemberNo | None = None
) -> bool:
    """Whether the title may be shown; else the entry reads "afspraak". Who does or records a task always reads it.

    What is for the municipality only is not for who is told of a case from outside; what is about one person is not
    for the other adults of the household.
    """
    if is_mine:
        return True
    if audience is Audience.NAMED:
        return reader.is_case_lead
    is_told = reader.is_inner or audience is Audience.TEAM
    is_theirs = reader.about is None or member is None or member in reader.about
    is_theirs |= member in reader.children and tier in DAILY_LIFE
    return is_told and is_theirs and tier in reader.tiers and (reader.reads_finance or not is_finance)


OUTSIDE_HERVEST = frozenset({Audience.TEAM, Audience.MUNICIPALITY, Audience.HOUSING})
"""For whom a task is whose title says nothing of anybody's health or safety."""


def may_leave(*, tier: Tier, audience: Audience, is_finance: bool, is_typed: bool) -> bool:
    """Whether a title that somebody reads may stand in a calendar outside Hervest as well.

    Not what is needed or has befallen somebody (P2, P3), nor what is about money; and nothing that a person typed, for
    a name may stand in it. Source: security.md, 4: what leaves says as little as it can (decision 43).
    """
    return tier in DAILY_LIFE and audience in OUTSIDE_HERVEST and not is_finance and not is_typed


def milestone_tier(code: MilestoneCode) -> Tier:
    """The tier of a milestone's day."""
    return Tier.P2 if code in FINANCE_MILESTONES | SENSITIVE_MILESTONES else Tier.P1


def reads_milestone(reader: Reader, code: MilestoneCode, member: MemberNo | None = None) -> bool:
    """Whether a milestone, of the household or of one person in it, and its day may be shown, and so moved."""
    is_theirs = reader.about is None or member is None or member in reader.about
    reads_money = reader.reads_finance or code not in FINANCE_MILESTONES
    return is_theirs and reads_money and milestone_tier(code) in reader.tiers


def reads_day(reader: Reader, code: MilestoneCode) -> bool:
    """Whether the day of a milestone may be read in the reason of a task: also by who only looks for a home."""
    return reads_milestone(reader, code) or (reader.reads_home_days and code in HOME_DAYS)


def reads_first_days(reader: Reader) -> bool:
    """Whether somebody's birth or joining may be read in the reason of a task.

    By who works here, by the household, and by a partner to whom somebody of it was referred. Whom a household let see
    the ages of its children does not read their birthdays.
    """
    return Tier.P1 in reader.tiers and (reader.is_inner or reader.about is not None)


def reason_for(reader: Reader, because: Because | None) -> Because | None:
    """The reason of a task's date as far as its days may be read; None where the day it counts from may not.

    Without the milestone that the day is expected from for who may not read that one.
    """
    if because is None or not all(reads_day(reader, code) for code in because.milestones):
        return None
    if because.tells_first_day and not reads_first_days(reader):
        return None
    if because.expected_from is None or reads_day(reader, because.expected_from):
        return because
    return replace(because, expected_from=None, expected_offset="")
