"""Who of a household has to integrate, and the days that count for each of them: for deciding."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hervest.core.vocabulary import MemberNo, Route
from hervest.journey.milestone_rules import MilestoneDate, MilestoneRecord, Milestones
from hervest.journey.models import Case
from hervest.journey.plan_queries import case_facts, milestones_of_facts
from hervest.journey.rules import traits_of
from hervest.journey.template_defaults import default_template
from hervest.journey.vocabulary import CaseKind, MilestoneCode, TraitCode


@dataclass(frozen=True, slots=True)
class Duties:
    """Of one household: who is in it, who is of age, who has to integrate, and on which days their milestones fall."""

    members: tuple[MemberNo, ...]
    adults: frozenset[MemberNo]
    with_duty: frozenset[MemberNo]
    days: Milestones
    recorded: Mapping[tuple[MilestoneCode, MemberNo | None], MilestoneRecord]

    def at(self, code: MilestoneCode, member: MemberNo) -> MilestoneDate | None:
        """The milestone of this person, recorded or expected."""
        return self.days.at(code, member)

    def happened_on(self, code: MilestoneCode, member: MemberNo) -> date | None:
        """The day on which this person's milestone happened; None while nobody recorded that it did."""
        found = self.days.at(code, member)
        return found.on if found is not None and found.is_actual else None

    def recorded_on(self, code: MilestoneCode, member: MemberNo) -> date | None:
        """The day that somebody recorded of this person, else of the household since they are there; None: nobody."""
        found = self.days.at(code, member)
        return found.on if found is not None and found.is_recorded else None

    def own(self, code: MilestoneCode, member: MemberNo) -> MilestoneRecord:
        """What was recorded of this person alone."""
        return self.recorded.get((code, member), MilestoneRecord(code, member))


def knows_integration(kind: CaseKind, route: Route | None) -> bool:
    """Whether people of such a case have to integrate: displaced persons from Ukraine do not. Reads nothing."""
    if kind is not CaseKind.HOUSEHOLD:
        return False
    rules = default_template().rows_for(kind, route).milestones
    return any(rule.milestone is MilestoneCode.PIP_SET for rule in rules)


def duties_of(case: int, *, today: date) -> Duties | None:
    """Of the household; None where its route knows no civic integration. 4 queries."""
    row = Case.rows.get(pk=case)
    if not knows_integration(CaseKind(row.kind), Route(row.route) if row.route else None):
        return None
    facts = case_facts(row, today=today)
    traits = traits_of(facts)
    return Duties(
        members=facts.members,
        adults=frozenset(traits.having(TraitCode.ADULT)),
        with_duty=frozenset(traits.having(TraitCode.INTEGRATION_DUTY)),
        days=milestones_of_facts(facts, today=today),
        recorded={(record.code, record.member): record for record in facts.recorded},
    )
