"""Forms of the account pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.accounts.models import LANGUAGES


class LanguageForm(forms.Form):
    """The language a person reads."""

    language = forms.ChoiceField(label=_("In which language do you want to read Hervest?"), choices=LANGUAGES)


class PersonaForm(forms.Form):
    """Which login of the demo to look along with."""

    person = forms.IntegerField(min_value=1)
