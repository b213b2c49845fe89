"""The views of lists that somebody kept: their own, and nobody else's."""

from dataclasses import dataclass

from hervest.accounts.actor import Actor
from hervest.accounts.models import SavedView
from hervest.accounts.view_rules import kept_query
from hervest.accounts.vocabulary import SavedPage
from hervest.core.errors import NotFound

MOST_VIEWS = 12
"""More of them stand in each other's way on one page."""


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One kept view. `query` is what follows the question mark; `is_here`: the list is looked at in just this way."""

    id: int
    name: str
    query: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Views:
    """The kept views of one list, and what would be kept of how it is looked at now."""

    page: SavedPage
    rows: tuple[ViewRow, ...]
    here: str

    @property
    def may_save(self) -> bool:
        """Whether there is something to keep that is not kept yet."""
        return bool(self.here) and not any(row.is_here for row in self.rows) and len(self.rows) < MOST_VIEWS


def views_of(actor: Actor, page: SavedPage, shown: str) -> Views:
    """The actor's views of the list, by name; `shown` is what follows the question mark now. 1 query."""
    here = kept_query(shown)
    rows = SavedView.rows.filter(person_id=actor.person or 0, page=page).order_by("name")
    return Views(page, tuple(ViewRow(row.pk, row.name, row.query, is_here=row.query == here) for row in rows), here)


def own_view(actor: Actor, view: int) -> SavedView:
    """The row of the actor's own view. Raises: NotFound."""
    row = SavedView.rows.filter(pk=view, person_id=actor.person or 0).first()
    if row is None:
        raise NotFound("no_such_view")
    return row
