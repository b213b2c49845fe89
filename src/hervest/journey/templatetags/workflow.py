"""A municipality's way of working in the words of its pages."""

from django import template
from django.utils.translation import gettext as _

from hervest.deadlines.period import Offset
from hervest.journey.templatetags.plan import distance
from hervest.journey.vocabulary import MilestoneCode
from hervest.journey.workflow_page_queries import DiffLine
from hervest.journey.workflow_rules import Words
from hervest.journey.workflow_text_queries import in_language

register = template.Library()


@register.filter
def counted_from(offset: Offset, anchor: MilestoneCode) -> str:
    """`5 dagen na de aankomst`: how far from its milestone."""
    return distance(str(offset), anchor)


@register.filter
def said(words: Words) -> str:
    """The text in the reader's language."""
    return in_language(words)


@register.filter
def was_said(line: DiffLine) -> str:
    """How it stood before."""
    return _in_words(line.was, line)


@register.filter
def becomes_said(line: DiffLine) -> str:
    """How it stands afterwards."""
    return _in_words(line.becomes, line)


def _in_words(value: object, line: DiffLine) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Offset) and line.anchor is not None:
        return distance(str(value), line.anchor)
    return str(value or "")
