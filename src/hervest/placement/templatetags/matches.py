"""How a match reads: its sentences with every code written out, and the tone of a state."""

from collections.abc import Callable, Mapping
from enum import Enum

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from hervest.core.names import language_name
from hervest.core.templatetags.components import icon, status
from hervest.core.texts import coded, label
from hervest.placement.match_explain_rules import RuleLine
from hervest.placement.match_state_vocabulary import CLOSED_MATCH_STATES, MatchStage, MatchState
from hervest.placement.match_vocabulary import ConflictOfInterest, EarlierPair, MatchCriterion, NotReady
from hervest.placement.shown_rules import FitLine
from hervest.sponsorship.vocabulary import Ability, Block, ContactForm, Experience, Interest, Theme, WorkField

register = template.Library()

WORDS: Mapping[str, type[Enum]] = {
    "themes": Theme,
    "blocks": Block,
    "interests": Interest,
    "fields": WorkField,
    "forms": ContactForm,
    "phases": Experience,
    "experience": Experience,
    "abilities": Ability,
    "conflicts": ConflictOfInterest,
    "reasons": NotReady,
    "earlier": EarlierPair,
    "criterion": MatchCriterion,
}
"""What the codes of a parameter stand for."""


@register.filter
def told(line: FitLine | None) -> str:
    """A sentence to a newcomer or a group."""
    return coded(line.context, line.code, in_words(line.params)) if line is not None else ""


@register.filter
def rule_told(line: RuleLine) -> str:
    """What a hard rule found, as a sentence; its name alone where no more is told."""
    if not line.text_code:
        return label(line.rule)
    return coded("match_rule", line.text_code, in_words(dict(line.params)))


def in_words(params: Mapping[str, object]) -> dict[str, object]:
    """Parameters with their codes written out."""
    return {name: worded(name, value) for name, value in params.items()}


def worded(name: str, value: object) -> object:
    """One parameter: a code or several."""
    if name == "languages" and isinstance(value, tuple):
        return ", ".join(language(code) for code in value)
    word: Callable[[str], str] | None = (lambda code: label(WORDS[name](code))) if name in WORDS else None
    if word is None:
        return value
    return ", ".join(word(code) for code in value) if isinstance(value, tuple) else word(str(value))


@register.filter
def language(code: str) -> str:
    """The name of a language by its ISO 639 code."""
    return language_name(code, (get_language() or "nl")[:2])


@register.simple_tag
def match_status(state: MatchState, stage: MatchStage | None = None, *, is_own: bool = False) -> SafeString:
    """How far a match is, as icon and word; `is_own`: to a newcomer whose household it is about."""
    if stage is not None:
        is_over = stage in {MatchStage.ENDED, MatchStage.ON_HOLD, MatchStage.REMATCHING}
        return status("warn" if is_over else "good", "wait" if is_over else "done", label(stage))
    tone, name = ("", "no") if state in CLOSED_MATCH_STATES else ("info", "talk")
    return status(tone, name, coded("own_match", state.value) if is_own else label(state))


@register.simple_tag
def outcome_icon_of(line: RuleLine) -> SafeString:
    """Whether a rule holds, is broken, excepted or not known, as a picture."""
    return icon({"holds": "done", "broken": "no", "excepted": "people", "unknown": "info"}[line.outcome], "sm")
