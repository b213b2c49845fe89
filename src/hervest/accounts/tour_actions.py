"""The cards of the first login: seeing one, putting them away, and having them back."""

from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.models import Person
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import person_subject
from hervest.accounts.vocabulary import PersonId


@action(Permission.PAGE_PUBLIC, on=person_subject)
def see_card(*, by: Actor, now: datetime, person: PersonId, card: str) -> None:
    """The person has followed this card: it stands as done from now on."""
    row = Person.rows.select_for_update().get(pk=person)
    if card not in row.tour_seen:
        row.tour_seen = [*row.tour_seen, card]
        row.save(update_fields=["tour_seen"])
        note("tour.card_seen", card=card)


@action(Permission.PAGE_PUBLIC, on=person_subject)
def end_tour(*, by: Actor, now: datetime, person: PersonId) -> None:
    """The person sees no cards any more, until they ask for them."""
    Person.rows.filter(pk=person).update(tour_is_over=True)
    note("tour.ended")


@action(Permission.PAGE_PUBLIC, on=person_subject)
def begin_tour(*, by: Actor, now: datetime, person: PersonId) -> None:
    """The person sees their cards again, each still to be followed."""
    Person.rows.filter(pk=person).update(tour_is_over=False, tour_seen=[])
    note("tour.begun")
