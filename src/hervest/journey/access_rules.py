"""Who reads the title of a task: its tier, its audience and who does it. Source: workflow.md, section 6.8."""

from dataclasses import dataclass

from hervest.core.vocabulary import Tier
from hervest.journey.vocabulary import Audience, MilestoneCode

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


@dataclass(frozen=True, slots=True)
class Reader:
    """What somebody may read of one case: tiers, money, and whether they lead it."""

    tiers: frozenset[Tier]
    reads_finance: bool
    is_case_lead: bool


def reads_title(reader: Reader, *, tier: Tier, audience: Audience, is_finance: bool, is_mine: bool) -> bool:
    """Whether the title may be shown; else the entry reads "afspraak". Who does or records a task always reads it."""
    if is_mine:
        return True
    if audience is Audience.NAMED:
        return reader.is_case_lead
    return tier in reader.tiers and (reader.reads_finance or not is_finance)


def reads_milestone(reader: Reader, code: MilestoneCode) -> bool:
    """Whether a milestone and its day may be shown, and so moved."""
    if code in FINANCE_MILESTONES:
        return Tier.P2 in reader.tiers and reader.reads_finance
    return (Tier.P2 if code in SENSITIVE_MILESTONES else Tier.P1) in reader.tiers
