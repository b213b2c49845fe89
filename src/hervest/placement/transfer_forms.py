"""Forms for handing a household to another municipality, and for answering."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hervest.accounts.queries import Colleague
from hervest.accounts.vocabulary import PersonId
from hervest.core.edits import EditForm
from hervest.core.fields import day_field
from hervest.core.texts import coded, label
from hervest.core.vocabulary import Interpreting
from hervest.households.carry_vocabulary import Confided
from hervest.placement.forms import languages_to_choose, reason_field
from hervest.placement.match_forms import GIVEN, GivenForm, OwnGivenForm
from hervest.placement.transfer_queries import OfferPage, TransferPage
from hervest.placement.transfer_say_queries import SayingRow
from hervest.placement.transfer_vocabulary import Deed, TransferAnswer


class OfferForm(forms.Form):
    """Where to, why, and what the household said of it."""

    to = forms.ChoiceField(label=_("To which municipality?"))
    why = reason_field(
        _("Why does the household move?"),
        required=True,
        help_text=_("The other municipality reads this before it answers. No names, nothing medical, no address."),
    )
    household_agrees = forms.TypedChoiceField(
        label=_("Does everybody who is old enough to decide want this?"),
        choices=[("yes", _("yes, they said so themselves")), ("no", _("no"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        help_text=_("Ask them first. Without their yes nothing is offered, and a no costs them nothing."),
    )
    said_on = day_field(_("On which day did they say so?"))
    language = forms.ChoiceField(label=_("In which language?"))
    interpreting = forms.TypedChoiceField(
        label=_("Who interpreted?"),
        coerce=Interpreting,
        choices=lambda: [(word.value, label(word)) for word in Interpreting],
        widget=forms.RadioSelect,
    )
    confided = forms.TypedMultipleChoiceField(
        label=_("What do they want to go along beside that?"),
        coerce=Confided,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "For named readers there. Ask about each, whether or not there is anything; what is not ticked stays."
        ),
    )

    def __init__(self, *args: Any, shown: OfferPage, languages: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = (get_language() or "nl")[:2]
        choices: Mapping[str, list[tuple[str, str]]] = {
            "to": [("", ""), *((row.code, row.name) for row in shown.places)],
            "language": languages_to_choose(languages),
            "confided": [(row.item, row.name[here]) for row in shown.asked],
        }
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = found


class AcceptForm(forms.Form):
    """Who leads the case here, and when the household comes."""

    coordinator = forms.TypedChoiceField(label=_("Who leads the case here?"), coerce=lambda value: PersonId(int(value)))
    arrival_on = day_field(
        _("On which day do they come to live here?"),
        required=False,
        help_text=_("Leave it empty while they have still to come to the Netherlands."),
    )

    def __init__(self, *args: Any, people: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["coordinator"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ""), *((str(row.id), row.name) for row in people)]


class RefuseForm(forms.Form):
    """Why the household cannot come here."""

    answer = reason_field(
        _("Why can they not come here?"), required=True, help_text=_("The other municipality reads this.")
    )


class DayOfMoveForm(EditForm):
    """On which day a household that was accepted elsewhere moves."""

    moves_on = day_field(_("On which day do they move?"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, moves_on: date) -> None:
        super().__init__(data, initial={"moves_on": moves_on, "seen": moves_on.isoformat()})


class WithdrawForm(forms.Form):
    """Take the offer back; there is nothing to fill in."""


class SayFields(EditForm):
    """What is said of a transfer: nothing is filled in for them."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    said_anew = GIVEN

    def begin_at(self, row: SayingRow) -> None:
        """What stands now, as the page shows it."""
        self.initial["seen"] = row.seen
        self.stands = {"answer": row.said.answer, "text": row.said.text} if row.said else {"answer": "", "text": ""}


class OwnSayForm(SayFields, OwnGivenForm):
    """What somebody of the household says of the transfer, for themselves."""

    answer = forms.TypedChoiceField(
        label=_("What do you think of it?"),
        coerce=TransferAnswer,
        choices=lambda: [(word.value, coded("own_say", word)) for word in TransferAnswer],
        widget=forms.RadioSelect,
    )
    text = reason_field(
        _("Anything you want to say"),
        required=False,
        help_text=_("Your own municipality reads it; the other does not."),
    )
    field_order = ("answer", "text", "language", "interpreting")

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        return dict(self.cleaned_data)


class SayForm(SayFields, GivenForm):
    """What somebody of the household says of the transfer, as somebody records it."""

    answer = forms.TypedChoiceField(
        label=_("What do they think of it?"),
        coerce=TransferAnswer,
        choices=lambda: [(word.value, label(word)) for word in TransferAnswer],
        widget=forms.RadioSelect,
    )
    text = reason_field(_("In their own words"), required=False, help_text=_("Needed for nothing: a no has no reason."))
    field_order = ("answer", "text", "said_on", "language", "interpreting")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("how", "was_read_aloud", "was_abroad"):
            del self.fields[name]

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        return dict(self.cleaned_data)


def forms_of(shown: TransferPage, data: Mapping[str, Any] | None) -> dict[Deed, forms.Form]:
    """A form for everything that may be done now; what was typed stands in the one that was sent."""

    def given(deed: Deed) -> Mapping[str, Any] | None:
        return data if data and data.get("does") == deed else None

    made: dict[Deed, forms.Form] = {
        Deed.ACCEPT: AcceptForm(given(Deed.ACCEPT), people=shown.coordinators),
        Deed.REFUSE: RefuseForm(given(Deed.REFUSE)),
        Deed.WITHDRAW: WithdrawForm(given(Deed.WITHDRAW)),
    }
    return {deed: form for deed, form in made.items() if deed in shown.row.deeds}
