"""Where somebody may import: what an import and a layout that was saved stay tied to, for as long as they are kept."""

from dataclasses import replace

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_rules import is_practice
from hervest.accounts.vocabulary import Subject
from hervest.housing.queries import adding_subject
from hervest.intake.vocabulary import ImportKind

PERMISSIONS = {
    ImportKind.DOSSIERS: Permission.DOSSIER_IMPORT,
    ImportKind.DWELLINGS: Permission.DWELLING_EDIT,
    ImportKind.SPONSORS: Permission.GROUP_EDIT,
    ImportKind.RUNNING: Permission.DOSSIER_IMPORT,
    ImportKind.STAFF: Permission.PEOPLE_MANAGE,
}
OF_THE_MUNICIPALITY = frozenset({ImportKind.DOSSIERS, ImportKind.RUNNING})
"""Kinds that go into a municipality whatever one's organisation."""


def place_subject(actor: Actor, kind: ImportKind, municipality: str) -> Subject:
    """The municipality as a place to import into: for lists as far as one's organisations work there.

    Without a municipality (empty) it is the whole installation. People come in where one manages at least volunteers.
    Raises: NotFound for lists, where there is no such municipality.
    """
    if not municipality or is_practice(municipality):  # nothing real ever becomes practice
        return Subject()
    if kind in OF_THE_MUNICIPALITY:
        return Subject(municipality=municipality)
    return replace(adding_subject(actor, municipality), is_volunteer=kind is ImportKind.STAFF)


def may_import(actor: Actor, kind: ImportKind, municipality: str) -> bool:
    """Whether the actor may import there today."""
    return policy.can(actor, PERMISSIONS[kind], place_subject(actor, kind, municipality))


def import_places(actor: Actor, kind: ImportKind) -> frozenset[str]:
    """The municipalities into which the actor may import today; empty among them: the whole installation."""
    return frozenset(place for place in {*actor.municipalities, ""} if may_import(actor, kind, place))
