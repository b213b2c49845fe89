"""Taking part in the practice of one's organisation, and having had enough of it."""

from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.models import Membership, Municipality, Organisation
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_queries import own_practice, place_to_practise
from hervest.accounts.practice_rules import TAKES_PART
from hervest.accounts.queries import person_subject
from hervest.accounts.vocabulary import OrganisationId, PersonId
from hervest.core import clock

NAME = "Oefenen"
"""What the place is called where a page names the municipality of a case."""


@action(Permission.PAGE_PUBLIC, on=person_subject)
def take_part(*, by: Actor, now: datetime, person: PersonId, organisation: OrganisationId) -> None:
    """From the next click on the person practises there, in the roles that they have at the organisation.

    Raises: NotFound for who has no role there to practise in.
    """
    today = clock.day_of(now)
    found = place_to_practise(by, organisation, today=today)
    first = Organisation.rows.get(pk=organisation).municipalities.order_by("code").first()
    place, _ = Municipality.rows.get_or_create(
        code=found.code,
        defaults={
            "name": NAME,
            "practice_of_id": organisation,
            "sponsor_programme": bool(first and first.sponsor_programme),
            "is_demo": bool(first and first.is_demo),
        },
    )
    for row in Membership.rows.filter(
        person_id=person, organisation_id=organisation, role__in=TAKES_PART, from_on__lte=today, until_on__gte=today
    ):
        row.municipalities.add(place)
    note("practice.joined", municipality=by.chains[0], organisation=organisation)


def lock_place(place: str) -> None:
    """Until the commit nobody else puts anything in place there, or takes it away; for an action that runs."""
    Municipality.rows.select_for_update().filter(code=place).first()


@action(Permission.PAGE_PUBLIC, on=person_subject)
def take_part_no_more(*, by: Actor, now: datetime, person: PersonId, organisation: OrganisationId) -> None:
    """From the next click on nothing of the practice there exists for the person. Raises: NotFound."""
    found = own_practice(by, organisation, today=clock.day_of(now))
    place = Municipality.rows.get(code=found.code)
    for row in Membership.rows.filter(person_id=person, municipalities=place):
        row.municipalities.remove(place)
    note("practice.left", municipality=by.chains[0], organisation=organisation)


@action(Permission.PAGE_PUBLIC, on=person_subject)
def close_place(*, by: Actor, now: datetime, person: PersonId, organisation: OrganisationId) -> None:
    """Nobody practises there any more, and the place is gone; its cases must be gone before. Raises: NotFound."""
    found = own_practice(by, organisation, today=clock.day_of(now))
    Municipality.rows.get(code=found.code).delete()
    note("practice.closed", municipality=by.chains[0], organisation=organisation)
