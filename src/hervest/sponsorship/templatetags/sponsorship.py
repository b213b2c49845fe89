"""Languages, modules and levels as a person reads them."""

from babel import Locale
from django import template
from django.utils.translation import get_language, pgettext

from hervest.core import names

register = template.Library()


@register.filter
def spoken(code: str) -> str:
    """The name of a language by its ISO 639 code; a code that nobody has a name for stays as it is."""
    language = (get_language() or "nl")[:2]
    own = {code: name for name, code in names.more_languages()}
    return str(Locale.parse(language).languages.get(code) or own.get(code) or code)


@register.filter
def module(number: int) -> str:
    """What a module of the training is called."""
    return pgettext("module", str(number))
