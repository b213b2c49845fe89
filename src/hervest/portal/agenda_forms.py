"""The form with which somebody says what their calendar is told."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hervest.core.texts import label
from hervest.notices.vocabulary import AgendaLevel


def called(level: AgendaLevel, *, has_appointments_only: bool) -> str:
    """What a calendar shows, in words; who has no tasks reads of appointments."""
    if has_appointments_only and level is AgendaLevel.CODE:
        return gettext("that you have an appointment, and the code of the case")
    return label(level)


class AgendaForm(forms.Form):
    """How much an agenda outside Hervest is told of each day."""

    def __init__(self, *args: object, has_appointments_only: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what Django's form takes
        self.fields["level"] = forms.TypedChoiceField(
            label=_("What does your calendar show?"),
            coerce=AgendaLevel,
            choices=[
                (level.value, called(level, has_appointments_only=has_appointments_only)) for level in AgendaLevel
            ],
            initial=AgendaLevel.CODE.value,
            widget=forms.RadioSelect,
        )
