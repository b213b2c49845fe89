"""Who reads the title of a task: its tier, its audience and who does it. Source: workflow.md, section 6.8."""

from dataclasses import dataclass

from hervest.core.vocabulary import Tier
from hervest.journey.vocabulary import Audience


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
