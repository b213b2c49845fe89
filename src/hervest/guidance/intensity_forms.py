"""Forms of support: how much of it somebody gets and why, and hours that were spent."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import AmountField, choose, day_field, hidden_number, needed_at_times
from hervest.core.texts import label
from hervest.guidance.intensity_actions import Spent
from hervest.guidance.intensity_queries import DecisionRow, band_norms
from hervest.guidance.intensity_rules import Decision
from hervest.guidance.intensity_vocabulary import (
    LONGEST_HOURS_NOTE,
    LONGEST_REASON,
    MINUTES,
    MOST_MINUTES_A_DAY,
    MOST_MINUTES_A_WEEK,
    Band,
)


class DecideForm(EditForm):
    """How much support from which day on, and why. What is suggested is never filled in."""

    band = forms.ChoiceField(label=_("How much support?"), widget=forms.RadioSelect)
    decided_on = day_field(_("From which day?"))
    reason = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST_REASON,
        help_text=_("Also where nothing changes: say why it stays, and where you decide otherwise than is suggested."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    hours = AmountField(
        label=_("Hours of work a week, if otherwise than usual"),
        required=False,
        most=MOST_MINUTES_A_WEEK // MINUTES,
        error_messages={"invalid": _("Fill in hours such as 2,5.")},
    )
    hours_reason = forms.CharField(label=_("Why these hours?"), required=False, max_length=LONGEST_REASON)
    seen = hidden_number()
    said_anew = ("decided_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "band", [(band.value, f"{label(band)}: {contact}") for band, contact, _minutes in band_norms()])
        needed_at_times(self.fields["hours_reason"])
        self.fields["reason"].error_messages["required"] = _("Say in a sentence why.")

    def decision(self) -> Decision:
        """What was decided, of a valid form."""
        typed = self.cleaned_data
        return Decision(typed["decided_on"], Band(typed["band"]), minutes_in(typed["hours"]))


class SpentForm(forms.Form):
    """Hours that were spent: a day, how many, and a few words."""

    on = day_field(_("On which day?"))
    hours = AmountField(
        label=_("How many hours?"),
        most=MOST_MINUTES_A_DAY // MINUTES,
        help_text=_("For instance 0,5 or 2."),
        error_messages={"invalid": _("Fill in hours such as 2,5.")},
    )
    note = forms.CharField(label=_("For what?"), required=False, max_length=LONGEST_HOURS_NOTE)
    contact = hidden_number(required=False)

    def spent(self) -> Spent:
        """What was noted, of a valid form."""
        typed = self.cleaned_data
        return Spent(typed["on"], minutes_in(typed["hours"]) or 0, typed["note"], typed["contact"])


def minutes_in(hours: Decimal | None) -> int | None:
    """Hours that were typed, in whole minutes."""
    return None if hours is None else round(hours * MINUTES)


def as_decided(current: DecisionRow | None, seen: int) -> dict[str, Any]:
    """What the form begins with: what holds now, and no reason for what comes."""
    if current is None:
        return {"seen": seen}
    own = {"hours": Decimal(current.minutes) / MINUTES, "hours_reason": current.hours_reason}
    return {"band": current.band.value, "seen": seen} | (own if current.hours_reason else {})
