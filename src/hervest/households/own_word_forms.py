"""Forms for a person's own word on relatives elsewhere: the shape of what is typed, nothing decided."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.households.forms import CodeField, choice, keep_codes, reason, yes_no
from hervest.households.name_rules import country_codes
from hervest.households.record_rules import RelativeRecord
from hervest.households.vocabulary import RelativeKind


class RelativeForm(forms.Form):
    """A relative who does not live with the household."""

    relation = forms.CharField(
        label=_("What are they of the household?"),
        max_length=200,
        help_text=_("For instance: mother, or son of the partner."),
    )
    kind = choice(
        RelativeKind,
        _("How do they count for the bedrooms?"),
        help_text=_("Decides which bedroom they need when they come."),
    )
    first_name = forms.CharField(label=_("First name"), required=False, max_length=200)
    country = CodeField(country_codes, names="countries", label=_("Country where they are"), required=False)
    is_reunification_wanted = yes_no(_("Is family reunification wanted?"))
    reason = reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_codes(self)

    def record(self) -> RelativeRecord:
        """The relative as typed."""
        return RelativeRecord(**{name: value for name, value in self.cleaned_data.items() if name != "reason"})


def relative_start(known: RelativeRecord) -> dict[str, Any]:
    """What the form starts with."""
    return {
        "relation": known.relation,
        "kind": known.kind,
        "first_name": known.first_name,
        "country": known.country,
        "is_reunification_wanted": {True: "yes", False: "no", None: ""}[known.is_reunification_wanted],
    }
