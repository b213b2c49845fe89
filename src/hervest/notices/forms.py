"""The form with which somebody chooses what they are told."""

from collections.abc import Mapping
from typing import Any

from django import forms

from hervest.core.texts import label
from hervest.notices.vocabulary import NoticeKind, Timing, timings_of


class NoticesForm(forms.Form):
    """When somebody wants to be told of each kind of thing that can be chosen."""

    def __init__(self, *args: Any, chosen: Mapping[NoticeKind, Timing], **kwargs: Any) -> None:
        start = {kind.value: timing.value for kind, timing in chosen.items()}
        super().__init__(*args, **{"initial": start} | kwargs)
        for kind in chosen:
            self.fields[kind.value] = forms.TypedChoiceField(
                label=label(kind),
                coerce=Timing,
                choices=[(timing.value, label(timing)) for timing in Timing if timing in timings_of(kind)],
                widget=forms.RadioSelect,
            )

    def values(self) -> dict[NoticeKind, Timing]:
        """The choice for each kind."""
        return {NoticeKind(name): timing for name, timing in self.cleaned_data.items()}
