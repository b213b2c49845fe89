"""Findings and values of an import as a person reads them."""

from django import template
from django.utils.translation import get_language

from hervest.core.names import language_name
from hervest.core.texts import coded, day_in_words, euros
from hervest.households.name_rules import country_name
from hervest.intake.finding_rules import finding_params
from hervest.intake.flow_vocabulary import FLOWS
from hervest.intake.shown_rules import ShownValue
from hervest.intake.vocabulary import Finding, ImportKind

register = template.Library()


def as_it_is(text: str, _language: str) -> str:
    """A text that is no code."""
    return text


def in_euros(cents: str, _language: str) -> str:
    """An amount as a person reads it."""
    return euros(int(cents))


NAMES = {"language": language_name, "country": country_name, "cents": in_euros}


@register.filter
def page_of(kind: ImportKind, which: str) -> str:
    """The name of the address of a page of this kind of import; `which`: a field of its flow."""
    return str(getattr(FLOWS[kind], which))


@register.filter
def message(finding: Finding) -> str:
    """What is wrong, in one sentence."""
    return coded("FindingCode", finding.code, finding_params(finding))


@register.filter
def remedy(finding: Finding) -> str:
    """What would be right."""
    return coded("FindingRemedy", finding.code, finding_params(finding))


@register.filter
def stands_there(finding: Finding) -> str:
    """What stood in the cell, as far as it could be read."""
    return str(dict(finding.params).get("value", ""))


@register.filter
def value_text(value: ShownValue | None) -> str:
    """A value of a dossier in words."""
    if value is None:
        return ""
    if value.day is not None:
        return day_in_words(value.day, with_year=True)
    spoken, name = (get_language() or "nl")[:2], NAMES.get(value.kind, as_it_is)
    named = ((name(part, spoken), remark) for part, remark in value.parts)
    return ", ".join(f"{part} ({remark})" if remark else part for part, remark in named)
