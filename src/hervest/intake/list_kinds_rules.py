"""The lists of one sheet that are imported, by kind: the one place that says which there are."""

from collections.abc import Mapping
from types import MappingProxyType

from hervest.intake.dwelling_rules import DWELLING_LIST
from hervest.intake.list_rules import OneSheet
from hervest.intake.running_rules import RUNNING_LIST
from hervest.intake.sponsor_rules import SPONSOR_LIST
from hervest.intake.staff_rules import STAFF_LIST
from hervest.intake.vocabulary import ImportKind

LISTS: Mapping[ImportKind, OneSheet] = MappingProxyType(
    {
        ImportKind.DWELLINGS: DWELLING_LIST,
        ImportKind.SPONSORS: SPONSOR_LIST,
        ImportKind.RUNNING: RUNNING_LIST,
        ImportKind.STAFF: STAFF_LIST,
    }
)
"""Dossiers are no such list: they stand on several sheets."""
