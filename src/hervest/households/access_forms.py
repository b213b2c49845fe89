"""Forms that let somebody in on one person of a household: the shape of what is typed, nothing decided."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.accounts.queries import Colleague
from hervest.accounts.vocabulary import PersonId, Role
from hervest.core.texts import label
from hervest.journey.team_queries import roles_beside_member
from hervest.journey.vocabulary import TeamRole


def day(text: object) -> forms.DateField:
    """A field for a day, as the browser of a phone offers it too."""
    return forms.DateField(label=text, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # type: ignore[arg-type]


class LoginForm(forms.Form):
    """A login for the person themselves."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Of the person themselves, and of nobody else in the household."),
    )
    until_on = day(_("Until when"))


class StandByForm(forms.Form):
    """A partner who may see this person, from a day until a day."""

    person = forms.TypedChoiceField(
        label=_("Who"), coerce=lambda word: PersonId(int(word)), empty_value=None, choices=()
    )
    role = forms.TypedChoiceField(label=_("As what"), coerce=TeamRole, empty_value=None, choices=())
    from_on = day(_("From"))
    until_on = day(_("Until when"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, partners: Iterable[Colleague], today: date, until: date
    ) -> None:
        super().__init__(data, initial={"from_on": today, "until_on": until})
        found = tuple(partners)
        people = cast("forms.TypedChoiceField", self.fields["person"])
        people.choices = [("", _("Choose somebody")), *((row.id, f"{row.name} ({row.organisation})") for row in found)]
        roles = roles_beside_member(Role(role) for row in found for role in row.roles)
        offered = cast("forms.TypedChoiceField", self.fields["role"])
        offered.choices = [("", _("Choose a role")), *((role.value, label(role)) for role in roles)]
