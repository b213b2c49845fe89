"""In which phase a case is, from its milestones and the day; and which phases lie on its way."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hervest.core.vocabulary import Route
from hervest.deadlines.period import Offset
from hervest.journey.milestone_rules import Milestones
from hervest.journey.vocabulary import CaseKind, MilestoneCode, Phase


@dataclass(frozen=True, slots=True)
class PhaseRule:
    """When a phase begins: at an offset from a milestone that has happened; without one, when the case opens.

    `routes` empty: on every route.
    """

    phase: Phase
    case_kinds: frozenset[CaseKind]
    routes: frozenset[Route]
    begins_at: MilestoneCode | None
    offset: Offset
    source: str

    def is_for(self, kind: CaseKind, route: Route | None) -> bool:
        """Whether the phase lies on the way of such a case."""
        return kind in self.case_kinds and (not self.routes or route in self.routes)

    def has_begun(self, milestones: Milestones, today: date) -> bool:
        """Whether the phase has come by `today`: what is only planned begins nothing, and the first member leads."""
        if self.begins_at is None:
            return True
        days = [found.on for found in milestones.dates.values() if found.code is self.begins_at and found.is_actual]
        return bool(days) and self.offset.after(min(days)) <= today


PhaseRules = tuple[PhaseRule, ...]


def read_phase_rules(text: str) -> PhaseRules:
    """The rules in CSV, in the order of the journey. Raises: ValueError for an unknown word or a missing source."""
    rules = tuple(
        PhaseRule(
            phase=Phase(row["phase"]),
            case_kinds=frozenset(CaseKind(kind) for kind in row["case_kinds"].split(";")),
            routes=frozenset(Route(route) for route in row["routes"].split(";") if route),
            begins_at=MilestoneCode(row["begins_at"]) if row["begins_at"] else None,
            offset=Offset.parse(row["offset"] or "0d"),
            source=row["source"],
        )
        for row in csv.DictReader(io.StringIO(text))
    )
    if unsourced := [rule.phase for rule in rules if not rule.source]:
        raise ValueError(unsourced)
    return rules


def phase_of(rules: PhaseRules, kind: CaseKind, route: Route | None, milestones: Milestones, *, today: date) -> Phase:
    """The last phase that has begun. Raises: ValueError for a kind of case in which none begins with the case."""
    begun = [rule.phase for rule in rules if rule.is_for(kind, route) and rule.has_begun(milestones, today)]
    if not begun:
        raise ValueError(kind)
    return begun[-1]


def way_of(rules: Iterable[PhaseRule], kind: CaseKind, route: Route | None) -> tuple[Phase, ...]:
    """The phases such a case goes through, in order, each once."""
    return tuple(dict.fromkeys(rule.phase for rule in rules if rule.is_for(kind, route)))
