"""Since when the people of households have a permit, for terms that run for each of them: many cases at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from hervest.accounts.actor import Actor
from hervest.core.vocabulary import MemberNo, Route
from hervest.journey.arrival_queries import milestones_of_rows
from hervest.journey.known_queries import case_rows, milestone_rows
from hervest.journey.milestone_rules import MilestoneDate, MilestoneRecord
from hervest.journey.models import Case, FactSet, Milestone, Task
from hervest.journey.plan_queries import recorded_by_hand
from hervest.journey.trait_rules import word_mark
from hervest.journey.vocabulary import (
    CLOSED_STATES,
    Began,
    CaseKind,
    MilestoneCode,
    TaskState,
    TraitCode,
    TraitSource,
)


@dataclass(frozen=True, slots=True)
class PermitDay:
    """The day of somebody's permit. `expected_from`: the milestone it is expected from, where nobody recorded it."""

    on: date
    is_actual: bool
    expected_from: MilestoneCode | None = None


@dataclass(frozen=True, slots=True)
class Permits:
    """Of one open or closed household: whose permit is of which day, and what became of an application.

    `own`: what was recorded of one person; `shared`: of all of them, or expected. `joined`: the first day of who came
    after the household did, for whom what is shared and earlier does not count. `of_age_on`: since when who is of age
    is, the first of days where nobody knows. `decided`: the recorded day of a
    decision on reunification. `filed_on`: the day on which the plan says it was applied for.
    """

    case: int
    code: str
    opened_on: date
    shared: PermitDay | None = None
    own: Mapping[MemberNo, PermitDay] = field(default_factory=dict)
    joined: Mapping[MemberNo, date] = field(default_factory=dict)
    of_age_on: Mapping[MemberNo, date] = field(default_factory=dict)
    members: frozenset[MemberNo] = frozenset()
    decided: MilestoneRecord | None = None
    filed_on: date | None = None

    @property
    def adults(self) -> frozenset[MemberNo]:
        """Who is of age."""
        return frozenset(self.of_age_on)

    @property
    def decided_on(self) -> date | None:
        """The day on which a decision on reunification was made; None while none is recorded."""
        return self.decided.actual_on if self.decided else None

    def of(self, member: MemberNo) -> PermitDay | None:
        """The day of this person's permit, as `milestone_rules.Milestones.at` gives it; None where nobody knows."""
        if member in self.own:
            return self.own[member]
        first = self.joined.get(member)
        return self.shared if self.shared and (first is None or self.shared.on >= first) else None


def has_permits(kind: CaseKind, route: Route | None) -> bool:
    """Whether such a case is of people who get a permit each."""
    return kind is CaseKind.HOUSEHOLD and MilestoneCode.PERMIT_GRANTED in recorded_by_hand(kind, route)


def permits_of(cases: Iterable[int], *, filed_with: str, today: date) -> Mapping[int, Permits]:
    """By case, of those whose route has permits: always 4 queries. For deciding; what is shown, the page asks for.

    `filed_with`: the row of the plan that is done once an application was filed.
    """
    rows = {row.pk: row for row in Case.rows.filter(pk__in=set(cases))}
    return _permits(rows, list(Milestone.rows.filter(case__in=list(rows))), filed_with, today)


def permits_known(actor: Actor, cases: Collection[int], *, filed_with: str, today: date) -> Mapping[int, Permits]:
    """The same for a page: of each case its row and milestones are read once in a request. 2 to 4 queries."""
    return _permits(case_rows(actor, cases, today=today), milestone_rows(actor, cases), filed_with, today)


def _permits(
    cases: Mapping[int, Case], milestones: Iterable[Milestone], filed_with: str, today: date
) -> Mapping[int, Permits]:
    rows = {pk: row for pk, row in cases.items() if _row_has_permits(row)}
    recorded = [found for found in milestones if found.case_id in rows]
    shared = milestones_of_rows(rows, recorded, today=today)
    own, decided = _recorded(recorded)
    people, filed = _people(rows), _filed(rows, filed_with)
    found = {}
    for pk, row in rows.items():
        permit = shared[row.code or ""].at(MilestoneCode.PERMIT_GRANTED)
        said = people.get(pk, {})
        found[pk] = Permits(
            case=pk,
            code=row.code or "",
            opened_on=row.opened_on,
            shared=_day(permit) if permit else None,
            own=own.get(pk, {}),
            joined={no: first for no, (_, first) in said.items() if first is not None},
            of_age_on={no: since for no, (since, _) in said.items() if since is not None},
            members=frozenset(said),
            decided=decided.get(pk),
            filed_on=filed.get(pk),
        )
    return found


def _row_has_permits(row: Case) -> bool:
    return has_permits(CaseKind(row.kind), Route(row.route) if row.route else None)


def _day(found: MilestoneDate) -> PermitDay:
    return PermitDay(found.on, found.is_actual, found.expected_from)


def _recorded(
    rows: Iterable[Milestone],
) -> tuple[dict[int, dict[MemberNo, PermitDay]], dict[int, MilestoneRecord]]:
    """The permits recorded of one person, and the recorded decisions on reunification."""
    own: dict[int, dict[MemberNo, PermitDay]] = {}
    decided: dict[int, MilestoneRecord] = {}
    for row in rows:
        on = row.actual_on or row.planned_on
        if row.code == MilestoneCode.REUNIFICATION_DECIDED:
            decided[row.case_id] = MilestoneRecord(
                MilestoneCode.REUNIFICATION_DECIDED, None, row.planned_on, row.actual_on
            )
        elif row.code == MilestoneCode.PERMIT_GRANTED and row.member_no and on is not None:
            own.setdefault(row.case_id, {})[MemberNo(row.member_no)] = PermitDay(on, row.actual_on is not None)
    return own, decided


def _people(cases: Iterable[int]) -> dict[int, dict[MemberNo, tuple[date | None, date | None]]]:
    """Who is in each household, since when they are of age if they are, and the first day of who joined it."""
    found: dict[int, dict[MemberNo, tuple[date | None, date | None]]] = {}
    rows = FactSet.rows.filter(case__in=list(cases), source=TraitSource.HOUSEHOLD, member_no__gt=0)
    for case, no, traits, since in rows.values_list("case_id", "member_no", "traits", "since"):
        of_age_on = (_iso(since.get(TraitCode.ADULT)) or date.min) if traits.get(TraitCode.ADULT) else None
        found.setdefault(case, {})[MemberNo(no)] = (of_age_on, _iso(since.get(Began.JOINED)))
    return found


def _iso(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def _filed(cases: Iterable[int], template: str) -> dict[int, date]:
    done = Task.rows.filter(case__in=list(cases), template=template, state=TaskState.DONE, done_on__isnull=False)
    return {case: on for case, on in done.values_list("case_id", "done_on") if on is not None}


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A task of the household in its plan: whether it asks something still, and on which day it was done."""

    id: int
    is_open: bool
    done_on: date | None


def plan_task(case: int, template: str) -> PlanTask | None:
    """The household's task of this row of the template, for deciding; None where the plan asks for none."""
    row = Task.rows.filter(case=case, template=template, member_no=0).order_by("-pk").first()
    return PlanTask(row.pk, row.state not in CLOSED_STATES, row.done_on) if row else None


def word_stands(case: int, trait: TraitCode) -> str:
    """A person's word on a trait of the household, as a mark (`trait_rules.word_mark`): to take back one's own."""
    words = FactSet.rows.filter(case=case, member_no=0, source=TraitSource.PERSON).first()
    return word_mark(words.traits.get(trait), words.reasons.get(trait, "")) if words else word_mark(None, "")


def open_households() -> tuple[int, ...]:
    """Every open case of a household of the installation, for a job that goes through them."""
    return tuple(Case.rows.filter(kind=CaseKind.HOUSEHOLD, closed_on__isnull=True).values_list("pk", flat=True))
