"""The small pieces every page is made of: icons, words for states, dates in words, fields of forms."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import lru_cache

from django import template
from django.core.exceptions import ValidationError
from django.forms import BoundField, Field
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext

from hervest.core import clock, texts
from hervest.core.edits import first_input
from hervest.core.fields import AT_TIMES
from hervest.core.money import Money

register = template.Library()

MIRRORED = frozenset({"next", "arrow", "undo", "talk", "interpreter"})
DAYS_IN_WORDS = 28
DAYS_COUNTED = 60
"""Beyond this nobody counts days: months and years are said."""

WEEK = 7
MONTHS = 12
DAYS_OF_A_MONTH = 30.4


@register.simple_tag
@lru_cache(maxsize=1000)
def icon(name: str, size: str = "", title: str = "") -> SafeString:
    """An icon of the sprite: hidden from screen readers, or named when it stands alone."""
    classes = " ".join(
        ["hv-icon"] + ([f"hv-icon--{size}"] if size else []) + (["hv-icon--dir"] if name in MIRRORED else [])
    )
    address = f"{static('hervest/icons.svg')}#i-{name}"
    if title:
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}"><use href="{}"/></svg>',
            classes,
            title,
            address,
        )
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true"><use href="{}"/></svg>', classes, address
    )


@register.simple_tag
def status(tone: str, name: str, text: object) -> SafeString:
    """A state as icon and word; `tone` adds the colour and may be empty."""
    tone_class = f" hv-status--{tone}" if tone else ""
    return format_html('<span class="hv-status{}">{}{}</span>', tone_class, icon(name), text)


@register.filter
def label(member: Enum | None) -> str:
    """The word for a member of a vocabulary."""
    return texts.label(member) if member is not None else ""


@register.simple_tag
def coded(context: str, code: str, params: Mapping[str, object] | None = None) -> str:
    """The sentence for a code in a context of the catalogue."""
    return texts.coded(context, code, params)


@register.simple_tag
def submission() -> SafeString:
    """A form's own key: the same form sent twice is done once."""
    return format_html('<input type="hidden" name="submission" value="{}">', uuid.uuid4().hex)


@register.filter
def day(value: date | None, today: date | None = None) -> str:
    """`di 17 nov` within the year of `today`, `di 2 mrt 2027` outside it."""
    if value is None:
        return ""
    with_year = today is not None and value.year != today.year
    return texts.day_in_words(value, with_year=with_year)


@register.filter
def day_of(value: datetime | None, today: date | None = None) -> str:
    """The day of an instant by the Dutch clock, as `day` writes it."""
    return day(clock.day_of(value), today) if value is not None else ""


@register.filter
def instant_in_full(value: datetime | None) -> str:
    """`dinsdag 17 november 2026 om 10:15`, for what is read long afterwards."""
    if value is None:
        return ""
    time = f"{value.astimezone(clock.AMSTERDAM):%H:%M}"
    return gettext("%(day)s at %(time)s") % {"day": full_day(clock.day_of(value)), "time": time}


@register.filter
def instant(value: datetime | None, today: date | None = None) -> str:
    """`di 17 nov om 10:15`: an instant by the Dutch clock."""
    if value is None:
        return ""
    here = value.astimezone(clock.AMSTERDAM)
    return gettext("%(day)s at %(time)s") % {"day": day(here.date(), today), "time": f"{here:%H:%M}"}


@register.filter
def full_day(value: date | None) -> str:
    """`dinsdag 17 november 2026`."""
    return texts.full_day(value) if value is not None else ""


@register.filter
def relative(value: date | None, today: date) -> str:
    """`vandaag`, `morgen`, `nog 4 dagen`, `over 12 weken`, `6 dagen te laat`: today is not late."""
    if value is None:
        return ""
    days = (value - today).days
    if days < -DAYS_COUNTED:
        return gettext("%(length)s late") % {"length": length_of(-days)}
    if days < 0:
        return ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}
    if days <= 1:
        return gettext("tomorrow") if days else gettext("today")
    if days <= DAYS_IN_WORDS:
        return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    return ahead(days)


@register.filter
def away(value: date | None, today: date) -> str:
    """`over 10 dagen`, `10 dagen geleden`: how far a day is from today, without the word late."""
    if value is None:
        return ""
    days = (value - today).days
    if days in {0, 1}:
        return gettext("tomorrow") if days else gettext("today")
    if days < -DAYS_COUNTED:
        return gettext("%(length)s ago") % {"length": length_of(-days)}
    if days < 0:
        return ngettext("%(n)d day ago", "%(n)d days ago", -days) % {"n": -days}
    if days <= DAYS_IN_WORDS:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    return ahead(days)


def ahead(days: int) -> str:
    """`over 5 weken`, `over 3 maanden`: a day that lies well ahead."""
    if days > DAYS_COUNTED:
        return gettext("in %(length)s") % {"length": length_of(days)}
    weeks = days // WEEK
    return ngettext("in %(n)d week", "in %(n)d weeks", weeks) % {"n": weeks}


def length_of(days: int) -> str:
    """`3 maanden`, `2 jaar`, `1 jaar en 5 maanden`: a distance too long to be counted in days, rounded down."""
    years, months = divmod(int(days / DAYS_OF_A_MONTH), MONTHS)
    in_years = ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
    in_months = ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    if not years:
        return in_months
    return gettext("%(years)s and %(months)s") % {"years": in_years, "months": in_months} if months else in_years


@register.filter
def euros(cents: int | None) -> str:
    """`€ 845,00`: an amount in cents, written out."""
    return texts.euros(cents) if cents is not None else ""


@register.filter
def money(amount: Money | None) -> str:
    """`€ 845,00`: an amount, written out; one that nobody knows is empty."""
    return texts.euros(amount.cents) if amount is not None else ""


@register.filter
def minus(value: int, other: int) -> int:
    """How much more than `other`."""
    return value - other


@register.simple_tag
def language_code() -> str:
    """The language this page speaks."""
    return get_language() or "nl"


def errors_of(bound: BoundField) -> list[str]:
    """What is wrong with a field, in sentences; an empty one is named, for the sentence stands in the summary too."""
    return [
        gettext("“%(field)s” has not been filled in yet.") % {"field": bound.label} if _is_plain(error) else str(text)
        for error, text in zip(bound.errors.as_data(), bound.errors, strict=True)
    ]


def _is_plain(error: ValidationError) -> bool:
    """Whether the field is empty and its form has no words of its own for that."""
    return error.code == "required" and error.message == Field.default_error_messages["required"]


@register.filter
def summary(bound: BoundField) -> list[str]:
    """What is wrong with a field, each sentence naming it: for the list at the top of a form."""
    plain = [_is_plain(error) for error in bound.errors.as_data()]
    said = zip(errors_of(bound), plain, strict=True)
    named = str(bound.label) if str(bound.label).endswith("?") else f"{bound.label}:"
    return [text if names_itself else f"{named} {text}" for text, names_itself in said]


@register.filter
def anchor(bound: BoundField) -> str:
    """The input of a field that a link leads to: of several, which have one name and no label together, the first."""
    return first_input(bound)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """One field of a form: label, hint, error and input in this order; of what is hidden the input alone."""
    if bound.is_hidden:
        return {"input": bound.as_widget(), "kind": "hidden"}
    errors, name = errors_of(bound), bound.id_for_label or bound.auto_id
    describes = [f"{name}-{part}" for part, there in (("hint", bound.help_text), ("error", errors)) if there]
    attrs: dict[str, str | bool] = {"class": _input_class(bound)}
    if describes:
        attrs["aria-describedby"] = " ".join(describes)
    if errors:
        attrs["aria-invalid"] = "true"
    is_optional = not bound.field.required and not getattr(bound.field, AT_TIMES, False)
    given = {"is_optional": is_optional, "name": name, "describes": " ".join(describes), "kind": _kind(bound)}
    return {"field": bound, "errors": errors, "input": bound.as_widget(attrs=attrs), **given}


def _kind(bound: BoundField) -> str:
    return {"RadioSelect": "choices", "CheckboxSelectMultiple": "choices", "CheckboxInput": "check"}.get(
        type(bound.field.widget).__name__, "line"
    )


def _input_class(bound: BoundField) -> str:
    match type(bound.field.widget).__name__:
        case "Textarea":
            return "utrecht-textarea utrecht-textarea--html-textarea"
        case "Select":
            return "utrecht-select utrecht-select--html-select"
        case "RadioSelect" | "CheckboxSelectMultiple" | "CheckboxInput":
            return "hv-check__box"
        case _:
            return "utrecht-textbox utrecht-textbox--html-input"


@register.filter
def or_you(name: str, own_code: str) -> str:
    """The name as it is; to who is called by that code, and no name, "you"."""
    return pgettext("somebody's own name", "you") if own_code and name == own_code else name


@register.filter
def of(mapping: Mapping[object, object] | None, key: object) -> object:
    """What a mapping holds for a key, or None."""
    return mapping.get(key) if mapping else None
