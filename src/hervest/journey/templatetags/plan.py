"""Why a task has its date, in the words of the work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from hervest.core import texts
from hervest.core.templatetags.components import label
from hervest.deadlines.period import Offset
from hervest.journey.cover_rules import key_of
from hervest.journey.preview_queries import Line
from hervest.journey.source_rules import source_keys
from hervest.journey.task_rules import Because
from hervest.journey.template_defaults import sources
from hervest.journey.vocabulary import (
    Began,
    ClashCode,
    DeadlineKind,
    MilestoneCode,
    Phase,
    TaskState,
    TraitCode,
    Urgency,
)
from hervest.journey.work_row_queries import WorkRow
from hervest.journey.worklist_rules import end_of_week, week_until

register = template.Library()

WEEK, DAYS_AS_WEEKS = 7, 21
KIND_ICONS = {
    DeadlineKind.LEGAL: "law",
    DeadlineKind.HARD: "flag",
    DeadlineKind.NORM: "clock",
    DeadlineKind.SOFT: "clock",
}
STATES = {
    TaskState.WAITING_START: ("", "todo"),
    TaskState.TO_DO: ("", "todo"),
    TaskState.BUSY: ("info", "busy"),
    TaskState.WAITING_FOR: ("wait", "wait"),
    TaskState.DONE: ("good", "done"),
    TaskState.NOT_NEEDED: ("", "skip"),
}
GROUPS = {
    Urgency.CRITICAL_LATE: ("bad", "stop"),
    Urgency.LATE: ("warn", "alert"),
    Urgency.THIS_WEEK: ("now", "calendar"),
    Urgency.LATER: ("later", "clock"),
    Urgency.UNDATED: ("later", "todo"),
}


@register.filter
def work_key(row: WorkRow) -> str:
    """The task as a tick box sends it."""
    return key_of((row.case_code, row.id))


@register.filter
def kind_icon(kind: DeadlineKind) -> str:
    """The icon of a kind of term."""
    return KIND_ICONS[kind]


@register.filter
def state_icon(state: TaskState) -> str:
    """The icon of a task's state."""
    return STATES[state][1]


@register.filter
def state_tone(state: TaskState) -> str:
    """The colour of a task's state."""
    return STATES[state][0]


@register.filter
def group_tone(urgency: Urgency) -> str:
    """The colour of a group of the worklist."""
    return GROUPS[urgency][0]


@register.filter
def group_icon(urgency: Urgency) -> str:
    """The icon of a group of the worklist."""
    return GROUPS[urgency][1]


@register.filter
def group_words(urgency: Urgency, today: date) -> str:
    """What a group of the worklist is called today: of one that reaches beyond this Sunday, until which day."""
    last = week_until(today)
    if urgency is not Urgency.THIS_WEEK or last == end_of_week(today):
        return label(urgency)
    return _("Up to and including %(day)s") % {"day": texts.full_day(last)}


@register.filter
def week_words(today: date) -> str:
    """What the work that is due now is called today (`group_words`)."""
    return group_words(Urgency.THIS_WEEK, today)


@dataclass(frozen=True, slots=True)
class WhyBox:
    """All that the words about one date depend on."""

    because: Because | None
    is_reason_locked: bool
    kind: DeadlineKind
    due_on: date | None
    limit_on: date | None
    preferred_on: date | None
    is_fixed: bool
    template: str


@dataclass(frozen=True, slots=True)
class TagsBox:
    """All that the words below a title depend on."""

    why: WhyBox
    phase: Phase

    @property
    def is_pressing(self) -> bool:
        """Whether the term cannot be moved."""
        return self.why.kind in {DeadlineKind.LEGAL, DeadlineKind.HARD}


@dataclass(frozen=True, slots=True)
class DayBox:
    """All that the words about the day of a task depend on."""

    state: TaskState
    is_open: bool
    due_on: date | None
    done_on: date | None
    today: date


@register.simple_tag
def task_tags(row: WorkRow) -> str:
    """What stands below a title in a list: how strict its term is, in which phase it stands, and why its date."""
    return _task_tags(TagsBox(_why_of(row), row.phase), get_language() or "nl")


@register.simple_tag
def task_day(row: WorkRow, today: date) -> str:
    """The day of a task in a list, and how far away it is; of one that is closed, how it ended."""
    return _task_day(DayBox(row.state, row.is_open, row.due_on, row.done_on, today), get_language() or "nl")


@register.simple_tag
def why_box(row: WorkRow) -> str:
    """Why a task has its date, folded: the short phrase, and behind it the whole reason with its source."""
    return _why_box(_why_of(row), get_language() or "nl")


def _why_of(row: WorkRow) -> WhyBox:
    return WhyBox(
        because=row.because,
        is_reason_locked=row.is_reason_locked,
        kind=row.kind,
        due_on=row.due_on,
        limit_on=row.limit_on,
        preferred_on=row.preferred_on,
        is_fixed=row.is_fixed,
        template=row.key.template,
    )


@register.filter
def clash_words(line: Line, today: date) -> str:
    """What does not fit, on which days, and what to do about it: after the title of the task."""
    due, bound = (
        texts.day_in_words(on, with_year=on.year != today.year) if on else "" for on in (line.becomes_on, line.bound)
    )
    is_unseen = line.clash is ClashCode.DUE_BEFORE_PREDECESSOR and not line.other_title
    code = "due_before_unseen" if is_unseen else line.clash or ""
    return texts.coded("clash", code, {"due": due, "bound": bound, "other": line.other_title or ""})


@register.simple_tag
def task_called(row: WorkRow, people: Mapping[str, str] | None, today: date) -> str:
    """A task among others of the same title, for who hears its buttons: as its row shows it, with whom and which day.

    `people`: how people are called, as far as the page knows it (`task_person.html`).
    """
    day = texts.day_in_words(row.due_on, with_year=row.due_on.year != today.year) if row.due_on else ""
    said = (row.title or "", (people or {}).get(row.person_key, ""), day, row.case_code)
    return ", ".join(word for word in said if word)


# A third of the time of a list of work goes into words that stand on it again at the next click and that other cases
# share. What is of one case or one person (a title, a name, what somebody typed) is in none of these boxes.
@lru_cache(maxsize=4000)
def _task_tags(box: TagsBox, _language: str) -> str:
    return render_to_string("journey/task_tags.html", {"box": box})


@lru_cache(maxsize=4000)
def _task_day(box: DayBox, _language: str) -> str:
    return render_to_string("journey/task_day.html", {"box": box})


@lru_cache(maxsize=2000)
def _why_box(box: WhyBox, _language: str) -> str:
    return render_to_string("journey/why.html", {"row": box})


@register.filter
def why(because: Because) -> str:
    """`14 dagen voor de landing`: from where the date counts, in one short phrase; of a series, which one it is."""
    return f"{counted(because)}{turns(because)}"


@register.filter
def counted(because: Because) -> str:
    """The same of the first of a series that goes on and on."""
    return distance(because.offset, because.counts_from)


@register.filter
def turns(because: Because) -> str:
    """`, en 3 keer 1 week daarna`: how far on in a series; empty for the first, and for what does not return."""
    if not because.times:
        return ""
    every = Offset.parse(because.every)
    length = length_in_words(every.count, every.unit.value)
    text = ngettext(", and %(length)s after that", ", and %(n)d times %(length)s after that", because.times)
    return text % {"n": because.times, "length": length}


@register.filter
def in_words(told: str) -> str:
    """The names of the sources behind their keys, `COA-HS,NB`; a key without a name stays as it is."""
    named = [(sources().get(key), key) for key in source_keys(told)]
    return "; ".join(texts.in_language(name.nl, name.en) if name else key for name, key in named)


@register.filter
def in_sentence(code: MilestoneCode | Began | TraitCode) -> str:
    """The milestone, or what began, within a sentence: `de landing`, `het begin van de leerplicht`."""
    if isinstance(code, TraitCode):
        return pgettext("trait_begins", code.value)
    return pgettext("milestone_in_sentence", code.value)


def distance(offset: str, milestone: MilestoneCode | Began | TraitCode) -> str:
    """How far from a milestone: before, after, or on the day itself."""
    steps = Offset.parse(offset)
    name = in_sentence(milestone)
    if steps.count == 0:
        return _("on the day of %(milestone)s") % {"milestone": name}
    length = length_in_words(abs(steps.count), steps.unit.value)
    if steps.count < 0:
        return _("%(length)s before %(milestone)s") % {"length": length, "milestone": name}
    return _("%(length)s after %(milestone)s") % {"length": length, "milestone": name}


def length_in_words(count: int, unit: str) -> str:
    """`14 dagen`, `1 week`, `3 maanden`; days that are whole weeks, three of them and more, as weeks."""
    if unit == "d" and count >= DAYS_AS_WEEKS and count % WEEK == 0:
        count, unit = count // WEEK, "w"
    forms = {
        "d": ngettext("%(n)d day", "%(n)d days", count),
        "w": ngettext("%(n)d week", "%(n)d weeks", count),
        "m": ngettext("%(n)d month", "%(n)d months", count),
        "y": ngettext("%(n)d year", "%(n)d years", count),
    }
    return forms[unit] % {"n": count}
