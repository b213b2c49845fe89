"""Covering for a colleague: their open work goes to somebody else in one act, and back in one."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId, Role
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import join_team, leave_team, locked_case
from hervest.journey.cover_queries import Stayed, Undone, cover_subject, work_subject
from hervest.journey.cover_rules import Work, free_seats, is_of_their_kind
from hervest.journey.giving_rules import can_be_given, works_in
from hervest.journey.models import Case, Cover, CoveredTask, Task, TeamMember
from hervest.journey.seat_rules import Seat, Sitting
from hervest.journey.staffing_queries import active_team, is_theirs, left_seats, seat_of, sittings_of
from hervest.journey.task_actions import assign_task
from hervest.journey.team_queries import stands_in, telling
from hervest.journey.template_defaults import team_relations, team_roles
from hervest.journey.vocabulary import TeamRole, WhyNotBack
from hervest.journey.work_row_queries import work_rows
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
    of two municipalities, and with the titles of tasks that the person may not be told of, for which no role fits, or
    that are not what their role does.
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
    for case, task in work:
        if not policy.can(by, Permission.TASK_ASSIGN, task_subject(case=case, task=task, now=now)):
            raise NotFound("no_such_task")
    for code in codes:
        _seat(by, now, found, code, [task for case, task in work if case == code])
    for case, task in work:
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
    may_seat = policy.can(by, Permission.TEAM_MANAGE, case_subject(case=code, now=now))
    roles = _free_seats(row, cover, held, sits_as, today) if may_seat else ()
    seats = sits_as.union(map(Seat, roles))
    wanted = Task.rows.filter(case=row, pk__in=tasks).select_related("case").order_by("pk")
    if refused := [task for task in wanted if not _could_have(held, seats, task)]:
        raise _refusal(by, code, refused, today, does_work=_does_work(held, seats))
    if others := [task for task in wanted if not _is_of_their_kind(held, sits_as, task)]:
        titles = [line.title for line in work_rows(by, others, today)]
        if None in titles:
            raise NotFound("no_such_task")
        raise RuleBroken("not_work_of_their_role", field="person", case=code, tasks=titles)
    if all(_could_have(held, sits_as, task) for task in wanted):
        return
    for role in roles:
        join_team(by=by, now=now, case=code, person=person, role=role, until_on=cover.until_on)
        cover.seats.add(TeamMember.rows.get(case=row, person_id=person, role=role, from_on=today))


def _free_seats(
    row: Case, cover: Cover, held: frozenset[Role], sits_as: frozenset[Seat], today: date
) -> tuple[TeamRole, ...]:
    seats = active_team(today).filter(case=row, person_id=cover.colleague_id).order_by("pk")
    theirs = [TeamRole(role) for role in seats.values_list("role", flat=True)]
    return free_seats(held, {seat.role for seat in sits_as}, theirs, table=team_roles(), relations=team_relations())


def _could_have(held: frozenset[Role], sits_as: Collection[Seat], task: Task) -> bool:
    return can_be_given(held, sits_as, telling(task), relations=team_relations())


def _is_of_their_kind(held: frozenset[Role], sits_as: Collection[Seat], task: Task) -> bool:
    roles = [seat.role for seat in sits_as]
    return is_of_their_kind(held, roles, telling(task), table=team_roles(), relations=team_relations())


def _does_work(held: frozenset[Role], sits_as: Collection[Seat]) -> bool:
    in_team = works_in([seat.role for seat in sits_as], team_relations())
    return policy.could(held, Permission.TASK_DO, in_team=in_team)


def _refusal(by: Actor, code: str, refused: Sequence[Task], today: date, *, does_work: bool) -> RuleBroken | NotFound:
    """Which tasks of the case cannot be had, by titles that `by` reads; a task that they do not read is none."""
    titles = [row.title for row in work_rows(by, refused, today)]
    if None in titles:
        return NotFound("no_such_task")
    if does_work:
        return RuleBroken("may_not_be_told_of_these", field="person", case=code, tasks=titles)
    return RuleBroken("cannot_cover_here", field="person", case=code, tasks=titles)


@action(Permission.TASK_ASSIGN, on=cover_subject, runs=(leave_team,))
def undo_cover(*, by: Actor, now: datetime, cover: int) -> Undone:
    """What can go back is whose it was, and the seats that were taken for it are empty again. Gives what stayed, why.

    What somebody did or gave on meanwhile stays; so does what the colleague may not have any more, and what was theirs
    by a role that nobody works in, with the seat that it is held by. For who did it.
    Raises: NotFound; Conflict if it was undone.
    """
    found = Cover.rows.select_for_update().filter(pk=cover, by_id=by.person).first()
    if found is None:
        raise NotFound("no_such_cover")
    if found.undone_at is not None:
        raise Conflict("cover_is_undone")
    covered = CoveredTask.rows.filter(cover=found)
    for code in sorted(filter(None, set(covered.values_list("task__case__code", flat=True)))):
        locked_case(code, closed_too=True)
    rows = list(covered.select_related("task__case", "before").order_by("pk"))  # as they stand now that nobody writes
    teams = _teams({row.task.case_id for row in rows}, found, clock.day_of(now))
    stays = {row.task_id: why for row in rows if (why := _give_back(by, now, row, found, teams))}
    seats = _empty(by, now, found)
    found.undone_at = now
    found.save()
    left = [row for row in rows if row.task_id in stays]
    shown = work_rows(by, [row.task for row in left], clock.day_of(now))
    stayed = tuple(
        Stayed(line.case_code, line.title, stays[row.task_id], row.before.name if row.before else "")
        for row, line in zip(left, shown, strict=True)
    )
    return Undone(found.person.name, len(rows) - len(stayed), stayed, seats)


def _empty(by: Actor, now: datetime, cover: Cover) -> tuple[str, ...]:
    """Whoever covered leaves the seats they took; gives the cases in which they need theirs for work that is theirs."""
    kept, today = set(), clock.day_of(now)
    for seat in cover.seats.filter(until_on__gte=today, case__closed_on=None).select_related("case"):
        if _holds_by(seat, today):
            kept.add(seat.case.code or "")
        else:
            leave_team(by=by, now=now, case=seat.case.code or "", member=seat.pk)
    return tuple(sorted(kept))


def _teams(cases: Collection[int], cover: Cover, today: date) -> Mapping[int, Mapping[PersonId, Sitting]]:
    """Who works in which seats, by case, but for seats that were taken to cover."""
    team = list(
        active_team(today).filter(case__in=cases).exclude(pk__in=cover.seats.values("pk")).select_related("case")
    )
    left = left_seats(team, today=today)
    return sittings_of(seat for seat in team if seat.pk not in left)


def _give_back(
    by: Actor, now: datetime, row: CoveredTask, cover: Cover, teams: Mapping[int, Mapping[PersonId, Sitting]]
) -> WhyNotBack | None:
    """The task is whose it was before; or why it stays where it is."""
    task, case, person = row.task, row.task.case, PersonId(cover.person_id)
    if not task.is_open:
        return WhyNotBack.SETTLED
    if task.assigned_to_id != person:
        return WhyNotBack.GIVEN_ON
    if not policy.can(by, Permission.TASK_ASSIGN, task_subject(case=case.code or "", task=task.pk, now=now)):
        return WhyNotBack.NOT_YOURS
    if row.before_id is not None:
        held, sits_as = stands_in(PersonId(row.before_id), case, today=clock.day_of(now))
        if not _could_have(held, sits_as, task):
            return WhyNotBack.CANNOT_HAVE
    elif not any(is_theirs(sitting, task) for sitting in teams.get(case.pk, {}).values()):
        return WhyNotBack.NOBODY
    task.assigned_to_id, task.is_touched = row.before_id, row.was_touched
    task.save(update_fields=["assigned_to", "is_touched"])
    note("task.assigned", case_code=case.code or "", municipality=case.municipality_id, person=row.before_id)
    return None


def _holds_by(seat: TeamMember, today: date) -> bool:
    """Whether somebody has an open task by name that they could not have without this seat."""
    held, sits_as = stands_in(PersonId(seat.person_id), seat.case, today=today)
    theirs = Task.rows.filter(case=seat.case, assigned_to_id=seat.person_id, is_open=True)
    without = sits_as - {seat_of(seat)}
    return any(_could_have(held, sits_as, task) and not _could_have(held, without, task) for task in theirs)
