"""Frozen facts of this room as JSON and back: what was read is kept until it is applied, and remembered after."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from hervest.intake.text_rules import storable

F = TypeVar("F")


def as_json(value: Any) -> Any:
    """`value` in what JSON knows and any database keeps: days and members of a vocabulary as text, sets as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (Enum, date)):
        return value.value if isinstance(value, Enum) else value.isoformat()
    if isinstance(value, Mapping):
        return {as_json(key): as_json(part) for key, part in value.items()}
    if isinstance(value, (frozenset, set)):
        return sorted(as_json(part) for part in value)
    if isinstance(value, (tuple, list)):
        return [as_json(part) for part in value]
    return storable(value) if isinstance(value, str) else value


def from_json(kind: type[F], value: Any) -> F:
    """The frozen fact of type `kind` that `value` was made from; names that are missing keep their default."""
    found: F = _read(kind, value)
    return found


def _read(kind: Any, value: Any) -> Any:
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _read_union(parts, value)
    if origin is tuple:
        inner = parts if Ellipsis not in parts else [parts[0]] * len(value)
        return tuple(_read(part, item) for part, item in zip(inner, value, strict=True))
    if origin is frozenset:
        return frozenset(_read(parts[0], item) for item in value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _read(hints[name], item) for name, item in value.items() if name in hints})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return date.fromisoformat(value) if kind is date else value


def _read_union(parts: tuple[Any, ...], value: Any) -> Any:
    if value is None:
        return None
    kinds = [part for part in parts if part is not NoneType]
    return _read(kinds[0], value) if len(kinds) == 1 else value
