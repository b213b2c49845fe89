"""How a fit looks: its sentences, the words and icons of its outcome, its bar."""

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from hervest.core import texts
from hervest.core.names import language_name
from hervest.core.templatetags.components import status
from hervest.core.texts import coded
from hervest.placement.shown_rules import FitLine
from hervest.placement.vocabulary import FitOutcome, FitWord

register = template.Library()

OUTCOMES = {
    FitOutcome.FITS: ("good", "done"),
    FitOutcome.FITS_WITH: ("warn", "tool"),
    FitOutcome.FITS_NOT: ("", "no"),
}
GROUP_TONES = {FitOutcome.FITS: "good", FitOutcome.FITS_WITH: "warn", FitOutcome.FITS_NOT: "later"}


@register.filter
def sentence(line: FitLine | None) -> str:
    """The sentence of a line; amounts in cents are written out in euros."""
    return coded(line.context, line.code, in_words(line.params)) if line is not None else ""


def in_words(params: Mapping[str, object]) -> dict[str, object]:
    """Parameters as their sentences ask for them: `rent_cents` as an amount called `rent`."""
    found: dict[str, object] = {}
    for name, value in params.items():
        if name.endswith("_cents") and isinstance(value, int):
            found[name.removesuffix("_cents")] = texts.euros(value)
        else:
            found[name] = value
    return found


@register.simple_tag
def outcome_status(outcome: FitOutcome) -> SafeString:
    """The outcome as icon and word."""
    tone, icon = OUTCOMES[outcome]
    return status(tone, icon, texts.label(outcome))


@register.filter
def outcome_icon(outcome: FitOutcome) -> str:
    """The icon of an outcome."""
    return OUTCOMES[outcome][1]


@register.filter
def outcome_tone(outcome: FitOutcome) -> str:
    """The colour of a group of homes."""
    return GROUP_TONES[outcome]


@register.filter
def is_low(word: FitWord) -> bool:
    """Whether a bar is drawn as low."""
    return word is FitWord.POOR


@register.filter
def in_language(code: str) -> str:
    """The name of a language by its ISO 639 code."""
    return language_name(code, (get_language() or "nl")[:2])
