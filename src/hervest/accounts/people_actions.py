"""Letting people in and out: inviting somebody, giving and ending roles, and the link that sets a password."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from hervest.accounts.action import action, note
from hervest.accounts.actions import create_person, grant_membership
from hervest.accounts.actor import Actor
from hervest.accounts.models import Membership, Municipality, Organisation, Person
from hervest.accounts.people_queries import (
    chains_of_person,
    is_everywhere,
    is_last,
    known_here,
    may_give_link,
    membership_subject,
    organisation_subject,
    overlaps,
    places_at,
    seen_person_subject,
)
from hervest.accounts.people_rules import RESERVED, roles_given
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_queries import real_places
from hervest.accounts.settings import access_settings, membership_term
from hervest.accounts.vocabulary import OrganisationId, OrganisationKind, PersonId, Role
from hervest.audit.queries import last_verb
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.marks import mark


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody new, and the path that sets their password; it is kept nowhere."""

    person: PersonId
    link: str


@action(Permission.PEOPLE_MANAGE, on=seen_person_subject)
def give_link(*, by: Actor, now: datetime, person: PersonId) -> str:
    """The path that sets the person's password: good once, for the hours in `settings_nl.toml`.

    Links given before, and the old password, no longer work: nobody comes in unnoticed by a link not asked for.

    Raises: RuleBroken for the own account, if the person may do more than `by` can give, or may no longer log in.
    """
    row = _locked(by, person, today=clock.day_of(now))
    row.set_unusable_password()
    row.link_until, row.link_by_id = now + access_settings().link, by.person
    row.save(update_fields=["password", "link_until", "link_by"])
    for place in chains_of_person(person):
        note("link.given", municipality=place, person=person)
    token = default_token_generator.make_token(row)
    return reverse("set_password", args=[urlsafe_base64_encode(force_bytes(row.pk)), token])


@action(Permission.PEOPLE_MANAGE, on=seen_person_subject)
def withdraw_link(*, by: Actor, now: datetime, person: PersonId) -> None:
    """The link that the person has not used yet no longer works. Their roles stay as they are.

    Raises: RuleBroken if there is none, for the own account, or if the person may do more than `by` can give.
    """
    row = _locked(by, person, today=clock.day_of(now))
    if row.link_until is None:
        raise RuleBroken("no_link_to_withdraw")
    _end_link(row)
    for place in chains_of_person(person):
        note("link.withdrawn", municipality=place, person=person)


def _locked(by: Actor, person: PersonId, *, today: date) -> Person:
    """The login, for who may give it a link. Raises: NotFound, RuleBroken."""
    row = Person.rows.select_for_update(no_key=True).filter(pk=person).first()
    if row is None:
        raise NotFound("no_such_person")
    if not may_give_link(by, row, today=today):
        raise RuleBroken("link_not_yours_to_give")
    return row


@action(Permission.PEOPLE_MANAGE, on=organisation_subject, runs=(create_person, grant_membership, give_link))
def invite_person(
    *,
    by: Actor,
    now: datetime,
    email: str,
    name: str,
    organisation: OrganisationId,
    roles: Iterable[Role],
    until_on: date,
    language: str = "nl",
) -> Invited:
    """Somebody new with these roles at the organisation from today on, without a password, and the link to set one.

    Raises: RuleBroken if the address is in use, a role is not given there, or the last day cannot be.
    """
    lock_people()
    known = known_here(by, email)
    if known is not None:
        raise _known_already(is_seen=known)
    person = create_person(by=by, now=now, email=email.strip(), name=name.strip(), language=language)
    for role in dict.fromkeys(roles):
        _grant(
            by=by,
            now=now,
            person=person,
            organisation=organisation,
            role=role,
            from_on=clock.day_of(now),
            until_on=until_on,
            field="roles",
        )
    return Invited(person, give_link(by=by, now=now, person=person))


@action(Permission.PEOPLE_MANAGE, on=organisation_subject, runs=(grant_membership,))
def give_role(
    *,
    by: Actor,
    now: datetime,
    person: PersonId,
    organisation: OrganisationId,
    role: Role,
    until_on: date,
    from_on: date | None = None,
) -> None:
    """The person has the role there too, from `from_on` (None: today) on; links of who has no password stop working.

    Raises: NotFound for somebody `by` does not see; RuleBroken for oneself, if they have it already, it is not given
    there, or one of the days cannot be.
    """
    lock_people()
    seen_person_subject(by=by, person=person)
    if by.person == person:
        raise RuleBroken("own_role_from_another", field="role")
    if overlaps(person, organisation, role, today=clock.day_of(now)):
        raise RuleBroken("has_this_role", field="role")
    first = from_on or clock.day_of(now)
    _check_first_day(first, clock.day_of(now))
    _grant(
        by=by,
        now=now,
        person=person,
        organisation=organisation,
        role=role,
        from_on=first,
        until_on=until_on,
        field="role",
    )
    _end_links(person)


@action(Permission.PEOPLE_MANAGE, on=membership_subject)
def change_last_day(*, by: Actor, now: datetime, membership: int, until_on: date, seen: str = "") -> None:
    """The membership ends on `until_on`.

    Raises: NotFound if it is over; RuleBroken if the day cannot be, nobody would be left in the role after it, or one
    would have the own role longer, except the last manager of the installation, for whom nobody could do it; Conflict
    if its last day is no longer the one that was `seen`.
    """
    lock_people()
    row, today = _running(membership, clock.day_of(now)), clock.day_of(now)
    if seen and seen != mark(row.until_on):
        raise Conflict("last_day_changed_meanwhile")
    _check_last_day(until_on, today)
    if until_on < row.from_on:
        raise RuleBroken("ends_before_it_starts", field="until_on")
    if until_on < row.until_on:
        _check_not_last(by, row, on=until_on + timedelta(days=1))
    elif until_on > row.until_on and row.person_id == by.person and not _is_only_manager(row, on=today):
        raise RuleBroken("own_role_from_another", field="until_on")
    was, row.until_on = row.until_on, until_on
    row.save(update_fields=["until_on"])
    for place in _places_of(row):
        note("membership.changed", municipality=place, person=row.person_id, role=row.role, was=was, until_on=until_on)


@action(Permission.PEOPLE_MANAGE, on=membership_subject)
def end_role(*, by: Actor, now: datetime, membership: int) -> None:
    """The membership ended yesterday: from the next click on nothing of it exists for the person.

    One that began today or later held on no day and stays as undone, so that the person is found and let in again.
    Raises: NotFound if it is over; RuleBroken if nobody would be left in the role.
    """
    lock_people()
    today = clock.day_of(now)
    row = _running(membership, today)
    _check_not_last(by, row, on=today)
    for place in _places_of(row):
        note("membership.ended", municipality=place, person=row.person_id, role=row.role)
    row.until_on, row.is_undone = today - timedelta(days=1), row.from_on >= today
    row.save(update_fields=["until_on", "is_undone"])
    if not Membership.rows.filter(person=row.person_id, until_on__gte=today).exists():
        _end_links(PersonId(row.person_id))


def close_login(person: PersonId, *, case: str, municipality: str) -> None:
    """Nobody can log in as the person, and whoever is in is out at the next click; the roles stay. A step of actions.

    What is wrong so is opened again by `open_login`.
    """
    if Person.rows.filter(pk=person, is_active=True).update(is_active=False):
        note("login.closed", case_code=case, municipality=municipality, person=person)


def open_login(person: PersonId, *, case: str, municipality: str) -> None:
    """The person can log in again where it was this case that closed the login. A step of actions.

    A login that was closed by anything else stays so. What is the last word, the log says.
    """
    if last_verb(case=case, person=person, verbs=("login.closed", "login.opened")) != "login.closed":
        return
    if Person.rows.filter(pk=person, is_active=False).update(is_active=True):
        note("login.opened", case_code=case, municipality=municipality, person=person)


def _end_links(person: PersonId) -> None:
    row = Person.rows.select_for_update(no_key=True).get(pk=person)
    if not row.has_usable_password():
        _end_link(row)


def _end_link(row: Person) -> None:
    """Another password that nobody knows: what a link was made from is gone."""
    row.set_unusable_password()
    row.link_until = row.link_by = None
    row.save(update_fields=["password", "link_until", "link_by"])


def lock_people() -> None:
    """Who lets people in or out waits for who does it now: two leads cannot end each other at the same moment.

    Rows that point at a municipality need not wait: whoever wrote one may hold the log that is written next.
    """
    list(Municipality.rows.select_for_update(no_key=True).order_by("code").values_list("code", flat=True))


def _running(membership: int, today: date) -> Membership:
    row = Membership.rows.filter(pk=membership, until_on__gte=today).select_related("person").first()
    if row is None:
        raise NotFound("no_such_membership")
    return row


def _check_first_day(from_on: date, today: date) -> None:
    """A role may wait for its day; that somebody had it before it was given cannot be made so afterwards."""
    if from_on < today:
        raise RuleBroken("first_day_has_passed", field="from_on")


def _check_last_day(until_on: date, today: date) -> None:
    if until_on < today:
        raise RuleBroken("last_day_has_passed", field="until_on")
    longest = membership_term().longest(today)
    if until_on > longest:
        raise RuleBroken("last_day_too_far", field="until_on", longest=longest)


def _check_not_last(by: Actor, row: Membership, *, on: date) -> None:
    """Somebody must be able to let others in; only another, who manages the whole installation, may end the last."""
    is_own = row.person_id == by.person
    if is_last(row, on=on) and (is_own or not is_everywhere(by)):
        raise RuleBroken("last_in_this_role", field="until_on", role=Role(row.role))


def _is_only_manager(row: Membership, *, on: date) -> bool:
    return row.role == Role.PLATFORM_ADMIN and is_last(row, on=on)


def _known_already(*, is_seen: bool) -> RuleBroken:
    """That the address is in use; of somebody `by` does not see, nothing more than that."""
    if is_seen:
        return RuleBroken("email_known_here", field="email")
    return RuleBroken("email_known_elsewhere", field="email")


def _grant(
    *,
    by: Actor,
    now: datetime,
    person: PersonId,
    organisation: OrganisationId,
    role: Role,
    from_on: date,
    until_on: date,
    field: str,
) -> None:
    _check_last_day(until_on, clock.day_of(now))
    kind = OrganisationKind(Organisation.rows.get(pk=organisation).kind)
    everywhere = is_everywhere(by)
    if role in RESERVED and not everywhere:
        raise RuleBroken("role_from_the_administrator", field=field, role=role)
    if role not in roles_given(kind, everywhere=everywhere):
        raise RuleBroken("role_not_given_here", field=field, role=role)
    grant_membership(
        by=by,
        now=now,
        person=person,
        organisation=organisation,
        role=role,
        municipalities=places_at(by, organisation),
        from_on=from_on,
        until_on=until_on,
    )


def _places_of(row: Membership) -> list[str]:
    """The municipalities that the membership names: in the log of each it stands; else in the installation's."""
    return sorted(place.code for place in real_places(row)) or [""]
