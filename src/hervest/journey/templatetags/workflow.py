"""A municipality's way of working in the words of its pages."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hervest.deadlines.period import Offset
from hervest.deadlines.term import Count, DayOfLaterYear, Distance, FixedDay, QuarterEnd, Term, WorkingDistance
from hervest.journey.templatetags.plan import distance, in_sentence, length_in_words
from hervest.journey.vocabulary import MilestoneCode
from hervest.journey.workflow_page_queries import DiffLine
from hervest.journey.workflow_rules import Words
from hervest.journey.workflow_text_queries import in_language

register = template.Library()


@register.filter
def counted_from(offset: Offset, anchor: MilestoneCode | None) -> str:
    """`5 dagen na de aankomst`: how far from its milestone; without one, how much before the term's own last day."""
    if anchor is not None:
        return distance(str(offset), anchor)
    if offset.count == 0:
        return _("on the last day of the term")
    return _("%(length)s before the last day of the term") % {
        "length": length_in_words(abs(offset.count), offset.unit.value)
    }


@register.filter
def as_registered(term: Term) -> str:
    """How the register has it: `3 maanden na de verblijfsvergunning`, `4 maart 2027`; each way that it counts."""
    return "; ".join(_counted(count) for count in term.counts)


def _counted(count: Count) -> str:
    milestone = in_sentence(MilestoneCode(count.anchor))
    match count.length:
        case Distance(offset):
            return distance(str(offset), MilestoneCode(count.anchor))
        case WorkingDistance(days) if days < 0:
            return ngettext(
                "%(n)d working day before %(milestone)s", "%(n)d working days before %(milestone)s", -days
            ) % {"n": -days, "milestone": milestone}
        case WorkingDistance(days):
            return ngettext("%(n)d working day after %(milestone)s", "%(n)d working days after %(milestone)s", days) % {
                "n": days,
                "milestone": milestone,
            }
        case FixedDay(day):
            return date_format(day)
        case QuarterEnd(quarters):
            return ngettext(
                "at the end of the quarter after that of %(milestone)s",
                "at the end of the quarter, %(n)d quarters after that of %(milestone)s",
                quarters,
            ) % {"n": quarters, "milestone": milestone}
        case DayOfLaterYear(years, month, day):
            named = date_format(date(2000, month, day), "MONTH_DAY_FORMAT")
            return ngettext(
                "on %(day)s of the year after %(milestone)s", "on %(day)s, %(n)d years after %(milestone)s", years
            ) % {"day": named, "n": years, "milestone": milestone}


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
    if isinstance(value, Offset):
        return counted_from(value, line.anchor)
    return str(value or "")
