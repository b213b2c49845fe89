"""Importing staff: a file is read and shown first, then everybody in it comes in, or nobody does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from hervest.accounts.action import action, note
from hervest.accounts.actions import create_person, grant_membership
from hervest.accounts.actor import Actor
from hervest.accounts.people_actions import give_link, give_role, invite_person, lock_people
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import OrganisationId
from hervest.core import clock
from hervest.core.errors import Conflict, RuleBroken
from hervest.intake.json_rules import from_json
from hervest.intake.keep_actions import keep_preview, settle_import
from hervest.intake.mapping_queries import recognised
from hervest.intake.queries import lock_preview
from hervest.intake.report_rules import ImportReport
from hervest.intake.staff_queries import (
    NewRole,
    SettledPerson,
    compare_staff,
    staff_import_subject,
    staff_in,
    staff_place_subject,
)
from hervest.intake.staff_rules import StaffRead
from hervest.intake.vocabulary import ImportKind, NamedMap, SourceFile


@dataclass(frozen=True, slots=True)
class LinkGiven:
    """Somebody who came in without a password, and the path that sets it; it is kept nowhere."""

    name: str
    email: str
    link: str


@dataclass(frozen=True, slots=True)
class StaffApplied:
    """What an import of staff did, and the links to hand out."""

    report: ImportReport
    links: tuple[LinkGiven, ...]


@action(Permission.PEOPLE_MANAGE, on=staff_place_subject)
def preview_staff(
    *, by: Actor, now: datetime, municipality: str, file_name: str, source: SourceFile, mapping: NamedMap | None = None
) -> int:
    """The file that was opened is kept for its preview; the number of the import. Nobody comes in yet.

    What cannot be read is a finding, never an error. `municipality` empty: the whole installation. `mapping` as in
    `preview_import`.
    """
    place = municipality or None
    known = mapping or recognised(by, place, ImportKind.STAFF, source)
    read = staff_in(source, known.columns, today=clock.day_of(now))
    number = keep_preview(
        read,
        ImportKind.STAFF,
        by=by,
        now=now,
        municipality=place,
        file_name=file_name,
        source=source,
        columns=known,
    )
    note("staff_import.previewed", municipality=municipality, number=number, n_rows=len(read.lines))
    return number


@action(
    Permission.PEOPLE_MANAGE,
    on=staff_import_subject,
    runs=(invite_person, give_role, give_link, create_person, grant_membership),
)
def apply_staff_import(
    *, by: Actor, now: datetime, number: int, accept_rest: bool = False, seen: str | None = None
) -> StaffApplied:
    """Everybody in the file who is in order has the roles it says, and who has no password yet gets a link to set one.

    What somebody had already stays as it was, so that the same file twice changes nothing.
    Raises: Conflict if it was applied before, or does something else now than the preview showed (`seen`); RuleBroken
    if something is refused and the rest may not go on alone.
    """
    row = lock_preview(number)
    lock_people()
    read, place = from_json(StaffRead, row.content), row.municipality_id or ""
    compared = compare_staff(by, read, municipality=place, today=clock.day_of(now))
    if seen is not None and seen != compared.digest:
        raise Conflict("import_changed_meanwhile")
    told = compared.report
    if not told.may_apply and not (accept_rest and compared.settled):
        raise RuleBroken("staff_import_has_refusals", field="accept_rest", n=len(told.refused))
    links = tuple(link for one in compared.settled.values() for link in _let_in(by, now, one))
    settle_import(row, told, {"n_accepted": len(told.accepted), "n_changed": len(told.changed)}, now=now)
    note("staff.imported", municipality=place, number=number, accepted=len(told.accepted), changed=len(told.changed))
    return StaffApplied(told, links)


@action(Permission.PEOPLE_MANAGE, on=staff_import_subject)
def forget_staff_import(*, by: Actor, now: datetime, number: int) -> None:
    """The file that was read is gone, unapplied. Raises: Conflict if it was applied."""
    row = lock_preview(number)
    note("staff_import.forgotten", municipality=row.municipality_id or "", number=number)
    row.delete()


def _let_in(by: Actor, now: datetime, one: SettledPerson) -> Iterator[LinkGiven]:
    """Their roles are given, as by hand; the link comes last, because another role makes a link worthless."""
    rest, name = one.roles, one.known.name if one.known else one.name
    link = ""
    if one.known is None:
        first = _together(one.roles)
        invited = invite_person(
            by=by,
            now=now,
            email=one.email,
            name=one.name,
            organisation=first[0].organisation,
            roles=[role.role for role in first],
            until_on=first[0].until_on,
            language=one.language,
        )
        person, link, rest = invited.person, invited.link, one.roles[len(first) :]
    else:
        person = one.known.person
    for role in rest:
        give_role(
            by=by,
            now=now,
            person=person,
            organisation=role.organisation,
            role=role.role,
            from_on=role.from_on,
            until_on=role.until_on,
        )
    if rest and (one.known is None or one.known.gets_link):
        link = give_link(by=by, now=now, person=person)
    if link:
        yield LinkGiven(name, one.email, link)


def _together(roles: tuple[NewRole, ...]) -> list[NewRole]:
    """The first of these roles that are given at one organisation until one day."""

    def at(role: NewRole) -> tuple[OrganisationId, date]:
        return role.organisation, role.until_on

    return list(next(group for _, group in groupby(roles, key=at)))
