"""Forms of the social map: what is looked for, and what is known of a service."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hervest.accounts.queries import OrganisationName
from hervest.accounts.vocabulary import OrganisationId
from hervest.core.edits import EditForm
from hervest.core.fields import EmailField, PhoneField, WholeField, choose, hidden_number, worded
from hervest.core.names import language_name, languages
from hervest.knowledge.queries import ServiceRow, SocialMap, theme_choices
from hervest.knowledge.vocabulary import (
    LONGEST_LINE,
    LONGEST_NAME,
    LONGEST_TEXT,
    Cost,
    MapFilters,
    MapOrder,
    MapPart,
    ServiceFacts,
    ThemeKey,
    WayIn,
)

LONGEST_WAIT = 260
"""Weeks."""

LONGEST_CANCEL = 336
"""Hours before an appointment: two weeks."""

PARTS = (
    (_("What it is"), ("name", "themes", "about", "owner")),
    (_("Where, and in which language"), ("place", "address", "opening", "languages", "has_interpreter")),
    (_("Getting in"), ("way_in", "way_in_note", "waiting_weeks", "cost", "cost_note")),
    (_("Reaching them"), ("phone", "email", "website", "cancel_hours")),
)
"""What belongs together on the page: its heading, and the fields under it."""


def here() -> str:
    """The reader's language."""
    return (get_language() or "nl")[:2]


class MapForm(forms.Form):
    """What is looked for in the map; nonsense in an address narrows nothing, and the page says so."""

    words = forms.CharField(label=_("Search"), max_length=100, required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    cost = forms.ChoiceField(label=_("Costs"), required=False)
    way_in = forms.ChoiceField(label=_("Getting in"), required=False)
    waiting = WholeField(label=_("Waiting at most (weeks)"), required=False, most=LONGEST_WAIT)
    owner = forms.ChoiceField(label=_("Kept by"), required=False)
    part = forms.ChoiceField(label=_("Show"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, data: Any, *, known: SocialMap | None = None) -> None:
        super().__init__(data, auto_id="f-%s")
        every = ("", _("all"))
        places, spoken = (known.places, known.languages) if known else ((), ())
        choose(self, "theme", [every, *theme_choices()])
        choose(self, "place", [every, *((place, place) for place in places)])
        choose(self, "language", [every, *((code, language_name(code, here())) for code in spoken)])
        choose(self, "cost", [every, *worded(Cost)])
        choose(self, "way_in", [every, *worded(WayIn)])
        choose(self, "owner", [every, *((str(row.id), row.name) for row in (known.owners if known else ()))])
        choose(self, "part", worded(MapPart))
        choose(self, "order", worded(MapOrder))

    def filters(self) -> MapFilters:
        """What the address asks for."""
        self.is_valid()
        given = self.cleaned_data
        return MapFilters(
            words=given.get("words") or "",
            theme=given.get("theme") or "",
            place=given.get("place") or "",
            language=given.get("language") or "",
            cost=given.get("cost") or "",
            way_in=given.get("way_in") or "",
            owner=int(given.get("owner") or 0),
            waiting=given.get("waiting"),
            part=MapPart(given.get("part") or MapPart.THERE),
            order=MapOrder(given.get("order") or MapOrder.NAME),
        )


def _text(words: Any, longest: int = LONGEST_LINE, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=words, required=False, max_length=longest, help_text=help_text)


class ServiceForm(EditForm):
    """All that is known of a service."""

    name = forms.CharField(label=_("Name of the service"), max_length=LONGEST_NAME)
    themes = forms.MultipleChoiceField(label=_("Themes"), widget=forms.CheckboxSelectMultiple)
    about = forms.CharField(
        label=_("What can one get there, and for whom is it?"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In plain words: newcomers read this too."),
    )
    owner = forms.TypedChoiceField(
        label=_("Who keeps this right?"), coerce=lambda word: OrganisationId(int(word)), empty_value=None
    )
    place = _text(_("Town or neighbourhood"))
    address = _text(_("Address"))
    opening = _text(_("When is it open?"))
    languages = _text(
        _("Which languages are spoken there?"),
        help_text=_("With a comma between them, for instance: Arabic, Tigrinya."),
    )
    has_interpreter = forms.TypedChoiceField(
        label=_("Do they use an interpreter?"),
        required=False,
        choices=[("", _("not known")), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda word: word == "yes",
        empty_value=None,
    )
    way_in = forms.ChoiceField(label=_("How does one get in?"))
    way_in_note = _text(_("What else is asked to get in?"))
    waiting_weeks = WholeField(label=_("How many weeks does one wait?"), required=False, most=LONGEST_WAIT)
    cost = forms.ChoiceField(label=_("What does it cost?"))
    cost_note = _text(_("More about the costs"))
    phone = PhoneField(label=_("Telephone"), required=False, max_length=LONGEST_LINE)
    email = EmailField(label=_("E-mail address"), required=False, max_length=LONGEST_LINE)
    website = forms.URLField(label=_("Website"), required=False, max_length=LONGEST_LINE, assume_scheme="https")
    cancel_hours = WholeField(
        label=_("Interpreters: until how many hours before can one cancel without costs?"),
        required=False,
        most=LONGEST_CANCEL,
        help_text=_("As their own conditions say it."),
    )
    is_checked = forms.BooleanField(label=_("I checked it: all of this is right today"), required=False)
    seen = hidden_number(required=False)

    def __init__(self, *args: Any, owners: Iterable[OrganisationName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "themes", theme_choices())
        choose(self, "owner", [(str(row.id), row.name) for row in owners])
        choose(self, "way_in", worded(WayIn))
        choose(self, "cost", worded(Cost))

    def clean_languages(self) -> tuple[str, ...]:
        """The codes of the languages that were typed. Raises: ValidationError for one that nobody knows."""
        by_name = {name.casefold(): code for code, name in languages(here()).items()}
        typed = [word.strip() for word in str(self.cleaned_data["languages"]).split(",") if word.strip()]
        unknown = [word for word in typed if word.casefold() not in by_name]
        if unknown:
            raise forms.ValidationError(_("Not a language: %(word)s."), code="unknown", params={"word": unknown[0]})
        return tuple(dict.fromkeys(by_name[word.casefold()] for word in typed))

    def parts(self) -> tuple[tuple[Any, tuple[forms.BoundField, ...]], ...]:
        """The fields as they stand on the page, under their headings."""
        return tuple((title, tuple(self[name] for name in names)) for title, names in PARTS)

    def facts(self) -> ServiceFacts:
        """What is known, of a valid form."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"seen", "is_checked"}}
        return ServiceFacts(
            **given
            | {
                "themes": frozenset(ThemeKey(key) for key in given["themes"]),
                "cost": Cost(given["cost"]),
                "way_in": WayIn(given["way_in"]),
            }
        )


def start_of(row: ServiceRow | None) -> Mapping[str, Any]:
    """What a form begins with: a service that is there, or nothing known of a new one."""
    if row is None:
        return {"cost": Cost.UNKNOWN.value, "way_in": WayIn.UNKNOWN.value, "is_checked": True}
    facts = row.facts
    plain = ("name", "about", "place", "address", "opening", "way_in_note", "cost_note", "phone", "email", "website")
    return {name: getattr(facts, name) for name in (*plain, "waiting_weeks", "cancel_hours")} | {
        "themes": [key for key, _title in theme_choices() if key in facts.themes],
        "owner": str(facts.owner),
        "languages": ", ".join(language_name(code, here()) for code in facts.languages),
        "has_interpreter": {None: "", True: "yes", False: "no"}[facts.has_interpreter],
        "cost": facts.cost.value,
        "way_in": facts.way_in.value,
        "seen": row.n_changed,
    }
