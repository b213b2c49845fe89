"""The practice family: put in place, begun anew, left, and taken away. Only who takes part does any of it."""

from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_actions import close_place, lock_place, take_part_no_more
from hervest.accounts.practice_queries import PracticePlace, own_practice, roles_there
from hervest.accounts.queries import person_subject
from hervest.accounts.vocabulary import OrganisationId, PersonId
from hervest.core import clock
from hervest.households.entry_actions import OPENING, enter_household
from hervest.households.practice_queries import family_for_practice
from hervest.journey.practice_actions import forget_practice, get_up, sit_in
from hervest.journey.practice_queries import case_there

SOURCE = "practice"


@action(Permission.PAGE_PUBLIC, on=person_subject, runs=(enter_household, *OPENING, sit_in))
def open_practice(*, by: Actor, now: datetime, person: PersonId, organisation: OrganisationId) -> str:
    """The practice family is there, put in place today if it was not, and the person is in its team; gives its code.

    Raises: NotFound for who does not take part.
    """
    place = _locked(by, now, organisation)
    return _in_place(place, by=by, now=now, person=person)


@action(Permission.PAGE_PUBLIC, on=person_subject, runs=(forget_practice, enter_household, *OPENING, sit_in))
def begin_practice_anew(*, by: Actor, now: datetime, person: PersonId, organisation: OrganisationId) -> str:
    """All that was done in practice is gone, and the family stands as on its first day; gives its new code.

    Whoever else takes part comes into its team with their next opening. Raises: NotFound for who does not take part.
    """
    place = _locked(by, now, organisation)
    forget_practice(by=by, now=now, person=person, place=place.code)
    return _in_place(place, by=by, now=now, person=person)


@action(Permission.PAGE_PUBLIC, on=person_subject, runs=(get_up, take_part_no_more))
def leave_practice(*, by: Actor, now: datetime, person: PersonId, organisation: OrganisationId) -> None:
    """Nothing of the practice exists for the person; for the others it stays. Raises: NotFound."""
    place = _locked(by, now, organisation)
    get_up(by=by, now=now, person=person, place=place.code)
    take_part_no_more(by=by, now=now, person=person, organisation=organisation)


@action(Permission.PAGE_PUBLIC, on=person_subject, runs=(forget_practice, close_place))
def remove_practice(*, by: Actor, now: datetime, person: PersonId, organisation: OrganisationId) -> None:
    """The practice family and all that was done in it are gone, for everybody of the organisation. Raises: NotFound."""
    place = _locked(by, now, organisation)
    forget_practice(by=by, now=now, person=person, place=place.code)
    close_place(by=by, now=now, person=person, organisation=organisation)


def _locked(by: Actor, now: datetime, organisation: OrganisationId) -> PracticePlace:
    place = own_practice(by, organisation, today=clock.day_of(now))
    lock_place(place.code)
    return place


def _in_place(place: PracticePlace, *, by: Actor, now: datetime, person: PersonId) -> str:
    found = case_there(place.code)
    if found is None:
        family = family_for_practice(today=clock.day_of(now))
        enter_household(
            by=by,
            now=now,
            municipality=place.code,
            route=family.route,
            record=family.record,
            allocated_on=family.allocated_on,
            arrival_on=family.arrival_on,
            source=SOURCE,
        )
        found = case_there(place.code)
    assert found is not None
    roles = roles_there(by, place.code)
    sit_in(by=by, now=now, person=person, case=found.id, organisation=place.organisation, roles=roles)
    note("practice.opened", case_code=found.code, municipality=place.code)
    return found.code
