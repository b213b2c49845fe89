"""Forms of arriving: when, where and by whom a line is done, and how a household was handed over."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.edits import EditForm
from hervest.core.fields import choose, day_field, hidden_number, needed_at_times, time_field, worded
from hervest.guidance.arriving_rules import HandOverSaid, LinePlan
from hervest.guidance.arriving_vocabulary import LONGEST_LINE, LineReaders, Sheet


class RunLineForm(EditForm):
    """When, where and by whom a line is done, and who reads it."""

    text = forms.CharField(
        label=_("What?"), max_length=LONGEST_LINE, required=False, help_text=_("Nothing medical, and no money.")
    )
    on = day_field(_("On which day?"), required=False)
    at = time_field(_("At what time?"))
    place = forms.CharField(
        label=_("Where?"),
        max_length=LONGEST_LINE,
        required=False,
        help_text=_("A sponsor group reads this once the household is there: an address is not told before."),
    )
    who = forms.CharField(
        label=_("Who does it?"),
        max_length=LONGEST_LINE,
        required=False,
        help_text=_("Names and telephone numbers, of who helps."),
    )
    readers = forms.ChoiceField(
        label=_("Who reads this line?"), widget=forms.RadioSelect, initial=LineReaders.EVERYBODY.value
    )
    is_left_out = forms.BooleanField(label=_("Leave this line out: it is not needed here"), required=False)
    seen = hidden_number()

    def __init__(self, *args: Any, sheet: Sheet, is_own: bool, is_stored: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sheet is Sheet.ARRIVAL:
            self.fields["on"].help_text = _("Leave empty for the day of arrival: it moves along with that.")
        self.fields["at"].required = False
        choose(self, "readers", worded(LineReaders))
        if not is_own:
            del self.fields["text"]
        else:
            needed_at_times(self.fields["text"])
        if not is_stored:
            del self.fields["is_left_out"], self.fields["seen"]

    def plan(self) -> LinePlan:
        """What was planned, of a valid form."""
        typed = self.cleaned_data
        return LinePlan(
            text=typed.get("text", ""),
            readers=LineReaders(typed["readers"]),
            on=typed["on"],
            at=typed["at"],
            place=typed["place"],
            who=typed["who"],
            is_left_out=typed.get("is_left_out", False),
        )


def as_stands(plan: LinePlan, n_changed: int) -> dict[str, object]:
    """What a form begins with for a line as it is planned."""
    return {
        "text": plan.text,
        "on": plan.on,
        "at": plan.at,
        "place": plan.place,
        "who": plan.who,
        "readers": plan.readers.value,
        "is_left_out": plan.is_left_out,
        "seen": n_changed,
    }


class HandOverForm(forms.Form):
    """How the responsibility passed from COA to the municipality."""

    on = day_field(_("On which day?"))
    time = time_field(_("At what time?"))
    given_by = forms.CharField(
        label=_("Who of COA handed over?"), max_length=LONGEST_LINE, help_text=_("Name and function.")
    )
    taken_by = forms.TypedChoiceField(label=_("Who took over?"), coerce=lambda key: PersonId(int(key)))
    place = forms.CharField(label=_("Where?"), max_length=LONGEST_LINE, required=False)

    def __init__(self, *args: Any, workers: Mapping[PersonId, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "taken_by", [("", _("choose who")), *((str(key), name) for key, name in workers.items())])

    def said(self) -> HandOverSaid:
        """What was said, of a valid form."""
        typed = self.cleaned_data
        return HandOverSaid(
            at=clock.instant_of(typed["on"], typed["time"]),
            given_by=typed["given_by"],
            taken_by=typed["taken_by"],
            place=typed["place"],
        )


class TickForm(forms.Form):
    """A tick as it comes in, maybe long after it was made."""

    done = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda word: word == "yes")
    at = forms.CharField(required=False, max_length=40)

    def clean_at(self) -> datetime | None:
        """The instant that the telephone wrote down; None where it wrote none."""
        written = self.cleaned_data["at"]
        if not written:
            return None
        try:
            found = datetime.fromisoformat(written)
            instant = found.astimezone(UTC)
        except (ValueError, OverflowError) as problem:
            raise forms.ValidationError("no instant", code="invalid") from problem
        if found.tzinfo is None:
            raise forms.ValidationError("no zone", code="invalid")
        return instant
