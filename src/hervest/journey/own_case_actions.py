"""The case that a municipality has for itself: to decide to take part, and to be ready for it."""

from datetime import datetime

from hervest.accounts import actions
from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.coordinator_queries import may_edit_settings
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import is_caseworker, municipality_subject
from hervest.core import clock
from hervest.core.errors import NotAllowed
from hervest.journey.actions import join_team
from hervest.journey.models import Case
from hervest.journey.plan_actions import replan_at_the_end
from hervest.journey.queries import CaseRef, case_of
from hervest.journey.settings import journey_settings
from hervest.journey.template_defaults import DEFAULT_VERSION
from hervest.journey.vocabulary import CaseKind, Phase, TeamRole
from hervest.journey.workflow_queries import workflow_in_force


@action(Permission.SETTINGS_EDIT, on=municipality_subject, runs=(join_team,))
def open_own_case(*, by: Actor, now: datetime, municipality: str) -> CaseRef:
    """The municipality has one case of its own with the plan that is meant for it; one that was there is given back.

    Who opens it by hand leads it if a caseworker there; else nobody does, and its leads are told (access.md).
    Source: workflow.md, sections 1 and 3: A01-A06 belong to the municipality and count from its decision.
    Raises: NotAllowed for who edits technical settings only.
    """
    if not may_edit_settings(by, municipality):
        raise NotAllowed("not_allowed", municipality=municipality)
    today = clock.day_of(now)
    row, is_new = Case.rows.get_or_create(
        municipality_id=municipality,
        kind=CaseKind.MUNICIPALITY,
        defaults={"opened_on": today, "phase": Phase.CONSIDERATION, "template_version": DEFAULT_VERSION}
        | {"workflow_id": workflow_in_force(municipality)},
    )
    if not is_new:
        return case_of(row.code or "")
    row.code = f"G-{row.pk:04d}"
    row.save(update_fields=["code"])
    note("case.opened", case_code=row.code, municipality=municipality, kind=CaseKind.MUNICIPALITY)
    if by.person is not None and is_caseworker(by.person, municipality, today=today):
        until = today + journey_settings().longest_in_team
        join_team(by=by, now=now, case=row.code, person=by.person, role=TeamRole.CASE_LEAD, until_on=until)
    replan_at_the_end(row, now)
    return case_of(row.code)


@action(Permission.SETTINGS_EDIT, on=municipality_subject, runs=(actions.set_sponsor_programme,))
def choose_sponsor_programme(
    *, by: Actor, now: datetime, municipality: str, has_programme: bool, seen: str = ""
) -> None:
    """The municipality works with sponsor groups, or does not, and the plan of its own case follows at once.

    The plans of its households follow in the night, when their traits are derived anew. Source: workflow.md, section 4.
    Raises: Conflict if that changed since it stood as `seen`.
    """
    is_news = actions.set_sponsor_programme(
        by=by, now=now, municipality=municipality, has_programme=has_programme, seen=seen
    )
    own = Case.rows.select_for_update().filter(
        municipality=municipality, kind=CaseKind.MUNICIPALITY, closed_on__isnull=True
    )
    for row in own if is_news else ():
        replan_at_the_end(row, now)
