"""Forms of emergency access: the shape of what is typed, nothing decided."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.core.fields import needed_at_times
from hervest.core.texts import label
from hervest.journey.settings import journey_settings
from hervest.journey.vocabulary import EmergencyReason, EmergencyVerdict


class EmergencyForm(forms.Form):
    """Of which case, and why."""

    case = forms.CharField(label=_("Code of the case"), max_length=20)
    because = forms.TypedChoiceField(label=_("What is it about?"), coerce=EmergencyReason, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why can it not wait for the team?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        because = self.fields["because"]
        assert isinstance(because, forms.TypedChoiceField)
        because.choices = [(kind.value, label(kind)) for kind in EmergencyReason]
        self.fields["reason"].help_text = _(
            "At least %(characters)s characters. The leads read it. Write nothing about health or faith."
        ) % {"characters": journey_settings().shortest_reason}

    def clean_case(self) -> str:
        """The code as it is written, however it was typed."""
        return str(self.cleaned_data["case"]).strip().upper()


class VerdictForm(forms.Form):
    """Whether it was right."""

    verdict = forms.TypedChoiceField(label=_("Was it right?"), coerce=EmergencyVerdict, widget=forms.RadioSelect)
    verdict_reason = needed_at_times(
        forms.CharField(
            label=_("Why not?"),
            required=False,
            max_length=500,
            help_text=_("Needed where it was not right."),
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        verdict = self.fields["verdict"]
        assert isinstance(verdict, forms.TypedChoiceField)
        verdict.choices = [(kind.value, label(kind)) for kind in EmergencyVerdict]
