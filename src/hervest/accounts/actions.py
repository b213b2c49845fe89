"""Setting up municipalities, organisations and people; a person's own settings; closing a submission."""

from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from hervest.accounts.action import action, note, person_key
from hervest.accounts.actor import Actor
from hervest.accounts.coordinator_queries import coordinators_mark, may_edit_settings
from hervest.accounts.models import (
    DefaultCoordinator,
    Membership,
    Municipality,
    Organisation,
    Person,
    Submission,
)
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import (
    installation_subject,
    is_caseworker,
    is_organisation_there,
    municipality_subject,
    person_subject,
)
from hervest.accounts.vocabulary import OrganisationId, OrganisationKind, PersonId, Role
from hervest.audit import actions as audit
from hervest.audit.rules import Entry
from hervest.core import clock
from hervest.core.errors import Conflict, NotAllowed, RuleBroken
from hervest.core.marks import mark
from hervest.core.vocabulary import Route


@action(Permission.PEOPLE_MANAGE, on=installation_subject)
def create_municipality(
    *,
    by: Actor,
    now: datetime,
    code: str,
    name: str,
    phone: str = "",
    sponsor_programme: bool = False,
    is_demo: bool = False,
) -> bool:
    """The municipality exists afterwards; True if it is new, False (and nothing changed) if it was there."""
    _, is_new = Municipality.rows.get_or_create(
        code=code,
        defaults={"name": name, "phone": phone, "sponsor_programme": sponsor_programme, "is_demo": is_demo},
    )
    if is_new:
        note("municipality.created", municipality=code, name=name)
    return is_new


@action(Permission.PEOPLE_MANAGE, on=installation_subject)
def create_organisation(
    *, by: Actor, now: datetime, name: str, kind: OrganisationKind, municipalities: list[str]
) -> OrganisationId:
    """A partner that works for `municipalities`.

    Raises: RuleBroken if one of that kind has the name there already, however it was typed.
    """
    if is_organisation_there(name, kind, municipalities):
        raise RuleBroken("organisation_there_already", field="name", name=name)
    organisation = Organisation.rows.create(name=name, kind=kind)
    organisation.municipalities.set(Municipality.rows.filter(code__in=municipalities))
    note("organisation.created", municipality=municipalities[0] if municipalities else "", name=name)
    return OrganisationId(organisation.pk)


@action(Permission.PEOPLE_MANAGE, on=installation_subject)
def create_person(
    *,
    by: Actor,
    now: datetime,
    email: str,
    name: str,
    password_hash: str = "",
    language: str = "nl",
    is_demo: bool = False,
) -> PersonId:
    """Somebody who can log in, once a password is set. An existing address is given back as it is.

    `password_hash` is what Django's `make_password` gives: who adds many people with one password hashes it once.
    """
    found = Person.rows.filter(email__iexact=email).first()
    if found is not None:
        return PersonId(found.pk)
    person = Person(email=email.lower(), name=name, language=language, is_demo=is_demo)
    person.password = password_hash or make_password(None)
    person.save()
    note("person.created", person=person.pk)
    return PersonId(person.pk)


@action(Permission.PEOPLE_MANAGE, on=installation_subject)
def grant_membership(
    *,
    by: Actor,
    now: datetime,
    person: PersonId,
    organisation: OrganisationId,
    role: Role,
    municipalities: list[str],
    from_on: date,
    until_on: date,
) -> None:
    """The person holds the role from `from_on` until `until_on` inclusive. Raises: RuleBroken if it ends before."""
    if until_on < from_on:
        raise RuleBroken("ends_before_it_starts", field="until_on")
    membership = Membership.rows.create(
        person_id=person, organisation_id=organisation, role=role, from_on=from_on, until_on=until_on
    )
    membership.municipalities.set(Municipality.rows.filter(code__in=municipalities))
    for place in municipalities or [""]:
        note("membership.granted", municipality=place, person=person, role=role, until_on=until_on)


@action(
    Permission.PEOPLE_MANAGE,
    on=installation_subject,
    runs=(create_municipality, create_organisation, create_person, grant_membership),
)
def set_up_municipality(
    *, by: Actor, now: datetime, code: str, name: str, email: str, from_on: date, until_on: date
) -> PersonId | None:
    """A new municipality with its organisation and its first person, all or nothing; None if it was there."""
    if not create_municipality(by=by, now=now, code=code, name=name):
        return None
    organisation = create_organisation(
        by=by, now=now, name=f"Gemeente {name}", kind=OrganisationKind.MUNICIPALITY, municipalities=[code]
    )
    person = create_person(by=by, now=now, email=email, name=email.split("@", maxsplit=1)[0])
    for role in (Role.PLATFORM_ADMIN, Role.MUNI_LEAD):
        grant_membership(
            by=by,
            now=now,
            person=person,
            organisation=organisation,
            role=role,
            municipalities=[code],
            from_on=from_on,
            until_on=until_on,
        )
    return person


@action(Permission.SETTINGS_EDIT, on=municipality_subject)
def set_default_coordinators(
    *, by: Actor, now: datetime, municipality: str, people: Mapping[Route, PersonId | None], seen: str = ""
) -> None:
    """Cases of these routes that are imported for the municipality get this case lead; None: nobody.

    Raises: NotAllowed for who edits technical settings only; RuleBroken for somebody who is no caseworker there;
    Conflict if others lead them by now than was `seen`.
    """
    if not may_edit_settings(by, municipality):
        raise NotAllowed("not_allowed", municipality=municipality)
    Municipality.rows.select_for_update().get(code=municipality)
    if seen and seen != coordinators_mark(municipality):
        raise Conflict("coordinators_changed_meanwhile")
    for route, person in people.items():
        if person is not None and not is_caseworker(person, municipality, today=clock.day_of(now)):
            raise RuleBroken("not_a_caseworker", field=route.value)
        _set_default(municipality, route, person)


@action(Permission.SETTINGS_EDIT, on=municipality_subject)
def set_sponsor_programme(*, by: Actor, now: datetime, municipality: str, has_programme: bool, seen: str = "") -> bool:
    """The municipality works with sponsor groups, or does not; whether that is news.

    Raises: NotAllowed for who edits technical settings only; Conflict if that changed since it stood as `seen`.
    """
    if not may_edit_settings(by, municipality):
        raise NotAllowed("not_allowed", municipality=municipality)
    row = Municipality.rows.select_for_update().get(code=municipality)
    if seen and seen != mark(row.sponsor_programme):
        raise Conflict("sponsor_programme_set_meanwhile")
    if row.sponsor_programme == has_programme:
        return False
    row.sponsor_programme = has_programme
    row.save(update_fields=["sponsor_programme"])
    note("sponsor_programme.set", municipality=municipality, has_programme=has_programme)
    return True


def _set_default(municipality: str, route: Route, person: PersonId | None) -> None:
    found = DefaultCoordinator.rows.filter(municipality=municipality, route=route).first()
    if (found.person_id if found else None) == person:
        return
    if person is None:
        DefaultCoordinator.rows.filter(municipality=municipality, route=route).delete()
    else:
        DefaultCoordinator.rows.update_or_create(
            municipality_id=municipality, route=route, defaults={"person_id": person}
        )
    note("default_coordinator.set", municipality=municipality, route=route, person=person)


@action(Permission.PAGE_PUBLIC, on=person_subject)
def choose_language(*, by: Actor, now: datetime, person: PersonId, language: str) -> None:
    """The person reads Hervest in `language` from the next page on. Raises: RuleBroken for anyone else's account."""
    if by.person != person:
        raise RuleBroken("own_profile_only")
    Person.rows.filter(pk=person).update(language=language)
    note("profile.language", person=person, language=language)


UNNAMED = frozenset(
    permission.value
    for permission in (
        Permission.PROTECTION_READ,
        Permission.PROTECTION_WRITE,
        Permission.SIGNAL_RAISE,
        Permission.SIGNAL_TRIAGE,
    )
)
"""For what a page shows a case without its code in the log."""


def record_reads(actor: Actor, *, now: datetime, purpose: str) -> None:
    """One audit row per case that this request opened, and one per municipality of which it listed codes.

    Each says which tiers and groups of fields the answer shows; a list says of which codes it shows each group.
    A page about somebody's safety names no case: whoever lives there would read it in the log of their own case; what
    was read of it has a row of its own (decision 55).
    Source: access.md, "One audit row per request and case". No permission of its own: it only adds to the log.
    """
    reads = actor.reads
    if purpose in UNNAMED:
        places = sorted({*reads.cases.values(), *reads.listed})
        audit.append_reads([_read(actor, now, place, "case.read", "", purpose=purpose) for place in places])
        return
    rows = [
        _read(
            actor,
            now,
            municipality,
            "case.read",
            code,
            purpose=purpose,
            tiers=reads.tiers_of([code]),
            fields=reads.groups_of([code]),
            **({"emergency": True} if code in reads.in_emergency else {}),
        )
        for code, municipality in reads.cases.items()
    ]
    for municipality, listed in reads.listed.items():
        codes = sorted(listed)
        shown = {
            group: [code for code in codes if group in reads.groups_of([code])] for group in reads.groups_of(codes)
        }
        tiers = reads.tiers_of(codes)
        rows.append(
            _read(actor, now, municipality, "case.listed", "", purpose=purpose, codes=codes, tiers=tiers, shown=shown)
        )
    if rows:
        audit.append_reads(rows)


def _read(actor: Actor, now: datetime, municipality: str, verb: str, code: str, **detail: object) -> Entry:
    return Entry(
        chain=municipality,
        at=now,
        by_id=actor.person,
        by_name=actor.name,
        verb=verb,
        case_code=code,
        detail=dict(detail),
    )


def keep_answer(actor: Actor, answer: str) -> None:
    """Remember where the actor's submission led, so that the same form sent again is led there too."""
    Submission.rows.filter(key=actor.submission, person_key=person_key(actor)).update(answer=answer[:500])
