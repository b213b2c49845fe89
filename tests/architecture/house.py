"""What the architecture tests share: the floors, the doors, and every source file read once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps

from hervest.core.classified import Classification, classification_of
from hervest.core.vocabulary import Tier

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "hervest"
TEMPLATES = PACKAGE / "templates"

FLOORS = (
    ("matching", "deadlines"),
    ("core",),
    ("audit",),
    ("accounts",),
    ("documents", "notices"),
    ("journey",),
    ("households", "housing", "sponsorship", "knowledge"),
    ("guidance", "intake", "placement"),
    ("portal",),
    ("config", "cli"),
)
"""From the ground up. Two rooms on one floor are strangers."""

HEIGHT = {room: height for height, floor in enumerate(FLOORS) for room in floor}
LIBRARIES = frozenset(FLOORS[0])
SENSITIVE = frozenset({Tier.P1A, Tier.P2, Tier.P3, Tier.PS})
"""Tiers that will be encrypted at rest: the database never compares their values."""


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file of the product."""

    path: Path
    room: str
    module: str
    tree: ast.Module

    @property
    def is_migration(self):
        return "migrations" in self.path.parts

    @property
    def is_action(self):
        return self.module == "actions" or self.module.endswith("_actions")

    @property
    def place(self):
        return str(self.path.relative_to(PACKAGE))

    def at(self, node):
        return f"{self.place}:{node.lineno}"


@cache
def sources() -> tuple[Source, ...]:
    """Every file of the package, migrations too."""
    return tuple(_sources())


def _sources() -> Iterator[Source]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if len(parts) > 1:
            yield Source(path, parts[0], ".".join(parts[1:]), ast.parse(path.read_text("utf-8")))


def own_models():
    """Every model of our rooms."""
    return [model for model in apps.get_models() if is_own(model)]


def is_own(model):
    return model.__module__.startswith("hervest.")


def room_of(model):
    return model.__module__.split(".")[1]


def own_fields(model):
    """The fields a person of this house wrote: not the key Django adds by itself."""
    meta = model._meta
    return [field for field in (*meta.local_fields, *meta.local_many_to_many) if not field.auto_created]


def unclassified(model) -> list[str]:
    """Fields without tier, purpose and retention class."""
    return [field.name for field in own_fields(model) if not isinstance(classification_of(field), Classification)]


def is_sensitive(field) -> bool:
    found = classification_of(field)
    return found is not None and found.tier in SENSITIVE


def sensitive_fields() -> dict[type, frozenset[str]]:
    """Model -> names of its fields that the database may keep but never compare; foreign keys by both names."""
    return {
        model: frozenset(
            name for field in own_fields(model) if is_sensitive(field) for name in (field.name, field.attname)
        )
        for model in own_models()
    }


def root_of(node):
    """The names along a chain of attributes and calls, from its root: `Case.rows.filter(..)` -> Case, rows, filter."""
    names: list[str] = []
    while True:
        match node:
            case ast.Call():
                node = node.func
            case ast.Subscript():
                node = node.value
            case ast.Attribute():
                names.append(node.attr)
                node = node.value
            case ast.Name():
                names.append(node.id)
                return tuple(reversed(names))
            case _:
                return tuple(reversed(names))
