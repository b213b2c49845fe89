"""Languages, modules and levels as a person reads them."""

from django import template
from django.utils.translation import get_language, pgettext

from hervest.core import names

register = template.Library()


@register.filter
def spoken(code: str) -> str:
    """The name of a language by its ISO 639 code; a code that nobody has a name for stays as it is."""
    return names.language_name(code, (get_language() or "nl")[:2])


@register.filter
def module(number: int) -> str:
    """What a module of the training is called."""
    return pgettext("module", str(number))
