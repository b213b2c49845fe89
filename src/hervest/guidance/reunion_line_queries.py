"""How far reunification is for everybody in which households: for deciding, for warnings and for the first page."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.vocabulary import MemberNo, Tier
from hervest.deadlines.register import all_versions
from hervest.guidance.reunion_models import Reunification, ReunificationWarning
from hervest.guidance.reunion_rules import (
    FILING,
    Application,
    LastDay,
    Line,
    holder_since,
    holders,
    line_of,
    nearness,
    warned_on,
)
from hervest.guidance.reunion_settings import reunion_terms, reunion_warnings
from hervest.guidance.reunion_vocabulary import Nearness, Outcome
from hervest.journey.permit_queries import Permits, permits_known, permits_of
from hervest.journey.queries import open_cases
from hervest.journey.staffing_queries import my_teams


@dataclass(frozen=True, slots=True)
class RunningTerm:
    """A last day that comes near in one of somebody's cases."""

    code: str
    last: LastDay
    near: Nearness
    days_left: int


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody's last day that is to be told now, as the warning of `warned_on`."""

    code: str
    member: MemberNo
    last: LastDay
    warned_on: date


def running_terms(actor: Actor, *, today: date, limit: int) -> tuple[RunningTerm, ...]:
    """The first last day in each of the cases on which the actor works and may record it, the nearest first."""
    mine = my_teams(actor, today).households
    if not mine:
        return ()
    cases = {case.id: case for case in open_cases(actor, Permission.MILESTONE_RECORD, today=today, among=mine)}
    readable = [pk for pk, case in cases.items() if Tier.P1 in case.tiers]
    found = []
    permits, stored = permits_known(actor, readable, filed_with=FILING, today=today), stored_of(readable)
    for pk, known in permits.items():
        lines = lines_in(known, stored.get(pk, {}), today)
        asking = [line.last for line in lines if line.asks and line.last]
        if asking:
            last = min(asking, key=lambda day: day.safe_on)
            near = nearness(last, today, reunion_warnings())
            found.append(RunningTerm(cases[pk].code, last, near, last.days_left(today)))
    found.sort(key=lambda term: (term.last.safe_on, term.code))
    for term in found[:limit]:
        actor.reads.read_at(term.code, Shown.MILESTONES, Tier.P1)
    return tuple(found[:limit])


def lines_of(cases: Iterable[int], *, today: date) -> Mapping[int, tuple[Line, ...]]:
    """Reunification of everybody in these households: for deciding. 5 queries."""
    wanted = list(cases)
    stored = stored_of(wanted)
    permits = permits_of(wanted, filed_with=FILING, today=today)
    return {pk: lines_in(found, stored.get(pk, {}), today) for pk, found in permits.items()}


def due_warnings(cases: Iterable[int], *, today: date) -> tuple[Due, ...]:
    """What is to be told of these cases now and was not told yet: for the job that tells it."""
    wanted = list(cases)
    permits = permits_of(wanted, filed_with=FILING, today=today)
    stored, told = stored_of(wanted), told_of(wanted)
    found = []
    for pk, known in permits.items():
        for line in lines_in(known, stored.get(pk, {}), today):
            step = warned_on(line.last, today, reunion_warnings()) if line.asks and line.last else None
            if line.last and step and (pk, line.member, line.last.safe_on, step) not in told:
                found.append(Due(known.code, line.member, line.last, step))
    return tuple(found)


def application_of(row: Reunification | None, milestone_on: date | None) -> Application | None:
    """What was recorded of an application; `milestone_on`: the day on which the case's milestone happened."""
    if row is None or row.applied_on is None:
        return None
    return Application(
        applied_on=row.applied_on,
        support_point=row.support_point,
        outcome=Outcome(row.outcome) if row.outcome else None,
        decided_on=milestone_on if row.is_of_milestone else row.decided_on,
        objection_until=row.objection_until,
        objected_on=row.objected_on,
        expected_on=row.expected_on,
    )


def permit_facts(case: int, *, today: date) -> Permits:
    """What the permits of a household are, for actions. Raises: NotFound where its route has none."""
    found = permits_of([case], filed_with=FILING, today=today).get(case)
    if found is None:
        raise NotFound("no_such_case", case=case)
    return found


def says_something(row: Reunification) -> bool:
    """Whether an application or a word stands in it: what was taken back leaves an empty row."""
    return row.applied_on is not None or row.not_wanted_on is not None


def holders_in(permits: Permits, stored: Collection[MemberNo] = ()) -> tuple[MemberNo, ...]:
    """Who applies for themselves, and of whom something is recorded already."""
    there = frozenset(no for no in stored if no in permits.members)
    return tuple(sorted({*holders(permits.adults, permits.members), *there}))


def stored_of(cases: Collection[int]) -> dict[int, dict[MemberNo, Reunification]]:
    """What is stored of reunification in each of these cases, by holder. 1 query."""
    found: dict[int, dict[MemberNo, Reunification]] = {}
    for row in Reunification.rows.filter(case__in=cases).select_related("changed_by"):
        found.setdefault(row.case_id, {})[MemberNo(row.member_no)] = row
    return found


def told_of(cases: Collection[int]) -> frozenset[tuple[int, int, date, date]]:
    """Every warning given in these cases: case, holder, last day, day of the warning. 1 query."""
    rows = ReunificationWarning.rows.filter(case__in=cases)
    return frozenset(rows.values_list("case_id", "member_no", "last_on", "warned_on"))


def given_in(case: int) -> tuple[tuple[MemberNo, date, datetime], ...]:
    """The same of one case with when each was given, in that order: holder, last day, instant. 1 query."""
    rows = ReunificationWarning.rows.filter(case=case).order_by("given_at", "pk")
    return tuple((MemberNo(no), on, at) for no, on, at in rows.values_list("member_no", "last_on", "given_at"))


def lines_in(permits: Permits, stored: Mapping[MemberNo, Reunification], today: date) -> tuple[Line, ...]:
    """How far it is for everybody of one household who applies for themselves. Reads nothing."""
    decided_on = permits.decided_on
    is_tied = any(row.applied_on is not None for row in stored.values())
    found = []
    for no in holders_in(permits, [no for no, row in stored.items() if says_something(row)]):
        row, permit = stored.get(no), permits.of(no)
        found.append(
            line_of(
                no,
                permit.on if permit else None,
                application_of(row, decided_on),
                is_not_wanted=row is not None and row.not_wanted_on is not None,
                begun_on=permits.opened_on,
                holder_since=holder_since(no, permits.of_age_on, permits.joined),
                is_told_elsewhere=not is_tied and (decided_on is not None or permits.filed_on is not None),
                terms=all_versions(),
                answers=reunion_terms(),
                today=today,
            )
        )
    return tuple(found)
