"""Covering for a colleague: their open work goes to somebody else in one act, and back in one."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import join_team, leave_team, locked_case
from hervest.journey.cover_queries import cover_subject, work_subject
from hervest.journey.cover_rules import Work
from hervest.journey.giving_rules import can_be_given, works_in
from hervest.journey.models import Case, Cover, CoveredTask, Task, TeamMember
from hervest.journey.staffing_queries import active_team
from hervest.journey.task_actions import assign_task
from hervest.journey.team_queries import stands_in, telling
from hervest.journey.team_rules import fitting_roles
from hervest.journey.template_defaults import team_relations, team_roles
from hervest.journey.vocabulary import TeamRole
from hervest.journey.worklist_queries import task_subject
from hervest.notices.outbox_actions import tell
from hervest.notices.vocabulary import NoticeKind


@action(Permission.TASK_ASSIGN, on=work_subject, runs=(assign_task, join_team))
def cover_work(
    *,
    by: Actor,
    now: datetime,
    colleague: PersonId,
    person: PersonId,
    work: Sequence[Work],
    until_on: date,
    reason: str,
) -> int:
    """All of it is the person's from now on, or none of it; whoever is not in a team joins it until that day.

    They join in the colleague's roles. Gives the number under which it can be undone.
    Raises: NotFound for a task the actor may not give; RuleBroken without a reason, for a day that has passed, for work
    of two municipalities, for a task that the person may not be told of, or where no role fits them.
    """
    if not reason.strip():
        raise RuleBroken("reason_needed", field="reason")
    if person == colleague:
        raise RuleBroken("same_colleague", field="person")
    if until_on < clock.day_of(now):
        raise RuleBroken("day_has_passed", field="until_on")
    codes = sorted({case for case, _ in work})
    found = Cover.rows.create(
        municipality_id=_place_of(codes),
        colleague_id=colleague,
        person_id=person,
        by_id=by.person,
        at=now,
        until_on=until_on,
        reason=reason.strip(),
    )
    for code in codes:
        _seat(by, now, found, code, [task for case, task in work if case == code])
    for case, task in work:
        if not policy.can(by, Permission.TASK_ASSIGN, task_subject(case=case, task=task, now=now)):
            raise NotFound("no_such_task")
        row = Task.rows.get(case__code=case, pk=task)
        CoveredTask.rows.create(cover=found, task=row, before_id=row.assigned_to_id, was_touched=row.is_touched)
        assign_task(by=by, now=now, case=case, task=task, person=person)
    if person != by.person:
        once, place = f"cover {found.pk}", found.municipality_id
        tell([person], NoticeKind.WORK_HANDED_OVER, now=now, municipality=place, once=once)
    return found.pk


def _place_of(codes: Sequence[str]) -> str:
    """The one municipality that the cases are of. Raises: RuleBroken."""
    places = set(Case.rows.filter(code__in=codes).values_list("municipality", flat=True))
    if len(places) != 1:
        raise RuleBroken("one_municipality_at_a_time", field="work")
    return places.pop()


def _seat(by: Actor, now: datetime, cover: Cover, code: str, tasks: Sequence[int]) -> None:
    """Who could not have these tasks of the case stands in its team in the colleague's roles. Raises: RuleBroken."""
    row, today, person = locked_case(code), clock.day_of(now), PersonId(cover.person_id)
    held, sits_as = stands_in(person, row, today=today)
    relations = team_relations()
    wanted = Task.rows.filter(case=row, pk__in=tasks)
    if all(can_be_given(held, sits_as, telling(task), relations=relations) for task in wanted):
        return
    fits = frozenset(fitting_roles(team_roles(), relations, held))
    seats = active_team(today).filter(case=row, person_id=cover.colleague_id)
    theirs = [TeamRole(role) for role in seats.values_list("role", flat=True)]
    roles = [role for role in dict.fromkeys(theirs) if role in fits - sits_as]
    if not roles or not policy.can(by, Permission.TEAM_MANAGE, case_subject(case=code, now=now)):
        if policy.could(held, Permission.TASK_DO, in_team=works_in(sits_as, relations)):
            raise RuleBroken("may_not_be_told_of_it", field="person", case=code)
        raise RuleBroken("cannot_cover_here", field="person", case=code)
    for role in roles:
        join_team(by=by, now=now, case=code, person=person, role=role, until_on=cover.until_on)
        cover.seats.add(TeamMember.rows.get(case=row, person_id=person, role=role, from_on=today))


@action(Permission.TASK_ASSIGN, on=cover_subject, runs=(leave_team,))
def undo_cover(*, by: Actor, now: datetime, cover: int) -> None:
    """What nobody has touched since is whose it was, and the seats that were taken for it are empty again.

    For who did it. Raises: NotFound; Conflict if it was undone.
    """
    found = Cover.rows.select_for_update().filter(pk=cover, by_id=by.person).first()
    if found is None:
        raise NotFound("no_such_cover")
    if found.undone_at is not None:
        raise Conflict("cover_is_undone")
    rows = CoveredTask.rows.filter(cover=found).select_related("task__case")
    for code in sorted({row.task.case.code or "" for row in rows}):
        locked_case(code, closed_too=True)
    _give_back(rows, PersonId(found.person_id))
    for seat in found.seats.filter(until_on__gte=clock.day_of(now), case__closed_on=None).select_related("case"):
        leave_team(by=by, now=now, case=seat.case.code or "", member=seat.pk)
    found.undone_at = now
    found.save()


def _give_back(rows: Iterable[CoveredTask], person: PersonId) -> None:
    for row in rows:
        if row.task.is_open and row.task.assigned_to_id == person:
            row.task.assigned_to_id, row.task.is_touched = row.before_id, row.was_touched
            row.task.save(update_fields=["assigned_to", "is_touched"])
            case = row.task.case
            note("task.assigned", case_code=case.code or "", municipality=case.municipality_id, person=row.before_id)
