"""Recording programmes and groups, and what stage a group has reached."""

from collections.abc import Mapping
from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import OrganisationId, Subject
from hervest.core import clock
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.marks import mark
from hervest.sponsorship import rules
from hervest.sponsorship.facts_queries import standing_of
from hervest.sponsorship.models import GROUP_COLUMNS, Programme, SponsorGroup
from hervest.sponsorship.queries import (
    group_row,
    group_subject,
    organisations_to_run,
    placing_subject,
    programme_stands,
    programme_subject,
    subject_of,
)
from hervest.sponsorship.seat_actions import hold_group, unseat_members
from hervest.sponsorship.settings import sponsorship_settings
from hervest.sponsorship.vocabulary import GroupId, GroupStage

SMALLEST_GROUP = 2
"""One person alone is no group. Source: sponsorship.md, 2.6, 4: no group of one."""


@action(Permission.SETTINGS_EDIT, on=placing_subject)
def create_programme(
    *,
    by: Actor,
    now: datetime,
    municipality: str,
    organisation: OrganisationId,
    name: str,
    from_on: date | None = None,
    until_on: date | None = None,
    min_group: int | None = None,
    target_group: int | None = None,
    travel_minutes: int | None = None,
    response_days: int | None = None,
) -> int:
    """A programme of that organisation exists in the municipality; what is not said is as `settings_nl.toml` has it.

    Raises: NotAllowed for who keeps the installation only, and for an organisation that can run none there;
    RuleBroken for a name that is taken or empty, days or sizes in the wrong order.
    """
    start = sponsorship_settings().programme
    row = Programme(
        municipality_id=municipality,
        organisation_id=organisation,
        name=name.strip(),
        from_on=from_on,
        until_on=until_on,
        min_group=min_group or start.min_group,
        target_group=target_group or max(start.target_group, min_group or 0),
        travel_minutes=travel_minutes or start.travel_minutes,
        response_days=response_days or start.response_days,
    )
    _check_programme(by, row)
    row.save()
    note("programme.created", municipality=municipality, programme=row.pk, name=row.name)
    return row.pk


@action(Permission.SETTINGS_EDIT, on=programme_subject)
def change_programme(
    *,
    by: Actor,
    now: datetime,
    programme: int,
    organisation: OrganisationId,
    name: str,
    from_on: date | None,
    until_on: date | None,
    min_group: int,
    target_group: int,
    travel_minutes: int,
    response_days: int,
    seen: str = "",
) -> None:
    """The programme is as it is given; its groups and their people stay as they are.

    With another organisation that runs it, its coordinators look after them from the next click on, and those of the
    one before no longer do. Raises: as `create_programme`; Conflict if it no longer stands as it was `seen`.
    """
    row = Programme.rows.select_for_update(no_key=True).get(pk=programme)
    if seen and seen != mark(programme_stands(row)):
        raise Conflict("programme_changed_meanwhile", name=row.name)
    was = row.organisation_id
    row.organisation_id, row.name = organisation, name.strip()
    row.from_on, row.until_on = from_on, until_on
    row.min_group, row.target_group = min_group, target_group
    row.travel_minutes, row.response_days = travel_minutes, response_days
    _check_programme(by, row)
    row.save()
    note(
        "programme.changed",
        municipality=row.municipality_id,
        programme=row.pk,
        name=row.name,
        organisation=organisation,
        was=was,
    )


def _check_programme(by: Actor, row: Programme) -> None:
    if row.organisation_id not in {one.id for one in organisations_to_run(by, row.municipality_id)}:
        raise NotAllowed("not_allowed", municipality=row.municipality_id)
    if not row.name:
        raise RuleBroken("programme_needs_name", field="name")
    if Programme.rows.filter(municipality=row.municipality_id, name=row.name).exclude(pk=row.pk).exists():
        raise RuleBroken("programme_name_taken", field="name")
    if row.from_on and row.until_on and row.until_on < row.from_on:
        raise RuleBroken("ends_before_it_starts", field="until_on")
    if row.min_group < SMALLEST_GROUP:
        raise RuleBroken("no_group_of_one", field="min_group", least=SMALLEST_GROUP)
    if row.target_group < row.min_group:
        raise RuleBroken("target_below_least", field="target_group", least=row.min_group)


def _saved_subject(*, programme: int, now: datetime, group: GroupId | None = None, **_: object) -> Subject:
    """A group that is there, else the programme in which it is to be."""
    if group is None:
        return programme_subject(programme=programme)
    row = group_row(group)
    if row.programme_id != programme:
        raise NotFound("no_such_group")
    return subject_of(row, today=clock.day_of(now))


@action(Permission.GROUP_EDIT, on=_saved_subject)
def save_group(
    *,
    by: Actor,
    now: datetime,
    programme: int,
    fields: Mapping[str, object],
    group: GroupId | None = None,
    seen: int | None = None,
) -> GroupId:
    """The group stands as `fields` describe it (names of the columns; others stay); without `group` it is new.

    A new group is forming. Raises: RuleBroken for a name that is empty or taken, days in the wrong order, or a column
    that describes no group; Conflict if it changed since version `seen`.
    """
    row = SponsorGroup(programme_id=programme) if group is None else _held(group)
    if group is not None and seen is not None and row.version != seen:
        raise Conflict("group_changed_meanwhile", name=row.name)
    for name, value in fields.items():
        if name not in GROUP_COLUMNS:
            raise RuleBroken("group_unknown_column", column=name)
        setattr(row, name, value)
    row.name = row.name.strip()
    _check_group(row)
    row.version += 1
    row.save()
    note("group.saved", municipality=row.programme.municipality_id, group=row.pk, is_new=group is None)
    return GroupId(row.pk)


def _held(group: GroupId) -> SponsorGroup:
    row = SponsorGroup.rows.select_for_update(no_key=True, of=("self",)).filter(pk=group).first()
    if row is None:
        raise NotFound("no_such_group")
    return row


def _check_group(row: SponsorGroup) -> None:
    if not row.name:
        raise RuleBroken("group_needs_name", field="name")
    if SponsorGroup.rows.filter(programme=row.programme_id, name=row.name).exclude(pk=row.pk).exists():
        raise RuleBroken("group_name_taken", field="name")
    if row.starts_from and row.starts_until and row.starts_until < row.starts_from:
        raise RuleBroken("ends_before_it_starts", field="starts_until")
    if bool(row.starts_from) is not bool(row.starts_until):
        raise RuleBroken("group_starts_half", field="starts_until" if row.starts_from else "starts_from")


@action(Permission.GROUP_EDIT, on=group_subject)
def set_stage(
    *, by: Actor, now: datetime, group: GroupId, stage: GroupStage, ready_until: date | None = None, seen: str = ""
) -> date | None:
    """The group has reached `stage`; when it is ready, until which day: as asked, else as long as the settings say.

    Of a group that is not ready any more nobody learns anything of a household from the next click on.
    Raises: RuleBroken with the first thing that stands between (`rules.stage_refusals`), or for a day that has passed;
    Conflict if it no longer is as far as it was `seen` to be, or one of its people was seated meanwhile.
    """
    today, demands = clock.day_of(now), sponsorship_settings().demands
    held = hold_group(group, now=now)
    row = held.row
    if seen and seen != rules.stage_mark(row.stage, row.ready_until):
        raise Conflict("group_changed_meanwhile", name=row.name)
    refusals = rules.stage_refusals(standing_of(row, today=today), stage, today=today, demands=demands)
    if refusals:
        raise RuleBroken(refusals[0].code, field="stage", **refusals[0].params)
    is_to_be_ready = stage is GroupStage.READY
    until = (ready_until or rules.ready_until(today, demands=demands)) if is_to_be_ready else None
    if until is not None and until < today:
        raise RuleBroken("ready_until_has_passed", field="ready_until")
    was, row.stage, row.ready_until = row.stage, stage, until
    row.version += 1
    row.save(update_fields=["stage", "ready_until", "version"])
    if not is_to_be_ready:
        unseat_members(held, now=now)
    note("group.stage", municipality=row.programme.municipality_id, group=row.pk, was=was, stage=stage.value)
    return until
