"""The form with which somebody chooses what they are told."""

from typing import Any

from django import forms

from hervest.core.texts import label
from hervest.notices.vocabulary import ALWAYS, NoticeKind, Timing


class NoticesForm(forms.Form):
    """When somebody wants to be told of each kind of thing that can be chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in NoticeKind:
            if kind not in ALWAYS:
                self.fields[kind.value] = forms.TypedChoiceField(
                    label=label(kind),
                    coerce=Timing,
                    choices=[(timing.value, label(timing)) for timing in Timing],
                    widget=forms.RadioSelect,
                )

    def values(self) -> dict[NoticeKind, Timing]:
        """The choice for each kind."""
        return {NoticeKind(name): timing for name, timing in self.cleaned_data.items()}
