"""Who holds something secret of their own that opens without a login, such as the address of their agenda."""

from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.factor_queries import has_factor, must_have_factor
from hervest.accounts.models import Person
from hervest.accounts.queries import actor_of
from hervest.accounts.vocabulary import PersonId


def bearer(person: PersonId, *, today: date) -> Actor | None:
    """The person with the memberships in force today; None as soon as they could not come in by logging in.

    So also for who was given a link to choose a password and has not done so yet, and for who lost the second factor
    that their roles ask for. Source: access.md: access is worked out when it is asked for. At most 3 queries.
    """
    row = Person.rows.filter(pk=person, is_active=True).first()
    if row is None or not row.has_usable_password():
        return None
    actor = actor_of(row, today=today)
    if not actor.grants or (must_have_factor(actor) and not has_factor(person)):
        return None
    return actor
