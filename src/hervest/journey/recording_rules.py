"""Which milestones a person may record by hand, on which cases and for whom."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from hervest.core.vocabulary import MemberNo, Route
from hervest.journey.milestone_rules import Refusal
from hervest.journey.vocabulary import PER_PERSON_MILESTONES, CaseKind, MilestoneCode, RecordedBy


@dataclass(frozen=True, slots=True)
class RecordingRule:
    """How a milestone comes to be recorded, and on which cases it exists; `routes` empty: on every route."""

    recorded_by: RecordedBy
    case_kinds: frozenset[CaseKind]
    routes: frozenset[Route]


RecordingRules = Mapping[MilestoneCode, RecordingRule]


def read_recording_rules(text: str) -> RecordingRules:
    """The rules in CSV, one for every milestone. Raises: ValueError for an unknown word or a milestone left out."""
    rules = {
        MilestoneCode(row["milestone"]): RecordingRule(
            RecordedBy(row["recorded_by"]),
            frozenset(CaseKind(kind) for kind in row["case_kinds"].split(";")),
            frozenset(Route(route) for route in row["routes"].split(";") if route),
        )
        for row in csv.DictReader(io.StringIO(text))
    }
    if missing := set(MilestoneCode) - set(rules):
        raise ValueError(sorted(missing))
    return rules


def known_of(rules: RecordingRules, kind: CaseKind, route: Route | None) -> frozenset[MilestoneCode]:
    """The milestones that a case of this kind and route has, by whatever they are recorded."""
    return frozenset(
        code for code, rule in rules.items() if kind in rule.case_kinds and (not rule.routes or route in rule.routes)
    )


def hand_refusal(
    rules: RecordingRules, code: MilestoneCode, member: MemberNo | None, *, kind: CaseKind, route: Route | None
) -> Refusal | None:
    """Why a person cannot record this milestone by hand; None if they can.

    Source: workflow.md, section 3.
    """
    rule = rules[code]
    if kind not in rule.case_kinds or (rule.routes and route not in rule.routes):
        return Refusal("milestone_not_of_this_case", {"milestone": code})
    if rule.recorded_by is RecordedBy.DECISION:
        return Refusal("milestone_by_decision", {"milestone": code})
    if rule.recorded_by is RecordedBy.CLOSING:
        return Refusal("milestone_by_closing", {"milestone": code})
    if member is not None and code not in PER_PERSON_MILESTONES:
        return Refusal("milestone_of_the_household", {"milestone": code})
    return None
