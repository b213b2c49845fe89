"""Hours as a person reads them."""

from decimal import Decimal

from babel.numbers import format_decimal
from django import template
from django.utils.translation import get_language

from hervest.guidance.intensity_vocabulary import MINUTES

register = template.Library()


@register.filter
def about_hours(minutes: int) -> str:
    """Minutes that were worked out as hours, to a tenth."""
    return format_decimal(Decimal(minutes) / MINUTES, "0.#", locale=(get_language() or "nl")[:2])


@register.filter
def hours(minutes: int | None) -> str:
    """Minutes as hours, to a hundredth: 150 -> "2,5". Empty for None."""
    if minutes is None:
        return ""
    return format_decimal(Decimal(minutes) / MINUTES, "0.##", locale=(get_language() or "nl")[:2])
