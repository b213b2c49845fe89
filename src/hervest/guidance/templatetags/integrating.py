"""Filters for pages about civic integration."""

from django import template

from hervest.core.texts import in_language
from hervest.guidance.integrating_rules import Number

register = template.Library()


@register.filter
def title_of(number: Number) -> str:
    """What a number says, in the reader's language."""
    return in_language(number.title_nl, number.title_en)
