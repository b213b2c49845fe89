"""Pieces of the pages of the social map."""

from collections.abc import Iterable

from django import template
from django.utils.translation import get_language

from hervest.core.names import language_name

register = template.Library()


@register.filter
def languages_in_words(codes: Iterable[str]) -> str:
    """What these languages are called in the reader's language."""
    return ", ".join(language_name(code, (get_language() or "nl")[:2]) for code in codes)
