"""Who does what in a case, and what nobody does, for who works on it."""

from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.journey.queries import case_for, case_row
from hervest.journey.staffing_queries import team_shown
from hervest.journey.told_queries import visible_tasks
from hervest.journey.vocabulary import DoerRole, TeamRole
from hervest.journey.who_does_rules import OpenWork, RoleWork, names_by_role, work_by_role


@dataclass(frozen=True, slots=True)
class WhoDoes:
    """The open tasks of one role, and who does them. `stands_in`: who leads the case and does what is left over."""

    work: RoleWork
    names: tuple[str, ...]
    stands_in: tuple[str, ...]


def who_does_what(actor: Actor, code: str, *, today: date) -> tuple[WhoDoes, ...]:
    """The roles for which there is open work in the case, what has a gap first, as far as the actor sees the tasks.

    Nothing for who does not work on the case, and of a closed one. Raises: NotFound.
    """
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    if not case.is_inner or case.closed_on is not None:
        return ()
    team = team_shown(actor, case_row(actor, code, today=today), today)
    names = names_by_role((TeamRole(seat.role), seat.person.name) for seat in team.seats if team.takes(seat))
    tasks = visible_tasks(actor, today).filter(case_id=case.id, is_open=True).order_by("pk")
    open_work = (
        OpenWork(
            doer=DoerRole(row["doer"]),
            recorded_by=DoerRole(row["recorded_by"]) if row["recorded_by"] else None,
            holder=TeamRole(row["holder"]),
            is_stand_in=row["is_stand_in"],
            is_given=row["assigned_to"] is not None,
            due_on=row["due_on"],
        )
        for row in tasks.values("doer", "recorded_by", "holder", "is_stand_in", "assigned_to", "due_on")
    )
    leads = names.get(TeamRole.CASE_LEAD, ())
    return tuple(WhoDoes(work, names.get(work.role, ()), leads) for work in work_by_role(open_work))
