"""Importing sponsors and their groups: a file is read and shown first, then applied whole or not at all."""

from datetime import datetime
from typing import Any

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import Conflict, RuleBroken
from hervest.intake.json_rules import from_json
from hervest.intake.keep_actions import keep_preview, settle_import
from hervest.intake.mapping_queries import recognised
from hervest.intake.queries import lock_preview
from hervest.intake.report_rules import ImportReport
from hervest.intake.sponsor_queries import (
    Settled,
    SponsorsCompared,
    compare_sponsors,
    sponsor_import_subject,
    sponsors_in,
)
from hervest.intake.sponsor_rules import SponsorsRead
from hervest.intake.text_rules import folded
from hervest.intake.vocabulary import ImportKind, NamedMap, SourceFile
from hervest.sponsorship.actions import save_group
from hervest.sponsorship.queries import lock_groups, lock_sponsors, programme_subject
from hervest.sponsorship.sponsor_actions import join_group, save_sponsor
from hervest.sponsorship.vocabulary import GroupId


@action(Permission.GROUP_EDIT, on=programme_subject)
def preview_sponsors(
    *, by: Actor, now: datetime, programme: int, file_name: str, source: SourceFile, mapping: NamedMap | None = None
) -> int:
    """The file that was opened is kept for its preview; the number of the import. Nothing of it counts yet.

    What cannot be read is a finding, never an error. `mapping` as in `preview_import`.
    """
    place = programme_subject(programme=programme).municipality
    known = mapping or recognised(by, place, ImportKind.SPONSORS, source)
    read = sponsors_in(source, known.columns, programme=programme, today=clock.day_of(now))
    number = keep_preview(
        read,
        ImportKind.SPONSORS,
        by=by,
        now=now,
        municipality=place,
        file_name=file_name,
        source=source,
        columns=known,
    )
    note("sponsor_import.previewed", municipality=place, number=number, n_sponsors=len(read.sponsors))
    return number


@action(Permission.GROUP_EDIT, on=sponsor_import_subject, runs=(save_group, save_sponsor, join_group))
def apply_sponsor_import(
    *, by: Actor, now: datetime, number: int, accept_rest: bool = False, seen: str | None = None
) -> ImportReport:
    """Everybody in the file who is in order is in their group, and what was not known of them is filled in.

    What stood already stays as it was, so that the same file twice changes nothing.
    Raises: Conflict if it was applied before, or does something else now than the preview showed (`seen`); RuleBroken
    if something is refused and the rest may not go on alone.
    """
    row = lock_preview(number)
    read = from_json(SponsorsRead, row.content)
    compared = compare_sponsors(by, read, today=clock.day_of(now))
    if seen is not None and seen != compared.digest:
        raise Conflict("import_changed_meanwhile")
    if not compared.report.may_apply and not (accept_rest and compared.settled):
        raise RuleBroken("sponsor_import_has_refusals", field="accept_rest", n=len(compared.report.refused))
    _apply(by, now, read.programme, compared)
    settle_import(
        row,
        compared.report,
        {"n_accepted": len(compared.report.accepted), "n_changed": len(compared.report.changed)},
        now=now,
    )
    accepted = len(compared.report.accepted)
    note("sponsors.imported", municipality=row.municipality_id or "", number=number, accepted=accepted)
    return compared.report


@action(Permission.GROUP_EDIT, on=sponsor_import_subject)
def forget_sponsor_import(*, by: Actor, now: datetime, number: int) -> None:
    """The file that was read is gone, unapplied. Raises: Conflict if it was applied."""
    row = lock_preview(number)
    note("sponsor_import.forgotten", municipality=row.municipality_id or "", number=number)
    row.delete()


def _apply(by: Actor, now: datetime, programme: int, compared: SponsorsCompared) -> None:
    """All groups first and then all people, each held by number: whoever holds a person holds their groups before."""
    rows = tuple(compared.settled.values())
    lock_groups(one.group.group for one in rows if one.group is not None)
    groups: dict[str, GroupId] = {}
    people: dict[tuple[str, str], int] = {}
    for one in rows:
        place = folded(one.line.group)
        if place not in groups:
            groups[place] = _group(by, now, programme, one)
    lock_groups(groups.values())
    lock_sponsors(one.sponsor for one in rows if one.sponsor is not None)
    for one in rows:
        who = (folded(one.line.name), (one.line.email or "").casefold())
        people[who] = _put(by, now, programme, groups[folded(one.line.group)], one, made=people.get(who))


def _group(by: Actor, now: datetime, programme: int, one: Settled) -> GroupId:
    """The group of a row, made or filled in where need be."""
    capacity = one.line.capacity_persons
    if one.group is None:
        fields: dict[str, Any] = {"name": one.line.group, "capacity_persons": capacity}
        return save_group(by=by, now=now, programme=programme, fields=fields)
    if capacity is not None and one.group.capacity_persons is None:
        fields = {"capacity_persons": capacity}
        save_group(by=by, now=now, programme=programme, group=one.group.group, fields=fields)
    return one.group.group


def _put(by: Actor, now: datetime, programme: int, group: GroupId, one: Settled, *, made: int | None) -> int:
    """The sponsor of a row, in the group; `made`: whom a row before it made, who is in two groups."""
    sponsor = one.sponsor or made
    if sponsor is None:
        fields = {"name": one.line.name, **one.fields}
        sponsor = save_sponsor(by=by, now=now, programme=programme, fields=fields)
    elif one.fields:
        save_sponsor(by=by, now=now, programme=programme, sponsor=sponsor, fields=one.fields)
    if one.role is not None:
        join_group(by=by, now=now, group=group, sponsor=sponsor, role=one.role)
    return sponsor
