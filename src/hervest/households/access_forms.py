"""Forms that let somebody in on one person of a household: the shape of what is typed, nothing decided."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.accounts.vocabulary import PersonId
from hervest.core.fields import EmailField, day_field, needed_at_times
from hervest.core.texts import label
from hervest.households.access_queries import AccessPage
from hervest.journey.vocabulary import TeamRole


class LoginForm(forms.Form):
    """A login for the person themselves."""

    email = EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Of the person themselves, and of nobody else in the household."),
    )
    until_on = day_field(_("Until when"))


class StandByForm(forms.Form):
    """A partner who may see this person, from a day until a day; an interpreter, around an appointment."""

    person = forms.TypedChoiceField(
        label=_("Who"), coerce=lambda word: PersonId(int(word)), empty_value=None, choices=()
    )
    role = forms.TypedChoiceField(label=_("As what"), coerce=TeamRole, empty_value=None, choices=())
    on = needed_at_times(
        day_field(
            _("An interpreter: day of the appointment"),
            required=False,
            help_text=_("They see it from a day before until a day after."),
        )
    )
    from_on = needed_at_times(day_field(_("Anybody else: from"), required=False))
    until_on = needed_at_times(day_field(_("Anybody else: until when"), required=False))

    def __init__(self, data: Mapping[str, Any] | None = None, *, shown: AccessPage, today: date) -> None:
        super().__init__(data, initial={"from_on": today, "until_on": shown.until_on})
        people = cast("forms.TypedChoiceField", self.fields["person"])
        partners = [(row.id, f"{row.name} ({row.organisation})") for row in shown.partners]
        people.choices = [("", _("Choose somebody")), *partners]
        offered = cast("forms.TypedChoiceField", self.fields["role"])
        offered.choices = [("", _("Choose a role")), *((role.value, label(role)) for role in shown.roles)]

    def clean(self) -> dict[str, Any]:
        """As the action takes it: days that were proposed and left as they stood are nothing said of an interpreter."""
        found = self.cleaned_data
        if found.get("role") is TeamRole.INTERPRETER:
            found |= dict.fromkeys({"from_on", "until_on"}.intersection(found).difference(self.changed_data))
        return found
