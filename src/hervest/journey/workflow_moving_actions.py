"""Running cases go over to the newest way of working of their municipality, one or several at once."""

from collections.abc import Mapping
from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality_subject
from hervest.core.errors import Conflict, NotFound
from hervest.journey.actions import locked_case
from hervest.journey.plan_actions import replan
from hervest.journey.template_defaults import DEFAULT_VERSION
from hervest.journey.workflow_queries import published


@action(Permission.TEMPLATE_EDIT, on=municipality_subject)
def move_cases(*, by: Actor, now: datetime, municipality: str, cases: Mapping[str, int], number: int) -> int:
    """These open cases are planned by version `number`, the newest, and their plans follow: all of them, or none.

    `cases`: the version of each one's plan that was looked at. Done tasks keep everything, fixed ones their date and
    touched ones their state (workflow.md, sections 6.1 and 6.6). Gives how many tasks changed.
    Raises: NotFound for a case of another municipality; Conflict if a plan, or the newest version, is another one
    than was looked at, or a case is closed.
    """
    newest = published(municipality).first()
    if newest is None or newest.number != number:
        raise Conflict("workflow_changed_meanwhile")
    n_changed = 0
    for code in sorted(cases):
        row = locked_case(code)
        if row.municipality_id != municipality:
            raise NotFound("no_such_case", case=code)
        if row.plan_version != cases[code]:
            raise Conflict("plan_changed_meanwhile", seen=cases[code], now=row.plan_version)
        row.workflow, row.template_version = newest, DEFAULT_VERSION
        row.save(update_fields=["workflow", "template_version"])
        outcome = replan(row, now)
        n_changed += len(outcome.adds) + len(outcome.changes) + len(outcome.falls_away) + len(outcome.returns)
        note("case.workflow_moved", case_code=code, municipality=municipality, number=number)
    return n_changed
