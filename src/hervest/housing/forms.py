"""Forms of dwellings: what describes a home."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import AmountField, PostcodeField, WholeField, day_field, hidden_number
from hervest.core.texts import label
from hervest.core.vocabulary import Route
from hervest.core.written import HIGHEST_FLOOR, LOWEST_FLOOR
from hervest.housing.vocabulary import DwellingKind, SanitaryState

LARGEST_AREA = 2000
NARROWEST = 10
"""Centimetres: less is metres, typed in a field for centimetres."""

UNKNOWN = ("", _("not known"))
YES_NO = [UNKNOWN, ("yes", _("yes")), ("no", _("no"))]
MINUTES = {
    "minutes_primary_school": _("Minutes to a primary school (walking)"),
    "minutes_newcomers_class": _("Minutes to a newcomers' class (bus or bicycle)"),
    "minutes_gp": _("Minutes to a general practitioner"),
    "minutes_pharmacy": _("Minutes to a pharmacy"),
    "minutes_hospital": _("Minutes to a hospital"),
    "minutes_supermarket": _("Minutes to a supermarket (walking)"),
    "minutes_stop": _("Minutes to a bus stop or station (walking)"),
}


def number(text: Any, most: int, least: int = 0, *, rounding: str | None = None) -> WholeField:
    """A whole number that may be unknown."""
    return WholeField(label=text, required=False, least=least, most=most, rounding=rounding)


def text(words: Any, longest: int) -> forms.CharField:
    """A line of text that may be empty."""
    return forms.CharField(label=words, required=False, max_length=longest)


def yes_no(words: Any) -> forms.TypedChoiceField:
    """Yes, no, or not known."""
    return forms.TypedChoiceField(
        label=words, required=False, choices=YES_NO, coerce=lambda word: word == "yes", empty_value=None
    )


PARTS = (
    (
        _("The dwelling"),
        ("code", "street", "postcode", "town", "neighbourhood", "landlord", "kind", "n_units", "routes"),
    ),
    (
        _("Rooms and accessibility"),
        (
            "bedrooms",
            "n_small_rooms",
            "area_m2",
            "max_residents",
            "floor",
            "has_lift",
            "has_stairs_inside",
            "threshold_cm",
            "door_width_cm",
            "turning_space_cm",
            "star_class",
            "sanitary",
            "adaptation_ready_on",
        ),
    ),
    (_("Rent and availability"), ("rent", "service_costs", "available_from", "rented_until")),
    (_("What is near"), ("is_quiet", *MINUTES)),
)
"""What belongs together on the page: its heading, and the fields under it."""


class DwellingForm(EditForm):
    """Everything that describes a home; what is not known stays empty."""

    code = forms.CharField(label=_("Code of the dwelling"), max_length=30)
    street = text(_("Street and number"), 200)
    postcode = PostcodeField(label=_("Postcode"), required=False, max_length=10)
    town = text(_("Town"), 100)
    neighbourhood = text(_("Neighbourhood"), 100)
    landlord = text(_("Landlord"), 150)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    n_units = number(_("Number of units (rooms of a shared house)"), 40, 1)
    routes = forms.MultipleChoiceField(
        label=_("For whom?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: not known."),
    )
    bedrooms = number(_("Bedrooms"), 30)
    n_small_rooms = number(_("Of which smaller than 7 m²"), 30)
    area_m2 = number(_("Area in m²"), LARGEST_AREA, rounding=ROUND_FLOOR)
    max_residents = number(_("Most residents the owner allows"), 60)
    floor = number(_("Floor (0 = ground floor)"), HIGHEST_FLOOR, LOWEST_FLOOR)
    has_lift = yes_no(_("Is there a lift to the front door?"))
    has_stairs_inside = yes_no(_("Are there stairs inside?"))
    threshold_cm = number(_("Highest threshold in cm"), 60, rounding=ROUND_CEILING)
    door_width_cm = number(_("Narrowest door in cm"), 300, NARROWEST, rounding=ROUND_FLOOR)
    turning_space_cm = number(_("Turning space in cm"), 600, NARROWEST, rounding=ROUND_FLOOR)
    star_class = number(_("Class of the star system"), 5)
    sanitary = forms.ChoiceField(label=_("Bathroom"), required=False)
    adaptation_ready_on = day_field(_("Adaptation ready on"), required=False)
    rent = AmountField(label=_("Basic rent a month in euros"), required=False)
    service_costs = AmountField(label=_("Service costs a month in euros"), required=False)
    available_from = day_field(_("Available from"), required=False)
    rented_until = day_field(_("Available until"), required=False)
    is_quiet = yes_no(_("Is the street quiet?"))
    seen = hidden_number(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in MINUTES.items():
            self.fields[name] = number(words, 600)
        for name, vocabulary in (("kind", DwellingKind), ("sanitary", SanitaryState)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [UNKNOWN, *((word.value, label(word)) for word in vocabulary)]
        routes = self.fields["routes"]
        assert isinstance(routes, forms.MultipleChoiceField)
        routes.choices = [(route.value, label(route)) for route in Route]

    def parts(self) -> tuple[tuple[Any, tuple[forms.BoundField, ...]], ...]:
        """The fields as they stand on the page, under their headings."""
        return tuple((title, tuple(self[name] for name in names)) for title, names in PARTS)

    def values(self) -> dict[str, Any]:
        """What `save_dwelling` takes: code, columns, number of units and the version that was seen."""
        given = dict(self.cleaned_data)
        columns = {
            name: given[name] for name in given if name not in {"code", "n_units", "rent", "service_costs", "seen"}
        }
        columns["basic_rent_cents"] = cents(given["rent"])
        columns["service_costs_cents"] = cents(given["service_costs"])
        return {"code": given["code"], "fields": columns, "n_units": given["n_units"], "seen": given["seen"]}


def cents(amount: Any) -> int | None:
    """Euros as whole cents."""
    return round(amount * 100) if amount is not None else None


def start_of(description: dict[str, Any], version: int) -> dict[str, Any]:
    """How the form begins for a dwelling that is there."""
    start = dict(description)
    start |= {
        name: {True: "yes", False: "no"}.get(start[name], "") for name in ("has_lift", "has_stairs_inside", "is_quiet")
    }
    for name, column in (("rent", "basic_rent_cents"), ("service_costs", "service_costs_cents")):
        start[name] = Decimal(start[column]) / 100 if start[column] is not None else None
    return start | {"seen": version}
