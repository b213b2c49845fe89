"""What narrows the list of dwellings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.core.fields import WholeField, day_field
from hervest.housing.queries import DwellingFilters


class DwellingFilterForm(forms.Form):
    """What narrows the list of dwellings; read from the address."""

    bedrooms = WholeField(label=_("Bedrooms at least"), required=False, least=0, most=30)
    neighbourhood = forms.ChoiceField(label=_("Neighbourhood"), required=False)
    available_by = day_field(_("Available by"), required=False)
    step_free = forms.BooleanField(label=_("Reached without stairs"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, *args: Any, neighbourhoods: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place, order = self.fields["neighbourhood"], self.fields["order"]
        assert isinstance(place, forms.ChoiceField)
        assert isinstance(order, forms.ChoiceField)
        place.choices = [("", _("Everywhere")), *((name, name) for name in neighbourhoods)]
        order.choices = [
            ("available", _("Soonest available first")),
            ("bedrooms", _("Most bedrooms first")),
            ("rent", _("Lowest rent first")),
            ("code", _("By code")),
        ]

    def filters(self) -> DwellingFilters:
        """What the address asks for; nonsense narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        return DwellingFilters(
            bedrooms=given.get("bedrooms") or 0,
            step_free=bool(given.get("step_free")),
            available_by=given.get("available_by"),
            neighbourhood=given.get("neighbourhood") or "",
            order=given.get("order") or "available",
        )
