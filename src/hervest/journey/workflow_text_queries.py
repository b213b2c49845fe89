"""Texts of pages in a municipality's own words."""

from hervest.accounts.actor import Actor
from hervest.core import texts
from hervest.journey.template_defaults import own_texts
from hervest.journey.workflow_queries import content_in_force
from hervest.journey.workflow_rules import Words


def own_text(actor: Actor, key: str, municipality: str = "") -> str:
    """The text on a page, as the municipality says it, in the reader's language; Hervest's own where none is named.

    Without a name it is the only one the actor works, helps or lives in. At most 1 query.
    """
    places = {municipality} if municipality else actor.municipalities
    said = content_in_force(next(iter(places))).texts.get(key) if len(places) == 1 else None
    return in_language(said or own_texts()[key].default)


def in_language(words: Words) -> str:
    """The text in the reader's language."""
    return texts.in_language(words.nl, words.en)
