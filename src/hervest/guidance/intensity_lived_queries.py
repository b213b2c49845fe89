"""What is known of households for the reviews of their support: what happened, and when somebody looked at it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Value

from hervest.accounts.actor import Actor
from hervest.guidance.assessing_rules import THE_HOUSEHOLD
from hervest.guidance.intensity_defaults import intensity_settings
from hervest.guidance.intensity_rules import Lived
from hervest.guidance.intensity_vocabulary import Happening
from hervest.guidance.models import Assessment, Incident, SupportIntensity
from hervest.households.event_queries import Happened, happened_in
from hervest.journey.arrival_queries import household_milestones, milestones_known
from hervest.journey.milestone_rules import Milestones
from hervest.journey.queries import CaseRef
from hervest.journey.vocabulary import MilestoneCode

LOOKED, INTO = Value(False, output_field=BooleanField()), Value(True, output_field=BooleanField())
"""Somebody looked at the support of the household; something happened that was looked into."""


def looked_on(assessed: Iterable[Assessment], decided: Iterable[SupportIntensity]) -> tuple[date, ...]:
    """The days on which somebody looked at the support of the household: assessed it as a whole, or decided."""
    days = [row.assessed_on for row in assessed if row.member_no == THE_HOUSEHOLD]
    return (*days, *(row.decided_on for row in decided if row.member_no == THE_HOUSEHOLD))


@dataclass(frozen=True, slots=True)
class Around:
    """What other rooms know of the cases, by code."""

    milestones: Mapping[str, Milestones]
    happened: Mapping[str, Happened]

    @classmethod
    def of(cls, cases: Iterable[CaseRef], *, today: date) -> "Around":
        """What they know of these."""
        codes = [case.code for case in cases]
        return cls(household_milestones(codes, today=today), happened_in(codes))

    @classmethod
    def shown(cls, actor: Actor, cases: Collection[CaseRef], *, today: date) -> "Around":
        """The same for a page: what it has read of the cases already is not asked again."""
        milestones = milestones_known(actor, [case.id for case in cases], today=today)
        return cls(milestones, happened_in([case.code for case in cases]))


def lived_in(cases: Collection[CaseRef], around: Around) -> Mapping[str, Lived]:
    """What is known of many cases for their reviews; of this room's own in 1 query."""
    looked: dict[int, list[date]] = {case.id: [] for case in cases}
    into: dict[int, list[date]] = {case.id: [] for case in cases}
    mine = list(looked)
    assessed = Assessment.rows.filter(case__in=mine, member_no=THE_HOUSEHOLD)
    decided = SupportIntensity.rows.filter(case__in=mine, member_no=THE_HOUSEHOLD)
    days = (
        assessed.values_list("case_id", "assessed_on", LOOKED),
        decided.values_list("case_id", "decided_on", LOOKED),
        Incident.rows.filter(case__in=mine).values_list("case_id", "on", INTO),
    )
    for pk, on, what in days[0].union(*days[1:], all=True):
        (into if what else looked)[pk].append(on)
    return {case.code: lived_of(case, looked[case.id], around, into[case.id]) for case in cases}


def lived_of(case: CaseRef, looked_on: Iterable[date], around: Around, into: Iterable[date]) -> Lived:
    """What is known of one case; `into`: the days on which something that happened was looked into."""
    days, settings = around.milestones[case.code], intensity_settings()
    arrived = days.at(settings.arrival)
    recorded = [(code, days.at(code)) for code in MilestoneCode if code is not settings.arrival]
    household = around.happened.get(case.code, Happened())
    own = {
        Happening.BORN: household.born,
        Happening.JOINED: household.joined,
        Happening.DIED: household.died,
        Happening.PARTED: household.parted,
        Happening.LOOKED_INTO: tuple(into),
    }
    return Lived(
        arrived_on=arrived.on if arrived else None,
        has_arrived=bool(arrived and arrived.is_actual),
        happened=(
            *((str(code), at.on) for code, at in recorded if at is not None and at.is_actual),
            *((str(kind), on) for kind, found in own.items() for on in found),
        ),
        looked_on=tuple(looked_on),
        since=case.taken_over_on,
        is_over=case.closed_on is not None,
    )


def days_looked_into(case: CaseRef) -> tuple[date, ...]:
    """The days on which somebody began to look into something that happened in the household. 1 query."""
    return tuple(Incident.rows.filter(case_id=case.id).values_list("on", flat=True))
