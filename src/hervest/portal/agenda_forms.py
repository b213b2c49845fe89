"""The form with which somebody says what their calendar is told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.core.texts import label
from hervest.notices.vocabulary import AgendaLevel


class AgendaForm(forms.Form):
    """How much an agenda outside Hervest is told of each day."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what Django's form takes
        self.fields["level"] = forms.TypedChoiceField(
            label=_("What does your calendar show?"),
            coerce=AgendaLevel,
            choices=[(level.value, label(level)) for level in AgendaLevel],
            initial=AgendaLevel.CODE.value,
            widget=forms.RadioSelect,
        )
