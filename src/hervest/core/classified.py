"""What each stored field is: its tier, its purpose and how long it is kept, written at the field itself."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Field

from hervest.core.vocabulary import Tier

AnyField = TypeVar("AnyField", bound=Field[Any, Any])


class Purpose(StrEnum):
    """Why a field is processed (AVG art. 5(1)(b)): a closed list."""

    ACCESS = "access"
    AUDIT = "audit"
    PLAN = "plan"
    RECEPTION = "reception"
    HOUSING = "housing"
    PLACEMENT = "placement"
    SPONSORSHIP = "sponsorship"
    OPERATION = "operation"


class Keep(StrEnum):
    """Retention class (AVG art. 5(1)(e)); the lengths are the municipality's, set in a later version."""

    CASE = "case"
    ACCOUNT = "account"
    DWELLING = "dwelling"
    SPONSOR = "sponsor"
    LOG = "log"
    SHORT = "short"
    CONFIGURATION = "configuration"


@dataclass(frozen=True, slots=True)
class Classification:
    """Tier, purpose and retention class of one field."""

    tier: Tier
    purpose: Purpose
    keep: Keep


def classified(field: AnyField, tier: Tier, purpose: Purpose, keep: Keep) -> AnyField:
    """Hand `field` back carrying its classification; a field without one breaks the build."""
    field.classification = Classification(tier, purpose, keep)  # type: ignore[attr-defined]
    return field


def classification_of(field: Field[Any, Any]) -> Classification | None:
    """What was declared at the field, or None."""
    return getattr(field, "classification", None)
