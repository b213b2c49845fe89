"""Keeping how one looks at a list, and letting it go."""

from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.models import SavedView
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import person_subject
from hervest.accounts.view_queries import MOST_VIEWS, own_view
from hervest.accounts.view_rules import is_name_free, kept_query
from hervest.accounts.vocabulary import PersonId, SavedPage
from hervest.core.errors import RuleBroken


@action(Permission.PAGE_PUBLIC, on=person_subject)
def save_view(*, by: Actor, now: datetime, person: PersonId, page: SavedPage, name: str, query: str) -> None:
    """The person finds the list as `query` shows it under `name` from now on.

    Raises: RuleBroken for a name that another view of the list has, and for more views than a list can show.
    """
    kept = SavedView.rows.filter(person_id=by.person or 0, page=page)
    names = list(kept.values_list("name", flat=True))
    if len(names) >= MOST_VIEWS:
        raise RuleBroken("too_many_views", field="name", most=MOST_VIEWS)
    _, is_new = SavedView.rows.get_or_create(
        person_id=by.person or 0, page=page, name=name, defaults={"query": kept_query(query)}
    )
    if not is_new or not is_name_free(name, names):
        raise RuleBroken("view_name_taken", field="name", name=name)
    note("view.saved", page=page)


@action(Permission.PAGE_PUBLIC, on=person_subject)
def remove_view(*, by: Actor, now: datetime, person: PersonId, view: int) -> SavedPage:
    """The view is gone; gives the list it was of. Raises: NotFound for another's."""
    row = own_view(by, view)
    row.delete()
    note("view.removed", page=row.page)
    return SavedPage(row.page)
